//! `Record`: the span of one request, from its headers to the end of the response's body.

use std::{fmt::Display, sync::Arc, thread::panicking};

use http::{HeaderMap, Method, StatusCode, header::CONTENT_LENGTH, request, response};
use traced_runtime::{
    AsContext, Kind, Span, SpanContext,
    bridge::{self, Captured, Work},
};

use crate::{config::Config, failure, fields, grpc, method, reading::Reading, sites, tags};

/// A request's span, and what is known of its response. Ends once: by [`end`](Self::end), or, as cancelled, by being dropped.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "four independent facts")]
pub(crate) struct Record {
    span: Span,
    /// What the request's work runs under: the span, or, where there is none, what the caller has sent.
    context: Option<SpanContext>,
    config: Arc<Config>,
    kind: Kind,
    is_grpc: bool,
    grpc_status: Option<i64>,
    method: Method,
    /// Nothing until the response's headers are there.
    response: Option<Response>,
    /// An error has ended it; the span ends when the failed part is dropped.
    is_over: bool,
    has_failed: bool,
    has_ended: bool,
}

/// A request that is being answered. In a box, because it is handed on several times.
#[derive(Debug)]
pub(crate) struct Active {
    // Above the record, so that it is over before the span ends.
    pub(crate) work: Work,
    pub(crate) record: Record,
}

impl Active {
    /// Runs a part of what the request makes work.
    pub(crate) fn run<R>(&mut self, part: impl FnOnce() -> R) -> R {
        let Self { work, record } = self;
        record.watch(|| work.run(part))
    }

    /// Nothing more runs for it.
    pub(crate) fn rest(&mut self) -> &mut Record {
        self.work = Work::none();
        &mut self.record
    }
}

#[derive(Debug)]
struct Response {
    status: StatusCode,
    /// Its `Content-Length`.
    promised: Option<u64>,
    /// Bytes of its body that have been handed on.
    bytes: u64,
    is_read: bool,
}

impl Record {
    /// For a request that is not traced: what it does belongs to its caller's trace.
    pub(crate) fn none(config: &Arc<Config>, kind: Kind, caller: Option<SpanContext>) -> Self {
        Self {
            span: Span::none(),
            context: caller,
            config: Arc::clone(config),
            kind,
            is_grpc: false,
            grpc_status: None,
            method: Method::GET,
            response: None,
            is_over: false,
            has_failed: false,
            has_ended: true,
        }
    }

    /// Starts the span of a request: below `parent`, or where that names nothing, below the current span.
    pub(crate) fn start(
        config: &Arc<Config>,
        kind: Kind,
        request: &request::Parts,
        parent: Option<&SpanContext>,
    ) -> Self {
        let call = grpc::call(request);
        let route = if call.is_some() { None } else { config.route(request) };
        let (site, name) = match &call {
            Some(call) => (sites::unnamed(kind), format!("{}/{}", call.service, call.method).into()),
            None => sites::of(kind, method::as_name(&request.method), route.as_deref().unwrap_or_default()),
        };
        let span = bridge::at(Span::builder(name).kind(kind), site).child_of(&parent).start();
        if span.is_recording() {
            tags::request(&span, request, config, kind, call.as_ref(), route.as_deref());
            tags::headers(&span, "http.request.header", &config.request_headers, &request.headers);
            config.on_request.iter().for_each(|see| see(&span, request));
        }
        let mut record = Self::none(config, kind, span.as_context());
        record.span = span;
        record.is_grpc = call.is_some();
        record.method = request.method.clone();
        record.has_ended = false;
        record
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// With what the request's work runs in.
    pub(crate) fn active(self) -> Box<Active> {
        Box::new(Active { work: Work::below(self.context.as_ref()), record: self })
    }

    /// For the request's body.
    pub(crate) fn reading(&self) -> Reading {
        let is_wanted = self.is_writing() && !self.is_grpc;
        Reading::new(self.context.clone().filter(|_| is_wanted), Arc::clone(&self.config))
    }

    /// The headers of the response are there.
    pub(crate) fn respond(&mut self, response: &response::Parts) {
        let status = response.status;
        let promised = response.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        self.response = Some(Response { status, promised, bytes: 0, is_read: false });
        if !self.is_writing() {
            return;
        }
        let span = &self.span;
        bridge::on_span(span, |writer| {
            if !self.is_grpc || status != StatusCode::OK {
                writer.nth_tag(fields::STATUS, Captured::I64(status.as_u16().into()));
            }
            if let Some(version) = tags::protocol(response.version).filter(|_| self.kind == Kind::Client) {
                writer.nth_tag(fields::PROTOCOL, Captured::Str(version));
            }
        });
        tags::headers(span, "http.response.header", &self.config.response_headers, &response.headers);
        self.config.on_response.iter().for_each(|see| see(span, response));
        self.grpc_status(&response.headers);
        // Anybody may call anything: what this server does not know is no name.
        let is_unknown = self.grpc_status.map_or(status != StatusCode::OK, |status| status == grpc::UNIMPLEMENTED);
        if self.is_grpc && self.kind == Kind::Server && is_unknown {
            self.span.set_name(method::as_name(&self.method));
        }
        let is_error = status.is_server_error() || (self.kind == Kind::Client && status.is_client_error());
        if is_error || (self.is_grpc && status != StatusCode::OK && self.grpc_status.is_none()) {
            self.mark_failed(status.as_str());
        }
    }

    /// Takes the status of a gRPC call from headers or trailers.
    fn grpc_status(&mut self, headers: &HeaderMap) {
        if self.is_grpc
            && self.grpc_status.is_none()
            && let Some(status) = grpc::status(headers)
        {
            self.set_grpc_status(status);
        }
    }

    fn set_grpc_status(&mut self, status: i64) {
        self.grpc_status = Some(status);
        bridge::on_span(&self.span, |writer| writer.nth_tag(fields::RPC_STATUS, Captured::I64(status)));
        if status != 0 && (self.kind == Kind::Client || grpc::is_server_error(status)) {
            self.mark_failed(grpc::name(status));
        }
    }

    /// So many bytes of the body were handed on.
    pub(crate) fn data(&mut self, bytes: usize) {
        if let Some(response) = &mut self.response {
            response.bytes += bytes as u64;
        }
    }

    /// The body is being read.
    pub(crate) fn read(&mut self) {
        if let Some(response) = &mut self.response {
            response.is_read = true;
        }
    }

    pub(crate) fn trailers(&mut self, trailers: &HeaderMap) {
        if self.is_writing() {
            self.grpc_status(trailers);
        }
    }

    /// Records an error of the service or the body.
    pub(crate) fn fail<E: Display + 'static>(&mut self, error: &E) {
        if self.is_writing() {
            self.span.log(failure::fields(error, &self.config.errors));
            self.mark_failed(std::any::type_name::<E>());
        }
        self.is_over = true;
    }

