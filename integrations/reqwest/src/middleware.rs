//! `TracedMiddleware`: what is traced, and what is recorded of it.

use std::{fmt, sync::Arc};

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};
use traced_runtime::{FutureExt, Span, inject};

use crate::{body::followed, record::Record};

type Filter = dyn Fn(&Request) -> bool + Send + Sync;
type Template = dyn Fn(&Request) -> Option<String> + Send + Sync;
type OnRequest = dyn Fn(&Span, &Request) + Send + Sync;
type OnResponse = dyn Fn(&Span, &Response) + Send + Sync;

/// Traces the requests of a client, and sends their context along.
///
/// Where a middleware sends requests again, what is added before that has one span for all tries, and what is added after it has one for each,
/// the later ones with `http.request.resend_count`.
#[derive(Clone, Default)]
pub struct TracedMiddleware {
    filter: Option<Arc<Filter>>,
    template: Option<Arc<Template>>,
    on_request: Option<Arc<OnRequest>>,
    on_response: Option<Arc<OnResponse>>,
    response_bodies: bool,
}

impl TracedMiddleware {
    /// Traces every request.
    pub fn new() -> Self {
        Self::default()
    }

    /// Traces only the requests for which this is true. Others have no span, and no context is sent along.
    #[must_use]
    pub fn filter(mut self, filter: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Self {
        self.filter = Some(Arc::new(filter));
        self
    }

    /// Says of which pattern a request's path is, such as `/users/{id}`. It becomes part of the span's name, and the tag `url.template`.
    #[must_use]
    pub fn template(mut self, template: impl Fn(&Request) -> Option<String> + Send + Sync + 'static) -> Self {
        self.template = Some(Arc::new(template));
        self
    }

    /// Shows each request that is recorded to this, with its span: for tags of one's own.
    #[must_use]
    pub fn on_request(mut self, see: impl Fn(&Span, &Request) + Send + Sync + 'static) -> Self {
        self.on_request = Some(Arc::new(see));
        self
    }

    /// Shows each response that is recorded to this, with its request's span.
    #[must_use]
    pub fn on_response(mut self, see: impl Fn(&Span, &Response) + Send + Sync + 'static) -> Self {
        self.on_response = Some(Arc::new(see));
        self
    }

    /// Whether spans go on to the last byte of the response's body, and say how many there were: `http.response.body.size`. An error in its place
    /// makes the span fail; a body that is dropped while it is being read has been cancelled, one that nobody wants to read has not.
    ///
    /// By default a span ends when the headers are there. The body stays a stream, and the response is of the same type; but errors of such
    /// bodies have one source more, a reqwest error in another.
    ///
    /// ```
    /// use traced_reqwest::TracedMiddleware;
    ///
    /// let client = reqwest_middleware::ClientBuilder::new(reqwest::Client::new())
    ///     .with(TracedMiddleware::new().response_bodies(true))
    ///     .build();
    /// ```
    #[must_use]
    pub fn response_bodies(mut self, measure: bool) -> Self {
        self.response_bodies = measure;
        self
    }
}

impl fmt::Debug for TracedMiddleware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedMiddleware")
            .field("filter", &self.filter.is_some())
            .field("template", &self.template.is_some())
            .field("on_request", &self.on_request.is_some())
            .field("on_response", &self.on_response.is_some())
            .field("response_bodies", &self.response_bodies)
            .finish()
    }
}

#[async_trait::async_trait]
impl Middleware for TracedMiddleware {
    async fn handle(&self, mut request: Request, extensions: &mut Extensions, next: Next<'_>) -> Result<Response> {
        if self.filter.as_deref().is_some_and(|filter| !filter(&request)) {
            return next.run(request, extensions).await;
        }
        let template = self.template.as_deref().and_then(|template| template(&request));
        let record = Record::start(&request, template, extensions);
        if let Some(see) = self.on_request.as_deref().filter(|_| record.span().is_recording()) {
            see(record.span(), &request);
        }
        let context = record.span().context();
        inject(&context, request.headers_mut());
        let result = next.run(request, extensions).in_span(context).await;
        record.see(&result, extensions, |span, response| {
            if let Some(see) = self.on_response.as_deref() {
                see(span, response);
            }
        });
        match result {
            Ok(response) if self.response_bodies => Ok(followed(response, record)),
            _ => {
                record.end();
                result
            }
        }
    }
}
