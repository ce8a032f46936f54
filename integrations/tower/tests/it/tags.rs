//! What spans say: OpenTelemetry's semantic conventions for HTTP, word for word.

use axum::body::Body;
use http::{HeaderName, Request, Response, Version, header::CONTENT_TYPE};
use tower::{Layer, service_fn};
use traced_runtime::{Outcome, Span, testing::Run};
use traced_tower::{ClientLayer, ServerLayer, TracedBody};

use crate::support::{ask, get, pairs, tag, tags};

async fn created(_: Request<Body>) -> Result<Response<Body>, std::convert::Infallible> {
    let response = Response::builder().status(201).header(CONTENT_TYPE, "text/plain").version(Version::HTTP_2);
    Ok(response.body(Body::from("hello")).expect("it is a response"))
}

fn status(
    code: u16,
) -> impl tower::Service<Request<Body>, Response = Response<Body>, Error = std::convert::Infallible> {
    service_fn(move |_| async move { Ok(Response::builder().status(code).body(Body::empty()).expect("a status")) })
}

#[tokio::test]
async fn of_a_server() {
    let request = Request::post("/users/7?q=1")
        .header("host", "shop.example:8443")
        .header("user-agent", "test/1")
        .header("x-forwarded-proto", "https")
        .body(Body::from("{}"))
        .unwrap();
    let run = ask(ServerLayer::new().layer(service_fn(created)), request).await;
    let expected = [
        ("http.request.method", "POST"),
        ("http.response.body.size", "5"),
        ("http.response.status_code", "201"),
        ("network.protocol.version", "1.1"),
        ("server.address", "shop.example"),
        ("server.port", "8443"),
        ("url.path", "/users/7"),
        ("url.scheme", "https"),
        ("user_agent.original", "test/1"),
    ];
    assert_eq!(tags(run.span("POST")), pairs(&expected));
}

#[tokio::test]
async fn of_a_client() {
    for (uri, full, address, port) in [
        ("https://ada:pw@api.example/v1/users?q=1", "https://api.example/v1/users", "api.example", "443"),
        ("http://[::1]:8080/", "http://[::1]:8080/", "::1", "8080"),
        ("http://api.example", "http://api.example/", "api.example", "80"),
    ] {
        let run = ask(ClientLayer::new().layer(service_fn(created)), get(uri)).await;
        let expected = [
            ("http.request.method", "GET"),
            ("http.response.body.size", "5"),
            ("http.response.status_code", "201"),
            ("network.protocol.version", "2"),
            ("server.address", address),
            ("server.port", port),
            ("url.full", full),
        ];
        assert_eq!(tags(run.span("GET")), pairs(&expected), "{uri}");
    }
}

/// OpenTelemetry, HTTP spans, "Status": 4xx is a client's failure and not a server's; `error.type` is the code.
#[tokio::test]
async fn status_codes_that_are_errors() {
    async fn check<S>(service: S, code: u16, failed: bool)
    where
        S: tower::Service<Request<Body>, Response = Response<TracedBody<Body>>>,
    {
        let run = ask(service, get("/")).await;
        let span = run.span("GET");
        assert_eq!(span.outcome, if failed { Outcome::Errored } else { Outcome::Returned }, "{code}");
        assert_eq!(tag(span, "error.type"), failed.then(|| code.to_string()), "{code}");
        assert_eq!(tag(span, "http.response.status_code"), Some(code.to_string()));
        assert!(span.logs.is_empty(), "a status is no exception");
    }
    for code in [100, 200, 204, 302, 304, 400, 404, 429, 499, 500, 503, 599] {
        check(ServerLayer::new().layer(status(code)), code, code >= 500).await;
        check(ClientLayer::new().layer(status(code)), code, code >= 400).await;
    }
}

#[tokio::test]
async fn tags_of_ones_own() {
    let layer = ServerLayer::new()
        .on_request(|span, request| _ = span.set_tag("tenant", request.headers.len()))
        .on_response(|span, response| _ = span.set_name(format!("answered {}", response.status.as_u16())));
    let run = ask(layer.layer(service_fn(created)), get("/")).await;
    assert_eq!(tag(run.span("answered 201"), "tenant").as_deref(), Some("0"));
}

#[tokio::test]
async fn headers_and_queries_that_were_asked_for() {
    let names = ["x-tenant", "authorization", "x-none"].map(HeaderName::from_static);
    let layer = ServerLayer::new().request_headers(names).response_headers([CONTENT_TYPE]).query(true);
    let request = Request::get("/?page=2&token=hidden")
        .header("x-tenant", "a")
        .header("x-tenant", "b")
        .header("authorization", "Bearer hidden")
        .body(Body::empty())
        .unwrap();
    let run = ask(layer.layer(service_fn(created)), request).await;
    let span = run.span("GET");
    assert_eq!(tag(span, "http.request.header.x-tenant").as_deref(), Some("[a, b]"));
    assert_eq!(tag(span, "http.request.header.authorization").as_deref(), Some("[[redacted]]"));
    assert_eq!(tag(span, "http.request.header.x-none"), None);
    assert_eq!(tag(span, "http.response.header.content-type").as_deref(), Some("[text/plain]"));
    assert_eq!(tag(span, "url.query").as_deref(), Some("page=2&token=REDACTED"));

    let client = ClientLayer::new().query(true).layer(service_fn(created));
    let run = ask(client, get("http://h/?page=2&sig=hidden")).await;
    assert_eq!(tag(run.span("GET"), "url.full").as_deref(), Some("http://h/?page=2&sig=REDACTED"));
}

/// The handler, whatever it makes, and its body run under the span.
#[tokio::test]
async fn what_runs_below() {
    let service = service_fn(|_| {
        Span::builder("called").start().finish();
        async {
            Span::builder("polled").start().finish();
            traced_runtime::current().tag("seen", true).set_name("renamed");
            let frames = futures::stream::once(async {
                Span::builder("streamed").start().finish();
                traced_runtime::current().tag("chunks", 1);
                Ok::<_, std::convert::Infallible>("chunk")
            });
            Ok::<_, std::convert::Infallible>(Response::new(Body::from_stream(frames)))
        }
    });
    let run: Run<_> = ask(ServerLayer::new().layer(service), get("/")).await;
    let span = run.span("renamed");
    for name in ["called", "polled", "streamed"] {
        assert_eq!(run.span(name).parent_id, Some(span.context.span_id()), "{name}");
        assert!(run.span(name).end <= span.end, "{name}");
    }
    assert_eq!((tag(span, "seen").as_deref(), tag(span, "chunks").as_deref()), (Some("true"), Some("1")));
    assert_eq!(tag(span, "http.response.body.size").as_deref(), Some("5"));
}
