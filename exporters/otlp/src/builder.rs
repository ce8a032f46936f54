//! Configuration step by step.

use crate::{
    config::{Path, Protocol, Settings},
    exporter::Exporter,
};

traced_http::__builder!(Settings => Exporter, variables: "OTEL_EXPORTER_OTLP_*");

impl Exporter {
    /// A builder with OpenTelemetry's defaults: `http://localhost:4318/v1/traces` (`http://localhost:4317` over gRPC), 10 seconds, no
    /// compression. It does not look at the environment unless it is told to.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    /// The receiver's address. With no path of its own it is completed to `/v1/traces`; with one it is used as it is. To gRPC a path
    /// says nothing, and an address may be a host and a port alone, which is with TLS.
    ///
    /// A user name and a password in it are sent as HTTP's basic authentication.
    pub fn endpoint(mut self, address: impl AsRef<str>) -> Self {
        self.settings.set_address("endpoint", address.as_ref(), Path::Either);
        self
    }

    /// How spans are written down and sent: as protobuf over HTTP unless set.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.settings.protocol = protocol;
        self
    }
}
