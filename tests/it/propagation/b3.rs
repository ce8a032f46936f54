//! B3: what openzipkin's texts say, and the cases that OpenTelemetry's implementations agree on.

use std::collections::BTreeMap;

use traced::{Propagation, SpanContext};

const T: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const S: &str = "00f067aa0ba902b7";
const HALF: &str = "a3ce929d0e0e4736";

/// The short names of the tables below.
fn carrier(headers: &[(&str, &str)]) -> BTreeMap<String, String> {
    let name = |short: &str| match short {
        "b3" => "b3".to_owned(),
        "trace" | "span" | "parentspan" => format!("X-B3-{short}Id"),
        _ => format!("X-B3-{short}"),
    };
    headers.iter().map(|(short, value)| (name(short), (*value).to_owned())).collect()
}

type Header<'a> = (&'a str, &'a str);

#[derive(Clone, Copy, PartialEq, Debug)]
enum State {
    Deny,
    Accept,
    Debug,
    Defer,
}

fn state(context: &SpanContext) -> State {
    match (context.is_sampled(), context.is_debug(), context.is_deferred()) {
        (false, false, false) => State::Deny,
        (true, false, false) => State::Accept,
        (true, true, false) => State::Debug,
        (false, false, true) => State::Defer,
        other => panic!("a contradiction: {other:?}"),
    }
}

