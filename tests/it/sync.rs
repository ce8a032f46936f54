//! `#[traced]` on synchronous functions.

use std::fmt;

use traced::testing::capture;
use traced::{Kind, Outcome, traced};

#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

type Alias<T> = Result<T, Refused>;

const UNIT: u32 = line!() + 2;
#[traced]
fn unit(n: u32) {
    scalar(n, "inner");
}

#[traced]
fn scalar(n: u32, text: &str) -> u32 {
    n + u32::try_from(text.len()).unwrap_or(0)
}

#[test]
fn a_call_is_a_span_below_its_caller() {
    let run = capture(|| unit(3));
    let (outer, inner) = (run.span("unit"), run.span("scalar"));
    assert_eq!(inner.parent_id, Some(outer.context.span_id()));
    assert_eq!(inner.context.trace_id(), outer.context.trace_id());
    assert_eq!(run.spans().len(), 2);
    assert!(outer.start <= inner.start && inner.end <= outer.end);
    assert_eq!((outer.outcome, outer.kind), (Outcome::Returned, Kind::Internal));
}

#[test]
fn the_callsite_says_where_the_function_stands() {
    let run = capture(|| unit(3));
    let site = run.span("unit").callsite;
    assert_eq!((site.function(), site.module()), ("unit", module_path!()));
    assert!(site.file().ends_with("sync.rs"));
    assert_eq!(site.line(), UNIT, "the line of the function's name, not of the attribute");
}

#[traced]
fn result(fail: bool) -> Result<u8, Refused> {
    if fail { Err(Refused) } else { Ok(3) }
}

#[traced]
fn aliased(fail: bool) -> Alias<u8> {
    result(fail)?;
    Ok(1)
}

#[test]
fn an_err_is_an_error_also_behind_an_alias() {
    let run = capture(|| (aliased(false), aliased(true)));
    let outcomes: Vec<_> = run.spans().iter().map(|span| (span.name.as_ref(), span.outcome)).collect();
    for expected in [("aliased", Outcome::Returned), ("aliased", Outcome::Errored), ("result", Outcome::Errored)] {
        assert!(outcomes.contains(&expected), "{outcomes:?}");
    }
    let failed =
        run.spans().iter().find(|span| span.name == "result" && span.outcome == Outcome::Errored).expect("it failed");
    let log = failed.log("error").expect("the error is a log of the span");
    assert_eq!(log.field("message").map(ToString::to_string).as_deref(), Some("refused"));
    assert!(log.field("error.kind").expect("a kind").to_string().ends_with("Refused"));
}

#[traced]
fn option(none: bool) -> Option<u8> {
    if none { None } else { Some(1) }
}

#[test]
fn none_is_not_an_error() {
    let run = capture(|| option(true));
    assert_eq!(run.span("option").outcome, Outcome::Returned);
}

struct Answer {
    ok: bool,
    id: u32,
}

#[traced(error_if = |answer| !answer.ok, ret(|answer| answer.id))]
fn answered(ok: bool) -> Answer {
    Answer { ok, id: 7 }
}

#[test]
fn error_if_says_what_failed_and_ret_records_a_projection() {
    let run = capture(|| (answered(true).id, answered(false).id));
    let outcomes: Vec<_> = run.spans().iter().map(|span| span.outcome).collect();
    assert_eq!(outcomes, [Outcome::Returned, Outcome::Errored]);
    assert_eq!(run.spans()[0].tag("return").map(ToString::to_string).as_deref(), Some("7"));
}

#[traced(err = off)]
fn unlogged() -> Result<(), Refused> {
    Err(Refused)
}

#[traced(err = debug)]
fn debugged() -> Result<(), Refused> {
    Err(Refused)
}

#[test]
fn err_says_how_errors_are_recorded() {
    let run = capture(|| (unlogged().is_err(), debugged().is_err()));
    assert!(run.span("unlogged").log("error").is_none());
    let message = run.span("debugged").log("error").and_then(|log| log.field("message")).map(ToString::to_string);
    assert_eq!(message.as_deref(), Some("Refused"));
}

const SECOND: u32 = line!() + 4;
#[traced(locate)]
fn located(text: &str) -> Result<u8, std::num::ParseIntError> {
    let _: u8 = "1".parse()?;
    let n = text.parse::<u8>()?;
    let outside = |text: &str| text.parse::<u8>();
    let _ = outside("1")?;
    Ok(n)
}

