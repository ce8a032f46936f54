//! Configuration step by step.

use crate::{
    config::{Protocol, Settings},
    exporter::Exporter,
};

traced_http::__builder!(Settings => Exporter, variables: "OTEL_EXPORTER_JAEGER_*");

impl Exporter {
    /// A builder with OpenTelemetry's defaults: `http://localhost:14268/api/traces?format=jaeger.thrift`, 10 seconds, no compression. It
    /// does not look at the environment unless it is told to.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    /// A collector's address, and that spans go there, as [`Protocol::HttpThriftBinary`]. With neither path nor query of its own it is
    /// completed to `/api/traces?format=jaeger.thrift`; with one it is used as it is.
    ///
    /// A user name and a password in it are sent as HTTP's basic authentication. Jaeger 2 takes bodies that are
    /// [compressed](Self::compression); the collector of Jaeger 1 does not, but what stands before it may.
    pub fn endpoint(self, address: impl AsRef<str>) -> Self {
        self.attempt(|settings| {
            settings.protocol = Protocol::HttpThriftBinary;
            settings.set_endpoint("endpoint", address.as_ref())
        })
    }

    /// An agent's host, by name or address, and its port; and that spans go there, as [`Protocol::UdpThriftCompact`]. The
    /// [time limit](Self::timeout) is how long a datagram may take to leave.
    pub fn agent(self, host: impl AsRef<str>, port: u16) -> Self {
        self.attempt(|settings| {
            settings.protocol = Protocol::UdpThriftCompact;
            settings.set_agent_host("agent", host.as_ref())?;
            settings.set_agent_port("agent", &port.to_string())
        })
    }

    /// Whether spans go to the collector or to the agent.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.settings.protocol = protocol;
        self
    }

    /// A user name and a password for the collector, sent as HTTP's basic authentication. Neither appears in a message.
    pub fn credentials(self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        self.attempt(|settings| settings.set_credentials("credentials", user.as_ref(), password.as_ref()))
    }

    /// The size of a datagram that none exceeds, from 512 to 65507 bytes: 65000 unless set, which is what the agent reads.
    pub fn max_packet_bytes(self, bytes: usize) -> Self {
        self.attempt(|settings| settings.set_max_packet_bytes(bytes))
    }
}
