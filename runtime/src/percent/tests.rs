//! Escapes as RFC 3986 and W3C Baggage have them.

use proptest::prelude::*;

use super::*;

fn encoded(text: &str) -> String {
    let mut out = Vec::new();
    encode(text, |piece| out.extend_from_slice(piece));
    String::from_utf8(out).unwrap()
}

fn decoded(text: &str) -> String {
    let mut out = String::from("before ");
    decode_into(text, &mut out);
    out.strip_prefix("before ").unwrap().to_owned()
}

#[test]
fn everything_but_unreserved_characters_is_escaped() {
    assert_eq!(encoded("aZ09-._~"), "aZ09-._~");
    assert_eq!(encoded("v 1,é"), "v%201%2C%C3%A9");
    assert_eq!(encoded("+%"), "%2B%25");
    assert_eq!(encoded(""), "");
}

#[test]
fn escapes_of_both_cases_are_decoded_and_nothing_else() {
    assert_eq!(decoded("v%201%2c%C3%a9"), "v 1,é");
    assert_eq!(decoded("a+b"), "a+b");
    assert_eq!(decoded("100%"), "100%");
    assert_eq!(decoded("%zz%2"), "%zz%2");
    assert_eq!(decoded("%+1é%"), "%+1é%");
}

#[test]
fn bytes_that_are_no_text_are_replaced() {
    assert_eq!(decoded("a%ffb"), "a\u{fffd}b");
    assert_eq!(decoded("%C3"), "\u{fffd}");
    assert_eq!(decoded("%C3x"), "\u{fffd}x");
}

#[test]
fn a_character_may_lie_anywhere_in_a_long_run() {
    for before in 28..36 {
        let text = "€é🦀".repeat(20);
        let text = format!("{}{text}", "a".repeat(before));
        let all = text.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02X}"));
        assert_eq!(decoded(&all), text, "{before}");
    }
}

proptest! {
    #[test]
    fn what_was_encoded_is_decoded(text in ".{0,100}") {
        prop_assert_eq!(decoded(&encoded(&text)), text.clone());
        prop_assert_eq!(encoded(&text).len(), encoded_len(&text));
    }

    #[test]
    fn decoding_never_grows(text in "[%a-fC0-9é]{0,100}") {
        prop_assert!(decoded(&text).len() <= text.len());
    }
}
