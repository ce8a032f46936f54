//! `TraceService`: a service whose requests are traced.

use std::{
    fmt::{self, Display},
    marker::PhantomData,
    task::{Context, Poll},
};

use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use crate::{
    body::TracedBody,
    future::ResponseFuture,
    side::{Begun, Seat, Side},
};

/// A service whose requests are traced; made by [`ServerLayer`](crate::ServerLayer) and [`ClientLayer`](crate::ClientLayer).
pub struct TraceService<S, Side> {
    inner: S,
    config: Seat,
    _side: PhantomData<fn() -> Side>,
}

impl<S, Side> TraceService<S, Side> {
    pub(crate) fn new(inner: S, config: Seat) -> Self {
        Self { inner, config, _side: PhantomData }
    }

    /// The service inside.
    pub fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The service inside.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// The service inside.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S: Clone, Side> Clone for TraceService<S, Side> {
    fn clone(&self) -> Self {
        Self::new(self.inner.clone(), Seat(self.config.0.clone()))
    }
}

impl<S: fmt::Debug, Side> fmt::Debug for TraceService<S, Side> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceService").field("inner", &self.inner).field("config", &self.config.0).finish()
    }
}

impl<S, A, B, W> Service<Request<A>> for TraceService<S, W>
where
    W: Side,
    S: Service<Request<W::Body<A>>, Response = Response<B>>,
    S::Error: Display + 'static,
    B: Body,
{
    type Response = Response<TracedBody<B>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let begun = W::begin(&self.config, &mut parts);
        let body = W::body(body, &begun);
        let Begun(record) = begun;
        // What the service does before there is a future belongs to the request too.
        let mut active = record.active();
        let inner = active.work.run(|| self.inner.call(Request::from_parts(parts, body)));
        ResponseFuture::new(inner, active)
    }
}
