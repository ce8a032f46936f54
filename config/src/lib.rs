//! `traced.toml`: one format for what is compiled in, what is recorded, and where it goes.
//!
//! This crate reads it, says where it is wrong, and decides what its rules mean for a function. It knows neither the macro nor the runtime, which
//! both ask it. The list of modules is the reading order: a module imports only modules above its own.
//!
//! ```
//! use traced_config::{Config, Kind, Site, Visibility};
//!
//! let config = Config::parse("traced.toml", r#"
//!     [[rule]]
//!     match = "shop::orders"
//!     set = { args = "scalars" }
//!
//!     [[rule]]
//!     match = "Cache::*"
//!     set = { enabled = false }
//! "#).map_err(|mistakes| mistakes.to_string())?;
//!
//! let site = Site {
//!     module: "shop::orders",
//!     owner: "Cache",
//!     function: "get",
//!     is_async: false,
//!     visibility: Visibility::Public,
//!     kind: Kind::Method,
//! };
//! let decision = config.rules.decide(&site);
//! assert_eq!(decision.settings.enabled, Some(false));
//! assert_eq!(decision.by("enabled").map(|rule| rule.line()), Some(6));
//! assert_eq!(decision.by("args").map(|rule| rule.line()), Some(2));
//! # Ok::<(), String>(())
//! ```
#![forbid(unsafe_code)]

mod nearest;
mod place;
mod mistake;
mod units;
mod written;
mod table;
mod glob;
mod site;
mod condition;
mod key;
mod settings;
mod rule;
mod rules;
mod filter;
mod exporter;
mod sections;
mod config;
mod find;
mod keys;

pub use config::Config;
pub use exporter::{Exporter, Setting};
pub use find::{FILE, VARIABLE, find};
pub use glob::{Names, Paths, like};
pub use key::Key;
pub use keys::KEYS;
pub use mistake::{Mistake, Mistakes};
pub use nearest::nearest;
pub use place::Place;
pub use rule::Rule;
pub use rules::{Decision, Rules};
pub use sections::{Attribute, Buffer, Capture, Guard, Sampler, Sections};
pub use settings::{Args, Errors, Orphan, Settings};
pub use site::{Kind, Site, Visibility};
pub use units::{Rate, duration};

#[cfg(test)]
mod tests;
