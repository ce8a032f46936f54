//! Services that are not ours call ours and are called by them, and all of it is one trace: `tests/interop/chain/run`.

mod processes;
mod run;
mod service;
mod zipkin;

use std::{collections::BTreeSet, env, thread};

use processes::Service;
use run::Run;
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

/// So many chains are under way at once, as services answer several callers at a time.
const AT_ONCE: usize = 8;

fn baggage(number: usize, blanks: bool) -> Json {
    let unicode = if blanks { "Zoë 🦀 日本" } else { "Zoë_🦀_日本" };
    json!({"number": number.to_string(), "unicode": unicode, "reserved": "a,b;c=d%20&\"\\'", "plus": "1+1", "percent": "100%"})
}

#[test]
#[ignore = "needs a Zipkin, python and node: `tests/interop/chain/run` gets and starts them"]
fn calls_through_all_languages_are_one_trace() {
    let zipkin = env::var("ZIPKIN_URL").expect("`tests/interop/chain/run` says where Zipkin is");
    println!(
        "{:<14}{:<11}{:<9}{:>8}{:>10}{:>7}{:>8}",
        "format", "first", "sampled", "chains", "services", "spans", "fields"
    );
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
            let chain: Vec<_> = first.into_iter().chain(CHAIN).map(named).collect();
            // What is not recorded is long gone when the others have arrived.
            let runs = [false, true].map(|sampled| at_once(&chain, sampled, format.blanks));
            for runs in runs.iter().rev() {
                let (mut spans, mut fields) = (0, 0);
                for run in runs {
                    let (found, compared) = run.check_recorded(&zipkin);
                    spans += found;
                    fields += run.check_seen() + compared;
                    recorded.extend(run.sampled.then(|| run.trace().to_owned()));
                }
                let (name, first, sampled) = (format.name, chain[0].name, runs[0].sampled);
                println!("{name:<14}{first:<11}{sampled:<9}{:>8}{:>10}{spans:>7}{fields:>8}", runs.len(), chain.len());
                total += fields;
            }
        }
    }
    let traces: BTreeSet<_> = zipkin::traces(&zipkin).into_iter().collect();
    assert_eq!(traces, recorded, "nothing else was recorded");
    println!("{total} fields of {} traces are as they should be, and Zipkin has no other trace", recorded.len());
}

fn at_once<'a>(chain: &[&'a Service], sampled: bool, blanks: bool) -> Vec<Run<'a>> {
    thread::scope(|scope| {
        let start = |number| scope.spawn(move || Run::start(chain.to_vec(), sampled, baggage(number, blanks)));
        let runs: Vec<_> = (0..AT_ONCE).map(start).collect();
        runs.into_iter().map(|run| run.join().expect("it has begun")).collect()
    })
}
