//! What can be configured: where the daemon is, all settings, then those that the environment knows.

mod address;
mod settings;
mod env;

pub(crate) use settings::Settings;

#[cfg(test)]
mod tests;
