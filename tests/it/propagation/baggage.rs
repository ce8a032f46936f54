//! W3C Baggage: what its own test of a reference class checks, and the limits.

use std::collections::HashMap;

use traced::{Baggage, Propagation, SpanContext, SpanId, TraceId};

fn parsed(lines: &[&str]) -> Baggage {
    let carrier: Vec<_> = lines.iter().map(|line| ("baggage".to_owned(), (*line).to_owned())).collect();
    let found = Propagation::Baggage.extract(&carrier).expect("baggage is never an error");
    found.map(|context| context.baggage().clone()).unwrap_or_default()
}

fn written(baggage: &Baggage) -> Option<String> {
    let mut carrier = HashMap::new();
    Propagation::Baggage.inject(&SpanContext::none().with_baggage(baggage.clone()), &mut carrier);
    carrier.remove("baggage")
}

type Properties = &'static [(&'static str, Option<&'static str>)];

/// Each entry, in order: key, value, properties.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str, Properties)]) {
    let baggage = parsed(&[text]);
    let entries: Vec<_> = baggage.iter().collect();
    assert_eq!(entries, expected.iter().map(|(key, value, _)| (*key, *value)).collect::<Vec<_>>(), "{text:?}");
    for (key, _, properties) in expected {
        let found: Vec<_> = baggage.properties(key).collect();
        let found: Vec<_> = found.iter().map(|(name, value)| (*name, value.as_deref())).collect();
        assert_eq!(found, *properties, "{text:?}");
    }
}

const ODD: &str = "\t \"';=asdf!@#$%^&*()";
const ODD_ENCODED: &str = "%09%20%22%27%3B%3Dasdf%21%40%23%24%25%5E%26%2A%28%29";

#[test]
fn one_entry() {
    assert!(Baggage::default().is_empty());
    check("SomeKey=SomeValue", &[("SomeKey", "SomeValue", &[])]);
    check("SomeKey=SomeValue=equals", &[("SomeKey", "SomeValue=equals", &[])]);
    check("SomeKey \t = \t SomeValue \t ", &[("SomeKey", "SomeValue", &[])]);
    check("SomeKey=", &[("SomeKey", "", &[])]);
}

#[test]
fn values_are_percent_encoded() {
    check(&format!("SomeKey={ODD_ENCODED}"), &[("SomeKey", ODD, &[])]);
    check(&format!("SomeKey \t = \t {ODD_ENCODED} \t "), &[("SomeKey", ODD, &[])]);
    assert_eq!(written(&parsed(&[&format!("SomeKey={ODD_ENCODED}")])).unwrap(), format!("SomeKey={ODD_ENCODED}"));
    // What stands for itself in other encoders.
    check("k=!'()*/:@&$?#+", &[("k", "!'()*/:@&$?#+", &[])]);
}

#[test]
fn properties_with_and_without_values() {
    let value: Properties = &[("SomeProp", None), ("SecondProp", Some("PropValue"))];
    check("SomeKey=SomeValue;SomeProp", &[("SomeKey", "SomeValue", &[("SomeProp", None)])]);
    check("SomeKey=SomeValue;SomeProp;SecondProp=PropValue", &[("SomeKey", "SomeValue", value)]);
    check(
        "SomeKey=SomeValue;SomePropKey=SomePropValue",
        &[("SomeKey", "SomeValue", &[("SomePropKey", Some("SomePropValue"))])],
    );
    check("SomeKey \t = \t SomeValue \t ; \t SomeProp", &[("SomeKey", "SomeValue", &[("SomeProp", None)])]);
    check(
        "SomeKey \t = \t SomeValue \t ; \t SomeProp \t ; \t SecondProp \t = \t PropValue",
        &[("SomeKey", "SomeValue", value)],
    );
    check(
        "SomeKey \t = \t SomeValue \t ; \t SomePropKey \t = \t SomePropValue",
        &[("SomeKey", "SomeValue", &[("SomePropKey", Some("SomePropValue"))])],
    );
}

#[test]
fn several_entries() {
    check(
        "SomeKey=SomeValue;SomeProp,SomeKey2=SomeValue2;ValueProp=PropVal",
        &[
            ("SomeKey", "SomeValue", &[("SomeProp", None)]),
            ("SomeKey2", "SomeValue2", &[("ValueProp", Some("PropVal"))]),
        ],
    );
    check(
        "SomeKey \t = \t SomeValue \t ; \t SomeProp \t , \t SomeKey2 \t = \t SomeValue2 \t ; \t ValueProp \t = \t PropVal",
        &[
            ("SomeKey", "SomeValue", &[("SomeProp", None)]),
            ("SomeKey2", "SomeValue2", &[("ValueProp", Some("PropVal"))]),
        ],
    );
    for separators in [",", " \t , \t "] {
        let text = format!(
            "SomeKey=SomeValue;SomePropKey=SomePropValue{separators}SomeKey2=SomeValue2;SomePropKey2=SomePropValue2"
        );
        check(
            &text,
            &[
                ("SomeKey", "SomeValue", &[("SomePropKey", Some("SomePropValue"))]),
                ("SomeKey2", "SomeValue2", &[("SomePropKey2", Some("SomePropValue2"))]),
            ],
        );
    }
}