#[test]
fn locate_says_which_question_mark_returned() {
    let run = capture(|| located("x").is_err());
    assert_eq!(run.span("located").tag("error.line").map(ToString::to_string), Some(SECOND.to_string()));
    let run = capture(|| located("1").is_err());
    assert_eq!(run.span("located").tag("error.line"), None);
}

#[traced(name = "named", kind = client)]
fn first_name() {}

const NAME: &str = "by constant";

#[traced(name = NAME, kind = server)]
fn second_name() {}

#[traced("by literal")]
fn third_name() {}

#[test]
fn names_and_kinds() {
    let run = capture(|| {
        first_name();
        second_name();
        third_name();
    });
    assert_eq!(run.span("named").kind, Kind::Client);
    assert_eq!(run.span("by constant").kind, Kind::Server);
    assert_eq!(run.span("by literal").kind, Kind::Internal);
    assert_eq!(run.span("named").callsite.function(), "first_name");
}

#[traced(root)]
fn rooted() {}

#[traced(parent = parent)]
fn parented(parent: &traced::SpanContext) {}

#[traced(follows_from = before)]
fn following(before: &traced::SpanContext) {}

#[test]
fn other_references_than_the_current_span() {
    let run = capture(|| {
        let cx = {
            let span = traced::Span::builder("elsewhere").start();
            span.context().clone()
        };
        parented(&cx);
        following(&cx);
        cx
    });
    let cx = run.value();
    assert_eq!(run.span("parented").parent_id, Some(cx.span_id()));
    let following = run.span("following");
    assert_ne!(following.parent_id, Some(cx.span_id()));
    assert_eq!(following.references.len(), 1);
    let run = capture(|| {
        rooted();
        traced::current().context().trace_id()
    });
    assert!(run.spans().iter().all(|span| span.name != "rooted" || span.context.trace_id() != *run.value()));
}

#[traced(orphan = ignore)]
fn never_alone() {
    scalar(1, "");
}

#[test]
fn an_orphan_is_recorded_below_a_span_only() {
    let run = capture(never_alone);
    run.span("never_alone");
}

#[traced]
#[track_caller]
fn tracked(n: u8) -> Result<&'static std::panic::Location<'static>, u8> {
    if n == 0 {
        return Err(n);
    }
    Ok(std::panic::Location::caller())
}

#[test]
fn track_caller_still_says_who_called() {
    let run = capture(|| tracked(1).map(std::panic::Location::line));
    assert_eq!(*run.value(), Ok(line!() - 1));
    run.span("tracked");
}

#[traced]
fn reborrowed(list: &mut [u8], at: usize) -> Option<&mut u8> {
    list.get_mut(at)
}

#[test]
fn a_reborrow_of_an_argument_can_be_returned() {
    let mut list = [1, 2];
    let run = capture(|| reborrowed(&mut list, 1).map(|n| *n += 1));
    run.span("reborrowed");
    assert_eq!(list, [1, 3]);
}

#[traced]
fn recursive(n: u32) -> Result<u32, Refused> {
    if n == 0 { Ok(0) } else { Ok(recursive(n - 1)? + 1) }
}

#[test]
fn recursion_is_a_span_below_the_other() {
    let run = capture(|| recursive(5).is_ok());
    assert_eq!(run.spans().len(), 6);
    let tree = run.tree();
    assert!(tree.lines().last().expect("six lines").starts_with("          recursive"), "{tree}");
}

#[traced(name = "outer", skip_all)]
#[traced(name = "inner")]
fn two_attributes(n: u8) -> u8 {
    n
}

#[traced]
#[cfg_attr(all(), traced(name = "conditional"))]
fn attribute_under_condition(n: u8) -> u8 {
    n
}

#[test]
fn two_attributes_are_one_span() {
    let run = capture(|| two_attributes(1) + attribute_under_condition(1));
    let mut names: Vec<_> = run.spans().iter().map(|span| span.name.as_ref()).collect();
    names.sort_unstable();
    assert_eq!(names, ["conditional", "inner"]);
}

mod renamed {
    pub use ::traced as other;
}

#[traced(crate = renamed::other)]
fn elsewhere(n: u8) -> Result<u8, u8> {
    Ok(n)
}

#[test]
fn the_crate_may_be_found_under_another_path() {
    let run = capture(|| elsewhere(1));
    run.span("elsewhere");
}
