//! Configuration step by step.

use crate::{config::Settings, exporter::Exporter};

traced_http::__builder!(Settings => Exporter, variables: "OTEL_EXPORTER_ZIPKIN_*");

impl Exporter {
    /// A builder with OpenTelemetry's defaults: `http://localhost:9411/api/v2/spans`, 10 seconds, no compression. It does not look at
    /// the environment unless it is told to.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    /// Zipkin's address. With no path of its own it is completed to `/api/v2/spans`; with one it is used as it is.
    ///
    /// A user name and a password in it are sent as HTTP's basic authentication.
    pub fn endpoint(self, address: impl AsRef<str>) -> Self {
        self.attempt(|settings| settings.http.set_endpoint(address.as_ref()))
    }
}
