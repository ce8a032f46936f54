//! `Span`: a span made by hand (OpenTracing's API).
//!
//! Rules:
//! 1. A recorded span owns a strand of its own, whose first slot it is. `state` says who may write to it: nobody (0), whoever set `BUSY`;
//!    `DONE` is set once, by finishing.
//! 2. Whoever sets `BUSY` with neither bit set writes, and clears it. If `DONE` was set meanwhile, it finishes the span in the other's place.
//! 3. Whoever finds `BUSY` set by another writes into a strand of its own below the span, which the collector joins; nobody waits.
//! 4. After `DONE` without `BUSY` the strand is the collector's.
//! 5. `GIVEN_UP` is set with `DONE` or never, so whoever delivers the span knows how it ended.

use std::{borrow::Cow, error::Error, fmt, sync::Mutex, time::SystemTime};

use crate::{
    callsite::{Callsite, MANUAL},
    clock::ticks,
    context::{Reference, ReferenceKind, SpanContext},
    current::current,
    cursor::{self, Cursor},
    outcome::{Kind, Outcome},
    pipeline::{self, LATE_CALLS},
    reference::AsContext,
    scope,
    slot::{ANCHOR, Slot},
    span_fields::{own, write_error},
    strand::{EXPLICIT, Origin, Strand},
    sync::fixed::{AtomicU8, Ordering},
    value::Value,
    write::Pen,
};

const BUSY: u8 = 1;
const DONE: u8 = 2;
const GIVEN_UP: u8 = 4;

/// A span made by hand: owned, `Send`, and finished once, by [`finish`](Self::finish) or by being dropped.
///
/// Where nothing is installed, or the trace is not recorded, everything works and does nothing.
pub struct Span {
    recorded: Option<Recorded>,
    context: Mutex<SpanContext>,
    state: AtomicU8,
}

struct Recorded {
    strand: &'static Strand,
    slot: &'static Slot,
}

/// Starts a span; made by [`Span::builder`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct SpanBuilder {
    name: Cow<'static, str>,
    root: bool,
    references: Vec<Reference>,
    kind: Kind,
    tags: Vec<(Cow<'static, str>, Value)>,
    start: Option<SystemTime>,
    site: &'static Callsite,
}

impl SpanBuilder {
    /// Names the place that makes it, where that is known.
    pub(crate) fn at(mut self, site: &'static Callsite) -> Self {
        self.site = site;
        self
    }

    /// Adds a parent: it waits for this span. The first is the parent, further ones become references.
    pub fn child_of(self, context: &(impl AsContext + ?Sized)) -> Self {
        self.reference(ReferenceKind::ChildOf, context)
    }

    /// Adds a cause: it does not wait for this span. Where there is no parent, and nothing is current, the first gives the trace.
    pub fn follows_from(self, context: &(impl AsContext + ?Sized)) -> Self {
        self.reference(ReferenceKind::FollowsFrom, context)
    }

    fn reference(mut self, kind: ReferenceKind, context: &(impl AsContext + ?Sized)) -> Self {
        self.references.extend(context.as_context().map(|context| Reference { kind, context }));
        self
    }

    /// Ignores the current span: without a `child_of`, the span begins a trace.
    pub fn root(mut self) -> Self {
        self.root = true;
        self
    }

    /// Sets the kind.
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Adds a tag. `sampling.priority` above 0 forces a trace that begins here to be recorded, 0 drops it.
    pub fn tag(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }

    /// Says when it started; otherwise that is when `start` is called.
    pub fn start_time(mut self, time: SystemTime) -> Self {
        self.start = Some(time);
        self
    }

