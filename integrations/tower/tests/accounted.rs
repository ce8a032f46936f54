//! Every span is accounted for, however its request ends; in a process of its own.

use std::time::Duration;

use axum::body::Body;
use futures::{FutureExt, StreamExt, stream};
use http::{Request, Response};
use http_body_util::BodyExt;
use tower::{Layer, ServiceExt, service_fn};
use traced_runtime::{export::Memory, stats};
use traced_tower::{ClientLayer, ServerLayer};

#[tokio::test]
async fn created_is_exported_or_dropped() {
    let memory = Memory::new();
    let tracing = traced_runtime::builder().exporter(memory.clone()).install().expect("nothing is installed");
    let service = service_fn(|request: Request<Body>| async move {
        let chunks = stream::iter(["a", "b"]).map(Ok::<_, std::io::Error>);
        match request.uri().path() {
            "/never" => std::future::pending().await,
            "/error" => Err(std::io::Error::other("no disk")),
            "/stuck" => Ok(Response::new(Body::from_stream(chunks.chain(stream::pending())))),
            "/broken" => {
                Ok(Response::new(Body::from_stream(chunks.chain(stream::iter([Err(std::io::Error::other("cut"))])))))
            }
            _ => Ok(Response::new(Body::from_stream(chunks))),
        }
    });
    let service = ClientLayer::new().layer(ServerLayer::new().layer(service));
    let paths = ["/never", "/error", "/stuck", "/broken", "/whole"];
    for path in paths.iter().cycle().take(500) {
        let request = Request::get(*path).body(Body::empty()).expect("a request");
        let read = async {
            let response = service.clone().oneshot(request).await.ok()?;
            response.into_body().collect().await.ok()
        };
        let _: Option<Option<_>> = read.now_or_never();
    }
    tracing.flush(Duration::from_secs(30)).expect("memory takes all");
    let stats = stats();
    assert_eq!(stats.created, 1000);
    assert_eq!(stats.exported + stats.dropped.total(), stats.created);
    assert_eq!((memory.spans().len() as u64, stats.late), (stats.exported, 0));
}
