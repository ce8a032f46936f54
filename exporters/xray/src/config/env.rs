//! The variable of X-Ray's own SDKs (X-Ray Developer Guide, "Configuring the X-Ray SDK", environment variables).

use std::ffi::OsString;

use traced_http::{ConfigError, Variables};

use super::settings::Settings;

impl Settings {
    /// Takes over what the environment says and leaves the rest; `get` looks a variable up.
    pub(crate) fn read_env(&mut self, get: &dyn Fn(&str) -> Option<OsString>) -> Result<(), ConfigError> {
        let variables = Variables::new(get, &["AWS_XRAY_"]);
        match variables.find("DAEMON_ADDRESS")? {
            Some(address) => self.set_daemon(&address.name, &address.value),
            None => Ok(()),
        }
    }
}
