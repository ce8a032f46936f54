//! What OpenTelemetry's contexts have no place for, kept beside them: baggage and trace state of ours, and decisions that are still open.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use opentelemetry::trace;
use traced_runtime::{SpanContext, SpanId, bridge};

struct Keeper {
    context: SpanContext,
    holders: usize,
}

type Part = Mutex<Option<HashMap<SpanId, Keeper>>>;

/// Few contexts hold more than ids; those are found by their spans'.
static PARTS: [Part; 16] = [const { Mutex::new(None) }; 16];
/// How many are kept in all.
static COUNT: AtomicUsize = AtomicUsize::new(0);

fn with<R>(id: SpanId, f: impl FnOnce(&mut HashMap<SpanId, Keeper>) -> R) -> R {
    let part = &PARTS[(id.number() >> 60) as usize % PARTS.len()];
    f(part.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default())
}

/// Keeps a context for as long as OpenTelemetry's span for it is there.
#[derive(Debug)]
pub(crate) struct Kept(Option<SpanId>);

impl Kept {
    pub(crate) fn new(context: &SpanContext) -> Self {
        if !context.is_valid() || !bridge::holds_more(context) {
            return Self(None);
        }
        let id = context.span_id();
        COUNT.fetch_add(1, Ordering::Release);
        with(id, |part| {
            let keeper = part.entry(id).or_insert_with(|| Keeper { context: SpanContext::none(), holders: 0 });
            keeper.context = context.clone();
            keeper.holders += 1;
        });
        Self(Some(id))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let Some(id) = self.0 else { return };
        with(id, |part| {
            if let Entry::Occupied(mut keeper) = part.entry(id) {
                keeper.get_mut().holders -= 1;
                if keeper.get().holders == 0 {
                    keeper.remove();
                }
            }
        });
        COUNT.fetch_sub(1, Ordering::Release);
    }
}

/// All that is known of this span, if that is more than its context says.
pub(crate) fn find(theirs: &trace::SpanContext) -> Option<SpanContext> {
    if COUNT.load(Ordering::Acquire) == 0 {
        return None;
    }
    let id = SpanId::from_bytes(theirs.span_id().to_bytes());
    let found = with(id, |part| part.get(&id).map(|keeper| keeper.context.clone()))?;
    (found.trace_id().to_bytes() == theirs.trace_id().to_bytes()).then_some(found)
}

#[cfg(test)]
mod tests;
