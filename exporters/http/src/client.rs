//! Bodies over HTTP/1.1 with a blocking client, on whichever thread asks: the exporter's own.

use std::{
    io::Read as _,
    time::{Duration, SystemTime},
};

use ureq::{
    Agent, Body, Error,
    http::{
        Response, StatusCode,
        header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER},
    },
    tls::TlsConfig,
};

use crate::{
    compression::{Compression, gzip},
    reply::Reply,
    retry_after,
    settings::Settings,
};

/// No more of an answer is read than this.
const MAX_ANSWER: u64 = 64 << 10;

/// A receiver, and the connection to it. It connects when it has something to send.
///
/// Proxies and redirects are not followed, and at most 64 KiB of an answer are read.
pub struct Client {
    agent: Agent,
    settings: Settings,
    compressed: Vec<u8>,
}

/// What a receiver answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status, which decides; the rest only adds to it.
    pub status: StatusCode,
    /// What the body is, where that is said.
    pub content_type: Option<String>,
    /// How long the receiver asks to wait (RFC 9110 §10.2.3); `None` where it does not, or not in a way that can be understood.
    pub retry_after: Option<Duration>,
    /// The body, or as much of it as came.
    pub body: Vec<u8>,
}

impl Client {
    /// A client that calls itself `user_agent`.
    #[must_use]
    pub fn new(settings: Settings, user_agent: &str) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(settings.timeout)
            .tls_config(TlsConfig::builder().root_certs(settings.trust.roots.clone()).build())
            .user_agent(user_agent)
            // Spans go where they were told to go: neither an environment variable nor an answer sends them elsewhere.
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .build()
            .new_agent();
        Client { agent, settings, compressed: Vec::new() }
    }

    /// Where it sends to and how.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Sends a body, compressed if that is set.
    ///
    /// # Errors
    /// There was no answer: what is to be made of that.
    pub fn post(&mut self, body: &[u8], content_type: &str) -> Result<Answer, Reply> {
        let mut request = self.agent.post(&self.settings.endpoint).header(CONTENT_TYPE, content_type);
        for (name, value) in self.settings.headers.iter() {
            request = request.header(name, value);
        }
        let answer = match self.settings.compression {
            Compression::None => request.send(body),
            Compression::Gzip => {
                self.compressed.clear();
                gzip(body, &mut self.compressed);
                request.header(CONTENT_ENCODING, "gzip").send(&self.compressed[..])
            }
        };
        answer.map(read).map_err(|error| failed(&error, self.settings.timeout))
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Client").field(&self.settings).finish()
    }
}

impl Answer {
    /// The status, and what was said about it unless that is nothing.
    #[must_use]
    pub fn described(&self, said: &str) -> String {
        if said.is_empty() { format!("HTTP {}", self.status) } else { format!("HTTP {}: {said}", self.status) }
    }
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

/// A body that breaks off or never comes is a shorter one.
fn read(mut response: Response<Body>) -> Answer {
    let mut body = Vec::new();
    let _ = response.body_mut().as_reader().take(MAX_ANSWER).read_to_end(&mut body);
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    Answer {
        status: response.status(),
        content_type: header(CONTENT_TYPE).map(str::to_owned),
        retry_after: header(RETRY_AFTER).and_then(|value| retry_after::parse(value, SystemTime::now())),
        body,
    }
}
