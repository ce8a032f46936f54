//! The forest that was recorded is the one that the rules say.

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;
use traced::{Outcome, SpanData};

use super::{
    interpreter::run,
    model::{Expected, Here, World, drop_model},
    program::{Op, ops},
};

fn check(program: Vec<Op>) -> Result<(), TestCaseError> {
    let world = World::default();
    let inner = Arc::clone(&world);
    let ran = traced::testing::capture(move || {
        let mut here = Here { strand: Some(0), scoped: true, ..Here::default() };
        run(&inner, program, &mut here);
        loop {
            let kept = inner.lock().unwrap().kept.pop_first();
            let Some((_, made)) = kept else { break };
            drop_model(&inner, &made.model, &here);
            drop(made);
        }
    });
    let number_of =
        |span: &SpanData| span.tag("number").and_then(traced::Value::as_i64).and_then(|n| u32::try_from(n).ok());
    let ids: BTreeMap<_, _> = ran.spans().iter().map(|span| (span.context.span_id(), number_of(span))).collect();
    prop_assert_eq!(ids.len(), ran.spans().len(), "ids are not unique");
    let (mut found, mut never_polled) = (BTreeMap::new(), Vec::new());
    for span in ran.spans() {
        let parent = match span.parent_id {
            None => None,
            Some(id) => {
                prop_assert!(ids.contains_key(&id), "the parent is missing:\n{}", ran.tree());
                ids[&id]
            }
        };
        let Some(number) = number_of(span) else {
            prop_assert_eq!(&span.outcome, &Outcome::NeverPolled, "a span without a number:\n{}", ran.tree());
            never_polled.push(parent);
            continue;
        };
        let baggage = span.context.baggage().iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let tags = span.tags.iter().map(|(key, _)| key.to_string()).filter(|key| key.starts_with("tag-")).collect();
        found.insert(number, Expected { parent, outcome: span.outcome, baggage, tags });
    }
    let mut book = world.lock().unwrap();
    never_polled.sort_unstable();
    book.never_polled.sort_unstable();
    prop_assert_eq!(&never_polled, &book.never_polled, "never polled:\n{}", ran.tree());
    prop_assert_eq!(&found, &book.spans, "\n{}", ran.tree());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_span_has_the_parent_that_the_rules_say(program in ops()) {
        check(program)?;
    }
}
