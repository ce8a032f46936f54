//! How errors of services and bodies are shown: what they say, and where their type is known, their sources.

use std::{any::Any, any::type_name, error::Error, fmt::Display, panic::AssertUnwindSafe};

use traced_runtime::{Span, Value};

type BoxError = Box<dyn Error + Send + Sync>;

/// Sees an error of one type in a value of any type.
pub(crate) type AsError = for<'a> fn(&'a dyn Any) -> Option<&'a (dyn Error + 'static)>;

pub(crate) fn as_error<E: Error + 'static>(value: &dyn Any) -> Option<&(dyn Error + 'static)> {
    value.downcast_ref::<E>().map(|error| error as _)
}

fn as_boxed(value: &dyn Any) -> Option<&(dyn Error + 'static)> {
    value.downcast_ref::<BoxError>().map(|error| &**error as _)
}

/// Sources that are recorded.
const SOURCES: usize = 16;

/// Users' code, which may panic; then there are no words.
fn say(error: &dyn Display) -> String {
    std::panic::catch_unwind(AssertUnwindSafe(|| error.to_string())).unwrap_or_default()
}

/// Records an error on the span as `Span::record_error` would, though it may be of a type that is no [`Error`].
pub(crate) fn record<E: Display + 'static>(span: &Span, error: &E, known: &[AsError]) {
    let as_error = known.iter().copied().chain([as_boxed as AsError]).find_map(|known| known(error));
    let mut fields = vec![
        ("event", Value::from("error")),
        ("error.kind", Value::from(type_name::<E>())),
        ("message", Value::from(say(error))),
    ];
    let mut next = as_error.and_then(Error::source);
    let mut chain = Vec::new();
    while let Some(error) = next.filter(|_| chain.len() < SOURCES) {
        chain.push(Value::from(say(&error)));
        next = error.source();
    }
    if !chain.is_empty() {
        fields.push(("error.chain", Value::List(chain)));
    }
    span.log(fields);
}
