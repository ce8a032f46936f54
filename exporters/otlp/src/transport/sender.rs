//! What sends: HTTP or gRPC.

use traced_http::{ConfigError, Reply, Transport};

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
}

impl Transport for Sender {
    fn send(&mut self, body: &[u8], content_type: &str, spans: u64) -> Reply {
        match self {
            Sender::Http(receiver) => receiver.send(body, content_type, spans),
            #[cfg(feature = "grpc")]
            Sender::Grpc(client) => client.send(body, content_type, spans),
        }
    }
}
