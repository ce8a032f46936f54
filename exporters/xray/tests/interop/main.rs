//! What moto's X-Ray gives back is what was recorded, field by field. `run` gets it.

#[path = "../it/plain.rs"]
mod plain;
#[path = "../it/rules.rs"]
#[allow(dead_code, reason = "shared with the other tests, which look at more")]
mod rules;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    time::Duration,
};

use serde_json::{Map, Value as Json, json};
use traced_exporter_tests::{foreign::Foreign, program};
use traced_runtime::{Span, SpanContext, SpanData, TraceId, export::Memory};
use traced_xray::Exporter;

/// Asks moto's X-Ray; it wants a signature and does not look at it.
fn ask(port: &Json, what: &str, request: &Json) -> Json {
    let signature =
        "AWS4-HMAC-SHA256 Credential=x/20200101/us-east-1/xray/aws4_request, SignedHeaders=host, Signature=0";
    let request = ureq::post(format!("http://127.0.0.1:{port}/{what}"))
        .header("Authorization", signature)
        .content_type("application/json")
        .send(request.to_string());
    serde_json::from_slice(&request.unwrap().body_mut().with_config().limit(64 << 20).read_to_vec().unwrap()).unwrap()
}

const LARGE: u128 = 0x5840_6520_0000_0000_0000_0000_0000_0001;

/// A span that takes several documents.
fn large() {
    let parent = SpanContext::new(TraceId::new(LARGE), plain::CALLER, true).remote();
    let span = Span::builder("large").child_of(&parent).start();
    for n in 0..128 {
        span.log([("event", format!("{n:04}")), ("text", "é\"".repeat(340))]);
    }
    span.finish();
}

fn resource() -> [(&'static str, &'static str); 7] {
    [
        ("service.version", "1.4.2"),
        ("cloud.provider", "aws"),
        ("cloud.platform", "aws_ecs"),
        ("cloud.account.id", "123456789012"),
        ("cloud.availability_zone", "eu-central-1a"),
        ("aws.ecs.launchtype", "fargate"),
        ("container.name", "shop-1"),
    ]
}

/// What segments of this process have, by X-Ray's documentation, "AWS resource data in segments".
fn process() -> plain::Process {
    let sdk = [("telemetry.sdk.name", "traced"), ("telemetry.sdk.language", "rust"), ("service.name", "Interop Shop")];
    let version = [("telemetry.sdk.version", env!("CARGO_PKG_VERSION"))];
    let attributes = resource().into_iter().chain(sdk).chain(version);
    plain::Process {
        service: "Interop Shop",
        resource: attributes.map(|(key, text)| (key.to_owned(), Json::from(text))).collect::<Map<_, _>>().into(),
        members: json!({
            "origin": "AWS::ECS::Fargate",
            "service": {"version": "1.4.2"},
            "aws": {
                "account_id": "123456789012",
                "ecs": {"container": "shop-1", "availability_zone": "eu-central-1a"},
                "xray": {"sdk": "traced for rust", "sdk_version": env!("CARGO_PKG_VERSION")},
            },
        }),
    }
}

/// How many values there are.
fn values(document: &Json) -> usize {
    match document {
        Json::Object(members) => members.values().map(values).sum(),
        Json::Array(items) => items.iter().map(values).sum(),
        _ => 1,
    }
}

/// The documents of all traces, by their ids.
fn traces(port: &Json, ids: &BTreeSet<String>) -> BTreeMap<String, Json> {
    let answer = ask(port, "Traces", &json!({"TraceIds": ids}));
    let mut documents = BTreeMap::new();
    for trace in answer["Traces"].as_array().unwrap() {
        for segment in trace["Segments"].as_array().unwrap() {
            let text = segment["Document"].as_str().unwrap();
            let document = rules::checked_document(text);
            assert_eq!((&document["id"], &document["trace_id"]), (&segment["Id"], &trace["Id"]));
            let id = document["id"].as_str().unwrap().to_owned();
            assert!(documents.insert(id, document).is_none(), "no document is there twice");
        }
    }
    documents
}

/// That the traces with a fault are those of spans that failed.
fn summaries(port: &Json, spans: &[SpanData], ids: &BTreeSet<String>) {
    let answer = ask(port, "TraceSummaries", &json!({"StartTime": 1_000_000_000, "EndTime": 4_000_000_000_u64}));
    let failed = |span: &&SpanData| span.outcome.is_error();
    let failed: BTreeSet<_> =
        spans.iter().filter(failed).map(|span| plain::trace_id(span.context.trace_id())).collect();
    let summaries = answer["TraceSummaries"].as_array().unwrap();
    let found = |filter: &dyn Fn(&Json) -> bool| -> BTreeSet<_> {
        let kept = summaries.iter().filter(|summary| filter(summary));
        kept.map(|summary| summary["Id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found(&|_| true), *ids);
    assert_eq!(found(&|summary| summary["HasFault"] == true), failed);
    assert!(!failed.is_empty() && failed.len() < ids.len());
}

#[test]
#[ignore = "needs moto: `tests/interop/run` gets it"]
fn all_that_was_recorded_is_given_back() {
    let python = env::var("XRAY_PYTHON").expect("`run` says where python is");
    let mut daemon = Foreign::start(python, concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/daemon.py"));
    let ports = daemon.line();
    let exporter = Exporter::builder().daemon(format!("udp:127.0.0.1:{0} tcp:127.0.0.1:{0}", ports["udp"]));
    let memory = Memory::new();
    let builder = traced_runtime::builder().service("Interop Shop").detect_resource(false).exporter(memory.clone());
    let builder = resource().into_iter().fold(builder, |builder, (key, text)| builder.resource(key, text));
    let tracing = builder.exporter(exporter.build().unwrap()).install().unwrap();
    program::run();
    large();
    tracing.flush(Duration::from_secs(20)).unwrap();
    assert_eq!(tracing.export_errors(), []);

    let recorded = memory.spans();
    assert!(recorded.len() > 180);
    let ids: BTreeSet<_> = recorded.iter().map(|span| plain::trace_id(span.context.trace_id())).collect();
    // Two of them go on from the large one.
    let datagrams: Vec<_> = (0..recorded.len() + 2).map(|_| daemon.line()).collect();
    assert!(datagrams.iter().all(|line| line["refused"] == json!([])), "{datagrams:?}");
    let mut documents = traces(&ports["http"], &ids);
    assert_eq!(documents.len(), datagrams.len());
    summaries(&ports["http"], &recorded, &ids);

    let (mut fields, mut logs) = (0, Vec::new());
    for span in &recorded {
        let mut id = span.context.span_id().to_string();
        if span.name == "large" {
            while let Some(document) = documents.remove(&id) {
                fields += values(&document);
                let own = &document["metadata"]["traced"];
                logs.extend(own["logs"].as_array().unwrap().clone());
                id = own["continued_in"].as_str().unwrap_or_default().to_owned();
            }
            continue;
        }
        let found = documents.remove(&id).expect("every span is there");
        fields += values(&found);
        assert_eq!(plain::named(found), plain::document(span, &process()), "{span:#?}");
    }
    assert_eq!(documents.len(), 0);
    assert_eq!(logs.len(), 128);
    for (n, log) in logs.iter().enumerate() {
        assert_eq!(log["fields"], json!({"event": format!("{n:04}"), "text": "é\"".repeat(340)}));
    }
    println!(
        "{fields} fields of {} spans in {} documents of {} traces are as they were recorded, and obey the schema",
        recorded.len(),
        datagrams.len(),
        ids.len()
    );
}
