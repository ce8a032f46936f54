//! How errors of services and bodies are shown: what they say, and where their type is known, their sources.

use std::{
    any::{Any, type_name},
    borrow::Cow,
    error::Error,
    fmt::Display,
    panic::AssertUnwindSafe,
};

use traced_runtime::Value;

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

/// The log of an error, as `Span::record_error` would make it, though it may be of a type that is no [`Error`].
pub(crate) fn fields<E: Display + 'static>(error: &E, known: &[AsError]) -> Vec<(Cow<'static, str>, Value)> {
    let as_error = known.iter().copied().chain([as_boxed as AsError]).find_map(|known| known(error));
    let mut fields = vec![
        ("event".into(), Value::from("error")),
        ("error.kind".into(), Value::from(type_name::<E>())),
        ("message".into(), Value::from(say(error))),
    ];
    let mut next = as_error.and_then(Error::source);
    let mut chain = Vec::new();
    while let Some(error) = next.filter(|_| chain.len() < SOURCES) {
        chain.push(Value::from(say(&error)));
        next = error.source();
    }
    if !chain.is_empty() {
        fields.push(("error.chain".into(), Value::List(chain)));
    }
    fields
}
