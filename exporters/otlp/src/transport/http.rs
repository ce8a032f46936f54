//! Bodies over HTTP/1.1 with a blocking client, on whichever thread asks: the exporter's own.

use std::{
    io::{Read as _, Write as _},
    time::{Duration, SystemTime},
};

use flate2::{Compression as Level, write::GzEncoder};
use ureq::{
    Agent, Body, Error,
    http::{
        Response, StatusCode,
        header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER},
    },
    tls::TlsConfig,
};

use super::{answer, reply::Reply, retry_after};
use crate::config::{Compression, Settings};

const PROTOBUF: &str = "application/x-protobuf";
const USER_AGENT: &str = concat!("traced-otlp/", env!("CARGO_PKG_VERSION"));

/// No more of an answer is read than this.
const MAX_ANSWER: u64 = 64 << 10;

/// A receiver, and the connection to it.
pub(crate) struct Http {
    agent: Agent,
    settings: Settings,
    compressed: Vec<u8>,
}

impl Http {
    pub(crate) fn new(settings: Settings) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(settings.timeout)
            .tls_config(TlsConfig::builder().root_certs(settings.roots.clone()).build())
            .user_agent(USER_AGENT)
            // Spans go where they were told to go: neither an environment variable nor an answer sends them elsewhere.
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .build()
            .new_agent();
        Http { agent, settings, compressed: Vec::new() }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Sends the encoded form of `spans` spans.
    pub(crate) fn send(&mut self, body: &[u8], spans: u64) -> Reply {
        let mut request = self.agent.post(&self.settings.endpoint).header(CONTENT_TYPE, PROTOBUF);
        for (name, value) in &self.settings.headers.0 {
            request = request.header(name, value);
        }
        let answer = match self.settings.compression {
            Compression::None => request.send(body),
            Compression::Gzip => {
                gzip(body, &mut self.compressed);
                request.header(CONTENT_ENCODING, "gzip").send(&self.compressed[..])
            }
        };
        match answer {
            Ok(response) => read(response, spans),
            Err(error) => failed(&error, self.settings.timeout),
        }
    }
}

fn gzip(body: &[u8], into: &mut Vec<u8>) {
    into.clear();
    let mut gzip = GzEncoder::new(into, Level::fast());
    let written = gzip.write_all(body).and_then(|()| gzip.try_finish());
    debug_assert!(written.is_ok(), "a Vec takes everything");
}

/// No answer at all. Nearly everything that can be wrong with a network passes.
fn failed(error: &Error, timeout: Option<Duration>) -> Reply {
    match error {
        Error::Timeout(_) => {
            let limit = timeout.unwrap_or_default();
            Reply::Retry { after: None, message: format!("no answer within {limit:?}") }
        }
        Error::Http(_) | Error::BadUri(_) | Error::BodyExceedsLimit(_) => {
            Reply::Rejected { message: error.to_string() }
        }
        _ => Reply::Retry { after: None, message: error.to_string() },
    }
}

/// The status decides; the body only adds to it, so one that breaks off or never comes changes nothing.
fn read(mut response: Response<Body>, spans: u64) -> Reply {
    let mut body = Vec::new();
    let _ = response.body_mut().as_reader().take(MAX_ANSWER).read_to_end(&mut body);
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let protobuf = header(CONTENT_TYPE).is_none_or(|kind| kind.contains("protobuf"));
    let status = response.status();
    if status.is_success() {
        let (rejected, message) = if protobuf { answer::partial_success(&body, spans) } else { (0, String::new()) };
        return Reply::Accepted { rejected, message };
    }
    let message = described(status, &answer::refusal(&body, protobuf));
    match status {
        // The list is OTLP's.
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => {
            let after = header(RETRY_AFTER).and_then(|value| retry_after::parse(value, SystemTime::now()));
            Reply::Retry { after, message }
        }
        _ => Reply::Rejected { message },
    }
}

fn described(status: StatusCode, said: &str) -> String {
    if said.is_empty() { format!("HTTP {status}") } else { format!("HTTP {status}: {said}") }
}
