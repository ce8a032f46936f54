//! The field names of `tracing-opentelemetry`, as its documentation has them ("Special Fields").

use traced::{Kind, Outcome};
use tracing::{field, info_span};

use super::subscriber::capture;

#[test]
fn otel_name_is_the_name() {
    let run = capture(|| {
        let id = 7;
        drop(info_span!("static", otel.name = "GET /users", rows = 1));
        drop(info_span!("static", otel.name = format!("job {id}")));
        drop(info_span!("static", otel.name = %format_args!("shown {id}")));
        let late = info_span!("static", otel.name = field::Empty);
        late.record("otel.name", "named later");
        drop(late);
    });
    assert_eq!(run.tree(), "GET /users rows=1\njob 7\nshown 7\nnamed later\n");
    assert_eq!(run.span("job 7").callsite.name(), "static");
}

#[test]
fn otel_kind_is_the_kind_in_any_case() {
    let run = capture(|| {
        for kind in ["SERVER", "client", "Producer", "consumer", "internal", "nonsense"] {
            drop(info_span!("static", otel.name = kind, otel.kind = kind));
        }
        drop(info_span!("static", otel.name = "shown", otel.kind = ?Kind::Client));
        let late = info_span!("late", otel.kind = field::Empty);
        late.record("otel.kind", "server");
    });
    for (name, kind) in [
        ("SERVER", Kind::Server),
        ("client", Kind::Client),
        ("Producer", Kind::Producer),
        ("consumer", Kind::Consumer),
        ("internal", Kind::Internal),
        ("nonsense", Kind::Internal),
        ("shown", Kind::Client),
        ("late", Kind::Server),
    ] {
        assert_eq!(run.span(name).kind, kind, "{name}");
        assert!(run.span(name).tags.is_empty(), "{name}");
    }
}

#[test]
fn otel_status_marks_the_span() {
    let run = capture(|| {
        drop(info_span!("bad", otel.status_code = "ERROR"));
        drop(info_span!("good", otel.status_code = "ok"));
        let late = info_span!("late", otel.status_code = field::Empty, otel.status_description = field::Empty);
        late.record("otel.status_code", "error").record("otel.status_description", "the disk is full");
    });
    for (name, outcome) in [("bad", Outcome::Errored), ("good", Outcome::Returned), ("late", Outcome::Errored)] {
        assert_eq!(run.span(name).outcome, outcome, "{name}");
    }
    let message = run.span("late").log("error").and_then(|log| log.field("message"));
    assert_eq!(message, Some(&"the disk is full".into()));
}

#[test]
fn error_is_opentracings_tag() {
    let run = capture(|| {
        drop(info_span!("failed", error = true));
        drop(info_span!("fine", error = false));
    });
    assert_eq!((run.span("failed").outcome, run.span("fine").outcome), (Outcome::Errored, Outcome::Returned));
}
