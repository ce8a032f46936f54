//! The environment, which is a process's own: these tests run themselves again as children.

use std::{env, process::Command};

use traced_runtime::export::Exporter as _;

use crate::{
    decode::{gunzip, numbers},
    server::{Server, ok},
    tap::with_spans,
};

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Runs [`child`] in a process with these variables; true if it ends well.
fn run(variables: &[(&str, &str)]) -> bool {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "env::child", "--include-ignored"]).envs(variables.iter().copied());
    command.output().unwrap().status.success()
}

#[test]
#[ignore = "a child of the others"]
fn child() {
    if env::var_os(ENDPOINT).is_some() {
        let mut exporter = traced_otlp::from_env().unwrap();
        with_spans(2, move |batch| exporter.export(batch)).unwrap();
    }
}

#[test]
fn the_environment_says_where_and_how() {
    let server = Server::start([ok()]);
    assert!(run(&[
        (ENDPOINT, &format!("{}/otlp", server.url)),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b"),
        ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip"),
    ]));
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.line, "POST /otlp/v1/traces HTTP/1.1");
    assert_eq!(request.headers["api-key"], "a b");
    assert_eq!(numbers(&gunzip(&request.body)), [0, 1]);
}

#[test]
fn a_mistake_in_the_environment_is_no_exporter() {
    assert!(!run(&[(ENDPOINT, "localhost:4318")]));
}

#[test]
fn proxies_are_not_used() {
    let (server, proxy) = (Server::start([ok()]), Server::start([ok()]));
    let proxies = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let mut variables = vec![(ENDPOINT, &*server.url)];
    variables.extend(proxies.map(|name| (name, &*proxy.url)));
    assert!(run(&variables));
    assert_eq!(server.requests().len(), 1);
    assert!(proxy.requests().is_empty());
}
