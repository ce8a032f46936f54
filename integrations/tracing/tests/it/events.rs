//! Events become logs.

use std::{error::Error, fmt};

use traced::{Outcome, Value, testing};
use tracing::{Level, error, event, info, info_span, warn};
use tracing_subscriber::prelude::*;

use super::subscriber::{capture, under};

#[derive(Debug)]
struct Gone;

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the disk is gone")
    }
}

impl Error for Gone {}

#[test]
fn an_event_is_a_log_of_the_span_that_is_current() {
    let run = capture(|| {
        info!("outside");
        let _theirs = info_span!("theirs").entered();
        info!(rows = 3, state = ?Some(1), "found {} rows", 3);
        let _ours = traced::span!("ours");
        event!(target: "my::target", Level::WARN, "inside");
    });
    let theirs = run.span("theirs");
    let [log] = &theirs.logs[..] else { panic!("one log: {:?}", theirs.logs) };
    let fields: Vec<_> = log.fields.iter().map(|(key, value)| (&**key, value.clone())).collect();
    assert_eq!(
        fields,
        [
            ("event", "found 3 rows".into()),
            ("level", "INFO".into()),
            ("target", module_path!().into()),
            ("rows", Value::I64(3)),
            ("state", "Some(1)".into()),
        ]
    );
    assert!(log.time >= theirs.start && log.time <= theirs.end);
    let log = run.span("ours").log("inside").unwrap();
    assert_eq!((log.field("level"), log.field("target")), (Some(&"WARN".into()), Some(&"my::target".into())));
    assert_eq!(run.spans().len(), 2);
}

#[test]
fn an_explicit_parent_has_the_event_and_a_root_event_nobody() {
    let run = capture(|| {
        let a = info_span!("a");
        let _b = info_span!("b").entered();
        info!(parent: &a, "to a");
        info!(parent: a.id(), "to a by id");
        info!(parent: None, "to nobody");
        info!("to b");
    });
    let events =
        |name: &str| run.span(name).logs.iter().filter_map(|log| log.event().map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(events("a"), ["to a", "to a by id"]);
    assert_eq!(events("b"), ["to b"]);
}

#[test]
fn an_event_without_a_message_is_named_by_its_place() {
    let line = line!() + 3;
    let run = capture(|| {
        let _span = info_span!("work").entered();
        info!(rows = 3);
        info!(event = "cache-miss", key = 7);
        info!(event = "kept", "said");
        info!(level = "mine", target = "mine", "own");
    });
    let logs = &run.span("work").logs;
    let name = format!("event {}:{line}", file!());
    assert_eq!((logs[0].event(), logs[0].field("rows")), (Some(&*name), Some(&Value::I64(3))));
    assert_eq!((logs[1].event(), logs[1].field("key")), (Some("cache-miss"), Some(&Value::I64(7))));
    assert_eq!((logs[2].event(), logs[2].field("event.name")), (Some("said"), Some(&"kept".into())));
    let own: Vec<_> = logs[3].fields.iter().map(|(key, value)| (&**key, value.to_string())).collect();
    assert_eq!(own, [("event", "own".into()), ("level", "mine".into()), ("target", "mine".into())]);
}

#[test]
fn an_event_with_an_error_alone_fails_its_span() {
    #[tracing::instrument(err)]
    fn displayed() -> Result<(), Gone> {
        Err(Gone)
    }
    #[tracing::instrument(err(Debug, level = "warn"))]
    fn debugged() -> Result<(), Gone> {
        Err(Gone)
    }
    let run = capture(|| {
        assert!(displayed().is_err() && debugged().is_err());
        let _span = info_span!("told").entered();
        error!(error = &Gone as &(dyn Error + 'static), code = 5);
    });
    for (name, message, level) in [
        ("displayed", "the disk is gone", "ERROR"),
        ("debugged", "Gone", "WARN"),
        ("told", "the disk is gone", "ERROR"),
    ] {
        let span = run.span(name);
        assert_eq!(span.outcome, Outcome::Errored, "{name}");
        let log = span.log("error").unwrap();
        assert_eq!((log.field("message"), log.field("level")), (Some(&message.into()), Some(&level.into())), "{name}");
    }
    assert_eq!(run.span("told").log("error").unwrap().field("code"), Some(&Value::I64(5)));
}

fn say() {
    for name in ["warns", "errs"] {
        let _span = info_span!("span", otel.name = name).entered();
        if name == "errs" {
            error!(error = %Gone, "cannot go on");
        } else {
            warn!(error = &Gone as &(dyn Error + 'static), "trying again");
        }
    }
}

#[test]
fn an_error_that_is_only_mentioned_is_no_failure() {
    let run = capture(say);
    for (name, event) in [("warns", "trying again"), ("errs", "cannot go on")] {
        assert_eq!(run.span(name).outcome, Outcome::Returned, "{name}");
        let error = run.span(name).log(event).and_then(|log| log.field("error"));
        assert_eq!(error, Some(&"the disk is gone".into()), "{name}");
    }
}

#[test]
fn the_level_error_fails_the_span_where_that_is_asked_for() {
    let run = under(tracing_subscriber::registry().with(traced_tracing::layer().errors_fail_spans(true)), || {
        testing::capture(say)
    });
    assert_eq!((run.span("warns").outcome, run.span("errs").outcome), (Outcome::Returned, Outcome::Errored));
}

#[test]
fn records_of_log_that_come_through_tracing_keep_what_they_say() {
    let line = line!() + 3;
    let run = capture(|| {
        let _span = info_span!("work").entered();
        log::warn!(target: "other::library", "by log");
    });
    let log = run.span("work").log("by log").unwrap();
    let expected = [
        ("level", Value::from("WARN")),
        ("target", "other::library".into()),
        ("code.filepath", file!().into()),
        ("code.lineno", Value::U64(line.into())),
    ];
    for (key, value) in &expected {
        assert_eq!(log.field(key), Some(value), "{key} of {log:?}");
    }
    assert_eq!(log.fields.len(), 5);
}
