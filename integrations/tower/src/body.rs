//! `TracedBody`: a response's body, measured to its end, and polled under the request's span.

use std::{
    fmt::{self, Display},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Buf;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::record::Active;

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

pin_project! {
    /// A response's body, as the layers hand it on: the request's span ends when it does.
    ///
    /// Ended, or failed: as the response was. Dropped before that: [`Cancelled`](traced_runtime::Outcome::Cancelled).
    pub struct TracedBody<B> {
        #[pin]
        body: Option<B>,
        rest: Rest,
        // Nothing once the span has ended.
        active: Option<Box<Active>>,
    }

    impl<B> PinnedDrop for TracedBody<B> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some(active) = this.active {
                active.work.run(|| this.body.set(None));
            }
        }
    }
}

impl<B> fmt::Debug for TracedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedBody").field("rest", &self.rest).finish_non_exhaustive()
    }
}

impl<B: Body> TracedBody<B> {
    pub(crate) fn new(body: B, mut active: Option<Box<Active>>) -> Self {
        let rest = Rest::of(&body);
        if let Some(over) = active.as_mut().filter(|active| rest.is_over || active.record.has_no_body()) {
            over.rest().end();
            active = None;
        }
        Self { body: Some(body), rest, active }
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
        let Some(mut body) = this.body.as_mut().as_pin_mut() else { return Poll::Ready(None) };
        let Some(active) = this.active else {
            // Over, as far as the span goes; what is inside may be asked all the same.
            let polled = body.as_mut().poll_frame(cx);
            *this.rest = Rest::of(&*body);
            return polled;
        };
        active.record.read();
        let Poll::Ready(next) = active.run(|| body.as_mut().poll_frame(cx)) else { return Poll::Pending };
        *this.rest = if next.is_some() { Rest::of(&*body) } else { Rest::nothing() };
        let mut is_over = this.rest.is_over;
        match &next {
            Some(Ok(frame)) => {
                let trailers = frame.trailers_ref();
                trailers.iter().for_each(|trailers| active.record.trailers(trailers));
                active.record.data(frame.data_ref().map_or(0, Buf::remaining));
                // Nothing follows trailers.
                is_over |= trailers.is_some();
            }
            Some(Err(error)) => {
                active.record.fail(error);
                is_over = false;
            }
            None => {}
        }
        if is_over {
            active.work.run(|| this.body.set(None));
            active.rest().end();
            *this.active = None;
        }
        Poll::Ready(next)
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_over
    }

    fn size_hint(&self) -> SizeHint {
        self.rest.size
    }
}
