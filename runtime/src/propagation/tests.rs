//! Installed formats are tried in their order, and what one does not find another may.

use super::{ExtractError, Propagation, installed::extract_any};
use crate::context::SpanContext;

const TRACEPARENT: (&str, &str) = ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01");
const B3: (&str, &str) = ("b3", "00000000000000000000000000000001-0000000000000002-0");

fn extract(formats: &[Propagation], headers: &[(&str, &str)]) -> Result<Option<SpanContext>, ExtractError> {
    let carrier: Vec<_> = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    extract_any(formats, &carrier)
}

fn trace(formats: &[Propagation], headers: &[(&str, &str)]) -> u128 {
    extract(formats, headers).unwrap().unwrap().trace_id().number()
}

#[test]
fn the_first_that_finds_a_trace_gives_it() {
    use Propagation::{B3 as B3Multi, W3c};
    assert_eq!(trace(&[B3Multi, W3c], &[TRACEPARENT, B3]), 1);
    assert_eq!(trace(&[W3c, B3Multi], &[TRACEPARENT, B3]), 0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c);
    assert_eq!(trace(&[W3c, B3Multi], &[B3]), 1);
    assert_eq!(extract(&[W3c, B3Multi], &[]), Ok(None));
    assert_eq!(extract(&[], &[B3]), Ok(None));
}

#[test]
fn baggage_joins_a_trace_of_another_format() {
    let formats = [Propagation::Baggage, Propagation::B3, Propagation::Jaeger];
    let context = extract(&formats, &[B3, ("baggage", "k=v"), ("uberctx-k", "other")]).unwrap().unwrap();
    assert_eq!((context.trace_id().number(), context.baggage().get("k")), (1, Some("v")));
    assert!(!context.is_deferred());
    let context = extract(&formats, &[B3, ("uberctx-k", "other")]).unwrap().unwrap();
    assert_eq!(context.baggage().get("k"), Some("other"));
    let alone = extract(&formats, &[("baggage", "k=v")]).unwrap().unwrap();
    assert!(!alone.is_valid() && alone.is_deferred());
}

#[test]
fn a_decision_alone_gives_way_to_a_trace_and_stands_without_one() {
    let formats = [Propagation::B3, Propagation::W3c];
    assert!(extract(&formats, &[("b3", "0"), TRACEPARENT]).unwrap().unwrap().is_sampled());
    let denied = extract(&formats, &[("b3", "0"), ("baggage", "k=v")]).unwrap().unwrap();
    assert!(!denied.is_deferred() && !denied.is_sampled() && denied.baggage().len() == 1);
    let denied =
        extract(&[Propagation::Baggage, Propagation::B3], &[("b3", "0"), ("baggage", "k=v")]).unwrap().unwrap();
    assert!(!denied.is_deferred() && denied.baggage().len() == 1);
}

#[test]
fn an_error_counts_where_no_other_format_finds_a_trace() {
    let formats = [Propagation::TraceContext, Propagation::Baggage, Propagation::B3];
    let bad = ("traceparent", "nonsense");
    assert_eq!(trace(&formats, &[bad, B3]), 1);
    assert_eq!(extract(&formats, &[bad]).unwrap_err().header, "traceparent");
    assert_eq!(extract(&formats, &[bad, ("b3", "x")]).unwrap_err().header, "traceparent");
    assert_eq!(extract(&formats, &[bad, ("baggage", "k=v")]).unwrap_err().header, "traceparent");
}

/// W3C Baggage §1: independent of Trace Context.
#[test]
fn a_malformed_trace_takes_no_baggage_with_it() {
    let headers = [("traceparent", "nonsense"), ("baggage", "k=v")];
    let separate = [Propagation::TraceContext, Propagation::B3, Propagation::Baggage];
    for formats in [&[Propagation::W3c] as &[_], &[Propagation::W3c, Propagation::B3], &separate] {
        let rest = extract(formats, &headers).unwrap_err().rest().unwrap();
        assert!(!rest.is_valid() && rest.is_deferred());
        assert_eq!(rest.baggage().get("k"), Some("v"));
        assert_eq!(extract(formats, &headers[..1]).unwrap_err().rest(), None);
    }
    let found = extract(&[Propagation::W3c, Propagation::B3], &[headers[0], headers[1], B3]).unwrap().unwrap();
    assert_eq!((found.trace_id().number(), found.baggage().get("k")), (1, Some("v")));
}
