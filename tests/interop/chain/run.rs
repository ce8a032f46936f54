//! One chain of calls: what each service has seen of it, and what Zipkin has of it in the end.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use serde_json::{Value as Json, json};

use crate::{processes::Service, zipkin};

/// A chain of calls, and what each service has seen of it.
pub struct Run<'a> {
    services: Vec<&'a Service>,
    pub sampled: bool,
    baggage: Json,
    seen: Vec<Json>,
}

impl<'a> Run<'a> {
    /// Asks the first of them to begin.
    pub fn start(services: Vec<&'a Service>, sampled: bool, baggage: Json) -> Self {
        let rest: Vec<_> = services[1..].iter().map(|service| &service.url).collect();
        let question = json!({"rest": rest, "sampled": sampled, "baggage": baggage});
        let Json::Array(seen) = services[0].ask("begin", &question) else {
            panic!("{} has not begun", services[0].name)
        };
        Self { services, sampled, baggage, seen }
    }

    pub fn trace(&self) -> &str {
        self.seen[0]["trace"].as_str().expect("an id")
    }

    /// All have seen the same; the number of fields that were compared.
    pub fn check_seen(&self) -> usize {
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
    pub fn check_recorded(&self, zipkin: &str) -> (usize, usize) {
        let expected = if self.sampled { self.expected() } else { Vec::new() };
        let deadline = Instant::now() + Duration::from_secs(30);
        let spans = loop {
            let spans = zipkin::spans(zipkin, self.trace());
            if spans.len() == expected.len() {
                break spans;
            }
            let (count, names) = (expected.len(), self.names());
            assert!(Instant::now() < deadline, "{count} spans are expected of {names:?}: {spans:#?}");
            for service in &self.services {
                assert_eq!(service.ask("flush", &json!({})), true, "{} has sent what it has", service.name);
            }
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
