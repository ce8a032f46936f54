//! What exporters over HTTP have in common: settings and their mistakes, one blocking client, a spool on disk, and batches that take several
//! requests.
//!
//! `traced-otlp`, `traced-zipkin` and `traced-jaeger` are made of it. An exporter adds what is its own: the names of its variables, how spans
//! are written down, and which answers mean what. The [`Spool`] serves any exporter whose peer says what it has taken; [`Datagrams`] are for
//! those whose peers do not, `traced-jaeger` and `traced-xray` over UDP.
//!
//! ```
//! use std::time::Duration;
//! use traced_http::{Client, ConfigError, Reply, Service, Settings};
//!
//! const SERVICE: Service = Service { address: "http://localhost:9999", path: "in" };
//!
//! # fn main() -> Result<(), ConfigError> {
//! let mut settings = Settings::new(&SERVICE);
//! settings.set_endpoint("http://127.0.0.1:1")?;
//! settings.timeout = Some(Duration::from_secs(5));
//! assert_eq!(settings.endpoint, "http://127.0.0.1:1/in");
//!
//! let mut client = Client::new(settings, "example/1.0");
//! let reply = match client.post(b"spans", "text/plain") {
//!     Ok(answer) if answer.status.is_success() => Reply::Accepted { rejected: 0, message: String::new() },
//!     Ok(answer) => Reply::Rejected { message: answer.status.to_string() },
//!     Err(reply) => reply,
//! };
//! assert!(matches!(reply, Reply::Retry { .. }), "nobody is there, which passes");
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]

mod error;
mod compression;
mod headers;
mod endpoint;
mod trust;
mod variables;
mod spool_settings;
mod settings;
mod short;
mod retry_after;
mod reply;
mod datagrams;
mod client;
mod transport;
mod spool;
mod outlet;
mod delivery;
mod builder;

pub use client::{Answer, Client};
pub use compression::{Compression, gzip};
pub use datagrams::Datagrams;
pub use delivery::Progress;
pub use endpoint::{Service, is_host_name, without_credentials};
pub use error::{ConfigError, quoted};
pub use headers::{Headers, percent_decoded};
pub use outlet::Outlet;
pub use reply::Reply;
pub use settings::Settings;
pub use short::short;
pub use spool::{Spool, SpoolDropped, SpoolHandle, SpoolStats};
pub use spool_settings::SpoolSettings;
pub use transport::Transport;
pub use ureq::http::{StatusCode, Uri};
pub use variables::{Variable, Variables};

#[cfg(test)]
mod tests;
