//! The body of a response, followed to its end: the request's span ends when it does.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::{Response, ResponseBuilderExt};

use crate::{failure, record::Record};

/// The same response, whose body ends the span.
pub(crate) fn followed(response: Response, record: Record) -> Response {
    let url = response.url().clone();
    let (mut parts, body) = http::Response::from(response).into_parts();
    let mut followed = Followed { body, record: Some(record), bytes: 0, is_read: false };
    if followed.body.is_end_stream() {
        followed.end();
    }
    // The URL goes along as an extension, for which the builder alone has a word; it fails on headers only.
    let built = http::Response::builder().url(url).body(()).map(|built| built.into_parts().0.extensions);
    parts.extensions.extend(built.unwrap_or_default());
    http::Response::from_parts(parts, reqwest::Body::wrap(followed)).into()
}

struct Followed {
    body: reqwest::Body,
    /// Nothing once the span has ended.
    record: Option<Record>,
    bytes: u64,
    is_read: bool,
}

impl Followed {
    fn end(&mut self) {
        if let Some(record) = self.record.take() {
            record.span().set_tag("http.response.body.size", self.bytes);
            record.end();
        }
    }

    fn fail(&mut self, error: &reqwest::Error) {
        if let Some(record) = self.record.take() {
            record.span().set_tag("http.response.body.size", self.bytes);
            failure::record(record.span(), error, failure::kind_of_body(error));
            record.end();
        }
    }
}

impl Body for Followed {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        self.is_read = true;
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                self.bytes += frame.data_ref().map_or(0, Bytes::len) as u64;
                // Nothing follows trailers.
                if frame.is_trailers() || self.body.is_end_stream() {
                    self.end();
                }
            }
            Poll::Ready(Some(Err(error))) => self.fail(error),
            Poll::Ready(None) => self.end(),
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

/// Dropped before its end: the record says so, unless nobody wanted it.
impl Drop for Followed {
    fn drop(&mut self) {
        if let Some(record) = self.record.take() {
            record.span().set_tag("http.response.body.size", self.bytes);
            if !self.is_read {
                record.end();
            }
        }
    }
}
