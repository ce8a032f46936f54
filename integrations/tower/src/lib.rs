//! Spans for HTTP and gRPC, as [tower](https://docs.rs/tower) layers for servers and clients: axum, hyper, tonic, and whatever else speaks
//! `http::Request`.
//!
//! 1. `traced-tower = { version = "0.1", features = ["axum"] }`, and `traced`, installed as usual.
//! 2. A server: `.layer(ServerLayer::new())`. It goes on with its callers' traces.
//! 3. A client: `.layer(ClientLayer::new())`. It sends its context along.
//!
//! ```
//! use axum::{Router, body::Body, http::Request, routing::get};
//! use tower::{Layer, ServiceExt};
//! use traced_runtime::{Outcome, testing::capture_async};
//! use traced_tower::{ClientLayer, ServerLayer};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let app = Router::new().route("/users/{id}", get(|| async { "Ada" })).layer(ServerLayer::new());
//! let client = ClientLayer::new().layer(app); // instead of one that goes through a network
//!
//! let run = capture_async(async {
//!     let response = client.oneshot(Request::get("/users/7?token=hidden").body(Body::empty()).unwrap()).await.unwrap();
//!     axum::body::to_bytes(Body::new(response.into_body()), 1024).await.unwrap()
//! })
//! .await;
//! assert_eq!(run.value(), "Ada");
//! let (client, server) = (run.span("GET"), run.span("GET /users/{id}"));
//! assert_eq!(server.parent_id, Some(client.context.span_id()));
//! assert_eq!(server.tag("url.path").unwrap().to_string(), "/users/7");
//! assert_eq!(server.tag("http.response.body.size").unwrap().to_string(), "3");
//! assert_eq!(server.outcome, Outcome::Returned);
//! # });
//! ```
//!
//! # What a span says
//!
//! It begins with the request's headers and ends with the last byte of the response's body. The service runs under it, and the body is polled
//! under it, so what they trace is below it.
//!
//! | | server | client |
//! |---|---|---|
//! | name | `METHOD route`, or `METHOD`; never the path | the same |
//! | name of a gRPC call | `package.Service/Method`; `POST` where it is `UNIMPLEMENTED` | `package.Service/Method` |
//! | parent | what the caller has sent, in the installed formats | the current span |
//! | failed | status 5xx, an error of the service or the body, a panic; gRPC: the codes that are a server's fault | also 4xx; gRPC: all but `OK` |
//! | cancelled | the caller went away, or a time limit passed, before the last byte | the future was dropped, or the body while it was being read |
//!
//! [`TraceLayer::request_bodies`] measures the bodies of requests, too.
//!
//! A header that cannot be understood is a log `extract-failed` on the span, which then begins a trace. Tags are those of OpenTelemetry's
//! [semantic conventions for HTTP](https://opentelemetry.io/docs/specs/semconv/http/http-spans/) and
//! [gRPC](https://opentelemetry.io/docs/specs/semconv/rpc/grpc/). Query strings, user names and passwords of URLs, and header values other than
//! `User-Agent` and `Host` are recorded only if that is asked for, and then not those that look like credentials.
//!
//! Paths are recorded (`url.path`, `url.full`); where they hold what must not leave, [`TraceLayer::on_request`] can set these tags anew. So it can
//! where a connection is known to be encrypted: `url.scheme` is that of the URI, or what a proxy says, or `http`.
//!
//! tonic's `Channel` does not tell the layers around it whom it calls: there, `server.address` is for [`TraceLayer::on_request`] to set.
#![forbid(unsafe_code)]

mod secret;
mod method;
mod grpc;
mod failure;
mod config;
mod address;
mod fields;
mod sites;
mod tags;
mod reading;
mod record;
mod body;
mod request_body;
mod future;
mod side;
mod service;
mod layer;

pub use crate::{
    body::TracedBody,
    future::ResponseFuture,
    layer::{ClientLayer, ServerLayer, TraceLayer},
    request_body::RequestBody,
    service::TraceService,
    side::{Client, Measured, Server, Side},
};
