//! What can be configured: the error, single settings, then all of them from the environment.

mod error;
mod compression;
mod headers;
mod endpoint;
mod trust;
mod settings;
mod env;

pub use compression::Compression;
pub use error::ConfigError;
pub(crate) use settings::Settings;

#[cfg(test)]
mod tests;