    fn is_writing(&self) -> bool {
        !self.has_ended && self.span.is_recording()
    }

    /// The first reason stands.
    fn mark_failed(&mut self, why: &str) {
        bridge::on_span(&self.span, |writer| {
            writer.failed();
            if !self.has_failed {
                writer.nth_tag(fields::ERROR_TYPE, Captured::Str(why));
            }
        });
        self.has_failed = true;
    }

    /// Whether a response has no body that anybody will read: then it ends with its headers.
    pub(crate) fn has_no_body(&self) -> bool {
        let Some(response) = &self.response else { return false };
        self.method == Method::HEAD
            || (self.method == Method::CONNECT && response.status.is_success())
            || response.status.is_informational()
            || matches!(response.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
    }

    /// The response has ended as it should.
    pub(crate) fn end(&mut self) {
        if self.is_writing() && self.is_grpc && self.grpc_status.is_none() && !self.has_failed {
            self.set_grpc_status(grpc::UNKNOWN);
        }
        self.close(Span::finish);
    }

    fn close(&mut self, finish: impl FnOnce(&Span)) {
        if self.has_ended {
            return;
        }
        if let Some(response) = self.response.as_ref().filter(|_| self.is_writing() && !self.is_grpc) {
            bridge::on_span(&self.span, |writer| {
                writer.nth_tag(fields::RESPONSE_SIZE, Captured::U64(response.bytes));
            });
        }
        self.has_ended = true;
        finish(&self.span);
    }

    /// Whether nothing is missing, though nobody has asked for the end. A server that has written as much as it promised need not ask; and a
    /// client that does not want the body has not been cut short.
    fn is_complete(&self) -> bool {
        self.is_over
            || self.response.as_ref().is_some_and(|response| {
                response.promised.is_some_and(|promised| response.bytes >= promised)
                    || (self.kind == Kind::Client && !response.is_read)
            })
    }

    /// Runs a poll; where it panics the span has panicked, even if somebody further out catches it.
    pub(crate) fn watch<R>(&mut self, poll: impl FnOnce() -> R) -> R {
        struct Watch<'a>(&'a mut Record);
        impl Drop for Watch<'_> {
            fn drop(&mut self) {
                if panicking() {
                    self.0.panic();
                }
            }
        }
        // Polled by a destructor while something else unwinds: then a panic would abort anyway.
        if panicking() {
            return poll();
        }
        let _watch = Watch(self);
        poll()
    }

    fn panic(&mut self) {
        if self.is_writing() {
            self.mark_failed("panic");
        }
        self.close(Span::finish);
    }
}

/// Nobody waits for the rest: the caller has gone, or a time limit has passed. What has failed by then has failed.
impl Drop for Record {
    fn drop(&mut self) {
        if self.has_ended {
        } else if panicking() {
            self.panic();
        } else if self.is_complete() || self.has_failed {
            self.close(Span::finish);
        } else {
            self.close(Span::cancel);
        }
    }
}
