//! What can be configured: the protocol, the agent's address, all settings, then all of them from the environment.

mod protocol;
mod host;
mod settings;
mod env;

pub use protocol::Protocol;
pub(crate) use settings::Settings;

#[cfg(test)]
mod tests;
