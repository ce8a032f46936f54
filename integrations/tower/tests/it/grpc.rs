//! gRPC: tonic's server and client over loopback, and what statuses mean on either side.

use std::{convert::Infallible, future::Future, net::SocketAddr, pin::Pin, task};

use axum::body::Body;
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http::{HeaderMap, Request, Response, header::CONTENT_TYPE};
use http_body::Frame;
use http_body_util::StreamBody;
use tonic::{
    Code, Status,
    codegen::Service,
    server::{Grpc, NamedService, ServerStreamingService, UnaryService},
    transport::{Channel, Server},
};
use tonic_prost::ProstCodec;
use tower::{Layer, ServiceExt, service_fn};
use traced_runtime::{FutureExt, Kind, Outcome, SpanData};
use traced_tower::{ClientLayer, ServerLayer};

use crate::support::{ask, finished, pairs, root, tag, tags};

#[derive(Clone, PartialEq, prost::Message)]
struct Number {
    #[prost(int32, tag = "1")]
    n: i32,
}

/// Answers with the double, or with the status of that number.
#[derive(Clone)]
struct Doubler;

type Answer<T> = Pin<Box<dyn Future<Output = Result<tonic::Response<T>, Status>> + Send>>;

fn double(n: i32) -> Result<Number, Status> {
    if n < 100 { Err(Status::new(Code::from_i32(n), "hunter2")) } else { Ok(Number { n: 2 * n }) }
}

impl UnaryService<Number> for Doubler {
    type Response = Number;
    type Future = Answer<Number>;

    fn call(&mut self, request: tonic::Request<Number>) -> Self::Future {
        Box::pin(async move { double(request.into_inner().n).map(tonic::Response::new) })
    }
}

struct Counter;

/// A stream for this number does not end.
const NEVER: i32 = 7777;

/// Three numbers, and then what `double` makes of it.
impl ServerStreamingService<Number> for Counter {
    type Response = Number;
    type ResponseStream = stream::BoxStream<'static, Result<Number, Status>>;
    type Future = Answer<Self::ResponseStream>;

    fn call(&mut self, request: tonic::Request<Number>) -> Self::Future {
        let n = request.into_inner().n;
        let numbers = stream::iter((0..3).map(|n| Ok(Number { n }))).chain(stream::once(async move {
            match n {
                NEVER => std::future::pending().await,
                n => double(n),
            }
        }));
        Box::pin(async { Ok(tonic::Response::new(numbers.boxed())) })
    }
}

impl Service<Request<tonic::body::Body>> for Doubler {
    type Response = Response<tonic::body::Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> task::Poll<Result<(), Infallible>> {
        task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<tonic::body::Body>) -> Self::Future {
        Box::pin(async {
            let mut grpc = Grpc::new(ProstCodec::<Number, Number>::default());
            Ok(match request.uri().path() {
                "/test.Numbers/Double" => grpc.unary(Doubler, request).await,
                "/test.Numbers/Count" => grpc.server_streaming(Counter, request).await,
                _ => Status::unimplemented("no such method").into_http(),
            })
        })
    }
}

impl NamedService for Doubler {
    const NAME: &'static str = "test.Numbers";
}

async fn serve() -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback has free ports");
    let address = listener.local_addr().expect("it is bound");
    let incoming = tokio_stream::wrappers::TcpListenerStream::new(listener);
    tokio::spawn(
        Server::builder().layer(ServerLayer::new().request_bodies()).add_service(Doubler).serve_with_incoming(incoming),
    );
    address
}

