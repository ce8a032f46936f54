//! `TracedBody`: a response's body, measured to its end, and polled under the request's span.

use std::{
    fmt::{self, Display},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Buf;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use traced_runtime::bridge::Work;

use crate::record::Record;

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
        // Above the record, so that it is over before the span ends.
        work: Work,
        record: Record,
    }

    impl<B> PinnedDrop for TracedBody<B> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.body.is_some() {
                this.work.run(|| this.body.set(None));
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
    pub(crate) fn new(body: B, mut work: Work, mut record: Record) -> Self {
        let rest = Rest::of(&body);
        if rest.is_over || record.has_no_body() {
            work = Work::none();
            record.end();
        }
        Self { body: Some(body), rest, work, record }
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
        let (Some(mut body), record) = (this.body.as_mut().as_pin_mut(), this.record) else {
            return Poll::Ready(None);
        };
        record.read();
        let work = this.work;
        let polled = record.watch(|| work.run(|| body.as_mut().poll_frame(cx)));
        let Poll::Ready(next) = polled else { return Poll::Pending };
        *this.rest = if next.is_some() { Rest::of(&*body) } else { Rest::nothing() };
        let mut is_over = this.rest.is_over;
        match &next {
            Some(Ok(frame)) => {
                let trailers = frame.trailers_ref();
                trailers.iter().for_each(|trailers| record.trailers(trailers));
                record.data(frame.data_ref().map_or(0, Buf::remaining));
                // Nothing follows trailers.
                is_over |= trailers.is_some();
            }
            Some(Err(error)) => {
                record.fail(error);
                is_over = false;
            }
            None => {}
        }
        if is_over {
            work.run(|| this.body.set(None));
            *work = Work::none();
            record.end();
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
