//! The layer: what `tracing` tells of its spans, done to ours.

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use traced_runtime::{
    Span, SpanContext,
    bridge::{self, Arguments, Captured, Here, Orphan, Writer},
    current,
};
use tracing::{
    Event, Level, Subscriber,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    layer::Context,
    registry::{LookupSpan, SpanRef},
};

use crate::{
    conventions::{Ahead, Tags},
    entered, event,
    fields::Visitor,
    site::{self, Site},
};

/// A `tracing_subscriber::Layer` that records spans and events of `tracing` with `traced`; made by [`layer`].
#[derive(Debug)]
pub struct Layer {
    /// Several may be there, and each subscriber counts its spans anew.
    number: u64,
    errors_fail: bool,
    skip_orphans: bool,
    redact: bool,
}

/// Our span, as the registry keeps it for us. Shared, so that nothing is locked while users' values are formatted.
struct Bridged(Arc<Span>);

/// In the place of a span that rules leave out: what is above it, wherever it is entered.
struct Above(SpanContext);

/// The layer, with its defaults.
///
/// ```
/// use tracing_subscriber::prelude::*;
///
/// let subscriber = tracing_subscriber::registry().with(traced_tracing::layer());
/// # tracing::subscriber::with_default(subscriber, || {
/// let run = traced_runtime::testing::capture(|| {
///     let _work = tracing::info_span!("work", items = 3).entered();
///     tracing::info!("half done");
/// });
/// assert_eq!(run.tree(), "work items=3\n");
/// assert!(run.span("work").log("half done").is_some());
/// # });
/// ```
pub fn layer() -> Layer {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    bridge::will_meet();
    Layer { number: NUMBER.fetch_add(1, Ordering::Relaxed), errors_fail: false, skip_orphans: false, redact: true }
}

impl Layer {
    /// Whether an event at level `ERROR` marks its span as failed. By default only an event that has a field `error` and no message does,
    /// which is what `#[tracing::instrument(err)]` emits.
    ///
    /// ```
    /// use tracing_subscriber::prelude::*;
    ///
    /// let subscriber = tracing_subscriber::registry().with(traced_tracing::layer().errors_fail_spans(true));
    /// # tracing::subscriber::with_default(subscriber, || {
    /// let run = traced_runtime::testing::capture(|| {
    ///     let _work = tracing::info_span!("work").entered();
    ///     tracing::error!("it went wrong");
    /// });
    /// assert!(run.span("work").outcome.is_error());
    /// # });
    /// ```
    #[must_use]
    pub fn errors_fail_spans(mut self, fail: bool) -> Self {
        self.errors_fail = fail;
        self
    }

    /// Whether spans are left out that have no parent: those of libraries that work in the background, for nobody's request. By default
    /// each begins a trace, and the sampler is asked.
    ///
    /// ```
    /// use tracing_subscriber::prelude::*;
    ///
    /// let subscriber = tracing_subscriber::registry().with(traced_tracing::layer().skip_orphans(true));
    /// # tracing::subscriber::with_default(subscriber, || {
    /// let run = traced_runtime::testing::capture(|| drop(tracing::info_span!("nobody's")));
    /// assert!(run.spans().is_empty());
    /// # });
    /// ```
    #[must_use]
    pub fn skip_orphans(mut self, skip: bool) -> Self {
        self.skip_orphans = skip;
        self
    }

    /// Whether the values of fields are redacted whose names look like credentials (`password`, `api_key`, `session_token`, ..), as those of
    /// arguments are. By default they are.
    ///
    /// ```
    /// use tracing_subscriber::prelude::*;
    ///
    /// let subscriber = tracing_subscriber::registry().with(traced_tracing::layer().redact(false));
    /// # tracing::subscriber::with_default(subscriber, || {
    /// let run = traced_runtime::testing::capture(|| drop(tracing::info_span!("parse", token = "`{`")));
    /// assert_eq!(run.tree(), "parse token=`{`\n");
    /// # });
    /// ```
    #[must_use]
    pub fn redact(mut self, redact: bool) -> Self {
        self.redact = redact;
        self
    }