    /// Starts the span. It is not made current: see [`Span::enter`].
    pub fn start(self) -> Span {
        if MANUAL.is_off() || cursor::get().is_suspended() {
            return Span::none();
        }
        let Some(strand) = self.begin() else { return Span::none() };
        // SAFETY: the strand was begun by this thread, which makes it the writer.
        let slot = unsafe { strand.open(self.site, ANCHOR) };
        let Some(slot) = slot else {
            // Not recorded, but its ids and its decision travel.
            let context = strand.context(0);
            scope::deliver(strand);
            return Span { recorded: None, context: Mutex::new(context), state: AtomicU8::new(0) };
        };
        // SAFETY: as above.
        let pen = unsafe { Pen::new(strand, 0) };
        if self.name != self.site.name() {
            pen.name(&self.name);
        }
        if self.kind != self.site.kind() {
            pen.kind(self.kind);
        }
        if let Some(time) = self.start {
            pen.start_time(time);
        }
        let parent = strand.parent();
        // Only the first `ChildOf` is the parent; everything else is kept as a reference.
        let mut is_parent = |r: &Reference| r.kind == ReferenceKind::ChildOf && r.context.span_id() == parent;
        let skipped = self.references.iter().position(&mut is_parent);
        for (i, reference) in self.references.iter().enumerate() {
            if Some(i) == skipped || !reference.context.is_valid() {
                continue;
            }
            if pipeline::is_untrusted(&reference.context) {
                pen.reference(&Reference { kind: ReferenceKind::FollowsFrom, ..reference.clone() });
            } else {
                pen.reference(reference);
            }
        }
        for (key, value) in &self.tags {
            pen.tag(key.into(), value.into());
        }
        Span {
            recorded: Some(Recorded { strand, slot }),
            context: Mutex::new(strand.context(0)),
            state: AtomicU8::new(0),
        }
    }

    fn begin(&self) -> Option<&'static Strand> {
        let priority =
            self.tags.iter().rev().find(|(key, _)| key == "sampling.priority").and_then(|(_, value)| match value {
                Value::Bool(force) => Some(*force),
                other => other.as_i64().map(|n| n > 0),
            });
        if let Some(parent) = self.references.iter().find(|r| r.kind == ReferenceKind::ChildOf) {
            return pipeline::begin_below(&parent.context, &self.name, self.kind, priority);
        }
        let cursor = cursor::get();
        if !self.root
            && let Some(current) = cursor.strand
        {
            return pipeline::begin(current.origin(cursor.index()));
        }
        if let Some(cause) = self.references.first().filter(|_| !self.root) {
            return pipeline::begin_below(&cause.context, &self.name, self.kind, priority);
        }
        pipeline::begin_root(&self.name, self.kind, priority.or_else(|| pipeline::drawn(self.site)))
    }
}

impl Span {
    /// Starts to make a span with this operation name.
    ///
    /// ```
    /// use traced_runtime::{Kind, Span};
    /// let span = Span::builder("load").kind(Kind::Client).tag("rows", 3).start();
    /// span.set_tag("cache", "miss");
    /// span.finish();
    /// ```
    pub fn builder(name: impl Into<Cow<'static, str>>) -> SpanBuilder {
        SpanBuilder {
            name: name.into(),
            root: false,
            references: Vec::new(),
            kind: Kind::Internal,
            tags: Vec::new(),
            start: None,
            site: &MANUAL,
        }
    }

    /// A span that is not there: everything works and does nothing.
    pub fn none() -> Self {
        Self { recorded: None, context: Mutex::new(SpanContext::none()), state: AtomicU8::new(0) }
    }

    /// Writes to the span, unless it is finished.
    pub(crate) fn write(&self, write: impl FnOnce(Pen)) {
        let Some(recorded) = &self.recorded else { return };
        match self.state.compare_exchange(0, BUSY, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => {
                // SAFETY: we have set `BUSY`, so we are the strand's writer (rule 2).
                write(unsafe { Pen::new(recorded.strand, 0) });
                let state = self.state.fetch_and(!BUSY, Ordering::AcqRel);
                if state & DONE != 0 {
                    self.deliver(recorded, state);
                }
            }
            Err(state) if state & DONE != 0 => {
                LATE_CALLS.fetch_add(1, Ordering::Relaxed);
            }
            // Rule 3.
            Err(_) => write_below(&self.context(), write),
        }
    }

