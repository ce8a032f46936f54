//! What can be configured: the protocol, what means something else in each of them, all settings, then all of them from the environment.

mod protocol;
mod address;
#[cfg(feature = "grpc")]
mod target;
#[cfg(feature = "grpc")]
mod metadata;
mod settings;
mod env;

pub(crate) use address::Path;
pub use protocol::Protocol;
pub(crate) use settings::Settings;

#[cfg(test)]
mod tests;
