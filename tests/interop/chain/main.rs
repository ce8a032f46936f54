//! Services that are not ours call ours and are called by them, and all of it is one trace: `tests/interop/chain/run`.

mod processes;
mod service;
mod zipkin;

use std::{
    collections::BTreeSet,
    env,
    time::{Duration, Instant},
};

use processes::Service;
use serde_json::{Value as Json, json};

/// One of ours, where the driver below has started this program to be one.
#[test]
fn service() {
    if env::var_os(processes::SERVICE).is_some() {
        service::run().expect("it serves");
    }
}

/// A way to send contexts, in the words of `OTEL_PROPAGATORS`: ours, Python's and Node's.
struct Format {
    name: &'static str,
    ours: &'static str,
    python: &'static str,
    node: &'static str,
    /// Blanks, which Python's propagator of baggage writes as `+`, and that is a plus to everybody who goes by W3C's specification.
    blanks: bool,
}

const fn all(name: &'static str, propagators: &'static str, blanks: bool) -> Format {
    Format { name, ours: propagators, python: propagators, node: propagators, blanks }
}

/// B3 carries no baggage.
const FORMATS: [Format; 5] = [
    all("W3C", "tracecontext,baggage", false),
    all("B3 multi", "b3multi,baggage", false),
    all("B3 single", "b3,baggage", false),
    all("Jaeger", "jaeger", true),
    // Ours read and write both, so that one understands the other.
    Format { name: "B3 to Jaeger", ours: "b3,jaeger,baggage", python: "b3,baggage", node: "jaeger", blanks: false },
];

/// The calls, behind the first caller.
const CHAIN: [&str; 5] = ["rust-edge", "python", "rust-middle", "node", "rust-leaf"];

fn baggage(blanks: bool) -> Json {
    let unicode = if blanks { "Zoë 🦀 日本" } else { "Zoë_🦀_日本" };
    json!({"plain": "v", "unicode": unicode, "reserved": "a,b;c=d%20&\"\\'", "plus": "1+1", "percent": "100%"})
}

/// A chain of calls, and what each service has seen of it.
struct Run<'a> {
    services: Vec<&'a Service>,
    sampled: bool,
    baggage: Json,
    seen: Vec<Json>,
}

impl<'a> Run<'a> {
    fn start(services: Vec<&'a Service>, sampled: bool, baggage: Json) -> Self {
        let rest: Vec<_> = services[1..].iter().map(|service| &service.url).collect();
        let question = json!({"rest": rest, "sampled": sampled, "baggage": baggage});
        let Json::Array(seen) = services[0].ask("begin", &question) else {
            panic!("{} has not begun", services[0].name)
        };
        Self { services, sampled, baggage, seen }
    }

    fn trace(&self) -> &str {
        self.seen[0]["trace"].as_str().expect("an id")
    }

    /// All have seen the same; the number of fields that were compared.
    fn check_seen(&self) -> usize {
        assert_eq!(self.seen.len(), self.services.len());
        for (seen, service) in self.seen.iter().zip(&self.services) {
            let expected =
                json!({"trace": self.trace(), "span": seen["span"], "sampled": self.sampled, "baggage": self.baggage});
            assert_eq!(*seen, expected, "{} of {:?}", service.name, self.names());
        }
        let spans: BTreeSet<_> = self.seen.iter().map(|seen| seen["span"].as_str()).collect();
        assert_eq!(spans.len(), self.seen.len(), "each has a span of its own: {:?}", self.seen);
        self.seen.len() * (3 + self.baggage.as_object().map_or(0, serde_json::Map::len))
    }

    fn names(&self) -> Vec<&str> {
        self.services.iter().map(|service| service.name).collect()
    }

