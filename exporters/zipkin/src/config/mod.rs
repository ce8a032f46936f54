//! What can be configured: all settings, then those that the environment knows.

mod settings;
mod env;

pub(crate) use settings::Settings;

#[cfg(test)]
mod tests;
