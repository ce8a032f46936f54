//! `Record`: the span of one request, from its headers to those of the response, or to the end of its body.

use std::thread::panicking;

use http::{Extensions, Method, Version};
use reqwest::{Request, Response};
use traced_runtime::{Kind, Span};

use crate::{failure, url};

/// How often the request was sent before: it stands in the request's extensions, which all tries share.
#[derive(Clone, Copy)]
struct Sent(i64);

/// A request's span. Ends once: by [`end`](Self::end), or, as cancelled, by being dropped.
pub(crate) struct Record {
    span: Span,
    before: i64,
    has_ended: bool,
}

/// Those of RFC 9110, and PATCH (RFC 5789).
fn is_known(method: &Method) -> bool {
    const KNOWN: [Method; 9] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::CONNECT,
        Method::OPTIONS,
        Method::TRACE,
        Method::PATCH,
    ];
    KNOWN.contains(method)
}

/// The tag `network.protocol.version`.
fn protocol(version: Version) -> Option<&'static str> {
    Some(match version {
        Version::HTTP_09 => "0.9",
        Version::HTTP_10 => "1.0",
        Version::HTTP_11 => "1.1",
        Version::HTTP_2 => "2",
        Version::HTTP_3 => "3",
        _ => return None,
    })
}

impl Record {
    /// Starts the span below the current one, with the tags of OpenTelemetry's conventions for HTTP clients.
    pub(crate) fn start(request: &Request, template: Option<String>, extensions: &mut Extensions) -> Self {
        // Taken out, so that a middleware nearer to the network counts its own.
        let before = extensions.remove::<Sent>().map_or(0, |Sent(times)| times);
        let (method, url) = (request.method(), request.url());
        let verb = if is_known(method) { method.as_str() } else { "HTTP" };
        let name = template.as_ref().map_or_else(|| verb.to_owned(), |template| format!("{verb} {template}"));
        let span = Span::builder(name).kind(Kind::Client).start();
        if span.is_recording() {
            if is_known(method) {
                span.set_tag("http.request.method", method.as_str().to_owned());
            } else {
                span.set_tag("http.request.method", "_OTHER");
                span.set_tag("http.request.method_original", method.as_str().to_owned());
            }
            span.set_tag("url.full", url::shown(url));
            if let Some(host) = url.host_str() {
                span.set_tag("server.address", host.trim_matches(['[', ']']).to_owned());
            }
            if let Some(port) = url.port_or_known_default() {
                span.set_tag("server.port", i64::from(port));
            }
            if let Some(template) = template {
                span.set_tag("url.template", template);
            }
            if before > 0 {
                span.set_tag("http.request.resend_count", before);
            }
        }
        Self { span, before, has_ended: false }
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// The headers of the response are there, or it has failed: what is seen of that is recorded. The span goes on.
    pub(crate) fn see(
        &self,
        result: &reqwest_middleware::Result<Response>,
        extensions: &mut Extensions,
        see: impl FnOnce(&Span, &Response),
    ) {
        extensions.insert(Sent(self.before + 1));
        if self.span.is_recording() {
            match result {
                Ok(response) => self.respond(response, see),
                Err(error) => failure::record(&self.span, error, failure::kind(error)),
            }
        }
    }

    /// The span ends here.
    pub(crate) fn end(mut self) {
        self.has_ended = true;
        self.span.finish();
    }

    fn respond(&self, response: &Response, see: impl FnOnce(&Span, &Response)) {
        let status = response.status();
        self.span.set_tag("http.response.status_code", i64::from(status.as_u16()));
        if let Some(version) = protocol(response.version()) {
            self.span.set_tag("network.protocol.version", version);
        }
        if status.is_client_error() || status.is_server_error() {
            self.span.set_tag("error", true).set_tag("error.type", status.as_str().to_owned());
        }
        see(&self.span, response);
    }
}

/// Nobody waits for the response.
impl Drop for Record {
    fn drop(&mut self) {
        if self.has_ended {
        } else if panicking() {
            self.span.finish();
        } else {
            self.span.cancel();
        }
    }
}
