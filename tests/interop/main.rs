//! What we write others read, and what they write we read: `tests/interop/run`, which needs python 3, node 20 and npm.

mod peer;

use std::collections::BTreeMap;

use peer::{Context, Peer};
use traced::{Propagation, SpanContext, TextMap};

type Carrier = BTreeMap<String, String>;

/// How a format of a peer is called here.
#[derive(Clone, Copy)]
enum Ours {
    Headers(Propagation),
    Text(Propagation),
    Binary(Propagation),
}

impl Ours {
    fn inject(self, context: &SpanContext) -> Carrier {
        let mut carrier = Carrier::new();
        match self {
            Self::Headers(format) => format.inject(context, &mut carrier),
            Self::Text(format) => format.inject(context, &mut TextMap(&mut carrier)),
            Self::Binary(format) => {
                let mut bytes = Vec::new();
                assert!(format.inject_binary(context, &mut bytes));
                let digits = bytes.iter().fold(String::new(), |all, byte| format!("{all}{byte:02x}"));
                carrier.insert("bytes".to_owned(), digits);
            }
        }
        carrier
    }

    fn extract(self, carrier: &Carrier) -> SpanContext {
        let found = match self {
            Self::Headers(format) => format.extract(carrier),
            Self::Text(format) => format.extract(&TextMap(carrier)),
            Self::Binary(format) => {
                let digits = carrier["bytes"].as_bytes().chunks(2);
                let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).expect("digits"), 16).expect("digits");
                format.extract_binary(&digits.map(byte).collect::<Vec<_>>())
            }
        };
        found.expect("it is well-formed").expect("it is there")
    }
}

const LONG: &str = "0af7651916cd43dd8448eb211c80319c";
/// Of 64 bits, with zeros that some clients drop.
const SHORT: &str = "00000000000000000048eb211c80319c";

/// Both ways, with each decision; values as given, those that we write and those that they write.
fn check(peer: &mut Peer, format: &str, ours: Ours, trace: &str, ours_says: &[&str], theirs_says: &[&str]) {
    let baggage = |values: &[&str]| -> BTreeMap<String, String> {
        values.iter().enumerate().map(|(n, value)| (format!("k{n}"), (*value).to_owned())).collect()
    };
    for sampled in [true, false] {
        let context = |values: &[&str]| Context {
            trace: trace.to_owned(),
            span: "00f067aa0ba902b7".to_owned(),
            sampled,
            baggage: baggage(values),
        };
        let sent = context(ours_says);
        assert_eq!(peer.extract(format, &ours.inject(&sent.ours())), sent, "{format}: ours, read by them");
        let sent = context(theirs_says);
        let carrier = peer.inject(format, &sent);
        assert_eq!(Context::of(&ours.extract(&carrier)), sent, "{format}: theirs, read by us: {carrier:?}");
    }
}

const VALUES: &[&str] = &["v", "v 1,é;=", "100%", "a+b"];

#[test]
#[ignore = "needs what `tests/interop/run` sets up"]
fn python() {
    let program = std::env::var("INTEROP_PYTHON").expect("`tests/interop/run` names it");
    let mut peer = Peer::start(&program, "peer.py");
    let peer = &mut peer;
    use Propagation::{B3, B3Single, CloudTrace, Jaeger, OpenCensusBinary, OpenTracing, W3c, XRay};
    // It writes blanks as `+`, which is a plus to everybody who goes by the specification.
    check(peer, "w3c", Ours::Headers(W3c), LONG, VALUES, &["v", "v,é;=", "100%", "a+b"]);
    check(peer, "b3", Ours::Headers(B3), LONG, &[], &[]);
    check(peer, "b3single", Ours::Headers(B3Single), LONG, &[], &[]);
    check(peer, "jaeger", Ours::Headers(Jaeger), LONG, &["v", "v 1,é;="], &["v", "v 1,é;="]);
    check(peer, "xray", Ours::Headers(XRay), LONG, &[], &[]);
    check(peer, "cloudtrace", Ours::Headers(CloudTrace), LONG, &[], &[]);
    check(peer, "opencensus binary", Ours::Binary(OpenCensusBinary), LONG, &[], &[]);
    for trace in [LONG, SHORT] {
        check(peer, "jaeger-client http", Ours::Headers(Jaeger), trace, VALUES, VALUES);
        check(peer, "jaeger-client text", Ours::Text(Jaeger), trace, VALUES, VALUES);
        check(peer, "jaeger-client binary", Ours::Binary(Jaeger), trace, VALUES, VALUES);
    }
    check(peer, "basictracer text", Ours::Text(OpenTracing), SHORT, VALUES, VALUES);
    check(peer, "basictracer binary", Ours::Binary(OpenTracing), SHORT, VALUES, VALUES);
}

#[test]
#[ignore = "needs what `tests/interop/run` sets up"]
fn node() {
    let mut peer = Peer::start("node", "peer.mjs");
    let peer = &mut peer;
    use Propagation::{B3, B3Single, Jaeger, W3c, XRay};
    check(peer, "w3c", Ours::Headers(W3c), LONG, VALUES, VALUES);
    check(peer, "b3", Ours::Headers(B3), LONG, &[], &[]);
    check(peer, "b3single", Ours::Headers(B3Single), LONG, &[], &[]);
    check(peer, "jaeger", Ours::Headers(Jaeger), LONG, VALUES, VALUES);
    check(peer, "xray", Ours::Headers(XRay), LONG, &[], &[]);
}
