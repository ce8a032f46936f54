//! The client, and what OTLP makes of gRPC's codes.

use http::HeaderMap;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint};
use traced_http::{ConfigError, Reply, Settings, Transport, quoted};

use super::{
    call::Answer,
    code::Code,
    failure::{described, is_silence},
    frame::{framed, message},
    link::Link,
    request,
};
use crate::transport::answer::{Form, partial_success};

const USER_AGENT: &str = concat!("traced-otlp/", env!("CARGO_PKG_VERSION"));
/// What [`send`](Client::send) sends.
const PROTOBUF: &str = "application/x-protobuf";

/// A receiver, and the connection to it. It connects when it has something to send.
pub(crate) struct Client {
    settings: Settings,
    endpoint: Endpoint,
    headers: HeaderMap,
    link: Option<Link>,
}

impl Client {
    /// # Errors
    /// The endpoint, which `setting` was given, is not one that TLS can be sure of.
    pub(crate) fn new(settings: Settings, setting: &str) -> Result<Self, ConfigError> {
        let endpoint = Endpoint::from(settings.endpoint.clone());
        let tls = match settings.certificates() {
            Some(pem) => ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem)),
            None => ClientTlsConfig::new().with_webpki_roots(),
        };
        let endpoint = match settings.endpoint.scheme_str() {
            Some("https") => endpoint.tls_config(tls).map_err(|error| {
                let found = format!("{} ({})", quoted(&settings.endpoint.to_string()), described(&error));
                ConfigError::new(setting, found, "an address whose host can have a certificate")
            })?,
            _ => endpoint,
        };
        let headers = request::headers(&settings, USER_AGENT);
        Ok(Client { settings, endpoint, headers, link: None })
    }

    fn silence(&self) -> Reply {
        let limit = self.settings.timeout.unwrap_or_default();
        Reply::Retry { after: None, message: format!("no answer within {limit:?}") }
    }
}

impl Transport for Client {
    fn send(&mut self, body: &[u8], content_type: &str, spans: u64) -> Reply {
        if content_type != PROTOBUF {
            return Reply::Rejected { message: format!("gRPC carries {PROTOBUF}, not {content_type}") };
        }
        let Some(frame) = framed(body, self.settings.compression) else {
            return Reply::Rejected { message: format!("gRPC carries no body of {} bytes", body.len()) };
        };
        let mut link = match self.link.take().map_or_else(Link::new, Ok) {
            Ok(link) => link,
            Err(error) => return Reply::Retry { after: None, message: format!("no runtime: {error}") },
        };
        let request = || request::request(self.headers.clone(), frame.clone());
        let sent = link.send(&self.endpoint, request, self.settings.timeout);
        // After anything but an answer it connects anew: what is silent now may be silent for ever.
        match sent {
            Ok(Some(answer)) => {
                self.link = Some(link);
                understood(answer, spans)
            }
            Ok(None) => self.silence(),
            Err(error) if is_silence(&*error) => self.silence(),
            Err(error) => Reply::Retry { after: None, message: described(&*error) },
        }
    }
}

fn understood(answer: Answer, spans: u64) -> Reply {
    let Answer { status, frames } = answer;
    let text = status.to_string();
    match status.code {
        Code::OK => {
            let (rejected, message) = partial_success(message(&frames), Form::Protobuf, spans);
            Reply::Accepted { rejected, message }
        }
        // The list is OTLP's.
        Code::CANCELLED
        | Code::DEADLINE_EXCEEDED
        | Code::ABORTED
        | Code::OUT_OF_RANGE
        | Code::UNAVAILABLE
        | Code::DATA_LOSS => Reply::Retry { after: status.retry.and_then(|info| info.after), message: text },
        Code::RESOURCE_EXHAUSTED => match status.retry {
            Some(info) => Reply::Retry { after: info.after, message: text },
            None => Reply::Rejected { message: text },
        },
        _ => Reply::Rejected { message: text },
    }
}
