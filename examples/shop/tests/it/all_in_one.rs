//! All in one process: each request is one tree, and each failure is on the spans that met it.

use std::time::{Duration, UNIX_EPOCH};

use traced::{Kind, Outcome, SpanData, export::Memory};

use crate::{
    support::Folder,
    together,
    trees::{EXPECTED, Seen, tree, without_services},
};

fn seen(span: &SpanData) -> Seen {
    let outcome = if span.outcome == Outcome::Returned { "" } else { span.outcome.as_str() };
    Seen {
        id: span.context.span_id().to_string(),
        parent: span.parent_id.map(|id| id.to_string()),
        service: "shop".to_owned(),
        name: span.name.to_string(),
        kind: if span.kind == Kind::Internal { String::new() } else { span.kind.as_str().to_owned() },
        start: u64::try_from(span.start.duration_since(UNIX_EPOCH).expect("it is later").as_nanos()).expect("it fits"),
        tags: span.tags.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect(),
        outcome: outcome.to_owned(),
    }
}

fn message(span: &SpanData) -> String {
    span.log("error").and_then(|log| log.field("message")).map(ToString::to_string).unwrap_or_default()
}

#[test]
fn each_request_is_one_tree() {
    let (memory, folder) = (Memory::new(), Folder::new("together"));
    let tracing = traced::builder().service("shop").exporter(memory.clone()).install().expect("nothing is installed");
    let told = together::run(&folder.0.join("shop.sqlite")).expect("the shop opens");
    tracing.shutdown(Duration::from_secs(30)).expect("memory takes all");
    let stats = traced::stats();
    assert_eq!((stats.exported, stats.dropped.total()), (stats.created, 0), "all has ended, and nothing is lost");

    let spans = memory.spans();
    let mut rest = spans.len();
    let mut told = told.iter();
    for (name, end, expected) in EXPECTED {
        let scenario = told.next().expect("as many as are expected");
        assert_eq!((scenario.name, &*scenario.end), (name, end));
        let of_it: Vec<_> = spans.iter().filter(|span| span.context.trace_id() == scenario.trace).collect();
        let found: Vec<_> = of_it.iter().map(|span| seen(span)).collect();
        assert_eq!(without_services(&tree(&found)), without_services(expected));
        rest -= found.len();

        // What is said of the failure, and by whom.
        let of = |name: &str| message(of_it.iter().find(|span| span.name == name).expect("the tree has it"));
        match name {
            "not found" => assert!(of("Shelves::reserve").contains("nobody here knows unicorn")),
            "panic" => assert_eq!(of("more"), "attempt to divide by zero"),
            "timeout" => assert_eq!(of("reserve"), "the stock service is too slow"),
            _ => {}
        }
    }
    assert_eq!((told.count(), rest), (0, 0), "there is nothing else");
}
