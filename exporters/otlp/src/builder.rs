//! Configuration step by step.

use crate::{
    config::{Protocol, Settings},
    exporter::Exporter,
};

traced_http::__builder!(Settings => Exporter, variables: "OTEL_EXPORTER_OTLP_*");

impl Exporter {
    /// A builder with OpenTelemetry's defaults: `http://localhost:4318/v1/traces`, 10 seconds, no compression. It does not look at
    /// the environment unless it is told to.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    /// The receiver's address. With no path of its own it is completed to `/v1/traces`; with one it is used as it is.
    ///
    /// A user name and a password in it are sent as HTTP's basic authentication.
    pub fn endpoint(self, address: impl AsRef<str>) -> Self {
        self.attempt(|settings| settings.http.set_endpoint(address.as_ref()))
    }

    /// How spans are written down: as protobuf unless set.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.settings.protocol = protocol;
        self
    }
}
