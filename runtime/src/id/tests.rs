//! Ids print and parse as lower-case hex, and the spans of a strand all differ.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn ids_print_and_parse(trace: u128, span: u64) {
        let (trace, span) = (TraceId::new(trace), SpanId::new(span));
        let (trace_text, span_text) = (trace.to_string(), span.to_string());
        prop_assert_eq!((trace_text.len(), span_text.len()), (32, 16));
        prop_assert!(!trace_text.contains(|c: char| c.is_uppercase()));
        prop_assert_eq!((trace_text.parse(), span_text.parse()), (Ok(trace), Ok(span)));
        prop_assert_eq!(TraceId::from_bytes(trace.to_bytes()), trace);
        prop_assert_eq!(SpanId::from_bytes(span.to_bytes()), span);
    }

    #[test]
    fn no_text_makes_parsing_panic(text: String) {
        let _ = text.parse::<TraceId>();
        let _ = text.parse::<SpanId>();
    }

    #[test]
    fn spans_of_a_strand_differ(seed: u64) {
        let ids: HashSet<_> = (0..1000).map(|index| span_id(seed, index)).collect();
        prop_assert_eq!(ids.len(), 1000);
        prop_assert!(ids.iter().all(|id| id.is_valid()));
    }
}

#[test]
fn what_is_no_id_is_refused() {
    assert_eq!("7".parse(), Ok(SpanId::new(7)), "leading zeros may be missing");
    assert_eq!("AbC".parse(), Ok(SpanId::new(0xABC)));
    for text in ["", "00000000000000000", "x", "+1", "-1", " 1", "0x1", "é"] {
        assert!(text.parse::<SpanId>().is_err(), "{text:?}");
    }
    let long = "f".repeat(1000).parse::<TraceId>().unwrap_err().to_string();
    assert!(long.len() < 200, "{long}");
    assert!(!TraceId::INVALID.is_valid() && !SpanId::default().is_valid());
}