    /// Changes the operation name.
    pub fn set_name(&self, name: impl AsRef<str>) -> &Self {
        self.write(|pen| pen.name(name.as_ref()));
        self
    }

    /// Sets a tag; the last value of a key wins.
    pub fn set_tag(&self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> &Self {
        let (key, value) = (key.into(), value.into());
        self.write(|pen| pen.tag((&key).into(), (&value).into()));
        self
    }

    /// Adds a log with these fields, now. By convention the field `event` says what happened.
    pub fn log<K: Into<Cow<'static, str>>, V: Into<Value>>(&self, fields: impl IntoIterator<Item = (K, V)>) -> &Self {
        self.log_fields(None, fields);
        self
    }

    /// As [`log`](Self::log), at a given time.
    pub fn log_at<K: Into<Cow<'static, str>>, V: Into<Value>>(
        &self,
        time: SystemTime,
        fields: impl IntoIterator<Item = (K, V)>,
    ) -> &Self {
        self.log_fields(Some(time), fields);
        self
    }

    fn log_fields<K: Into<Cow<'static, str>>, V: Into<Value>>(
        &self,
        time: Option<SystemTime>,
        fields: impl IntoIterator<Item = (K, V)>,
    ) {
        if self.recorded.is_some() {
            let fields = own(fields);
            self.write(|pen| pen.log(time, fields.iter().map(|(key, value)| (key.into(), value))));
        }
    }

    /// Records an error, with its sources: a log, and the span counts as failed.
    pub fn record_error<E: Error + ?Sized>(&self, error: &E) -> &Self {
        self.write(|pen| write_error(pen, error));
        self
    }

    /// Sets a baggage item, which this span's future children will see, here and in other processes.
    pub fn set_baggage_item(&self, key: impl AsRef<str>, value: impl AsRef<str>) -> &Self {
        let mut context = self.lock();
        let baggage = context.baggage().with(key.as_ref(), value.as_ref());
        *context = context.clone().with_baggage(baggage);
        let id = context.span_id();
        drop(context);
        // Where the span is current, what begins below it from now on should see the item too.
        if current().span_id() == id {
            current().set_baggage_item(key, value);
        }
        self
    }

    /// A baggage item.
    pub fn baggage_item(&self, key: &str) -> Option<String> {
        self.lock().baggage().get(key).map(str::to_owned)
    }

    /// The span's context: what travels. Good for ever, and holds nothing open.
    pub fn context(&self) -> SpanContext {
        self.lock().clone()
    }

    /// Uncontended but for threads that share the span and change its baggage at once.
    fn lock(&self) -> std::sync::MutexGuard<'_, SpanContext> {
        self.context.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Whether it is recorded and not finished.
    pub fn is_recording(&self) -> bool {
        self.recorded.is_some() && self.state.load(Ordering::Relaxed) & DONE == 0
    }

    /// Finishes it now. After that only `context` and `baggage_item` mean anything; other calls are ignored, and counted.
    pub fn finish(&self) {
        self.finish_with(|_| (), DONE);
    }

    /// Finishes it, as of this time.
    pub fn finish_at(&self, time: SystemTime) {
        self.finish_with(|pen| pen.end_time(time), DONE);
    }

    /// Finishes it now, as given up: its outcome is [`Outcome::Cancelled`], as that of a traced future which is dropped before it is ready. A
    /// span that ends because its thread panics has panicked all the same.
    ///
    /// ```
    /// use traced_runtime::{Outcome, Span, testing::capture};
    /// let run = capture(|| Span::builder("download").start().cancel());
    /// assert_eq!(run.span("download").outcome, Outcome::Cancelled);
    /// ```
    pub fn cancel(&self) {
        self.finish_with(|_| (), DONE | GIVEN_UP);
    }

    /// Finishes it without exporting it; it is counted as dropped. Its children are kept, below the next span above it; those that have ended before,
    /// and were exported by now, are not changed any more.
    pub fn discard(&self) {
        self.finish_with(Pen::discard, DONE);
    }

    fn finish_with(&self, last: impl FnOnce(Pen), how: u8) {
        let Some(recorded) = &self.recorded else { return };
        if self.state.load(Ordering::Relaxed) & DONE == 0 {
            self.write(last);
        }
        let mut before = self.state.load(Ordering::Relaxed);
        // Of several that finish it at once the first says how.
        while before & DONE == 0 {
            match self.state.compare_exchange(before, before | how, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) if before & BUSY == 0 => return self.deliver(recorded, how),
                Ok(_) => return,
                Err(now) => before = now,
            }
        }
        LATE_CALLS.fetch_add(1, Ordering::Relaxed);
    }

    fn deliver(&self, recorded: &Recorded, how: u8) {
        let given_up = if how & GIVEN_UP == 0 { Outcome::Returned } else { Outcome::Cancelled };
        let outcome = match std::thread::panicking().then(|| crate::panics::outcome_of(recorded.slot)) {
            Some(Outcome::Panicked) => Outcome::Panicked,
            _ => given_up,
        };
        recorded.slot.end(ticks(), outcome);
        scope::deliver(recorded.strand);
    }

    /// Makes the span current on this thread until the guard is dropped. It may be entered many times, also on several threads at once;
    /// leaving does not finish it.
    ///
    /// ```compile_fail,E0277
    /// fn must_be_send<T: Send>(_: T) {}
    /// let span = traced_runtime::Span::none();
    /// must_be_send(span.enter());
    /// ```
    pub fn enter(&self) -> Scope {
        Scope::new(&self.context())
    }
}

