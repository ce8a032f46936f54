//! Datagrams as a socket receives them.

use std::net::UdpSocket;

use serde_json::Value as Json;
use traced_exporter_tests::udp::{listening, port, received};
pub use traced_jaeger::Builder;
use traced_jaeger::Exporter;
use traced_runtime::{
    Span, Value,
    export::{Batch, ExportError, Exporter as _},
};

use crate::{decode, plain, process::run, tap::with_batch};

pub const PEER: &str = "agent";

pub fn to(host: &str, port: u16) -> Builder {
    Exporter::builder().agent(host, port)
}

/// The numbers that `tap::with_spans` gave so many spans, in as many datagrams as they take.
#[track_caller]
pub fn numbers(socket: &UdpSocket, count: usize) -> Vec<u64> {
    let mut numbers = Vec::new();
    while numbers.len() < count {
        let (_, batch) = decode::datagram(&received(socket));
        let spans = batch["spans"].as_array().unwrap();
        numbers.extend(spans.iter().map(|span| tag(span, "n")["vLong"].as_u64().unwrap()));
    }
    numbers
}

/// Exports a batch with a limit on packets, receiving datagrams until they hold this many spans.
fn through(limit: usize, spans: usize, record: impl FnOnce(), result: &Result<(), ExportError>) -> Vec<(usize, Json)> {
    let socket = listening();
    let mut exporter = to("127.0.0.1", port(&socket)).max_packet_bytes(limit).build().unwrap();
    assert_eq!(with_batch(record, move |batch: &Batch<'_>| exporter.export(batch)), *result);
    let (mut datagrams, mut found) = (Vec::new(), 0);
    while found < spans {
        let bytes = received(&socket);
        assert!(bytes.len() <= limit, "{} bytes", bytes.len());
        let (number, batch) = decode::datagram(&bytes);
        assert_eq!(usize::try_from(number).unwrap(), datagrams.len());
        found += batch["spans"].as_array().unwrap().len();
        datagrams.push((bytes.len(), plain::sorted(batch)));
    }
    assert_eq!(found, spans);
    datagrams
}

fn tag<'a>(span: &'a Json, key: &str) -> &'a Json {
    span["tags"].as_array().unwrap().iter().find(|tag| tag["key"] == key).unwrap_or(&Json::Null)
}

/// Spans by hand, the tag `n` of which counts from 0.
fn numbered(count: i64) {
    (0..count).for_each(|n| Span::builder("numbered").tag("n", n).start().finish());
}

#[test]
fn a_batch_is_split_into_packets_that_are_full() {
    const LIMIT: usize = 2000;
    let datagrams = through(LIMIT, 100, || numbered(100), &Ok(()));
    let numbers: Vec<_> = datagrams
        .iter()
        .flat_map(|(_, batch)| batch["spans"].as_array().unwrap())
        .map(|span| tag(span, "n")["vLong"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, (0..100).collect::<Vec<_>>());
    // Each has its process, and room for no other span.
    let span = datagrams[0].0 / datagrams[0].1["spans"].as_array().unwrap().len();
    for (bytes, batch) in &datagrams[..datagrams.len() - 1] {
        assert_eq!(batch["process"]["serviceName"], "shop");
        assert!(bytes + span + 40 > LIMIT, "{bytes} bytes");
    }
}

#[test]
fn the_largest_packet_of_the_default_is_received() {
    let datagrams = through(65_000, 600, || numbered(600), &Ok(()));
    assert!(datagrams[0].0 > 64_000, "{} bytes", datagrams[0].0);
}

#[test]
fn a_span_too_large_loses_its_logs_first() {
    let record = || {
        numbered(1);
        let span = Span::builder("large").tag("n", 1).start();
        for _ in 0..50 {
            span.log([("event", "x".repeat(100))]);
        }
        span.finish();
        numbered(1);
    };
    let datagrams = through(2000, 3, record, &Ok(()));
    let spans: Vec<_> = datagrams.iter().flat_map(|(_, batch)| batch["spans"].as_array().unwrap()).collect();
    let large = spans[1];
    assert_eq!(large["operationName"], "large");
    assert_eq!(large.get("logs"), None);
    assert_eq!(tag(large, "n")["vLong"], 1);
    assert_eq!(tag(large, "otel.dropped_events_count")["vLong"], 50);
    assert_eq!(*tag(large, "otel.dropped_attributes_count"), Json::Null);
}

#[test]
fn then_its_tags_but_not_that_it_failed() {
    let record = || {
        let span = Span::builder("large").tag("n", 1).start();
        for n in 0..50 {
            span.set_tag(format!("tag-{n}"), "x".repeat(100));
        }
        span.record_error(&"x".parse::<u8>().unwrap_err());
        span.finish();
    };
    let datagrams = through(1000, 1, record, &Ok(()));
    let large = &datagrams[0].1["spans"][0];
    assert_eq!(tag(large, "otel.dropped_attributes_count")["vLong"], 51);
    assert_eq!(tag(large, "otel.dropped_events_count")["vLong"], 1);
    assert_eq!(*tag(large, "error"), plain::tag("error", &Value::from(true)));
    assert_eq!(tag(large, "otel.status_code")["vStr"], "ERROR");
}

#[test]
fn and_is_counted_where_nothing_of_it_fits() {
    let record = || {
        numbered(1);
        Span::builder("x".repeat(1000)).start().finish();
        numbered(1);
    };
    let lost = ExportError::partial(1, "a span takes more than a packet of 1000 bytes");
    through(1000, 2, record, &Err(lost));
}

#[test]
fn a_batch_of_which_nothing_fits_is_rejected() {
    let record = || Span::builder("x".repeat(1000)).start().finish();
    through(512, 0, record, &Err(ExportError::reject("a span takes more than a packet of 512 bytes")));
}

#[test]
fn an_agent_is_enough_to_send_to_it() {
    let socket = listening();
    let port = port(&socket).to_string();
    let attributes = ("OTEL_RESOURCE_ATTRIBUTES", "service.name=by attribute,service.namespace=shops");
    let variables = [("OTEL_EXPORTER_JAEGER_AGENT_PORT", &*port), attributes];
    run("env::install", &variables).unwrap_or_else(|said| panic!("{said}"));
    let (_, batch) = decode::datagram(&received(&socket));
    assert_eq!(batch["process"]["serviceName"], "by attribute");
    let tags = batch["process"]["tags"].as_array().unwrap();
    assert!(tags.contains(&plain::tag("service.namespace", &"shops".into())), "{tags:?}");
    assert!(tags.iter().all(|tag| tag["key"] != "service.name"), "{tags:?}");
}

#[test]
fn mistakes_of_the_program_are_told() {
    let mistake = |builder: Builder| builder.build().unwrap_err().to_string();
    let text = mistake(Exporter::builder().agent("http://agent", 6831));
    assert!(text.starts_with("agent: found \"http://agent\", accepted is a host's name"), "{text}");
    let text = mistake(Exporter::builder().agent("agent", 0));
    assert_eq!(text, "agent: found \"0\", accepted is a port from 1 to 65535 such as `6831`");
    let text = mistake(Exporter::builder().max_packet_bytes(70_000));
    assert_eq!(text, "max_packet_bytes: found 70000, accepted is from 512 to 65507 bytes");
    let text = mistake(Exporter::builder().agent("agent", 6831).spool("spool"));
    let expected = "spool: found a spool for `udp/thrift.compact`, which does not say what was taken, accepted is one for `http/thrift.binary`";
    assert_eq!(text, expected);
}
