//! Spans that are larger than a datagram: what is said of them, and where.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use traced_runtime::{
    Span,
    export::{Batch, ExportError, Exporter as _},
};
use traced_xray::Encoder;

use crate::{
    fields::here,
    rules,
    tap::with_batch,
    udp::{daemon, received},
};

/// The documents of what is recorded, none larger than a limit.
#[track_caller]
fn encoded(limit: usize, record: impl FnOnce()) -> Vec<Json> {
    let bytes = with_batch(record, move |batch| Encoder::with_limit(limit).encode(batch).to_vec());
    let datagrams = rules::datagrams(&bytes);
    assert!(datagrams.iter().all(|datagram| datagram.len() <= limit));
    datagrams.into_iter().map(rules::checked).collect()
}

/// That documents are one span's and its further ones, each named by the one before it.
#[track_caller]
fn chained(documents: &[Json]) {
    let (first, further) = documents.split_first().unwrap();
    let mut before = first;
    for document in further {
        assert_eq!(document["name"], "continued");
        assert_eq!(document["type"], "subsegment");
        assert_eq!(document["parent_id"], first["id"]);
        assert_eq!(document["trace_id"], first["trace_id"]);
        assert_eq!((&document["start_time"], &document["end_time"]), (&first["start_time"], &first["end_time"]));
        assert_eq!(before["metadata"]["traced"]["continued_in"], document["id"]);
        assert_ne!(document["id"], before["id"]);
        before = document;
    }
    assert_eq!(before["metadata"]["traced"]["continued_in"], Json::Null);
}

/// Everything of one kind in all documents, by its key or its number.
fn collected(documents: &[Json], path: &str) -> BTreeMap<String, Json> {
    let mut found = BTreeMap::new();
    for document in documents {
        match document.pointer(path) {
            Some(Json::Object(members)) => found.extend(members.clone()),
            Some(Json::Array(items)) => {
                let from = found.len();
                found.extend(items.iter().enumerate().map(|(n, item)| (format!("{:04}", from + n), item.clone())));
            }
            _ => {}
        }
    }
    found
}

/// A span with much of everything: 128 tags and 128 logs are what the runtime keeps.
fn large() {
    let span =
        Span::builder("large").child_of(&here()).tag("http.url", "http://a.example/").tag("http.method", "GET").start();
    for n in 0..126 {
        span.set_tag(format!("tag-{n:04}"), format!("{n:04}{}", "x\"".repeat(500)));
    }
    for n in 0..120 {
        span.log([("event", format!("{n:04}")), ("text", "é".repeat(500))]);
    }
    for _ in 0..8 {
        span.record_error(&"x".parse::<u8>().unwrap_err());
    }
    span.finish();
}

#[test]
fn nothing_is_lost_of_a_span_that_takes_several_documents() {
    for limit in [65_507, 20_000, 4_000] {
        let documents = encoded(limit, large);
        assert!(documents.len() > 300_000 / limit, "{}", documents.len());
        chained(&documents);
        assert_eq!(documents[0]["name"], "large");
        assert_eq!(documents[0]["http"]["request"]["url"], "http://a.example/");
        assert_eq!(documents[0]["fault"], true);
        let mut tags = collected(&documents, "/metadata/default");
        for (key, value) in collected(&documents, "/annotations") {
            assert_eq!(tags.insert(key.replace('_', "-"), value), None);
        }
        assert_eq!(tags.len(), 126);
        for (n, (key, value)) in tags.iter().enumerate() {
            assert_eq!(*key, format!("tag-{n:04}"));
            assert!(value.as_str().unwrap().starts_with(&format!("{n:04}x\"")), "{value}");
        }
        let logs = collected(&documents, "/metadata/traced/logs");
        assert_eq!(logs.len(), 128);
        for (n, log) in logs.values().take(120).enumerate() {
            assert_eq!(log["fields"]["event"], format!("{n:04}"));
            assert_eq!(log["fields"]["text"], "é".repeat(500));
        }
        let exceptions = collected(&documents, "/cause/exceptions");
        assert_eq!(exceptions.len(), 8);
        for (log, exception) in logs.values().skip(120).zip(exceptions.values()) {
            assert_eq!(log["exception"], exception["id"]);
            assert_eq!(exception["message"], "invalid digit found in string");
        }
        // The process, which is a segment's.
        assert!(documents.iter().all(|document| document["metadata"]["resource"].is_null()));
        assert!(documents.iter().all(|document| document["metadata"]["traced"]["left_out"].is_null()));
    }
}

#[test]
fn documents_are_filled() {
    const LIMIT: usize = 20_000;
    let documents = encoded(LIMIT, large);
    for document in &documents[..documents.len() - 1] {
        // A tag or a log takes up to 1600 bytes here.
        let bytes = document.to_string().len();
        assert!(bytes + 2200 > LIMIT, "{bytes} bytes");
    }
}

#[test]
fn what_fits_nowhere_is_counted_and_the_rest_is_there() {
    let partial = ExportError::partial(
        0,
        "a span without all that was recorded: a part of it takes more than a packet of 2048 bytes",
    );
    let (socket, builder) = daemon();
    let mut exporter = builder.max_packet_bytes(2048).build().unwrap();
    let record = || {
        let span = Span::builder("large").child_of(&here()).tag("quoted", "\"".repeat(1000)).tag("after", 1).start();
        span.log([("event", "\u{1}".repeat(1000))]);
        span.log([("event", "short")]);
        span.finish();
    };
    assert_eq!(with_batch(record, move |batch: &Batch<'_>| exporter.export(batch)), Err(partial));
    let (_, document) = received(&socket);
    let documents = [document];
    chained(&documents);
    assert_eq!(documents[0]["annotations"]["after"], 1);
    let own = &documents[0]["metadata"]["traced"];
    assert_eq!(own["logs"][0]["fields"]["event"], "short");
    assert_eq!(own["left_out"], 2);
}

#[test]
fn the_smallest_packet_holds_the_largest_name() {
    let name: String = "東".repeat(341);
    let documents = encoded(2048, || Span::builder(name.clone()).child_of(&here()).start().finish());
    chained(&documents);
    assert_eq!(documents[0]["name"], name.chars().take(200).collect::<String>());
    let operation = collected(&documents, "/annotations").remove("operation").unwrap();
    assert_eq!(operation, name);
}
