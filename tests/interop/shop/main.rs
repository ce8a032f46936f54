//! The shop in a real Zipkin and a real Jaeger: each scenario is one tree, and each field is as it was recorded. `run` gets and starts both.

#[path = "../../../examples/shop/tests/it/trees.rs"]
#[expect(dead_code, reason = "here services are processes")]
mod trees;
#[path = "../../../examples/shop/tests/it/lines.rs"]
mod lines;
#[path = "../../../examples/shop/tests/it/support.rs"]
mod support;
mod api;
mod jaeger;
mod zipkin;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
};

use serde_json::Value as Json;

use crate::{
    lines::{Line, list, text_of},
    support::{Folder, run_apart, shop},
    trees::{EXPECTED, Seen, tree},
};

/// A way to a server: what the shop is told, and how the server shows what arrives.
struct Way {
    name: &'static str,
    url: String,
    to: &'static str,
    settings: Vec<(&'static str, String)>,
    trace: fn(&str, &str, usize) -> BTreeMap<String, Json>,
    expected: fn(&Line) -> Json,
    seen: fn(&Json) -> Seen,
}

const SERVICES: [&str; 4] = ["client", "gateway", "stock", "worker"];

fn var(name: &str) -> String {
    env::var(name).unwrap_or_else(|error| panic!("`tests/interop/shop/run` sets {name}: {error}"))
}

#[test]
#[ignore = "needs a Zipkin: `tests/interop/shop/run` gets and starts one"]
fn zipkin_shows_each_scenario_as_one_tree() {
    let url = var("ZIPKIN_URL");
    each_scenario_is_one_tree(&Way {
        name: "Zipkin",
        to: "zipkin",
        settings: vec![("OTEL_EXPORTER_ZIPKIN_ENDPOINT", format!("{url}/api/v2/spans"))],
        trace: zipkin::trace,
        expected: zipkin::expected,
        seen: zipkin::seen,
        url: url.clone(),
    });
    zipkin_knows_who_calls_whom(&url);
}

#[test]
#[ignore = "needs a Jaeger: `tests/interop/shop/run` gets and starts one"]
fn jaeger_shows_each_scenario_as_one_tree() {
    if env::var_os("JAEGER_URL").is_none() {
        // `run` has said why.
        return println!("SKIPPED: there is no Jaeger");
    }
    let check = |name, to, settings: &[(_, String)], expected| {
        let (url, settings) = (var("JAEGER_URL"), settings.to_vec());
        let way = Way { name, to, settings, expected, url, trace: jaeger::trace, seen: jaeger::seen };
        each_scenario_is_one_tree(&way);
    };
    let otlp = ("OTEL_EXPORTER_OTLP_ENDPOINT", var("JAEGER_OTLP_HTTP"));
    check("Jaeger, by OTLP over HTTP", "otlp", &[otlp], jaeger::expected_of_otlp);
    let grpc =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", var("JAEGER_OTLP_GRPC")), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc".to_owned())];
    check("Jaeger, by OTLP over gRPC", "otlp", &grpc, jaeger::expected_of_otlp);
    let thrift = ("OTEL_EXPORTER_JAEGER_ENDPOINT", var("JAEGER_THRIFT_HTTP"));
    check("Jaeger, by Thrift over HTTP", "jaeger", &[thrift], jaeger::expected_of_thrift);
    let services = format!("{}/api/services", var("JAEGER_URL"));
    let services = api::until(&services, |answer| list(&answer["data"]).len() == SERVICES.len());
    assert_eq!(names(&services["data"]), SERVICES.map(str::to_owned).into());
}

/// Runs the shop, which also writes files; what the server shows is compared with these.
fn each_scenario_is_one_tree(way: &Way) {
    let folder = Folder::new(way.to);
    let file = format!("file={}", folder.0.display());
    let given = format!("{}={}", api::GIVEN.0, api::GIVEN.1);
    let mut command = shop();
    command.envs(way.settings.iter().cloned()).env("OTEL_RESOURCE_ATTRIBUTES", given);
    let told = run_apart(command.args(["--to", &file, "--to", way.to]));
    let recorded = lines::read(&folder.0);
    assert_eq!(recorded.len(), told.len(), "no trace but those of the scenarios");
    let (mut fields, mut spans) = (0, 0);
    for ((name, id), (_, _, expected)) in told.iter().zip(EXPECTED) {
        let recorded = &recorded[id];
        assert_eq!(tree(&recorded.iter().map(Line::seen).collect::<Vec<_>>()), expected);
        let shown = (way.trace)(&way.url, id, recorded.len());
        let tree = tree(&shown.values().map(way.seen).collect::<Vec<_>>());
        println!("{}, {name}, trace {id}:\n{tree}", way.name);
        assert_eq!(tree, expected);
        for line in recorded {
            assert!(line.resource.iter().any(|attribute| attribute["key"] == api::GIVEN.0));
            let expected = (way.expected)(line);
            assert_eq!(shown[&text_of(&line.span["spanId"])], expected, "{} of {line:#?}", way.name);
            fields += api::leaves(&expected);
        }
        spans += shown.len();
    }
    println!("{}: {fields} fields of {spans} spans in {} traces are as they were recorded", way.name, told.len());
}

fn names(json: &Json) -> BTreeSet<String> {
    list(json).iter().map(text_of).collect()
}

/// The services, the traces that the first of them began, and for each the others that its spans name.
fn zipkin_knows_who_calls_whom(url: &str) {
    let services = api::until(&format!("{url}/api/v2/services"), |answer| list(answer).len() == SERVICES.len());
    assert_eq!(names(&services), SERVICES.map(str::to_owned).into());
    let traces = api::until(&format!("{url}/api/v2/traces?serviceName=client&limit=100"), Json::is_array);
    assert_eq!(list(&traces).len(), EXPECTED.len());
    for (service, others) in
        [("client", &["gateway"][..]), ("gateway", &["stock", "store"]), ("stock", &["store"]), ("worker", &["store"])]
    {
        let found = api::until(&format!("{url}/api/v2/remoteServices?serviceName={service}"), Json::is_array);
        assert_eq!(names(&found), others.iter().copied().map(str::to_owned).collect(), "{service}");
        println!("Zipkin: {service} calls {found}");
    }
}