/// Writes to a span that others may be writing to, into a strand of its own below it.
pub(crate) fn write_below(context: &SpanContext, write: impl FnOnce(Pen)) {
    if let Some(strand) = pipeline::begin(Origin::below(context)) {
        // SAFETY: the strand was begun by this thread, which makes it the writer.
        write(unsafe { Pen::new(strand, ANCHOR) });
        scope::deliver(strand);
    }
}

/// Finishes it, if that was not done.
impl Drop for Span {
    fn drop(&mut self) {
        if self.state.load(Ordering::Acquire) & DONE == 0 {
            self.finish();
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Span").field(&*self.lock()).finish()
    }
}

impl AsContext for Span {
    fn as_context(&self) -> Option<SpanContext> {
        Some(self.context()).filter(SpanContext::is_valid)
    }
}

/// Keeps a span current on this thread; not `Send`. Dropping it makes current what was current before.
#[must_use = "the span stays current only until this is dropped"]
#[derive(Debug)]
pub struct Scope {
    strand: Option<ScopedStrand>,
    _this_thread: std::marker::PhantomData<*const ()>,
}

struct ScopedStrand(&'static Strand);

impl fmt::Debug for ScopedStrand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0.context(ANCHOR))
    }
}

impl Scope {
    /// Makes the span of this context current.
    pub(crate) fn new(context: &SpanContext) -> Self {
        let valid = context.is_valid() && !cursor::get().is_suspended();
        Self::on(valid.then(|| pipeline::begin(Origin::below(context))).flatten())
    }

    /// Within a capture: makes nothing current but that.
    pub(crate) fn captured() -> Option<Self> {
        let route = pipeline::captured();
        (route != 0).then(|| Self::on(pipeline::begin_captured_trace(route)))
    }

    fn on(strand: Option<&'static Strand>) -> Self {
        if let Some(strand) = strand {
            strand.set_flags(EXPLICIT);
            scope::enter(strand);
        }
        Self { strand: strand.map(ScopedStrand), _this_thread: std::marker::PhantomData }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        if let Some(ScopedStrand(strand)) = self.strand {
            scope::leave(strand, Cursor::anchored(strand));
        }
    }
}
