//! All settings together, with their defaults, which are those of the OpenTelemetry specification.

use traced_http::Service;

use super::protocol::Protocol;

const SERVICE: Service = Service { address: "http://localhost:4318", path: "v1/traces" };
/// Receivers commonly refuse bodies above some megabytes; 4 MiB is what the smallest of them take.
const MAX_REQUEST_BYTES: usize = 4 << 20;

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) http: traced_http::Settings,
    pub(crate) protocol: Protocol,
    pub(crate) max_request_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            http: traced_http::Settings::new(&SERVICE),
            protocol: Protocol::default(),
            max_request_bytes: MAX_REQUEST_BYTES,
        }
    }
}
