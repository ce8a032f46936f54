//! Nothing leaves that was not asked for: queries, credentials, headers, and what malformed headers hold.

use std::convert::Infallible;

use axum::body::Body;
use http::{Request, Response};
use tower::{Layer, ServiceExt, service_fn};
use traced_tower::{ClientLayer, ServerLayer};

use crate::support::{finished, root};
use traced_runtime::FutureExt;

const SECRET: &str = "hunter2";

#[tokio::test]
async fn nothing_leaks() {
    let answer = service_fn(|_: Request<Body>| async {
        let response = Response::builder().header("set-cookie", SECRET).header("location", format!("/?{SECRET}"));
        Ok::<_, Infallible>(response.body(Body::empty()).expect("a response"))
    });
    let names = ["authorization", "cookie", "x-api-key", "x-session-token"];
    let headers = || names.map(http::HeaderName::from_static);
    let server = ServerLayer::new().request_headers(headers()).response_headers([http::header::SET_COOKIE]);
    let client = ClientLayer::new().request_headers(headers());
    let service = client.layer(server.layer(answer));
    let mut request = Request::get(format!("http://ada:{SECRET}@host/path?q={SECRET}"))
        .header("x-other", SECRET)
        .header("referer", format!("http://x/?{SECRET}"));
    for name in names {
        request = request.header(name, SECRET);
    }
    let root = root("nothing leaks");
    let trace = root.context().trace_id();
    service.oneshot(request.body(Body::empty()).unwrap()).in_span(root).await.unwrap();
    let spans = finished(trace, 3).await;
    let shown = format!("{spans:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    assert_eq!(shown.matches("[redacted]").count(), 2 * names.len() + 1);
}