/// Calls a method; the spans of the client and the server.
async fn called(method: &'static str, n: i32) -> (SpanData, SpanData) {
    let address = serve().await;
    let channel = Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap();
    let root = root("calls");
    let context = root.context();
    async {
        let mut grpc = tonic::client::Grpc::new(ClientLayer::new().layer(channel));
        grpc.ready().await.unwrap();
        let (request, codec) = (tonic::Request::new(Number { n }), ProstCodec::<Number, Number>::default());
        let path = http::uri::PathAndQuery::from_static(method);
        if method.ends_with("Double") {
            let answer = grpc.unary(request, path, codec).await;
            assert_eq!(answer.is_ok(), n >= 100);
        } else {
            let answer = grpc.server_streaming(request, path, codec).await.unwrap().into_inner();
            assert_eq!(answer.filter_map(|n| async { n.ok() }).count().await, 3 + usize::from(n >= 100));
        }
    }
    .in_span(root)
    .await;
    let spans = finished(context.trace_id(), 3).await;
    let of = |kind| spans.iter().find(|span| span.kind == kind).expect("both sides have one").clone();
    let (client, server) = (of(Kind::Client), of(Kind::Server));
    assert_eq!(client.parent_id, Some(context.span_id()));
    assert_eq!(server.parent_id, Some(client.context.span_id()));
    assert!(!format!("{spans:?}").contains("hunter2"), "messages are not recorded");
    (client, server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unary_calls() {
    let (client, server) = called("/test.Numbers/Double", 100).await;
    // tonic's channel knows whom it calls, and does not tell the layers around it.
    let port = tag(&server, "server.port").unwrap();
    let address = [("server.address", "127.0.0.1"), ("server.port", &port)];
    for (span, address) in [(&client, &[][..]), (&server, &address)] {
        let expected = [
            ("network.protocol.version", "2"),
            ("rpc.grpc.status_code", "0"),
            ("rpc.method", "Double"),
            ("rpc.service", "test.Numbers"),
            ("rpc.system", "grpc"),
        ];
        assert_eq!((&*span.name, tags(span)), ("test.Numbers/Double", pairs(&[&expected, address].concat())));
        assert_eq!(span.outcome, Outcome::Returned);
    }
}

/// OpenTelemetry, gRPC: what is not OK is a client's failure; a server's are six of the codes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statuses() {
    for (status, name, server_failed) in [
        (1, "CANCELLED", false),
        (2, "UNKNOWN", true),
        (3, "INVALID_ARGUMENT", false),
        (4, "DEADLINE_EXCEEDED", true),
        (5, "NOT_FOUND", false),
        (6, "ALREADY_EXISTS", false),
        (7, "PERMISSION_DENIED", false),
        (8, "RESOURCE_EXHAUSTED", false),
        (9, "FAILED_PRECONDITION", false),
        (10, "ABORTED", false),
        (11, "OUT_OF_RANGE", false),
        (12, "UNIMPLEMENTED", true),
        (13, "INTERNAL", true),
        (14, "UNAVAILABLE", true),
        (15, "DATA_LOSS", true),
        (16, "UNAUTHENTICATED", false),
    ] {
        let (client, server) = called("/test.Numbers/Double", status).await;
        for (span, failed) in [(client, true), (server, server_failed)] {
            assert_eq!(tag(&span, "rpc.grpc.status_code"), Some(status.to_string()));
            assert_eq!(span.outcome, if failed { Outcome::Errored } else { Outcome::Returned }, "{name}");
            assert_eq!(tag(&span, "error.type").as_deref(), failed.then_some(name));
        }
    }
}

/// Names are of the methods that there are; anybody may call others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn methods_that_nobody_knows() {
    let address = serve().await;
    let channel = Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap();
    let root = root("unknown");
    let trace = root.context().trace_id();
    async {
        for path in ["/test.Numbers/None", "/test.Nobody/Double"] {
            let mut grpc = tonic::client::Grpc::new(ClientLayer::new().layer(channel.clone()));
            grpc.ready().await.unwrap();
            let path = http::uri::PathAndQuery::from_static(path);
            let codec = ProstCodec::<Number, Number>::default();
            grpc.unary(tonic::Request::new(Number { n: 100 }), path, codec).await.unwrap_err();
        }
    }
    .in_span(root)
    .await;
    let spans = finished(trace, 5).await;
    let names = |kind| spans.iter().filter(|span| span.kind == kind).map(|span| &*span.name).collect::<Vec<_>>();
    assert_eq!(names(Kind::Server), ["POST"; 2]);
    let mut called = names(Kind::Client);
    called.sort_unstable();
    assert_eq!(called, ["test.Nobody/Double", "test.Numbers/None"]);
}

