//! The formats that were installed, in their order.

use std::sync::OnceLock;

use super::{
    carrier::{Extract, Inject},
    error::ExtractError,
    format::Propagation,
    found::Found,
};
use crate::context::SpanContext;

static INSTALLED: OnceLock<Box<[Propagation]>> = OnceLock::new();

/// Installs them; the first time, which is the only one.
pub(crate) fn set(formats: Vec<Propagation>) {
    let _ = INSTALLED.set(formats.into());
}

fn get() -> &'static [Propagation] {
    INSTALLED.get().map_or(&[], |formats| formats)
}

/// Writes a context into a carrier, in every installed format. Writes nothing where nothing is installed.
///
/// ```
/// use std::collections::HashMap;
///
/// let mut headers = HashMap::new();
/// traced_runtime::inject(&traced_runtime::current().context(), &mut headers);
/// assert!(headers.is_empty()); // nothing is installed, and nothing current
/// ```
///
/// See OpenTracing, "Injecting and Extracting"; OpenTelemetry, Propagators API.
#[inline]
pub fn inject<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    get().iter().for_each(|format| format.inject(context, carrier));
}

/// Reads a context from a carrier, in the installed formats: the first that finds a trace gives it, the first that finds baggage gives that.
/// `None` where there is nothing, and where nothing is installed.
///
/// The result can be named as a parent as it is (`parent = EXPR`, [`child_of`](crate::SpanBuilder::child_of)): where it is `None` or an error,
/// the span begins a trace.
///
/// ```
/// use std::collections::HashMap;
///
/// let headers = HashMap::from([("traceparent".to_owned(), "00-nonsense".to_owned())]);
/// let parent = traced_runtime::extract(&headers);
/// if let Err(error) = &parent {
///     eprintln!("{error}"); // which header, what was found, what is accepted
/// }
/// let span = traced_runtime::Span::builder("GET /").child_of(&parent).start();
/// ```
///
/// # Errors
/// A format found something malformed, and no other found a trace: [`ExtractError`] of the first. The request should go on, in a new trace, with
/// the baggage that came along ([`ExtractError::rest`]).
#[inline]
pub fn extract<C: Extract + ?Sized>(carrier: &C) -> Result<Option<SpanContext>, ExtractError> {
    extract_any(get(), carrier)
}

pub(super) fn extract_any<C: Extract + ?Sized>(
    formats: &[Propagation],
    carrier: &C,
) -> Result<Option<SpanContext>, ExtractError> {
    let (mut all, mut error) = (None::<Found>, None);
    for format in formats {
        let found = format.find(carrier).unwrap_or_else(|mut found| {
            let baggage = std::mem::take(&mut found.baggage);
            error.get_or_insert(found);
            (!baggage.is_empty()).then(|| Found::baggage(baggage))
        });
        match (found, &mut all) {
            (Some(found), Some(all)) => all.add(found),
            (Some(found), None) => all = Some(found),
            (None, _) => {}
        }
    }
    match (all, error) {
        (Some(found), None) => Ok(Some(found.into_context())),
        (Some(found), Some(_)) if found.trace_id.is_valid() => Ok(Some(found.into_context())),
        (Some(found), Some(error)) => Err(ExtractError { baggage: found.extras.baggage, ..error }),
        (None, Some(error)) => Err(error),
        (None, None) => Ok(None),
    }
}
