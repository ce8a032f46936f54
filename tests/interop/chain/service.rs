//! A service of ours in the chain: axum, reqwest, and nothing of contexts in its own code. `service.py` and `service.mjs` do the same.
//!
//! It is asked for `{"rest": [..]}`, asks the first of these services for those behind it, and answers with what it has seen itself and
//! then what they say. At `/begin` it is the first caller, and is told what to send along. What it is called, where it exports to and in
//! which formats it is called and calls, the variables of OpenTelemetry say.

use std::{collections::BTreeMap, io::Read as _, sync::Arc, time::Duration};

use axum::{Router, extract::State, http::StatusCode, routing::post};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use serde_json::{Value as Json, json};
use traced::{FutureExt as _, Sampler, Span, Tracing, traced};
use traced_reqwest::TracedMiddleware;
use traced_tower::ServerLayer;

type Answer = Result<String, (StatusCode, String)>;

fn failed(error: impl std::fmt::Display) -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}

#[traced(skip_all)]
async fn pass_on(client: &ClientWithMiddleware, rest: &[Json]) -> Answer {
    let context = traced::current().context();
    let mut seen = vec![json!({
        "trace": context.trace_id().to_string(),
        "span": context.span_id().to_string(),
        "sampled": context.is_sampled(),
        "baggage": context.baggage().iter().collect::<BTreeMap<_, _>>(),
    })];
    if let Some((next, rest)) = rest.split_first() {
        let request = client.post(next.as_str().unwrap_or_default()).body(json!({"rest": rest}).to_string());
        let answer = request.send().await.map_err(failed)?.text().await.map_err(failed)?;
        let more: Vec<Json> = serde_json::from_str(&answer).map_err(|error| failed(format!("{error}: {answer}")))?;
        seen.extend(more);
    }
    Ok(Json::from(seen).to_string())
}

fn parsed(body: &str) -> Result<Json, (StatusCode, String)> {
    serde_json::from_str(body).map_err(failed)
}

fn items(question: &Json) -> &[Json] {
    question["rest"].as_array().map_or(&[], Vec::as_slice)
}

async fn serve(State(client): State<ClientWithMiddleware>, body: String) -> Answer {
    pass_on(&client, items(&parsed(&body)?)).await
}

async fn begin(State(client): State<ClientWithMiddleware>, body: String) -> Answer {
    let question = parsed(&body)?;
    let name = if question["sampled"] == true { "begin" } else { "begin, not recorded" };
    let span = Span::builder(name).root().start();
    for (key, value) in question["baggage"].as_object().into_iter().flatten() {
        span.set_baggage_item(key, value.as_str().unwrap_or_default());
    }
    let answer = pass_on(&client, items(&question)).in_span(&span).await;
    span.finish();
    answer
}

async fn flush(tracing: Arc<Tracing>) -> Answer {
    let flushed = tokio::task::spawn_blocking(move || tracing.flush(Duration::from_secs(30))).await;
    flushed.map_err(failed)?.map(|()| "true".to_owned()).map_err(failed)
}

/// Until standard input ends. It says where it listens.
#[tokio::main]
pub async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let not_recorded = Sampler::per_operation([("begin, not recorded", Sampler::never())], Sampler::always());
    let builder = traced::builder().sampler(Sampler::parent_based(not_recorded)).exporter(traced_zipkin::from_env()?);
    let tracing = Arc::new(builder.install()?);
    let client = ClientBuilder::new(reqwest::Client::new()).with(TracedMiddleware::new()).build();
    let app = Router::new()
        .route("/", post(serve))
        .layer(ServerLayer::new())
        .route("/begin", post(begin))
        .route("/flush", post(move || flush(tracing.clone())))
        .with_state(client);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, app).await });
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}