/// The caller drops the stream after its first message: both sides are given up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_is_given_up() {
    let address = serve().await;
    let channel = Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap();
    let root = root("given up");
    let trace = root.context().trace_id();
    async {
        let mut grpc = tonic::client::Grpc::new(ClientLayer::new().layer(channel));
        grpc.ready().await.unwrap();
        let path = http::uri::PathAndQuery::from_static("/test.Numbers/Count");
        let (request, codec) = (tonic::Request::new(Number { n: NEVER }), ProstCodec::<Number, Number>::default());
        let mut answer = grpc.server_streaming(request, path, codec).await.unwrap().into_inner();
        assert_eq!(answer.message().await.unwrap(), Some(Number { n: 0 }));
    }
    .in_span(root)
    .await;
    let spans = finished(trace, 3).await;
    for span in spans.iter().filter(|span| span.kind != Kind::Internal) {
        assert_eq!((span.outcome, tag(span, "rpc.grpc.status_code")), (Outcome::Cancelled, None), "{:?}", span.kind);
    }
}

/// The status comes in trailers, after the messages.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams() {
    let (client, server) = called("/test.Numbers/Count", 100).await;
    for span in [client, server] {
        assert_eq!((span.outcome, tag(&span, "rpc.grpc.status_code").as_deref()), (Outcome::Returned, Some("0")));
    }
    let (client, server) = called("/test.Numbers/Count", 13).await;
    for span in [client, server] {
        assert_eq!((span.outcome, tag(&span, "rpc.grpc.status_code").as_deref()), (Outcome::Errored, Some("13")));
    }
}

fn call(kind: &'static str) -> Request<Body> {
    Request::post("/a.B/C").header(CONTENT_TYPE, kind).body(Body::empty()).expect("a request")
}

/// gRPC over HTTP/2: the content type is `application/grpc`, alone or with a format; gRPC-Web is another protocol.
#[tokio::test]
async fn what_is_a_call() {
    let answer = service_fn(|_| async { Ok::<_, Infallible>(Response::new(Body::empty())) });
    for (kind, name) in [
        ("application/grpc", "a.B/C"),
        ("application/grpc+proto", "a.B/C"),
        ("application/grpc;x=y", "a.B/C"),
        ("application/grpc-web", "POST"),
        ("application/json", "POST"),
    ] {
        let run = ask(ServerLayer::new().layer(answer), call(kind)).await;
        assert_eq!(run.spans()[0].name, name, "{kind}");
    }
}

/// gRPC, "Status codes": a response that ends without a status has the status UNKNOWN; one that is none of gRPC has that of HTTP.
#[tokio::test]
async fn answers_without_a_status() {
    let cut = service_fn(|_| async { Ok::<_, Infallible>(Response::new(Body::from("x"))) });
    let run = ask(ClientLayer::new().layer(cut), call("application/grpc")).await;
    let span = run.span("a.B/C");
    assert_eq!((span.outcome, tag(span, "rpc.grpc.status_code").as_deref()), (Outcome::Errored, Some("2")));

    let proxy = service_fn(|_| async {
        Ok::<_, Infallible>(Response::builder().status(503).body(Body::from("busy")).expect("a response"))
    });
    let run = ask(ClientLayer::new().layer(proxy), call("application/grpc")).await;
    let span = run.span("a.B/C");
    assert_eq!((span.outcome, tag(span, "error.type").as_deref()), (Outcome::Errored, Some("503")));
    assert_eq!(tag(span, "http.response.status_code").as_deref(), Some("503"));
    assert_eq!(tag(span, "rpc.grpc.status_code"), None);
}

/// What reads trailers need not ask for what follows: nothing does.
#[tokio::test]
async fn trailers_are_the_end() {
    let answer = service_fn(|_| async {
        let trailers = HeaderMap::from_iter([("grpc-status".parse().expect("a name"), "0".parse().expect("a value"))]);
        let frames = stream::iter([Frame::data(Bytes::from("x")), Frame::trailers(trailers)]).map(Ok::<_, Infallible>);
        Ok::<_, Infallible>(Response::new(Body::new(StreamBody::new(frames.chain(stream::pending())))))
    });
    let run = traced_runtime::testing::capture_async(async {
        let mut response = ServerLayer::new().layer(answer).oneshot(call("application/grpc")).await.unwrap();
        for _ in 0..2 {
            http_body_util::BodyExt::frame(response.body_mut()).await.unwrap().unwrap();
        }
    })
    .await;
    let span = run.span("a.B/C");
    assert_eq!((span.outcome, tag(span, "rpc.grpc.status_code").as_deref()), (Outcome::Returned, Some("0")));
}
