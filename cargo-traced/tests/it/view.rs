//! `cargo traced view`. The files are written by hand, as "OTLP/JSON" in OpenTelemetry's protocol specification says.

use std::path::PathBuf;

use traced_runtime::{Span, Value};

use crate::support::{Said, fixture, run};

fn traces() -> PathBuf {
    fixture("traces")
}

fn view(arguments: &[&str]) -> Said {
    let mut all = vec!["view"];
    all.extend(arguments);
    run(&traces(), &all)
}

const ORDERS: &str = "\
trace 0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a of shop, stock: 4 spans, 20.0ms, 2026-01-01T00:00:00.000Z
   20.0ms GET /orders http.request.method=GET
   15.0ms   Order::place id=7 who=\"a b\" !no stock
              +8.00ms exception exception.message=\"no stock\"
   4.00ms     db::query rows=0 cached=false share=0.5 tables=\"[orders, parts]\"
   1.50ms     reserve @stock
";
const HEALTH: &str = "\
trace 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b of shop: 1 span, 250µs, 2026-01-01T00:00:00.030Z
    250µs GET /health http.request.method=GET
";
const LOST: &str = "\
trace 0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c of shop: 1 span, 1.00ms, 2026-01-01T00:00:00.040Z
   1.00ms lost
";

#[test]
fn traces_are_trees_in_their_order() {
    let said = view(&["one.jsonl"]);
    assert_eq!((said.code, &*said.err), (0, ""));
    assert_eq!(said.out, format!("{ORDERS}\n{HEALTH}\n{LOST}"));
    assert_eq!(view(&["one.jsonl", "--limit", "1"]).out, ORDERS);
    assert!(
        view(&["one.jsonl", "--code"]).out.contains("GET /orders http.request.method=GET code.file.path=src/lib.rs\n")
    );
}

#[test]
fn filters_leave_the_traces_in_which_a_span_fits() {
    for (arguments, expected) in [
        (&["--service", "stock"] as &[_], ORDERS.to_owned()),
        (&["--service", "sto*", "--operation", "reserve"], ORDERS.to_owned()),
        (&["--operation", "GET *"], format!("{ORDERS}\n{HEALTH}")),
        (&["--tag", "id=7"], ORDERS.to_owned()),
        (&["--tag", "who=a*", "--tag", "id"], ORDERS.to_owned()),
        (&["--tag", "id=8"], String::new()),
        (&["--duration", ">10ms"], ORDERS.to_owned()),
        (&["--duration", ">=1ms", "--duration", "<1.2ms"], LOST.to_owned()),
        (&["--duration", "<=250us"], HEALTH.to_owned()),
        (&["--error"], ORDERS.to_owned()),
        (&["--error", "--operation", "GET*"], String::new()),
        (&["--trace", "0B0b"], HEALTH.to_owned()),
    ] {
        let mut all = vec!["one.jsonl"];
        all.extend(arguments);
        let said = view(&all);
        assert_eq!((said.code, said.out), (0, expected), "{arguments:?}");
    }
    assert_eq!(view(&["one.jsonl", "--tag", "id=8"]).err, "none of the 6 spans fits\n");
}

#[test]
fn the_slowest_are_a_table() {
    let said = view(&[".", "--slowest", "3", "--service", "shop"]);
    let rows: Vec<_> = said.out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        rows,
        [
            "took operation service trace span",
            "40.0ms GET /orders shop 1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a 0101010101010101",
            "20.0ms GET /orders shop 0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a 0101010101010101",
            "15.0ms Order::place shop 0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a 0202020202020202 !error",
        ]
    );
}

#[test]
fn two_runs_are_compared_by_operation() {
    let said = view(&["one.jsonl", "--diff", "two.jsonl"]);
    assert_eq!(said.code, 0);
    let rows: Vec<_> = said.out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        rows,
        [
            "operation calls errors total median",
            "GET /orders @shop 1 0 20.0ms -> 40.0ms +100% 20.0ms -> 40.0ms +100%",
            "db::query @shop 1 -> 2 0 4.00ms -> 6.00ms +50% 4.00ms -> 3.00ms -25%",
            "lost @shop 1 -> 0 0 1.00ms -> 0ns -100% 1.00ms -> 0ns -100%",
            "GET /health @shop 1 -> 0 0 250µs -> 0ns -100% 250µs -> 0ns -100%",
            "Order::place @shop 1 1 -> 0 15.0ms -> 15.0ms = 15.0ms -> 15.0ms =",
            "reserve @stock 1 0 1.50ms -> 1.50ms = 1.50ms -> 1.50ms =",
        ]
    );
    // An operation that is new has no share of nothing.
    let back = view(&["two.jsonl", "--diff", "one.jsonl", "--operation", "lost"]).out;
    assert!(back.contains("0 -> 1") && back.contains("0ns -> 1.00ms    new"), "{back}");
}

