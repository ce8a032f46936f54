//! Any spans: what is sent obeys all rules, and nothing of it is lost.

use proptest::{collection::vec, prelude::*};
use serde_json::Value as Json;
use traced_exporter_tests::generated::{self, Fields, Recorded, record, recorded};
use traced_runtime::{SpanData, Value};
use traced_xray::Encoder;

use crate::{plain, rules, tap::with_batch};

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => generated::value(),
        1 => "\\PC{0,500}".prop_map(Value::from),
        1 => vec(any::<i64>(), 0..5).prop_map(|list| Value::List(list.into_iter().map(Value::from).collect())),
        1 => (100..600_i64).prop_map(Value::from),
    ]
}

/// Names that mean something to the exporter, among others.
fn key() -> impl Strategy<Value = String> {
    const KNOWN: [&str; 26] = [
        "http.method",
        "http.url",
        "http.status_code",
        "http.user_agent",
        "http.client_ip",
        "http.host",
        "http.target",
        "http.response_content_length",
        "server.address",
        "server.port",
        "client.address",
        "peer.service",
        "peer.ipv4",
        "db.system",
        "db.name",
        "db.connection_string",
        "db.user",
        "db.statement",
        "rpc.system",
        "rpc.service",
        "rpc.method",
        "aws.service",
        "aws.region",
        "enduser.id",
        "span.kind",
        "error",
    ];
    prop_oneof![(0..KNOWN.len()).prop_map(|n| KNOWN[n].to_owned()), any::<String>(), "[a-c._-]{1,3}"]
}

/// What names systems, as few texts do by chance.
fn field() -> impl Strategy<Value = (String, Value)> {
    let system = prop_oneof![Just(("db.system", "mysql")), Just(("db.type", "sql")), Just(("rpc.system", "aws-api"))];
    prop_oneof![
        9 => (key(), value()),
        1 => system.prop_map(|(key, text)| (key.to_owned(), Value::from(text))),
    ]
}

fn log() -> impl Strategy<Value = Fields> {
    const KNOWN: [&str; 7] = ["event", "error.kind", "message", "stack", "error.chain", "code.filepath", "code.lineno"];
    let known = (0..KNOWN.len()).prop_map(|n| KNOWN[n].to_owned());
    let event = prop_oneof![Just("error"), Just("x")].prop_map(|event| ("event".to_owned(), Value::from(event)));
    let stack = Just(("stack".to_owned(), Value::from("  0: f\n  at a.rs:1:2\n 1: g")));
    (event, vec(prop_oneof![4 => (known, value()), 4 => (any::<String>(), value()), 1 => stack], 0..8)).prop_map(
        |(event, mut fields)| {
            fields.push(event);
            fields
        },
    )
}

/// The documents of a batch with a limit, and what was recorded.
fn encoded(limit: usize, spans: Vec<Recorded>) -> (Vec<Json>, Vec<SpanData>) {
    let (bytes, spans) = with_batch(
        || spans.into_iter().for_each(record),
        move |batch| {
            let spans = batch.spans().map(|span| span.to_data()).collect();
            (Encoder::with_limit(limit).encode(batch).to_vec(), spans)
        },
    );
    (rules::all(&bytes), spans)
}

/// How many tags and logs there are in the documents of a span.
fn counted(documents: &[Json]) -> (usize, usize) {
    let members = |document: &Json, path: &str| {
        let found = document.pointer(path);
        found
            .map_or(0, |found| found.as_object().map_or(0, serde_json::Map::len) + found.as_array().map_or(0, Vec::len))
    };
    let sum = |path: &str| documents.iter().map(|document| members(document, path)).sum::<usize>();
    (sum("/annotations") + sum("/metadata/default"), sum("/metadata/traced/logs"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn obey_the_rules_in_documents_of_any_size(
        spans in vec(recorded(vec(field(), 0..60), log()), 1..6),
        limit in prop_oneof![Just(65_507_usize), 2048..20_000_usize],
    ) {
        let (documents, spans) = encoded(limit, spans);
        let mut documents = &documents[..];
        for span in &spans {
            let further = |document: &&Json| document["name"] == "continued";
            let count = 1 + documents[1..].iter().take_while(further).count();
            let (own, rest) = documents.split_at(count);
            documents = rest;
            prop_assert_eq!(&own[0]["id"], &span.context.span_id().to_string());
            prop_assert_eq!(&own[0]["trace_id"], &plain::trace_id(span.context.trace_id()));
            prop_assert_eq!(&own[0]["start_time"], &plain::seconds(span.start));
            prop_assert_eq!(&own[0]["end_time"], &plain::seconds(span.end));
            let left_out: u64 = own.iter().filter_map(|found| found.pointer("/metadata/traced/left_out")?.as_u64()).sum();
            if limit == 65_507 {
                prop_assert_eq!(left_out, 0);
            }
            if left_out == 0 {
                let (tags, logs) = counted(own);
                prop_assert_eq!(logs, span.logs.len());
                // Some tags stand elsewhere, and two annotations are ours.
                prop_assert!(tags <= span.tags.len() + 2);
            }
        }
        prop_assert!(documents.is_empty());
    }
}
