//! The client, and what OTLP's statuses mean.

use traced_http::{Answer, Client, Reply, StatusCode, Transport};

use super::answer::{self, Form};
use crate::config::{Protocol, Settings};

const USER_AGENT: &str = concat!("traced-otlp/", env!("CARGO_PKG_VERSION"));

pub(crate) struct Receiver {
    client: Client,
    protocol: Protocol,
}

impl Receiver {
    pub(crate) fn new(settings: Settings) -> Self {
        Receiver { protocol: settings.protocol, client: Client::new(settings.http, USER_AGENT) }
    }
}

impl Transport for Receiver {
    fn send(&mut self, body: &[u8], content_type: &str, spans: u64) -> Reply {
        match self.client.post(body, content_type) {
            Ok(answer) => understood(&answer, self.protocol, spans),
            Err(reply) => reply,
        }
    }
}

fn understood(answer: &Answer, protocol: Protocol, spans: u64) -> Reply {
    let form = Form::of(answer.content_type.as_deref(), protocol);
    if answer.status.is_success() {
        let (rejected, message) = answer::partial_success(&answer.body, form, spans);
        return Reply::Accepted { rejected, message };
    }
    let message = answer.described(&answer::refusal(&answer.body, form));
    match answer.status {
        // The list is OTLP's.
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Reply::Retry { after: answer.retry_after, message },
        _ => Reply::Rejected { message },
    }
}
