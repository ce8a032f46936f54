//! `RequestBody`: a request's body, measured while it is read.

use std::{
    fmt::{self, Display},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Buf;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::reading::Reading;

pin_project! {
    /// A request's body, as [`TraceLayer::request_bodies`](crate::TraceLayer::request_bodies) hands it on. What it passes on is as it came.
    pub struct RequestBody<B> {
        #[pin]
        body: B,
        reading: Reading,
    }
}

impl<B> RequestBody<B> {
    pub(crate) fn new(body: B, reading: Reading) -> Self {
        Self { body, reading }
    }

    /// The body inside; it is not measured any more.
    pub fn into_inner(self) -> B {
        self.body
    }
}

impl<B> fmt::Debug for RequestBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestBody")
    }
}

impl<B: Body> Body for RequestBody<B>
where
    B::Error: Display + 'static,
{
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let polled = this.body.as_mut().poll_frame(cx);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                this.reading.data(frame.data_ref().map_or(0, Buf::remaining));
                // Nothing follows trailers.
                if frame.is_trailers() || this.body.is_end_stream() {
                    this.reading.end();
                }
            }
            Poll::Ready(Some(Err(error))) => this.reading.fail(error),
            Poll::Ready(None) => this.reading.end(),
            Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
