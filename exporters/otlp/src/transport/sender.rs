//! What sends: HTTP or gRPC.

use traced_http::{ConfigError, Reply};

#[cfg(feature = "grpc")]
use super::grpc::Client;
use super::receiver::Receiver;
#[cfg(feature = "grpc")]
use crate::config::Protocol;
use crate::config::Settings;

pub(crate) enum Sender {
    Http(Box<Receiver>),
    #[cfg(feature = "grpc")]
    Grpc(Box<Client>),
}

impl Sender {
    #[cfg_attr(not(feature = "grpc"), expect(clippy::unnecessary_wraps, reason = "gRPC's may not be possible"))]
    pub(crate) fn new(settings: Settings) -> Result<Self, ConfigError> {
        #[cfg(feature = "grpc")]
        if settings.protocol == Protocol::Grpc {
            let setting = settings.setting_of_address().to_owned();
            return Ok(Sender::Grpc(Box::new(Client::new(settings.http, &setting)?)));
        }
        Ok(Sender::Http(Box::new(Receiver::new(settings))))
    }

    pub(crate) fn settings(&self) -> &traced_http::Settings {
        match self {
            Sender::Http(receiver) => receiver.settings(),
            #[cfg(feature = "grpc")]
            Sender::Grpc(client) => client.settings(),
        }
    }

    /// Sends the encoded form of `spans` spans.
    pub(crate) fn send(&mut self, body: &[u8], spans: u64) -> Reply {
        match self {
            Sender::Http(receiver) => receiver.send(body, spans),
            #[cfg(feature = "grpc")]
            Sender::Grpc(client) => client.send(body, Protocol::Grpc.content_type(), spans),
        }
    }
}
