//! What the console prints, and that nothing in it steers the terminal.

use std::time::UNIX_EPOCH;

use super::*;
use crate::{span::Span, testing::capture};

fn at(micros: u64) -> std::time::SystemTime {
    UNIX_EPOCH + Duration::from_micros(micros)
}

fn spans() -> Vec<SpanData> {
    let run = capture(|| {
        let root = Span::builder("root").start_time(at(0)).tag("id", 7).start();
        let slow = Span::builder("slow").child_of(&root).start_time(at(10)).start();
        slow.log_at(at(20), [("event", "error"), ("message", "no such file")]);
        slow.set_tag("error", true);
        slow.finish_at(at(900));
        Span::builder("fast").child_of(&root).start_time(at(950)).start().finish_at(at(952));
        root.finish_at(at(1000));
    });
    run.spans().to_vec()
}

fn painted(colour: bool, spans: &[SpanData]) -> String {
    let mut text = String::new();
    Painter { colour, most: usize::MAX, hidden: &[] }.trace(&mut text, spans).unwrap();
    text
}

#[test]
fn a_trace_is_a_tree_with_times() {
    let expected = concat!(
        "   1.00ms root id=7\n",
        "    890µs   slow !errored\n",
        "              +10.0µs event=error message=\"no such file\"\n",
        "   2.00µs   fast\n",
    );
    assert_eq!(painted(false, &spans()), expected);
}

#[test]
fn tags_that_are_not_wanted_are_left_out() {
    let run = capture(|| {
        let span = Span::builder("GET").tag("url.path", "/").tag("item", "url.").tag("curl.", 1).start();
        span.finish();
    });
    let mut text = String::new();
    let hidden = ["url.".to_owned(), "network.".to_owned()];
    Painter { colour: false, most: usize::MAX, hidden: &hidden }.trace(&mut text, run.spans()).unwrap();
    assert!(text.ends_with(" GET item=url. curl.=1\n"), "{text}");
}

#[test]
fn colours_are_only_there_where_they_are_wanted() {
    let (plain, colourful) = (painted(false, &spans()), painted(true, &spans()));
    assert!(!plain.contains('\u{1b}') && colourful.contains('\u{1b}'));
    // Without its sequences it is the same text.
    let stripped: String = anstream::adapter::strip_str(&colourful).to_string();
    assert_eq!(stripped, plain);
}

#[test]
fn control_characters_are_shown_as_text() {
    let evil = "\u{1b}]0;title\u{7}\r\n\u{9b}2J";
    let run = capture(|| {
        let span = Span::builder(evil).start();
        span.set_tag(evil, evil).set_tag("list", vec![Value::from(evil)]).set_tag("bytes", evil.as_bytes().to_vec());
        span.log([(evil, evil)]);
        span.finish();
    });
    let text = painted(false, run.spans());
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    assert_eq!(text.lines().count(), 2, "{text:?}");
}

#[test]
fn values_end_where_one_can_see_it() {
    let shown = |value: &str| Shown(&Value::from(value.to_owned())).to_string();
    assert_eq!((shown("plain"), shown("")), ("plain".into(), "\"\"".into()));
    assert_eq!((shown("a b"), shown("a=b"), shown("\"")), ("\"a b\"".into(), "\"a=b\"".into(), "\"\\\"\"".into()));
}

#[test]
fn durations_have_three_digits_and_a_unit() {
    let shown = |nanos| short(Duration::from_nanos(nanos));
    assert_eq!([shown(0), shown(999), shown(1000), shown(12_340)], ["0ns", "999ns", "1.00µs", "12.3µs"]);
    assert_eq!([shown(123_400), shown(1_500_000), shown(60_000_000_000)], ["123µs", "1.50ms", "60.0s"]);
}