    /// Writes a span's fields, unless rules say that its place has none.
    fn tag(
        &self,
        writer: &Writer<'_>,
        site: &'static Site,
        at_start: bool,
        fields: impl FnOnce(&mut Visitor<Tags<'_>>),
    ) {
        if bridge::arguments(&site.callsite) != Arguments::None {
            fields(&mut Visitor { values: Tags { writer, at_start }, redact: self.redact.then_some(site) });
        }
    }

    fn start(&self, attributes: &Attributes<'_>, site: &'static Site, parent: &Parent) -> Option<Span> {
        if *parent == Parent::None && (self.skip_orphans || bridge::orphan(&site.callsite) == Orphan::Ignore) {
            return None;
        }
        let mut ahead = Ahead::default();
        if site.has_conventions {
            attributes.record(&mut Visitor { values: &mut ahead, redact: None });
        }
        let name = ahead.name.take().map_or(Cow::Borrowed(site.callsite.name()), Cow::Owned);
        let mut builder = bridge::at(ahead.apply(Span::builder(name)), &site.callsite);
        if let Parent::Named(parent) = parent {
            builder = builder.child_of(parent);
        } else if !attributes.is_contextual() {
            builder = builder.root();
        }
        let span = builder.start();
        if !attributes.values().is_empty() || site.target.is_some() {
            bridge::on_span(&span, |writer| {
                if let Some(target) = site.target {
                    writer.tag("target", Captured::Str(target));
                }
                self.tag(writer, site, true, |visitor| attributes.record(visitor));
            });
        }
        Some(span)
    }
}

/// What a new span hangs below.
#[derive(PartialEq)]
enum Parent {
    /// What is current with us.
    Current,
    Named(SpanContext),
    None,
}

impl Parent {
    /// The registry knows the parent, whoever named it; what is current with us may be nearer.
    fn of<'s, S: LookupSpan<'s>>(new: &SpanRef<'s, S>, attributes: &Attributes<'_>, here: Here) -> Self {
        if attributes.is_contextual() && here == Here::Span {
            return Self::Current;
        }
        new.parent().and_then(|parent| context(&parent)).map_or(Self::None, Self::Named)
    }

    fn context(self) -> Option<SpanContext> {
        match self {
            Self::Current => Some(current().context()),
            Self::Named(context) => Some(context),
            Self::None => None,
        }
    }
}

#[cold]
fn keep_baggage(span: &Span, inside: &SpanContext) {
    let own = span.context();
    if own.span_id() != inside.span_id() {
        return;
    }
    for (key, value) in inside.baggage().iter().filter(|(key, value)| own.baggage().get(key) != Some(value)) {
        span.set_baggage_item(key, value);
    }
}

/// Our span behind theirs; none where a filter left it out, or nothing was installed when it was made.
pub(crate) fn bridged<'s, S: LookupSpan<'s>>(span: &SpanRef<'s, S>) -> Option<Arc<Span>> {
    span.extensions().get::<Bridged>().map(|Bridged(span)| Arc::clone(span))
}

/// The context that is current inside a span of theirs.
fn context<'s, S: LookupSpan<'s>>(span: &SpanRef<'s, S>) -> Option<SpanContext> {
    let above = || span.extensions().get::<Above>().map(|Above(context)| context.clone());
    bridged(span).map(|span| span.context()).or_else(above)
}

impl<S> tracing_subscriber::Layer<S> for Layer
where
    S: Subscriber + for<'s> LookupSpan<'s>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let here = bridge::here();
        if here == Here::Off {
            return;
        }
        let Some(new) = context.span(id) else { return };
        let (site, parent) = (site::of(attributes.metadata()), Parent::of(&new, attributes, here));
        if !site.callsite.is_enabled() {
            if let Some(above) = parent.context() {
                new.extensions_mut().replace(Above(above));
            }
        } else if let Some(span) = self.start(attributes, site, &parent).filter(|span| span.context().is_valid()) {
            new.extensions_mut().replace(Bridged(Arc::new(span)));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(theirs) = context.span(id) else { return };
        if let Some(span) = bridged(&theirs) {
            let site = site::of(theirs.metadata());
            bridge::on_span(&span, |writer| self.tag(writer, site, false, |visitor| values.record(visitor)));
        }
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, context: Context<'_, S>) {
        let ours = |id| context.span(id).and_then(|span| bridged(&span));
        if let (Some(span), Some(cause)) = (ours(id), ours(follows)) {
            let cause = cause.context();
            bridge::on_span(&span, |writer| writer.follows_from(&cause));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let here = bridge::here();
        if here == Here::Off || event.is_root() {
            return;
        }
        let site = site::of(event.metadata());
        if !site.callsite.is_enabled() {
            return;
        }
        let write = |writer: &Writer<'_>| {
            event::write(writer, event, self.redact.then_some(site));
            if self.errors_fail && *event.metadata().level() == Level::ERROR {
                writer.failed();
            }
        };
        if event.is_contextual() && here == Here::Span {
            bridge::on_current(write);
        } else if let Some(theirs) = context.event_span(event) {
            match bridged(&theirs) {
                Some(span) => bridge::on_span(&span, write),
                None => self::context(&theirs).into_iter().for_each(|above| bridge::on_context(&above, write)),
            }
        }
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        let Some(theirs) = context.span(id) else { return };
        if let Some(span) = bridged(&theirs) {
            entered::push(self.number, id, Some(span.enter()));
        } else if let Some(above) = self::context(&theirs) {
            // Mostly it is what is current anyway.
            entered::push(self.number, id, (!bridge::is_current(&above)).then(|| bridge::enter(&above)));
        }
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        let Some(scope) = entered::pop(self.number, id) else { return };
        let inside = current().context();
        drop(scope);
        // A future that is polled again goes on with the baggage that it has set.
        if !inside.baggage().is_empty()
            && let Some(span) = context.span(id).and_then(|span| bridged(&span))
        {
            keep_baggage(&span, &inside);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let ours = context.span(&id).and_then(|span| span.extensions_mut().remove::<Bridged>());
        if let Some(Bridged(span)) = ours {
            span.finish();
        }
    }
}