#[test]
fn lines_that_cannot_be_read_are_told_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let good = std::fs::read_to_string(traces().join("one.jsonl")).unwrap();
    // Numbers of 64 bits may be numbers, and enumerations may be words.
    let mut parts = good.split("UnixNano\":\"");
    let first = parts.next().unwrap().to_owned();
    let numbers: Vec<_> = parts.map(|rest| rest.replacen('"', "", 1)).collect();
    let other = [first, numbers.join("UnixNano\":")]
        .join("UnixNano\":")
        .replace("\"code\":2", "\"code\":\"STATUS_CODE_ERROR\"");
    assert!(other.contains("\"startTimeUnixNano\":1767225600000000000,"), "{other}");
    std::fs::write(folder.path().join("a.jsonl"), format!("no JSON\n\n{good}{{\"resourceSpans\":[{{\"sco")).unwrap();
    let said = run(folder.path(), &["view", "a.jsonl", "--error"]);
    assert_eq!((said.code, &*said.out), (0, ORDERS));
    assert_eq!(said.err.matches("not read: a.jsonl:").count(), 2, "{}", said.err);
    assert!(said.err.contains("not read: a.jsonl:1: ") && said.err.contains("not read: a.jsonl:6: "), "{}", said.err);
    std::fs::write(folder.path().join("b.jsonl.1"), other).unwrap();
    let said = run(folder.path(), &["view", "b.jsonl.1", "--error"]);
    assert_eq!((said.code, &*said.out, &*said.err), (0, ORDERS, ""));
}

/// What is no tree is shown all the same, and nothing goes round for ever.
#[test]
fn spans_that_are_their_own_ancestors_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let span = |id: &str, parent: &str| {
        format!(
            "{{\"traceId\":\"{0}\",\"spanId\":\"{id}\",\"parentSpanId\":\"{parent}\",\"name\":\"{id}\\u001b[2J\",\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"0\"}}",
            "01".repeat(16)
        )
    };
    let spans = [span("a1", "b2"), span("b2", "a1"), span("c3", "c3"), span("c3", "c3")].join(",");
    std::fs::write(
        folder.path().join("t.json"),
        format!("{{\"resourceSpans\":[{{\"scopeSpans\":[{{\"spans\":[{spans}]}}]}}]}}"),
    )
    .unwrap();
    let said = run(folder.path(), &["view", "t.json"]);
    assert_eq!(said.code, 0);
    assert_eq!(said.out.lines().count(), 5, "{}", said.out);
    assert!(!said.out.contains('\u{1b}') && said.out.contains("a1\\u{1b}[2J"), "{}", said.out);
}

#[test]
fn what_is_no_trace_is_a_mistake() {
    for (path, expected) in [
        ("nowhere.jsonl", "error: nowhere.jsonl: No such file or directory (os error 2)\n"),
        ("../shop", "error: ../shop: found no such file, accepted are files with `.json` or `.jsonl` in their names\n"),
        (
            "../rules.toml",
            "error: ../rules.toml: found no line of that kind, accepted are lines of OTLP's JSON, as `traced-file` writes them\n",
        ),
    ] {
        let said = view(&["--quiet", path]);
        assert_eq!((said.code, &*said.out, &*said.err), (2, "", expected));
    }
    let said = view(&["one.jsonl", "--duration", "fast"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("accepted is a time with `>`, `>=`, `<` or `<=`, such as `>10ms`"), "{}", said.err);
}

/// What our own exporter writes is what is read.
#[test]
fn files_of_the_exporter_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let exporter = traced_file::Exporter::to(folder.path().join("traces.jsonl")).unwrap();
    let tracing = traced_runtime::builder().service("shop").exporter(exporter).install().unwrap();
    let order = Span::builder("place \u{fc} \"order\"").tag("id", 7).tag("raw", vec![0_u8, 255]).start();
    order.log([("event", "checked")]);
    let query = Span::builder("query").tag("list", vec![Value::from("a"), Value::from(true)]).child_of(&order).start();
    query.record_error(&"x".parse::<u8>().unwrap_err());
    query.finish();
    order.finish();
    tracing.shutdown(std::time::Duration::from_secs(60)).unwrap();
    let said = run(folder.path(), &["view", "."]);
    assert_eq!((said.code, &*said.err), (0, ""));
    let lines: Vec<_> = said.out.lines().collect();
    assert!(lines[0].contains(" of shop: 2 spans, "), "{}", said.out);
    assert!(lines[1].ends_with(" place \u{fc} \"order\" id=7 raw=\"AP8=\""), "{}", said.out);
    assert!(lines[2].contains(" checked"), "{}", said.out);
    assert!(lines[3].contains("   query list=\"[a, true]\" !invalid digit found in string"), "{}", said.out);
    assert!(lines[4].contains(" exception ") && lines[4].contains("exception.message="), "{}", said.out);
    assert_eq!(run(folder.path(), &["view", ".", "--error", "--operation", "place*"]).out, "");
}
