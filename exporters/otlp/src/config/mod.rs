//! What can be configured: the protocol, all settings, then all of them from the environment.

mod protocol;
mod settings;
mod env;

pub use protocol::Protocol;
pub(crate) use settings::Settings;

#[cfg(test)]
mod tests;
