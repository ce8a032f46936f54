//! `Propagator`: the installed formats, for libraries that read and write headers with OpenTelemetry's API.

use opentelemetry::{
    Context,
    baggage::BaggageExt,
    propagation::{Extractor, Injector, TextMapPropagator, text_map_propagator::FieldIter},
};
use traced_runtime::{Extract, Inject, Propagation, SpanContext, current, extract, inject};

use crate::{
    attached::Parent,
    baggage::add,
    contexts::{from_context, with_context},
};

/// Reads and writes the formats that were installed (`propagators`, `OTEL_PROPAGATORS`) through OpenTelemetry's API.
///
/// Injected is the span of the given context; where that is the attached one, the span that is current with us, which is nearer. What cannot be
/// understood is as if it were not there.
///
/// ```
/// use opentelemetry::{Context, global};
/// use std::collections::HashMap;
/// # let _installed = traced_runtime::builder().install().unwrap();
///
/// global::set_text_map_propagator(traced_opentelemetry::Propagator::new());
///
/// let _span = traced_runtime::span!("asks");
/// let mut headers = HashMap::new();
/// global::get_text_map_propagator(|propagator| propagator.inject_context(&Context::current(), &mut headers));
/// let context = traced_runtime::current().context();
/// assert!(headers["traceparent"].starts_with(&format!("00-{}-{}-", context.trace_id(), context.span_id())));
/// ```
///
/// See OpenTelemetry, Propagators API.
#[derive(Clone, Debug, Default)]
pub struct Propagator {
    fields: Vec<String>,
}

impl Propagator {
    /// For the formats that are installed, now or later. [`fields`](TextMapPropagator::fields) are those of W3C; see [`of`](Self::of).
    pub fn new() -> Self {
        Self::of(&[Propagation::W3c])
    }

    /// The same; what it calls its fields are those of these formats.
    pub fn of(formats: &[Propagation]) -> Self {
        let fields = formats.iter().flat_map(|format| format.fields());
        Self { fields: fields.map(|field| (*field).to_owned()).collect() }
    }
}

fn context_of(given: &Context) -> SpanContext {
    let here = current().context();
    if Parent::of(given) != Parent::Current || !here.is_valid() {
        return from_context(given);
    }
    let baggage = add(here.baggage(), given.baggage());
    here.with_baggage(baggage)
}

impl TextMapPropagator for Propagator {
    fn inject_context(&self, context: &Context, injector: &mut dyn Injector) {
        inject(&context_of(context), &mut Carrier(injector));
    }

    fn extract_with_context(&self, context: &Context, extractor: &dyn Extractor) -> Context {
        let extracted = extract(&Carried { keys: extractor.keys(), extractor });
        match extracted {
            Ok(Some(found)) => with_context(context, &found),
            // Somebody else may have found something.
            Ok(None) | Err(_) => context.clone(),
        }
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&self.fields)
    }
}

struct Carrier<'c>(&'c mut dyn Injector);

impl Inject for Carrier<'_> {
    fn set(&mut self, key: &str, value: &str) {
        self.0.set(key, value.to_owned());
    }
}

struct Carried<'c> {
    extractor: &'c dyn Extractor,
    keys: Vec<&'c str>,
}

impl Extract for Carried<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.extractor.get(key)
    }

    fn get_all<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
        self.extractor.get_all(key).into_iter().flatten()
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().copied()
    }
}
