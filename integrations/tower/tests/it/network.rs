//! Over loopback: axum and hyper as servers, hyper as client, one tree for both, and callers that go away.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Body, extract::Path, routing};
use bytes::Bytes;
use futures::channel::mpsc;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper_util::{
    client::legacy::{Client, Error, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};
use tower::{Layer, Service, ServiceExt, service_fn};
use traced_runtime::{FutureExt, Kind, Outcome, Span, SpanContext, SpanData, TraceId, Value};
use traced_tower::{ClientLayer, ServerLayer, TraceService};

use crate::support::{finished, install, named, root, serve, tag};

fn client() -> TraceService<Client<HttpConnector, Empty<Bytes>>, traced_tower::Client> {
    let client = Client::builder(TokioExecutor::new()).build_http();
    ClientLayer::new().errors::<Error>().layer(client)
}

fn empty(uri: &str) -> Request<Empty<Bytes>> {
    Request::get(uri).body(Empty::new()).expect("the URI is one")
}

async fn find(Path(id): Path<u32>) -> Result<String, StatusCode> {
    let span = Span::builder("find").tag("id", id).start();
    traced_runtime::current().tag("user.kind", "guest");
    async move {
        match id {
            7 => Ok("Ada".to_owned()),
            8 => Err(StatusCode::INTERNAL_SERVER_ERROR),
            9 => panic!("expected: nine"),
            _ => Err(StatusCode::NOT_FOUND),
        }
    }
    .in_span(span)
    .await
}

fn app() -> Router {
    Router::new().route("/users/{id}", routing::get(find)).layer(ServerLayer::new())
}

/// Asks for a path, and returns the trace: root, client, server, and what the handler did.
async fn asked(id: u32) -> Vec<SpanData> {
    let address = serve(app()).await;
    let root = root("asks");
    let trace = root.context().trace_id();
    async {
        if let Ok(response) = client().oneshot(empty(&format!("http://{address}/users/{id}?key=hidden"))).await {
            response.into_body().collect().await.expect("the body arrives");
        }
    }
    .in_span(root)
    .await;
    finished(trace, 4).await
}

fn sides(spans: &[SpanData]) -> (&SpanData, &SpanData) {
    let client = spans.iter().find(|span| span.kind == Kind::Client).expect("a client's span");
    let server = spans.iter().find(|span| span.kind == Kind::Server).expect("a server's span");
    assert_eq!(client.parent_id, Some(named(spans, "asks").context.span_id()));
    assert_eq!(server.parent_id, Some(client.context.span_id()));
    assert_eq!(named(spans, "find").parent_id, Some(server.context.span_id()));
    assert_eq!((&*client.name, &*server.name), ("GET", "GET /users/{id}"));
    assert_eq!(tag(server, "user.kind").as_deref(), Some("guest"));
    (client, server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_tree() {
    let spans = asked(7).await;
    assert_eq!(spans.len(), 4);
    let (client, server) = sides(&spans);
    for side in [client, server] {
        assert_eq!(side.outcome, Outcome::Returned);
        assert_eq!(tag(side, "http.response.status_code").as_deref(), Some("200"));
        assert_eq!(tag(side, "http.response.body.size").as_deref(), Some("3"));
        assert_eq!(tag(side, "network.protocol.version").as_deref(), Some("1.1"));
        assert_eq!(tag(side, "server.address").as_deref(), Some("127.0.0.1"));
    }
    assert_eq!(tag(client, "server.port"), tag(server, "server.port"));
    assert!(client.start <= server.start);
    assert!(!format!("{spans:?}").contains("hidden"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statuses() {
    let spans = asked(1).await;
    let (client, server) = sides(&spans);
    assert_eq!((client.outcome, server.outcome), (Outcome::Errored, Outcome::Returned));
    assert_eq!(tag(client, "error.type").as_deref(), Some("404"));

    let spans = asked(8).await;
    let (client, server) = sides(&spans);
    assert_eq!((client.outcome, server.outcome), (Outcome::Errored, Outcome::Errored));
    assert_eq!(tag(server, "error.type").as_deref(), Some("500"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_panics() {
    let spans = asked(9).await;
    let (client, server) = sides(&spans);
    assert_eq!((client.outcome, server.outcome), (Outcome::Errored, Outcome::Panicked));
    assert_eq!(tag(client, "http.response.status_code"), None);
    let log = client.log("error").expect("the connection was closed");
    assert_eq!(log.field("error.kind"), Some(&Value::from(std::any::type_name::<Error>())));
    let Some(Value::List(chain)) = log.field("error.chain") else { panic!("no sources: {log:?}") };
    assert_eq!(chain[0].to_string(), "connection closed before message completed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let root = root("nobody");
    let trace = root.context().trace_id();
    let result = client().oneshot(empty(&format!("http://{address}/"))).in_span(root).await;
    assert!(result.is_err());
    let spans = finished(trace, 2).await;
    let span = named(&spans, "GET");
    assert_eq!(span.outcome, Outcome::Errored);
    let Some(Value::List(chain)) = span.log("error").unwrap().field("error.chain") else { panic!("no sources") };
    assert!(chain.iter().any(|source| source.to_string().contains("refused")), "{chain:?}");
}

/// A streaming body whose chunks the test sends.
fn streaming(layer: ServerLayer) -> (Router, mpsc::UnboundedSender<Result<&'static str, std::io::Error>>) {
    let (sender, receiver) = mpsc::unbounded();
    let body = Arc::new(Mutex::new(Some(receiver)));
    let handler = move || {
        let body = body.lock().expect("nobody panics").take();
        std::future::ready(Response::new(body.map_or_else(Body::empty, Body::from_stream)))
    };
    (Router::new().route("/stream", routing::get(handler)).layer(layer), sender)
}

/// Sends a request whose trace is known, and reads until the first chunk is there.
async fn open(address: SocketAddr, headers: &str, until: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream
        .write_all(format!("GET /stream HTTP/1.1\r\nhost: x\r\n{headers}\r\n\r\n").as_bytes())
        .await
        .expect("it is sent");
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains(until) {
        let mut bytes = [0; 1024];
        let read = stream.read(&mut bytes).await.expect("an answer");
        assert_ne!(read, 0, "closed after {:?}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&bytes[..read]);
    }
    stream
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_caller_goes_away() {
    install();
    let (app, sender) = streaming(ServerLayer::new());
    let address = serve(app).await;
    sender.unbounded_send(Ok("first")).unwrap();
    let caller = "traceparent: 00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1-00f067aa0ba902b7-01";
    drop(open(address, caller, "first").await);
    let spans = finished(TraceId::new(0xaaaa_aaaa_aaaa_aaaa_aaaa_aaaa_aaaa_aaa1), 1).await;
    let span = named(&spans, "GET /stream");
    assert_eq!(span.outcome, Outcome::Cancelled);
    assert_eq!(tag(span, "http.response.status_code").as_deref(), Some("200"));
    assert_eq!(tag(span, "http.response.body.size").as_deref(), Some("5"));
    assert_eq!(span.parent_id, Some("00f067aa0ba902b7".parse().unwrap()));
    assert!(sender.is_closed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_caller_goes_away_before_there_is_an_answer() {
    install();
    let (begun, has_begun) = oneshot::channel();
    let begun = Arc::new(Mutex::new(Some(begun)));
    let handler = move || {
        let begun = begun.lock().expect("nobody panics").take().expect("one request");
        begun.send(()).expect("the test waits");
        std::future::pending::<()>()
    };
    let address = serve(Router::new().route("/never", routing::get(handler)).layer(ServerLayer::new())).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let caller = "traceparent: 00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa4-00f067aa0ba902b7-01";
    stream.write_all(format!("GET /never HTTP/1.1\r\nhost: x\r\n{caller}\r\n\r\n").as_bytes()).await.unwrap();
    has_begun.await.unwrap();
    drop(stream);
    let spans = finished(TraceId::new(0xaaaa_aaaa_aaaa_aaaa_aaaa_aaaa_aaaa_aaa4), 1).await;
    let span = named(&spans, "GET /never");
    assert_eq!((span.outcome, tag(span, "http.response.status_code")), (Outcome::Cancelled, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_fails_or_ends() {
    install();
    let trace = TraceId::new(0xaaaa_aaaa_aaaa_aaaa_aaaa_aaaa_aaaa_aaa2);
    let caller = "b3: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2-00f067aa0ba902b7-1";
    for (last, outcome) in [(Some(()), Outcome::Errored), (None, Outcome::Returned)] {
        let (app, sender) = streaming(ServerLayer::new());
        let address = serve(app).await;
        sender.unbounded_send(Ok("first")).unwrap();
        let mut stream = open(address, caller, "first").await;
        sender.unbounded_send(Ok("more")).unwrap();
        if last.is_some() {
            sender.unbounded_send(Err(std::io::Error::other("disk gone"))).unwrap();
        }
        drop(sender);
        let count = if last.is_some() { 1 } else { 2 };
        let spans = finished(trace, count).await;
        let span = spans.last().unwrap();
        assert_eq!(span.outcome, outcome);
        assert_eq!(tag(span, "http.response.body.size").as_deref(), Some("9"));
        let message = span.log("error").and_then(|log| log.field("message")).map(ToString::to_string);
        assert_eq!(message.as_deref().map(|text| text.contains("disk gone")), last.map(|()| true));
        stream.shutdown().await.ok();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_understood_is_a_log() {
    install();
    let (tell, told) = oneshot::channel();
    let tell = Mutex::new(Some(tell));
    let layer = ServerLayer::new().on_request(move |span, _| {
        let tell = tell.lock().expect("nobody panics").take().expect("one request");
        tell.send(span.context().trace_id()).expect("the test waits");
    });
    let (app, sender) = streaming(layer);
    let address = serve(app).await;
    drop(sender);
    open(address, "traceparent: 00-hunter2\r\nconnection: close", "200 OK").await;
    let spans = finished(told.await.unwrap(), 1).await;
    let span = named(&spans, "GET /stream");
    assert_eq!(span.parent_id, None);
    let message = span.log("extract-failed").unwrap().field("message").unwrap().to_string();
    assert!(message.starts_with("traceparent is not understood: expected "), "{message}");
    assert!(!message.contains("hunter2"));
}

/// Both formats go out, with the client's span as the parent, and baggage with them.
#[tokio::test]
async fn what_is_sent() {
    let echo = service_fn(|request: Request<Empty<Bytes>>| async move {
        let mut response = Response::new(Body::empty());
        *response.headers_mut() = request.into_parts().0.headers;
        Ok::<_, Infallible>(response)
    });
    let root = root("sends");
    root.set_baggage_item("tenant", "a");
    let trace = root.context().trace_id();
    let sent = ClientLayer::new().layer(echo).oneshot(empty("http://h/")).in_span(root).await.unwrap();
    let spans = finished(trace, 2).await;
    let span = named(&spans, "GET").context.span_id();
    let header = |name: &str| sent.headers()[name].to_str().unwrap();
    assert_eq!(header("traceparent")[..53], format!("00-{trace}-{span}-"));
    assert_eq!((header("x-b3-traceid"), header("x-b3-spanid")), (&*trace.to_string(), &*span.to_string()));
    assert_eq!((header("x-b3-sampled"), header("baggage")), ("1", "tenant=a"));
}

/// What the caller has decided, and its baggage, go through the server's handler to whom that calls.
#[tokio::test]
async fn what_is_not_recorded_goes_on() {
    install();
    let echo = service_fn(|request: Request<Body>| async move {
        let mut response = Response::new(Body::empty());
        *response.headers_mut() = request.into_parts().0.headers;
        Ok::<_, Infallible>(response)
    });
    let handler = service_fn(move |_: Request<Body>| {
        let client = ClientLayer::new().layer(echo);
        async move {
            assert_eq!(traced_runtime::current().baggage_item("tenant").as_deref(), Some("a"));
            client.oneshot(Request::new(Body::empty())).await
        }
    });
    for (flag, last, filtered) in [("00", "0aaaaaa5", false), ("01", "0aaaaaa6", false), ("01", "0aaaaaa7", true)] {
        let mut request = Request::new(Body::empty());
        let trace = format!("aaaaaaaaaaaaaaaaaaaaaaaa{last}");
        let caller = format!("00-{trace}-00f067aa0ba902b7-{flag}");
        request.headers_mut().insert("traceparent", caller.parse().unwrap());
        request.headers_mut().insert("baggage", "tenant=a".parse().unwrap());
        let server = ServerLayer::new().filter(move |_| !filtered);
        let sent = server.layer(handler).oneshot(request).await.unwrap().into_parts().0.headers;
        let header = |name: &str| sent[name].to_str().unwrap();
        assert!(header("traceparent").starts_with(&format!("00-{trace}-")), "{sent:?}");
        assert!(header("traceparent").ends_with(flag), "{sent:?}");
        assert_ne!(header("traceparent"), caller);
        assert_eq!(header("baggage"), "tenant=a");
        let recorded = usize::from(flag == "01") + usize::from(flag == "01" && !filtered);
        let spans = finished(trace.parse().unwrap(), recorded).await;
        assert_eq!(spans.len(), recorded, "{flag} {filtered}");
    }
}

/// A caller may send a decision alone, or baggage alone: the trace begins here, and goes by it.
#[tokio::test]
async fn what_comes_without_a_trace() {
    install();
    let handler = service_fn(|_: Request<Body>| async {
        let (context, mut response) = (traced_runtime::current().context(), Response::new(Body::empty()));
        response.extensions_mut().insert(context);
        Ok::<_, Infallible>(response)
    });
    for (header, value, sampled, tenant) in [("b3", "0", false, None), ("baggage", "tenant=a", true, Some("a"))] {
        let mut request = Request::new(Body::empty());
        request.headers_mut().insert(header, value.parse().unwrap());
        let response = ServerLayer::new().layer(handler).oneshot(request).await.unwrap();
        let context = response.extensions().get::<SpanContext>().unwrap();
        assert!(context.is_valid());
        assert_eq!((context.is_sampled(), context.baggage().get("tenant")), (sampled, tenant), "{header}");
    }
}

/// Layered twice by mistake, there are two spans, one below the other.
#[tokio::test]
async fn twice_is_no_sibling() {
    install();
    let answer = service_fn(|_| async { Ok::<_, Infallible>(Response::new(Body::empty())) });
    let twice = ServerLayer::new().route(|_| Some("/outer".to_owned())).layer(ServerLayer::new().layer(answer));
    let mut request = Request::new(Body::empty());
    let caller = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa3-00f067aa0ba902b7-01";
    request.headers_mut().insert("traceparent", caller.parse().unwrap());
    twice.oneshot(request).await.unwrap();
    let spans = finished(TraceId::new(0xaaaa_aaaa_aaaa_aaaa_aaaa_aaaa_aaaa_aaa3), 2).await;
    assert_eq!(named(&spans, "GET").parent_id, Some(named(&spans, "GET /outer").context.span_id()));
}

/// hyper alone: its service's error closes the connection, and is on the span.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_of_hyper_fails() {
    install();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a caller");
        let fails = service_fn(|_: Request<hyper::body::Incoming>| async {
            Err::<Response<Body>, _>(std::io::Error::other("no disk"))
        });
        let service = ServerLayer::new().layer(fails);
        let service = hyper::service::service_fn(move |request| service.clone().call(request));
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
    });
    let root = root("hyper");
    let trace = root.context().trace_id();
    assert!(client().oneshot(empty(&format!("http://{address}/"))).in_span(root).await.is_err());
    let spans = finished(trace, 3).await;
    let server = spans.iter().find(|span| span.kind == Kind::Server).unwrap();
    assert_eq!(server.outcome, Outcome::Errored);
    assert_eq!(server.log("error").unwrap().field("message"), Some(&Value::from("no disk")));
}
