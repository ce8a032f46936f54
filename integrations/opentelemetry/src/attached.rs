//! Contexts that a thread has attached: while one is, its span is our current one.
//!
//! Rules:
//! 1. OpenTelemetry tells of each context that becomes current, and of the one it replaces. A context that is detached out of order, while others
//!    lie above it, it does not tell of: the next one that is detached in order then goes back to one further below.
//! 2. Entries lie in the order in which contexts were attached. Going back to a context closes entries until one is closed that was attached to
//!    it; where there is none, that context was attached before anybody listened, and all are closed.
//! 3. The observer is called while OpenTelemetry's stack is borrowed: nothing here may ask for the current context.

use std::{
    cell::RefCell,
    sync::{Arc, Once},
};

use opentelemetry::{
    Context,
    baggage::BaggageExt,
    context::{ContextObserver, GlobalContextObserver},
    trace::{SpanContext, SpanId, TraceContextExt, TraceId},
};
use traced_runtime::{
    Scope,
    bridge::{self, Aside},
    current,
};

use crate::{baggage::add, contexts::from_context};

/// What of a context matters here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key {
    trace_id: TraceId,
    span_id: SpanId,
    /// Where its baggage is; equal ones are made again only where they change.
    baggage: usize,
    is_suppressed: bool,
}

impl Key {
    pub(crate) fn of(context: &Context) -> Self {
        let span = context.span();
        let ids: &SpanContext = span.span_context();
        Self {
            trace_id: ids.trace_id(),
            span_id: ids.span_id(),
            baggage: std::ptr::from_ref(context.baggage()).addr(),
            is_suppressed: context.is_telemetry_suppressed(),
        }
    }

    fn has_span(self) -> bool {
        self.trace_id != TraceId::INVALID && self.span_id != SpanId::INVALID
    }

    fn has_span_of(self, other: Self) -> bool {
        (self.trace_id, self.span_id) == (other.trace_id, other.span_id)
    }
}

/// What an attached context makes current with us.
#[allow(dead_code, reason = "guards are for being dropped")]
enum Guard {
    /// Its span, or what is current with other baggage.
    Span(Scope),
    /// No span, or nothing at all.
    None(Aside),
    /// What is current anyway.
    Nothing,
}

struct Attached {
    _guard: Guard,
    key: Key,
    from: Key,
}

thread_local! {
    static ATTACHED: RefCell<Vec<Attached>> = const { RefCell::new(Vec::new()) };
}

fn with<R>(f: impl FnOnce(&mut Vec<Attached>) -> R) -> Option<R> {
    ATTACHED.try_with(|attached| attached.try_borrow_mut().ok().map(|mut attached| f(&mut attached))).ok().flatten()
}

/// How a context that is given as a parent stands to the one that is attached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Parent {
    /// It is the same span, or neither has one: whatever is current with us is nearer.
    Current,
    /// Another span.
    Other,
    /// None, although one is attached: something begins.
    None,
}

impl Parent {
    pub(crate) fn of(context: &Context) -> Self {
        let (given, attached) = (Key::of(context), with(|attached| attached.last().map(|top| top.key)).flatten());
        match attached {
            Some(attached) if attached.has_span_of(given) => Self::Current,
            None if !given.has_span() => Self::Current,
            _ if given.has_span() => Self::Other,
            _ => Self::None,
        }
    }
}

#[derive(Debug)]
struct Observer;

impl ContextObserver for Observer {
    fn on_context_enter(&self, from: &Context, to: &Context) {
        let (from, key) = (Key::of(from), Key::of(to));
        let mut entry = Some(Attached { _guard: guard(from, key, to), key, from });
        // Where the thread's storage is gone the guard is dropped, and nothing has changed.
        with(|attached| attached.extend(entry.take()));
    }

    fn on_context_exit(&self, _: &Context, to: &Context) {
        let to = Key::of(to);
        // One after the other, each dropped while nothing is borrowed.
        while let Some(Some(closed)) = with(Vec::pop) {
            if closed.from == to {
                break;
            }
        }
    }
}

fn guard(from: Key, key: Key, context: &Context) -> Guard {
    if key.is_suppressed {
        return Guard::None(Aside::muted());
    }
    if key.has_span() {
        return Guard::Span(bridge::enter(&from_context(context)));
    }
    if from.has_span() {
        return Guard::None(Aside::new());
    }
    if key.baggage == from.baggage || context.baggage().is_empty() {
        return Guard::Nothing;
    }
    let current = current().context();
    let baggage = add(current.baggage(), context.baggage());
    Guard::Span(bridge::enter(&current.with_baggage(baggage)))
}

/// Listens, from now on. Of several observers in a process the first is the only one.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| GlobalContextObserver::set(Arc::new(Observer)));
}
