//! `ResponseFuture`: a service's answer on its way, under the request's span.

use std::{
    fmt::{self, Display},
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::Response;
use http_body::Body;
use pin_project_lite::pin_project;
use traced_runtime::bridge::Work;

use crate::{body::TracedBody, record::Record};

pin_project! {
    /// The future of a traced service. Dropping it before it is ready ends the span as cancelled.
    pub struct ResponseFuture<F> {
        #[pin]
        inner: Option<F>,
        // Above the record, so that it is over before the span ends.
        work: Work,
        record: Option<Record>,
    }

    impl<F> PinnedDrop for ResponseFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.inner.is_some() {
                this.work.run(|| this.inner.set(None));
            }
        }
    }
}

impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseFuture")
    }
}

impl<F> ResponseFuture<F> {
    pub(crate) fn new(inner: F, work: Work, record: Record) -> Self {
        Self { inner: Some(inner), work, record: Some(record) }
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
        let mut this = self.project();
        // Polled once too often, it is never ready.
        let (Some(inner), Some(record)) = (this.inner.as_mut().as_pin_mut(), &mut *this.record) else {
            return Poll::Pending;
        };
        let result = ready!(record.watch(|| this.work.run(|| inner.poll(cx))));
        this.work.run(|| this.inner.set(None));
        let (mut record, work) = (this.record.take(), mem::replace(this.work, Work::none()));
        match result {
            Ok(response) => {
                let (parts, body) = response.into_parts();
                let mut record = record.unwrap_or_else(Record::over);
                record.respond(&parts);
                Poll::Ready(Ok(Response::from_parts(parts, TracedBody::new(body, work, record))))
            }
            Err(error) => {
                drop(work);
                if let Some(record) = &mut record {
                    record.fail(&error);
                }
                Poll::Ready(Err(error))
            }
        }
    }
}
