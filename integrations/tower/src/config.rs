//! What a layer was told to do.

use std::{borrow::Cow, fmt, sync::Arc};

use http::{HeaderName, request, response};
use traced_runtime::Span;

use crate::failure::AsError;

type Filter = dyn Fn(&request::Parts) -> bool + Send + Sync;
type Route = dyn Fn(&request::Parts) -> Option<String> + Send + Sync;
type OnRequest = dyn Fn(&Span, &request::Parts) + Send + Sync;
type OnResponse = dyn Fn(&Span, &response::Parts) + Send + Sync;

/// One layer's settings; the services it makes share them.
#[derive(Clone, Default)]
pub(crate) struct Config {
    pub(crate) filter: Option<Arc<Filter>>,
    pub(crate) route: Option<Arc<Route>>,
    pub(crate) on_request: Option<Arc<OnRequest>>,
    pub(crate) on_response: Option<Arc<OnResponse>>,
    pub(crate) request_headers: Vec<HeaderName>,
    pub(crate) response_headers: Vec<HeaderName>,
    pub(crate) query: bool,
    pub(crate) errors: Vec<AsError>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("filter", &self.filter.is_some())
            .field("route", &self.route.is_some())
            .field("on_request", &self.on_request.is_some())
            .field("on_response", &self.on_response.is_some())
            .field("request_headers", &self.request_headers)
            .field("response_headers", &self.response_headers)
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}

impl Config {
    pub(crate) fn is_traced(&self, request: &request::Parts) -> bool {
        self.filter.as_deref().is_none_or(|filter| filter(request))
    }

    /// The request's route: a pattern such as `/users/{id}`, never the path itself.
    pub(crate) fn route<'r>(&self, request: &'r request::Parts) -> Option<Cow<'r, str>> {
        match &self.route {
            Some(route) => route(request).map(Cow::Owned),
            #[cfg(feature = "axum")]
            None => request.extensions.get::<axum::extract::MatchedPath>().map(|path| path.as_str().into()),
            #[cfg(not(feature = "axum"))]
            None => None,
        }
    }
}
