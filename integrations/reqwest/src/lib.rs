//! Spans for [reqwest](https://docs.rs/reqwest), as a [middleware](https://docs.rs/reqwest-middleware).
//!
//! 1. `traced-reqwest = "0.1"` and `reqwest-middleware = "0.5"`, and `traced`, installed as usual.
//! 2. Wrap the client: `ClientBuilder::new(client).with(TracedMiddleware::new()).build()`.
//! 3. Use it as before: each request is a span below the current one, and its context is sent along.
//!
//! ```no_run
//! use reqwest_middleware::ClientBuilder;
//! use traced_reqwest::TracedMiddleware;
//!
//! # async fn run() -> reqwest_middleware::Result<()> {
//! let traced = TracedMiddleware::new().on_response(|span, response| {
//!     if let Some(length) = response.content_length() {
//!         span.set_tag("http.response.body.size", length);
//!     }
//! });
//! let client = ClientBuilder::new(reqwest::Client::new()).with(traced).build();
//! let users = client.get("https://api.example/users?page=2").send().await?; // a span `GET`
//! # Ok(())
//! # }
//! ```
//!
//! A span ends when the response's headers are there, or with the last byte of its body ([`TracedMiddleware::response_bodies`]); or when the
//! request has failed, or nobody waits for it any more (cancelled). Statuses from
//! 400 on and errors make it fail; `error.type` says which status, or `timeout`, `connect`, .. Its tags are those of OpenTelemetry's
//! [semantic conventions for HTTP clients](https://opentelemetry.io/docs/specs/semconv/http/http-spans/). Queries, user names, passwords and
//! header values are not recorded, nor the queries in messages of errors.
#![forbid(unsafe_code)]

mod url;
mod failure;
mod record;
mod body;
mod middleware;

pub use crate::middleware::TracedMiddleware;
