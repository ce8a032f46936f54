//! All settings together, with their defaults, which are those of the OpenTelemetry specification.

use traced_http::Service;

const SERVICE: Service = Service { address: "http://localhost:9411", path: "api/v2/spans" };
/// Zipkin takes up to 10 MiB unless it is told otherwise; what stands before it often takes less.
const MAX_REQUEST_BYTES: usize = 4 << 20;

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) http: traced_http::Settings,
    pub(crate) max_request_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { http: traced_http::Settings::new(&SERVICE), max_request_bytes: MAX_REQUEST_BYTES }
    }
}
