//! The client, and what Zipkin's statuses mean.

use traced_http::{Answer, Client, Reply, StatusCode, short};

use crate::config::Settings;

const USER_AGENT: &str = concat!("traced-zipkin/", env!("CARGO_PKG_VERSION"));

pub(crate) struct Receiver(Client);

impl Receiver {
    pub(crate) fn new(settings: Settings) -> Self {
        Receiver(Client::new(settings.http, USER_AGENT))
    }

    pub(crate) fn settings(&self) -> &traced_http::Settings {
        self.0.settings()
    }

    pub(crate) fn send(&mut self, body: &[u8]) -> Reply {
        self.0.post(body, "application/json").map_or_else(|reply| reply, |answer| understood(&answer))
    }
}

/// Zipkin says 202 to what it takes and 4xx to what it does not understand; with storage down or queues full it says 5xx.
fn understood(answer: &Answer) -> Reply {
    if answer.status.is_success() {
        return Reply::Accepted { rejected: 0, message: String::new() };
    }
    let message = answer.described(&short(&answer.body));
    if answer.status == StatusCode::TOO_MANY_REQUESTS || answer.status.is_server_error() {
        Reply::Retry { after: answer.retry_after, message }
    } else {
        Reply::Rejected { message }
    }
}
