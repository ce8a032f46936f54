//! Records become logs of the current span, and go on to the logger that was there.

use std::{
    fmt,
    sync::{Mutex, Once},
};

use log::{Level, LevelFilter, Log, Metadata, Record, debug, error, info, trace, warn};
use traced::{FutureExt, Outcome, Span, Value, testing::capture, traced};
use traced_log::Logger;

/// What the logger behind ours was given, by thread.
static SEEN: Mutex<Vec<(std::thread::ThreadId, String)>> = Mutex::new(Vec::new());

struct Behind;

impl Log for Behind {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Warn
    }

    fn log(&self, record: &Record<'_>) {
        // As loggers do: it filters itself.
        if self.enabled(record.metadata()) && record.target() != "unprintable" {
            SEEN.lock().unwrap().push((std::thread::current().id(), record.args().to_string()));
        }
    }

    fn flush(&self) {
        SEEN.lock().unwrap().push((std::thread::current().id(), "flushed".into()));
    }
}

fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        Logger::around(Behind, LevelFilter::Warn).level(LevelFilter::Debug).errors_fail_spans(true).install().unwrap();
    });
}

/// What this thread's records came to behind ours.
fn seen() -> Vec<String> {
    let own = std::thread::current().id();
    SEEN.lock().unwrap().iter().filter(|(thread, _)| *thread == own).map(|(_, text)| text.clone()).collect()
}

#[test]
fn a_record_is_a_log_of_the_current_span() {
    install();
    let line = line!() + 4;
    let run = capture(|| {
        info!("outside");
        let _span = traced::span!("work");
        info!(target: "my::target", "found {} rows", 3);
    });
    let [log] = &run.span("work").logs[..] else { panic!("one log") };
    let fields: Vec<_> = log.fields.iter().map(|(key, value)| (&**key, value.clone())).collect();
    assert_eq!(
        fields,
        [
            ("event", "found 3 rows".into()),
            ("level", "INFO".into()),
            ("target", "my::target".into()),
            ("code.filepath", file!().into()),
            ("code.lineno", Value::U64(line.into())),
        ]
    );
}

#[test]
fn each_logger_has_its_own_level() {
    install();
    assert_eq!(log::max_level(), LevelFilter::Debug, "what either of them wants");
    let run = capture(|| {
        warn!("outside");
        let _span = traced::span!("work");
        error!("e");
        warn!("w");
        info!("i");
        debug!("d");
        trace!("t");
        log::logger().log(&Record::builder().level(Level::Trace).args(format_args!("past the macros")).build());
    });
    let events: Vec<_> = run.span("work").logs.iter().map(|log| log.event().unwrap().to_owned()).collect();
    assert_eq!(events, ["e", "w", "i", "d"]);
    assert_eq!(run.span("work").outcome, Outcome::Errored, "as was asked for");
    log::logger().flush();
    assert_eq!(seen(), ["outside", "e", "w", "flushed"]);
    let enabled = |level| log::logger().enabled(&Metadata::builder().level(level).build());
    assert_eq!([Level::Warn, Level::Debug, Level::Trace].map(enabled), [true, true, false]);
}

#[test]
fn tasks_and_threads_have_their_own() {
    #[traced]
    fn call() {
        info!("from the call");
    }
    install();
    let run = capture(|| {
        call();
        let span = Span::builder("by hand").start();
        let mut future = Box::pin(async { info!("from the future") }.in_span(&span));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(future.as_mut().poll(&mut cx).is_ready());
        let _scope = span.enter();
        std::thread::spawn(traced::carry(|| info!("from the thread"))).join().unwrap();
    });
    assert!(run.span("call").log("from the call").is_some());
    assert!(run.span("by hand").log("from the future").is_some());
    assert!(run.span("by hand").log("from the thread").is_some());
}

struct Bad;

impl fmt::Display for Bad {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("expected: a Display that panics");
    }
}

/// Logs while it is formatted.
struct Chatty;

impl fmt::Display for Chatty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        info!("formatting");
        f.write_str("chatty")
    }
}

#[test]
fn what_formatting_does_stays_outside() {
    install();
    let run = capture(|| {
        let _span = traced::span!("work");
        warn!(target: "unprintable", "{Bad}");
        info!("{Chatty}");
        info!("{}", "ä".repeat(4000));
    });
    let [bad, chatty, long] = &run.span("work").logs[..] else { panic!("three logs: {:?}", run.span("work").logs) };
    assert_eq!((bad.event(), bad.field("level")), (None, Some(&"WARN".into())));
    assert_eq!(chatty.event(), Some("chatty"));
    assert_eq!(long.event().map(str::len), Some(1024));
    assert_eq!(run.span("work").outcome, Outcome::Returned);
}

#[test]
fn a_second_logger_is_an_error_that_says_what_to_do() {
    install();
    let error = Logger::new().level(LevelFilter::Trace).install().unwrap_err();
    assert!(error.to_string().contains("has a logger already") && error.to_string().contains("Logger::around"));
    assert_eq!(log::max_level(), LevelFilter::Debug, "nothing is changed");
}

#[test]
fn key_values_are_fields_of_their_types() {
    install();
    let owned = String::from("owned");
    let run = capture(|| {
        let _span = traced::span!("work");
        info!(
            count = 3_u64, delta = -1, ratio = 0.5, flag = true, text = "text", owned:% = owned, debug:? = Some(1), bad:% = Bad,
            chatty:% = Chatty, api_key = "k-1";
            "with {}", "values"
        );
    });
    let [log] = &run.span("work").logs[..] else { panic!("one log") };
    let expected = [
        ("count", Value::U64(3)),
        ("delta", Value::I64(-1)),
        ("ratio", Value::F64(0.5)),
        ("flag", Value::Bool(true)),
        ("text", "text".into()),
        ("owned", "owned".into()),
        ("debug", "Some(1)".into()),
        ("chatty", "chatty".into()),
        ("api_key", "[redacted]".into()),
        ("level", "INFO".into()),
    ];
    assert_eq!((log.event(), log.field("bad")), (Some("with values"), None));
    for (key, value) in &expected {
        assert_eq!(log.field(key), Some(value), "{key}");
    }
}
