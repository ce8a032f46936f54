//! `ResponseFuture`: a service's answer on its way, under the request's span.

use std::{
    fmt::{self, Display},
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::Response;
use http_body::Body;
use pin_project_lite::pin_project;
use traced_runtime::{InSpan, SpanContext};

use crate::{body::TracedBody, record::Record};

pin_project! {
    /// The future of a traced service. Dropping it before it is ready ends the span as cancelled.
    pub struct ResponseFuture<F> {
        // Above the record, so that it is dropped before the span ends.
        #[pin]
        inner: InSpan<F, Option<SpanContext>>,
        record: Option<Record>,
    }
}

impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseFuture")
    }
}

impl<F> ResponseFuture<F> {
    pub(crate) fn new(inner: InSpan<F, Option<SpanContext>>, record: Record) -> Self {
        Self { inner, record: Some(record) }
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body,
    E: Display + 'static,
{
    type Output = Result<Response<TracedBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let polled = match this.record {
            Some(record) => record.watch(|| this.inner.poll(cx)),
            // Polled once too often: that is for the inner future to say.
            None => this.inner.poll(cx),
        };
        let result = ready!(polled);
        let mut record = this.record.take();
        match result {
            Ok(response) => {
                let (parts, body) = response.into_parts();
                let mut record = record.unwrap_or_else(Record::over);
                record.respond(&parts);
                Poll::Ready(Ok(Response::from_parts(parts, TracedBody::new(body, record))))
            }
            Err(error) => {
                if let Some(record) = &mut record {
                    record.fail(&error);
                }
                Poll::Ready(Err(error))
            }
        }
    }
}
