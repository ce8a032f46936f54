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

use crate::{body::TracedBody, record::Active};

pin_project! {
    /// The future of a traced service. Dropping it before it is ready ends the span as cancelled.
    pub struct ResponseFuture<F> {
        #[pin]
        inner: Option<F>,
        active: Option<Box<Active>>,
    }

    impl<F> PinnedDrop for ResponseFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some(active) = this.active {
                active.work.run(|| this.inner.set(None));
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
    pub(crate) fn new(inner: F, active: Box<Active>) -> Self {
        Self { inner: Some(inner), active: Some(active) }
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
        let (Some(inner), Some(active)) = (this.inner.as_mut().as_pin_mut(), &mut *this.active) else {
            return Poll::Pending;
        };
        let result = ready!(active.run(|| inner.poll(cx)));
        active.work.run(|| this.inner.set(None));
        match result {
            Ok(response) => {
                let (parts, body) = response.into_parts();
                active.record.respond(&parts);
                Poll::Ready(Ok(Response::from_parts(parts, TracedBody::new(body, this.active.take()))))
            }
            Err(error) => {
                active.rest().fail(&error);
                *this.active = None;
                Poll::Ready(Err(error))
            }
        }
    }
}
