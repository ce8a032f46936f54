//! What spans are called: by routes, never by paths.

use axum::{Router, body::Body, routing};
use http::{Request, Response};
use tower::{Layer, ServiceExt, service_fn};
use traced_runtime::{FutureExt, Kind, Outcome, Span, SpanData, testing::capture_async};
use traced_tower::{ClientLayer, ServerLayer};

use crate::support::{ask, get, tag};

/// The one span that such a request makes.
async fn span_of<S>(service: S, request: Request<Body>) -> SpanData
where
    S: tower::Service<Request<Body>, Response = Response<traced_tower::TracedBody<Body>>>,
{
    let run = ask(service, request).await;
    let [span] = run.spans() else { panic!("one span:\n{}", run.tree()) };
    span.clone()
}

async fn ok(_: Request<Body>) -> Result<Response<Body>, std::convert::Infallible> {
    Ok(Response::new(Body::empty()))
}

#[tokio::test]
async fn routes_of_axum() {
    let users = Router::new().route("/{id}", routing::get(|| async { "Ada" }));
    let app = Router::new()
        .route("/", routing::any(|| async {}))
        .nest("/users", users)
        .route("/files/{*path}", routing::put(|| async {}))
        .fallback(|| async { http::StatusCode::NOT_FOUND })
        .layer(ServerLayer::new());
    for (method, path, name, route) in [
        ("GET", "/users/7", "GET /users/{id}", Some("/users/{id}")),
        ("PUT", "/files/a/b/c", "PUT /files/{*path}", Some("/files/{*path}")),
        ("DELETE", "/", "DELETE /", Some("/")),
        ("GET", "/nowhere/42", "GET", None),
    ] {
        let run = ask(app.clone(), Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await;
        let span = run.span(name);
        assert_eq!(span.kind, Kind::Server, "{path}");
        assert_eq!(tag(span, "http.route").as_deref(), route, "{path}");
        assert_eq!(tag(span, "url.path").as_deref(), Some(path));
    }
}

#[tokio::test]
async fn routes_of_ones_own() {
    let first = |request: &http::request::Parts| {
        request.uri.path().split('/').nth(1).filter(|part| *part == "items").map(|part| format!("/{part}/:n"))
    };
    let server = ServerLayer::new().route(first).layer(service_fn(ok));
    let span = span_of(server.clone(), get("/items/3")).await;
    assert_eq!((&*span.name, tag(&span, "http.route").as_deref()), ("GET /items/:n", Some("/items/:n")));
    assert_eq!(&*span_of(server, get("/other/3")).await.name, "GET");

    let span = span_of(ClientLayer::new().route(first).layer(service_fn(ok)), get("http://host/items/3")).await;
    assert_eq!((&*span.name, tag(&span, "url.template").as_deref()), ("GET /items/:n", Some("/items/:n")));
}

/// OpenTelemetry, HTTP spans: a method that is not known is `_OTHER`, and `HTTP` in the name.
#[tokio::test]
async fn methods_that_nobody_knows() {
    for (method, name, shown, original) in [
        ("PATCH", "PATCH", "PATCH", None),
        ("PURGE", "HTTP", "_OTHER", Some("PURGE")),
        ("get", "HTTP", "_OTHER", Some("get")),
    ] {
        let request = Request::builder().method(method).uri("/").body(Body::empty()).unwrap();
        let span = span_of(ServerLayer::new().layer(service_fn(ok)), request).await;
        assert_eq!((&*span.name, tag(&span, "http.request.method").as_deref()), (name, Some(shown)));
        assert_eq!(tag(&span, "http.request.method_original").as_deref(), original);
    }
}

/// A closure may call anything a route, and names are right however many there are.
#[tokio::test]
async fn more_routes_than_there_should_be() {
    let own = ServerLayer::new().route(|request| Some(request.uri.path().to_owned())).layer(service_fn(ok));
    let run = capture_async(async {
        for number in (0..5000).chain(0..3).chain([4999]) {
            own.clone().oneshot(get(&format!("/{number}"))).await.unwrap();
        }
    })
    .await;
    let count = |number: u32| {
        let is_it = |span: &&traced_runtime::SpanData| span.name == format!("GET /{number}");
        run.spans().iter().filter(is_it).filter(|span| tag(span, "http.route") == Some(format!("/{number}"))).count()
    };
    assert_eq!([0, 2, 3, 4096, 4998, 4999].map(count), [2, 2, 1, 1, 1, 2]);
    assert!(run.spans().iter().all(|span| span.callsite.is_manual() && span.kind == Kind::Server));
}

#[tokio::test]
async fn what_is_filtered_has_no_span() {
    let work = service_fn(|_| async {
        Span::builder("work").start().finish();
        Ok::<_, std::convert::Infallible>(Response::new(Body::from("x")))
    });
    let inner = ServerLayer::new().filter(|request| request.uri.path() != "/health").layer(work);
    let outer = ClientLayer::new().filter(|request| request.uri.path() != "/secret").layer(inner);
    assert_eq!(names(&ask(outer.clone(), get("/x")).await), ["GET", "GET", "work"]);
    let run = ask(outer.clone(), get("/health")).await;
    assert_eq!(names(&run), ["GET", "work"]);
    assert_eq!(run.span("GET").kind, Kind::Client);
    assert_eq!(run.span("GET").outcome, Outcome::Returned);
    let run = ask(outer, get("/secret")).in_span(Span::none()).await;
    assert_eq!(names(&run), ["GET", "work"]);
    assert_eq!(run.span("GET").kind, Kind::Server);
}

fn names<T>(run: &traced_runtime::testing::Run<T>) -> Vec<String> {
    run.spans().iter().map(|span| span.name.to_string()).collect()
}
