//! `TracedBody`: a response's body, measured to its end, and polled under the request's span.

use std::{
    fmt::{self, Display},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Buf;
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use traced_runtime::{InSpan, SpanContext, StreamExt};

use crate::record::Record;

pin_project! {
    /// A body as a stream, which is what runs under spans.
    struct Frames<B> {
        #[pin]
        body: B,
    }
}

/// What a body says of what is left of it.
#[derive(Debug)]
struct Rest {
    is_over: bool,
    size: SizeHint,
}

impl Rest {
    fn of(body: &impl Body) -> Self {
        Self { is_over: body.is_end_stream(), size: body.size_hint() }
    }

    fn nothing() -> Self {
        Self { is_over: true, size: SizeHint::with_exact(0) }
    }
}

impl<B: Body> Stream for Frames<B> {
    type Item = (Result<Frame<B::Data>, B::Error>, Rest);

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut body = self.project().body;
        body.as_mut().poll_frame(cx).map(|frame| frame.map(|frame| (frame, Rest::of(&*body))))
    }
}

pin_project! {
    /// A response's body, as the layers hand it on: the request's span ends when it does.
    ///
    /// Ended, or failed: as the response was. Dropped before that: [`Cancelled`](traced_runtime::Outcome::Cancelled).
    pub struct TracedBody<B> {
        // Above the record, so that it is dropped before the span ends.
        #[pin]
        frames: Option<InSpan<Frames<B>, Option<SpanContext>>>,
        rest: Rest,
        record: Record,
    }
}

impl<B> fmt::Debug for TracedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedBody").field("rest", &self.rest).finish_non_exhaustive()
    }
}

impl<B: Body> TracedBody<B> {
    pub(crate) fn new(body: B, mut record: Record) -> Self {
        let rest = Rest::of(&body);
        let mut context = record.context();
        if rest.is_over || record.has_no_body() {
            record.end();
            context = None;
        }
        Self { frames: Some(Frames { body }.in_span(context)), rest, record }
    }
}

impl<B: Body> Body for TracedBody<B>
where
    B::Error: Display + 'static,
{
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let (Some(frames), record) = (this.frames.as_mut().as_pin_mut(), this.record) else {
            return Poll::Ready(None);
        };
        record.read();
        let Poll::Ready(next) = record.watch(|| frames.poll_next(cx)) else { return Poll::Pending };
        let Some((frame, rest)) = next else {
            *this.rest = Rest::nothing();
            this.frames.set(None);
            record.end();
            return Poll::Ready(None);
        };
        *this.rest = rest;
        match &frame {
            Ok(frame) => {
                let trailers = frame.trailers_ref();
                trailers.iter().for_each(|trailers| record.trailers(trailers));
                record.data(frame.data_ref().map_or(0, Buf::remaining));
                // Nothing follows trailers.
                if this.rest.is_over || trailers.is_some() {
                    this.frames.set(None);
                    record.end();
                }
            }
            Err(error) => record.fail(error),
        }
        Poll::Ready(Some(frame))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_over
    }

    fn size_hint(&self) -> SizeHint {
        self.rest.size
    }
}
