//! Entering and exiting in any order: the model is the registry's own stack, a list from which the last entry of a span is taken.

use proptest::prelude::*;
use traced::traced;
use tracing::{info_span, span::EnteredSpan};

use super::subscriber::{capture, id, now, numbered, parent};

#[test]
fn the_outer_may_be_exited_first() {
    let run = capture(|| {
        let (a, b) = (info_span!("a").entered(), info_span!("b").entered());
        let a = a.exit();
        let first = now();
        drop(info_span!("after a"));
        drop(b);
        (first, now(), drop(a))
    });
    assert_eq!(run.value().0, Some(id(&run, "b")));
    assert_eq!(run.value().1, None);
    assert_eq!(parent(&run, "after a"), Some("b"));
}

#[test]
fn a_span_may_be_entered_again_while_it_is() {
    let run = capture(|| {
        let span = info_span!("a");
        let outer = span.enter();
        let other = info_span!("b").entered();
        let inner = span.enter();
        let mut seen = vec![now()];
        drop(inner);
        seen.push(now());
        drop(other);
        seen.push(now());
        drop(outer);
        seen.push(now());
        seen
    });
    let (a, b) = (Some(id(&run, "a")), Some(id(&run, "b")));
    assert_eq!(*run.value(), [a, b, a, None]);
}

#[test]
fn a_guard_may_outlive_the_function_it_was_made_in() {
    #[traced]
    fn leaves_one() -> EnteredSpan {
        info_span!("left open").entered()
    }
    let run = capture(|| {
        let guard = leaves_one();
        drop(info_span!("below"));
        drop(guard);
        drop(info_span!("after"));
        now()
    });
    assert_eq!(parent(&run, "left open"), Some("leaves_one"));
    assert_eq!(parent(&run, "below"), Some("left open"));
    assert_eq!((parent(&run, "after"), *run.value()), (None, None));
}

#[test]
fn what_a_thread_leaves_entered_ends_with_it() {
    let run = capture(|| {
        let thread = traced::carry(|| {
            let span = info_span!("left");
            std::mem::forget(span.enter());
            drop(info_span!("below"));
            span
        });
        drop(std::thread::spawn(thread).join().unwrap());
        now()
    });
    assert_eq!((parent(&run, "below"), *run.value()), (Some("left"), None));
}

#[derive(Clone, Debug)]
enum Op {
    Make,
    MakeBelow(u8),
    Enter(u8),
    Exit(u8),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => Just(Op::Make),
        1 => any::<u8>().prop_map(Op::MakeBelow),
        4 => any::<u8>().prop_map(Op::Enter),
        4 => any::<u8>().prop_map(Op::Exit),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_current_span_is_the_last_that_was_entered_and_not_exited(ops in prop::collection::vec(op(), 1..60)) {
        let run = capture(|| {
            let mut spans: Vec<tracing::Span> = Vec::new();
            let mut entered: Vec<(usize, EnteredSpan)> = Vec::new();
            let mut parents: Vec<Option<usize>> = Vec::new();
            let pick = |number: u8, len: usize| (len > 0).then(|| usize::from(number) % len.max(1));
            for op in ops {
                match op {
                    Op::Make => {
                        parents.push(entered.last().map(|(span, _)| *span));
                        spans.push(info_span!("span", number = spans.len()));
                    }
                    Op::MakeBelow(number) => if let Some(above) = pick(number, spans.len()) {
                        parents.push(Some(above));
                        spans.push(info_span!(parent: &spans[above], "span", number = spans.len()));
                    },
                    Op::Enter(number) => if let Some(number) = pick(number, spans.len()) {
                        entered.push((number, spans[number].clone().entered()));
                    },
                    Op::Exit(number) => if let Some(number) = pick(number, entered.len()) {
                        // The last entry of that span is what is exited.
                        let span = entered[number].0;
                        let at = entered.iter().rposition(|(other, _)| *other == span).expect("it is there");
                        drop(entered.remove(at));
                    },
                }
            }
            while entered.pop().is_some() {}
            assert_eq!(now(), None);
            parents
        });
        let spans = numbered(&run);
        prop_assert_eq!(spans.len(), run.value().len());
        for (span, parent) in spans.iter().zip(run.value()) {
            let expected = parent.map(|above| spans[above].context.span_id());
            prop_assert_eq!(span.parent_id, expected, "{:?} in\n{}", span.tags, run.tree());
        }
    }
}
