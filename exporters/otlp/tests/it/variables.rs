//! What OTLP's own variables do, in processes that have them.

use traced_runtime::export::Exporter as _;

use crate::{
    decode::numbers,
    http::gunzip,
    ours::ENDPOINT,
    process::{is_child, run},
    server::{Server, ok},
    tap::with_spans,
};

#[test]
#[ignore = "a child of the others"]
fn export() {
    if is_child() {
        let mut exporter = traced_otlp::from_env().unwrap();
        with_spans(2, move |batch| exporter.export(batch)).unwrap();
    }
}

#[test]
fn the_environment_says_where_and_how() {
    let server = Server::start([ok()]);
    run(
        "variables::export",
        &[
            (ENDPOINT, &format!("{}/otlp", server.url)),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b"),
            ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip"),
        ],
    )
    .unwrap();
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.line, "POST /otlp/v1/traces HTTP/1.1");
    assert_eq!(request.headers["api-key"], "a b");
    assert_eq!(numbers(&gunzip(&request.body)), [0, 1]);
}

#[test]
fn proxies_are_not_used() {
    let (server, proxy) = (Server::start([ok()]), Server::start([ok()]));
    let proxies = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let mut variables = vec![(ENDPOINT, &*server.url)];
    variables.extend(proxies.map(|name| (name, &*proxy.url)));
    run("variables::export", &variables).unwrap();
    assert_eq!(server.requests().len(), 1);
    assert!(proxy.requests().is_empty());
}