#[test]
fn properties_of_the_same_name_stay_in_order_and_their_values_are_encoded() {
    let name = "ValueProp%20%09%20%3D%20%09%20PropVal";
    check(
        &format!("k=v;{name};p=a;p={ODD_ENCODED};p"),
        &[(
            "k",
            "v",
            &[("ValueProp%20%09%20%3D%20%09%20PropVal", None), ("p", Some("a")), ("p", Some(ODD)), ("p", None)],
        )],
    );
    assert_eq!(
        written(&parsed(&["k = v ; p = a ; p ; q=%2C, l=1;r"])).unwrap(),
        "k=v;p=a;p;q=%2C,l=1;r",
        "as they were, without the blanks"
    );
    assert_eq!(
        written(&Baggage::new().with_properties("k", "v", [("p", Some(ODD))])).unwrap(),
        format!("k=v;p={ODD_ENCODED}")
    );
    assert_eq!(written(&parsed(&["k=v;p=a b\"é"])).unwrap(), "k=v;p=a%20b%22%C3%A9");
}

#[test]
fn sixty_four_entries_pass() {
    let baggage: Baggage = (0..64).map(|n| (format!("key{n}"), "value")).collect();
    assert_eq!(written(&baggage).unwrap().split(',').count(), 64);
}

#[test]
fn eight_kibibytes_pass() {
    let long = Baggage::new().with("a", &"0123456789".repeat(819));
    assert_eq!(written(&long).unwrap().len(), 8192);
    assert_eq!(parsed(&[&written(&long).unwrap()]), long);
    let many: Vec<_> = (0..512).map(|n| format!("{n:03}=0123456789a")).collect();
    let many = many.join(",") + "b";
    assert_eq!(many.len(), 8192);
    assert_eq!(written(&parsed(&[&many])).unwrap(), many);
}

#[test]
fn what_passes_a_limit_is_left_out_entry_by_entry() {
    let long = "x".repeat(8000);
    check(&format!("a=1,b={long},c={long},d=2"), &[("a", "1", &[]), ("b", &long, &[]), ("d", "2", &[])]);
    // Encoded it is longer than it is here.
    let wide: Baggage = [("a", "1"), ("b", &*"é".repeat(2000)), ("c", "2")].into_iter().collect();
    assert_eq!(wide.len(), 3);
    assert_eq!(written(&wide).unwrap(), "a=1,c=2");
    assert_eq!(parsed(&[&",".repeat(100_000), &"a=1,".repeat(100_000)]).len(), 1);
}

#[test]
fn lines_are_one_list_and_the_last_of_a_key_wins() {
    let baggage = parsed(&["a=1,b=2", "", "c=3, a=4"]);
    assert_eq!(written(&baggage).unwrap(), "b=2,c=3,a=4");
}

#[test]
fn malformed_entries_are_left_out_alone() {
    check(
        "a=1,novalue,=x,k ey=2,,;p,\"q\"=3,b=%zz,c=%ff,d=a\u{7}b",
        &[("a", "1", &[]), ("b", "%zz", &[]), ("c", "\u{fffd}", &[])],
    );
    assert!(parsed(&["", " , ,", "nothing"]).is_empty());
    let odd: Baggage = [("a b", "1"), ("ü", "2"), ("", "3"), ("ok", "4\r\n")].into_iter().collect();
    assert_eq!(written(&odd).unwrap(), "ok=4%0D%0A");
    assert_eq!(written(&Baggage::new().with("ü", "")), None);
}

/// As measured: form encoding is not what the specification says.
#[test]
fn a_plus_is_a_plus() {
    check("k1=v+1%2C%C3%A9", &[("k1", "v+1,é", &[])]);
    assert_eq!(written(&Baggage::new().with("k1", "v 1,é+")).unwrap(), "k1=v%201%2C%C3%A9%2B");
}

#[test]
fn it_travels_with_a_trace_and_without() {
    let context = SpanContext::new(TraceId::new(1), SpanId::new(2), true).with_baggage(Baggage::new().with("k", "v"));
    let mut headers = HashMap::new();
    Propagation::W3c.inject(&context, &mut headers);
    assert_eq!(Propagation::W3c.extract(&headers).unwrap().unwrap(), context.clone().remote());
    assert!(Propagation::TraceContext.extract(&headers).unwrap().unwrap().baggage().is_empty());
    headers.remove("traceparent");
    let alone = Propagation::W3c.extract(&headers).unwrap().unwrap();
    assert!(!alone.is_valid() && alone.is_deferred());
    assert_eq!(alone.baggage(), context.baggage());
}
