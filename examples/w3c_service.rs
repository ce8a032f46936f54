//! A service that goes on with its callers' traces: what W3C's Trace Context harness asks for. `cargo run --example w3c_service -- 127.0.0.1:5000`
//!
//! Each element of the JSON it is sent, `[{"url": .., "arguments": ..}]`, is a call it makes before it answers.

use axum::{
    Json, Router,
    body::Bytes,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::Value;
use traced::{ExtractError, SpanContext, traced};

/// What callers send decides which trace this belongs to; without it, it begins one.
#[traced("POST", kind = server, parent = parent, skip_all)]
async fn serve(parent: Result<Option<SpanContext>, ExtractError>, calls: Vec<Value>) -> Json<usize> {
    let mut answered = 0;
    for call in calls {
        let (url, arguments) = (call["url"].as_str().unwrap_or_default(), &call["arguments"]);
        answered += usize::from(forward(url, arguments.clone()).await.is_ok());
    }
    Json(answered)
}

/// A span of its own for each call; it is the parent of what happens at the other end.
#[traced(kind = client, tags("http.url" = url), skip_all)]
async fn forward(url: &str, arguments: Value) -> Result<u16, ureq::Error> {
    let mut request = ureq::post(url).content_type("application/json");
    if let Some(headers) = request.headers_mut() {
        traced::inject(&traced::current().context(), headers);
    }
    let body = arguments.to_string();
    let sent = tokio::task::spawn_blocking(move || request.send(body)).await;
    Ok(sent.map_err(std::io::Error::other)??.status().as_u16())
}

async fn handle(headers: HeaderMap, body: Bytes) -> Result<Json<usize>, (StatusCode, String)> {
    let refused =
        |error: serde_json::Error| (StatusCode::BAD_REQUEST, format!("a JSON array of calls is expected: {error}\n"));
    let calls = serde_json::from_slice(&body).map_err(refused)?;
    let parent = traced::extract(&headers);
    if let Err(error) = &parent {
        eprintln!("a new trace begins: {error}");
    }
    Ok(serve(parent, calls).await)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:5000".to_owned());
    let _tracing = traced::builder().service("w3c-service").install()?;
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on {}", listener.local_addr()?);
    axum::serve(listener, Router::new().fallback(post(handle))).await?;
    Ok(())
}
