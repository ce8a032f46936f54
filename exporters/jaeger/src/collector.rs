//! The client, and what the collector's statuses mean.

use traced_http::{Answer, Client, Reply, Settings, StatusCode, short};

const USER_AGENT: &str = concat!("traced-jaeger/", env!("CARGO_PKG_VERSION"));

pub(crate) struct Collector(Client);

impl Collector {
    pub(crate) fn new(settings: Settings) -> Self {
        Collector(Client::new(settings, USER_AGENT))
    }

    pub(crate) fn send(&mut self, body: &[u8]) -> Reply {
        self.0.post(body, "application/x-thrift").map_or_else(|reply| reply, |answer| understood(&answer))
    }
}

/// The collector says 202 to what it takes and 4xx to what it does not understand; with its queue full it says 5xx.
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