#[test]
fn valid_headers() {
    use State::{Accept, Debug, Defer, Deny};
    let single = |rest: &str| format!("{T}-{S}{rest}");
    let (accept, deny, defer, debug) = (single("-1"), single("-0"), single(""), single("-d"));
    let (parent, unfinished) = (single("-1-00000000000000cd"), single("-"));
    let half = format!("{HALF}-{S}");
    let ids = [("trace", T), ("span", S)];
    let with = |more: &[(&'static str, &'static str)]| [&ids[..], more].concat();
    let cases: [(Vec<Header<'_>>, &str, State); 18] = [
        (with(&[]), T, Defer),
        (with(&[("sampled", "0")]), T, Deny),
        (with(&[("sampled", "1")]), T, Accept),
        (with(&[("sampled", "true")]), T, Accept),
        (with(&[("sampled", "false")]), T, Deny),
        (with(&[("flags", "1")]), T, Debug),
        (with(&[("sampled", "1"), ("flags", "2")]), T, Accept),
        (with(&[("sampled", "0"), ("flags", "1")]), T, Debug),
        (with(&[("sampled", "1"), ("parentspan", "00f067aa0ba90200")]), T, Accept),
        (vec![("trace", HALF), ("span", S)], HALF, Defer),
        (vec![("b3", &defer)], T, Defer),
        (vec![("b3", &deny)], T, Deny),
        (vec![("b3", &accept)], T, Accept),
        (vec![("b3", &debug)], T, Debug),
        (vec![("b3", &parent)], T, Accept),
        (vec![("b3", &half)], HALF, Defer),
        ([&[("b3", &*accept)], &with(&[("sampled", "0")])[..]].concat(), T, Accept),
        ([&[("b3", &*unfinished)], &with(&[("sampled", "0")])[..]].concat(), T, Deny),
    ];
    for (headers, trace, decision) in &cases {
        for format in [Propagation::B3, Propagation::B3Single] {
            let context = format.extract(&carrier(headers)).unwrap().unwrap();
            assert_eq!(context.trace_id(), trace.parse().unwrap(), "{headers:?}");
            assert_eq!(context.span_id(), S.parse().unwrap(), "{headers:?}");
            assert_eq!(state(&context), *decision, "{headers:?}");
            assert!(context.is_remote());
        }
    }
    let invalid_multi = [&[("b3", &*accept)], &with(&[("sampled", "invalid")])[..]].concat();
    assert_eq!(state(&Propagation::B3.extract(&carrier(&invalid_multi)).unwrap().unwrap()), Accept);
    assert_eq!(Propagation::B3.extract(&carrier(&[])), Ok(None));
}

/// A decision alone is legal: a new trace, with that decision.
#[test]
fn a_decision_alone() {
    use State::{Accept, Debug, Deny};
    for (headers, decision) in [
        (("b3", "0"), Deny),
        (("b3", "1"), Accept),
        (("b3", "d"), Debug),
        (("sampled", "0"), Deny),
        (("sampled", "1"), Accept),
        (("flags", "1"), Debug),
    ] {
        let context = Propagation::B3.extract(&carrier(&[headers])).unwrap().unwrap();
        assert!(!context.is_valid());
        assert_eq!(state(&context), decision, "{headers:?}");
        let written = |format: Propagation| {
            let mut out = BTreeMap::new();
            format.inject(&context, &mut out);
            out
        };
        let multi = if decision == Debug {
            ("x-b3-flags", "1")
        } else {
            ("x-b3-sampled", if decision == Deny { "0" } else { "1" })
        };
        assert_eq!(written(Propagation::B3), BTreeMap::from([(multi.0.into(), multi.1.into())]));
        let single = ["0", "1", "d"][decision as usize];
        assert_eq!(written(Propagation::B3Single), BTreeMap::from([("b3".into(), single.into())]));
        assert!(written(Propagation::W3c).is_empty());
    }
}

#[test]
fn invalid_headers() {
    const AB: &str = "ab000000000000000000000000000000";
    const CD: &str = "cd00000000000000";
    let multi: [(&str, &str, &str); 14] = [
        ("ab00000000000000000000000000000000", CD, "1"),
        ("ab0000000000000000000000000000", CD, "1"),
        ("ab0000000000", CD, "1"),
        (AB, "cd0000000000000000", "1"),
        (AB, CD, "10"),
        ("qw000000000000000000000000000000", CD, "1"),
        (AB, "qw00000000000000", "1"),
        (AB, CD, "d"),
        ("AB000000000000000000000000000000", CD, "1"),
        (AB, "CD00000000000000", "1"),
        ("00000000000000000000000000000000", CD, "1"),
        (AB, "0000000000000000", "1"),
        (AB, "", "1"),
        ("", CD, "1"),
    ];
    for (trace, span, sampled) in multi {
        let headers = [("trace", trace), ("span", span), ("sampled", sampled)];
        let there: Vec<_> = headers.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let error = Propagation::B3.extract(&carrier(&there)).unwrap_err();
        assert!(error.header.starts_with("x-b3-"), "{headers:?}: {error}");
    }
    let parent = [("trace", AB), ("span", CD), ("sampled", "1"), ("parentspan", "qw00000000000000")];
    assert_eq!(Propagation::B3.extract(&carrier(&parent)).unwrap_err().header, "x-b3-parentspanid");
    for single in [
        "ab00000000000000000000000000000000-cd00000000000000-1",
        "ab000000000000000000000000000000-cd0000000000000000-1",
        "00-ab000000000000000000000000000000-cd00000000000000-01",
        "ab000000000000000000000000000000-cd00000000000000-1-cd0000000000000000",
        "qw000000000000000000000000000000-cd00000000000000-1",
        "ab000000000000000000000000000000-qw00000000000000-1",
        "ab000000000000000000000000000000-cd00000000000000-q",
        "ab000000000000000000000000000000-cd00000000000000-1-qw00000000000000",
        "AB000000000000000000000000000000-cd00000000000000-1",
        "ab000000000000000000000000000000-CD00000000000000-1",
        "ab000000000000000000000000000000-cd00000000000000-1-EF00000000000000",
        "00000000000000000000000000000000-0000000000000000-1",
        "ab000000000000000000000000000000-cd00000000000000-true",
        "ab000000000000000000000000000000-cd00000000000000-1-cd00000000000000-1",
        "",
        "-",
        "x",
        "ab000000000000000000000000000000",
    ] {
        let error = Propagation::B3.extract(&carrier(&[("b3", single)])).unwrap_err();
        assert_eq!((error.header, &*error.found), ("b3", single));
    }
}

#[test]
fn written_headers() {
    let ids = SpanContext::new(T.parse().unwrap(), S.parse().unwrap(), false);
    let accepted = SpanContext::new(T.parse().unwrap(), S.parse().unwrap(), true);
    let cases: [(SpanContext, &str, &[Header<'_>]); 4] = [
        (ids.clone(), "-0", &[("x-b3-sampled", "0")]),
        (accepted, "-1", &[("x-b3-sampled", "1")]),
        (ids.clone().with_debug(), "-d", &[("x-b3-flags", "1")]),
        (ids.deferred(), "", &[]),
    ];
    for (context, state, headers) in cases {
        let mut single = BTreeMap::new();
        Propagation::B3Single.inject(&context, &mut single);
        assert_eq!(single, BTreeMap::from([("b3".into(), format!("{T}-{S}{state}"))]));
        let mut multi = BTreeMap::new();
        Propagation::B3.inject(&context, &mut multi);
        let expected = [&[("x-b3-traceid", T), ("x-b3-spanid", S)], headers].concat();
        assert_eq!(multi, expected.into_iter().map(|(k, v)| (k.into(), v.into())).collect());
    }
    let mut nothing = BTreeMap::new();
    Propagation::B3.inject(&SpanContext::none(), &mut nothing);
    Propagation::B3Single.inject(&SpanContext::none(), &mut nothing);
    assert!(nothing.is_empty());
}