    /// The spans that there should be, in order: the service's name, the kind, and the id where a service has said it.
    fn expected(&self) -> Vec<(&str, Option<&str>, Option<&Json>)> {
        let mut spans = Vec::new();
        for (at, (service, seen)) in self.services.iter().zip(&self.seen).enumerate() {
            let (first, last) = (at == 0, at == self.services.len() - 1);
            let kind = if first { None } else { Some("SERVER") };
            // Ours have a function of their own below it.
            spans.push((service.name, kind, (!service.is_ours()).then(|| &seen["span"])));
            spans.extend(service.is_ours().then(|| (service.name, None, Some(&seen["span"]))));
            spans.extend((!last).then_some((service.name, Some("CLIENT"), None)));
        }
        spans
    }

    /// Zipkin has all of it as one tree, or nothing.
    fn check_recorded(&self, zipkin: &str) -> (usize, usize) {
        let expected = if self.sampled { self.expected() } else { Vec::new() };
        let deadline = Instant::now() + Duration::from_secs(30);
        let spans = loop {
            for service in &self.services {
                assert_eq!(service.ask("flush", &json!({})), true, "{} has sent what it has", service.name);
            }
            let spans = zipkin::spans(zipkin, self.trace());
            if spans.len() == expected.len() {
                break spans;
            }
            assert!(
                Instant::now() < deadline,
                "{} spans are expected of {:?}: {spans:#?}",
                expected.len(),
                self.names()
            );
        };
        for (span, (service, kind, id)) in zipkin::in_line(&spans).into_iter().zip(&expected) {
            assert_eq!(span["traceId"], self.trace());
            assert_eq!(span["localEndpoint"]["serviceName"], **service, "{span:#?}");
            assert_eq!(span.get("kind").and_then(Json::as_str), *kind, "{span:#?}");
            assert!(span.get("shared").is_none(), "{span:#?}");
            if let Some(id) = id {
                assert_eq!(span["id"], **id, "{span:#?}");
            }
        }
        // The trace, the parent, the service and the kind of each, and what it has said to be its own id.
        let fields = expected.iter().map(|(.., id)| 4 + usize::from(id.is_some())).sum();
        (expected.len(), fields)
    }
}

#[test]
#[ignore = "needs a Zipkin, python and node: `tests/interop/chain/run` gets and starts them"]
fn calls_through_all_languages_are_one_trace() {
    let zipkin = env::var("ZIPKIN_URL").expect("`tests/interop/chain/run` says where Zipkin is");
    println!("{:<14}{:<12}{:<9}{:>9}{:>7}{:>8}", "format", "first", "sampled", "services", "spans", "fields");
    let (mut recorded, mut total) = (BTreeSet::new(), 0);
    for format in &FORMATS {
        let services = CHAIN.map(|name| {
            let formats = match name {
                "python" => format.python,
                "node" => format.node,
                _ => format.ours,
            };
            Service::start(name, formats, &zipkin)
        });
        let named = |name: &str| services.iter().find(|service| service.name == name).expect("it is in the chain");
        for first in [None, Some("python"), Some("node")] {
            let in_order = || first.into_iter().chain(CHAIN).map(named).collect();
            // What is not recorded is long gone when the other has arrived.
            let runs = [false, true].map(|sampled| Run::start(in_order(), sampled, baggage(format.blanks)));
            for run in runs.iter().rev() {
                let seen = run.check_seen();
                let (spans, compared) = run.check_recorded(&zipkin);
                let (first, services) = (run.services[0].name, run.services.len());
                println!(
                    "{:<14}{first:<12}{:<9}{services:>9}{spans:>7}{:>8}",
                    format.name,
                    run.sampled,
                    seen + compared
                );
                total += seen + compared;
                if run.sampled {
                    recorded.insert(run.trace().to_owned());
                }
            }
        }
    }
    let traces: BTreeSet<_> = zipkin::traces(&zipkin).into_iter().collect();
    assert_eq!(traces, recorded, "nothing else was recorded");
    println!("{total} fields of {} traces are as they should be, and Zipkin has no other trace", recorded.len());
}
