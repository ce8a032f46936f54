//! `ServerLayer` and `ClientLayer`: what is traced, and what is recorded of it.

use std::{error::Error, fmt, marker::PhantomData, sync::Arc};

use http::{HeaderName, request, response};
use tower_layer::Layer;
use traced_runtime::Span;

use crate::{
    config::Config,
    failure,
    service::TraceService,
    side::{Client, Measured, Seat, Server},
};

/// Traces the requests that a service answers.
///
/// ```
/// use axum::{Router, routing::get};
/// use traced_tower::ServerLayer;
///
/// let app: Router = Router::new()
///     .route("/users/{id}", get(|| async { "Ada" })) // its spans are called `GET /users/{id}`
///     .layer(ServerLayer::new().filter(|request| request.uri.path() != "/health"));
/// ```
pub type ServerLayer = TraceLayer<Server>;

/// Traces the requests that a service sends, and sends their context along.
///
/// ```
/// use hyper_util::{client::legacy::{Client, Error}, rt::TokioExecutor};
/// use tower::{Layer, ServiceExt};
/// use traced_tower::ClientLayer;
///
/// let client = Client::builder(TokioExecutor::new()).build_http::<String>();
/// let client = ClientLayer::new().errors::<Error>().layer(client);
/// let answer = client.oneshot(http::Request::new(String::new()));
/// ```
pub type ClientLayer = TraceLayer<Client>;

/// A layer that traces HTTP requests and gRPC calls; see [`ServerLayer`] and [`ClientLayer`].
pub struct TraceLayer<Side> {
    config: Arc<Config>,
    _side: PhantomData<fn() -> Side>,
}

impl<Side> TraceLayer<Side> {
    /// Traces every request, and records no query, and no header but `User-Agent` and `Host`.
    pub fn new() -> Self {
        Self { config: Arc::default(), _side: PhantomData }
    }

    fn with(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(Arc::make_mut(&mut self.config));
        self
    }

    /// Traces only the requests for which this is true. Others have no span: what a server does for them belongs to their caller's trace, if
    /// there is one, and a client sends no context along.
    #[must_use]
    pub fn filter(self, filter: impl Fn(&request::Parts) -> bool + Send + Sync + 'static) -> Self {
        self.with(|config| config.filter = Some(Arc::new(filter)))
    }

    /// Says which route a request takes: a pattern of which there are few, such as `/users/{id}`. It becomes part of the span's name, and the
    /// tag `http.route` (`url.template` of a client). Without it, the name is the method alone, or has axum's `MatchedPath` with the feature
    /// `axum`. gRPC calls are named `package.Service/Method`.
    #[must_use]
    pub fn route(self, route: impl Fn(&request::Parts) -> Option<String> + Send + Sync + 'static) -> Self {
        self.with(|config| config.route = Some(Arc::new(route)))
    }

    /// Shows each request that is recorded to this, with its span: for tags of one's own.
    #[must_use]
    pub fn on_request(self, see: impl Fn(&Span, &request::Parts) + Send + Sync + 'static) -> Self {
        self.with(|config| config.on_request = Some(Arc::new(see)))
    }

    /// Shows each response that is recorded to this, with its request's span.
    #[must_use]
    pub fn on_response(self, see: impl Fn(&Span, &response::Parts) + Send + Sync + 'static) -> Self {
        self.with(|config| config.on_response = Some(Arc::new(see)))
    }

    /// Records these headers of requests, as `http.request.header.NAME`. Values of names that look like credentials (`authorization`,
    /// `cookie`, `x-api-key`, ..) are recorded as `[redacted]`.
    #[must_use]
    pub fn request_headers(self, names: impl IntoIterator<Item = HeaderName>) -> Self {
        self.with(|config| config.request_headers.extend(names))
    }

    /// Records these headers of responses, as `http.response.header.NAME`; see [`request_headers`](Self::request_headers).
    #[must_use]
    pub fn response_headers(self, names: impl IntoIterator<Item = HeaderName>) -> Self {
        self.with(|config| config.response_headers.extend(names))
    }

    /// Records query strings (`url.query`, or within `url.full`). Values of parameters that look like credentials are `REDACTED`.
    #[must_use]
    pub fn query(self, record: bool) -> Self {
        self.with(|config| config.query = record)
    }

    /// Measures the bodies of requests too, which the service inside is given as [`RequestBody`](crate::RequestBody): `http.request.body.size` where one was read to
    /// its end, and a log where an error came in its place. Streams stay streams. gRPC calls have neither.
    ///
    /// The service inside has to take bodies of that type; axum's and tonic's do.
    ///
    /// ```
    /// use axum::{Router, routing::post};
    /// use traced_tower::ServerLayer;
    ///
    /// let app: Router = Router::new()
    ///     .route("/notes", post(|note: String| async move { note.len().to_string() }))
    ///     .layer(ServerLayer::new().request_bodies());
    /// ```
    pub fn request_bodies(self) -> TraceLayer<Measured<Side>> {
        TraceLayer { config: self.config, _side: PhantomData }
    }

    /// Records the sources of errors of this type too, not only what they say themselves. Boxed errors need no mention.
    #[must_use]
    pub fn errors<E: Error + 'static>(self) -> Self {
        self.with(|config| config.errors.push(failure::as_error::<E>))
    }
}

impl<Side> Default for TraceLayer<Side> {
    fn default() -> Self {
        Self::new()
    }
}

impl<Side> Clone for TraceLayer<Side> {
    fn clone(&self) -> Self {
        Self { config: Arc::clone(&self.config), _side: PhantomData }
    }
}

impl<Side> fmt::Debug for TraceLayer<Side> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TraceLayer").field(&self.config).finish()
    }
}

impl<S, Side> Layer<S> for TraceLayer<Side> {
    type Service = TraceService<S, Side>;

    fn layer(&self, inner: S) -> Self::Service {
        TraceService::new(inner, Seat(Arc::clone(&self.config)))
    }
}
