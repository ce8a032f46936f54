//! All settings together, with their defaults, which are those of the OpenTelemetry specification.

use traced_http::{ConfigError, Service};

use super::{
    address::{Address, Path},
    protocol::Protocol,
};
#[cfg(feature = "grpc")]
use super::{metadata, target};

const SERVICE: Service = Service { address: "http://localhost:4318", path: "v1/traces" };
/// Receivers commonly refuse bodies above some megabytes; 4 MiB is what the smallest of them take.
const MAX_REQUEST_BYTES: usize = 4 << 20;

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) http: traced_http::Settings,
    pub(crate) protocol: Protocol,
    pub(crate) max_request_bytes: usize,
    /// What becomes `http.endpoint` when the protocol is known.
    pub(super) address: Option<Address>,
    /// Whether gRPC to an address without a scheme is without TLS.
    pub(super) insecure: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            http: traced_http::Settings::new(&SERVICE),
            protocol: Protocol::default(),
            max_request_bytes: MAX_REQUEST_BYTES,
            address: None,
            insecure: false,
        }
    }
}

impl Settings {
    pub(crate) fn set_address(&mut self, setting: &str, text: &str, path: Path) {
        self.address = Some(Address::new(setting, text, path));
    }

    /// What the address was given to.
    #[cfg(feature = "grpc")]
    pub(crate) fn setting_of_address(&self) -> &str {
        self.address.as_ref().map_or("endpoint", |address| &address.setting)
    }

    /// The settings with all that depends on the protocol.
    ///
    /// # Errors
    /// The protocol has no use for what was set.
    pub(crate) fn finish(mut self) -> Result<Self, ConfigError> {
        self.protocol.check("protocol", cfg!(feature = "grpc"))?;
        #[cfg(feature = "grpc")]
        if self.protocol == Protocol::Grpc {
            let Settings { http, address, insecure, .. } = &mut self;
            metadata::check(&http.headers)?;
            let address = address.get_or_insert_with(|| Address::new("endpoint", target::DEFAULT, Path::Either));
            http.endpoint = target::parse(address, *insecure, &mut http.headers)?;
            return Ok(self);
        }
        if let Some(address) = &self.address {
            address.apply(&mut self.http)?;
        }
        Ok(self)
    }
}
