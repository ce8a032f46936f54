//! Entries keep their order, keys are there once, and limits are held member by member.

use super::*;

fn entries(baggage: &Baggage) -> Vec<(String, String)> {
    baggage.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

fn filled(members: &[(&str, &str)]) -> Baggage {
    let mut filling = Filling::new(0, 0);
    for (key, value) in members {
        assert!(filling.add(key, |text| text.push_str(value), |_| ()));
    }
    filling.finish()
}

#[test]
fn replacing_keeps_the_place() {
    let baggage: Baggage = [("a", "1"), ("b", "2"), ("c", "")].into_iter().collect();
    let baggage = baggage.with("b", "two and more");
    assert_eq!(entries(&baggage), [("a", "1"), ("b", "two and more"), ("c", "")].map(|(k, v)| (k.into(), v.into())));
    assert_eq!(format!("{baggage:?}"), r#"{"a": "1", "b": "two and more", "c": ""}"#);
    assert_eq!(baggage, baggage.with("c", ""));
}

#[test]
fn of_received_keys_the_last_wins() {
    assert_eq!(
        filled(&[("a", "1"), ("b", "2"), ("a", "333"), ("c", "4")]),
        filled(&[("b", "2"), ("a", "333"), ("c", "4")])
    );
    assert_eq!(filled(&[("", "1"), ("", "2")]), filled(&[("", "2")]));
    assert_eq!(filled(&[]), Baggage::new());
}

#[test]
fn properties_are_kept_until_the_value_is_replaced() {
    let baggage = Baggage::new().with_properties("a", "1", [("p", Some("x;=, é")), ("not a token", None), ("q", None)]);
    let properties: Vec<_> = baggage.properties("a").collect();
    assert_eq!(properties, [("p", Some("x;=, é".into())), ("q", None)]);
    assert_eq!(baggage.with("b", "2").properties("a").count(), 2);
    assert_eq!(baggage.with("a", "2").properties("a").count(), 0);
    assert_eq!(baggage.properties("b").count(), 0);
}

#[test]
fn what_does_not_fit_is_left_out_alone() {
    let mut filling = Filling::new(usize::MAX, usize::MAX);
    assert!(filling.add("a", |text| text.push('1'), |_| ()));
    assert!(!filling.add("b", |text| text.push_str(&"x".repeat(8188)), |_| ()));
    // `a=1,b=` and this are 8192 bytes.
    assert!(filling.add("b", |text| text.push_str(&"x".repeat(8186)), |_| ()));
    assert!(!filling.add("c", |_| (), |_| ()));
    assert_eq!(filling.finish().len(), 2);
}
