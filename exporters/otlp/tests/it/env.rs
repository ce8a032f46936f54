//! What is a process's own, its environment and what it installs: these tests run themselves again as children.

use std::{env, process::Command, time::Duration};

use traced_runtime::{Span, export::Exporter as _};

use crate::{
    decode::{gunzip, numbers, spans},
    server::{Server, Step, answer, ok},
    tap::with_spans,
};

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Runs one of the children in a process with these variables: what it has said, as `Err` if it has failed.
pub fn run(child: &str, variables: &[(&str, &str)]) -> Result<String, String> {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", child, "--include-ignored"]).envs(variables.iter().copied());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}

#[test]
#[ignore = "a child of the others"]
fn export() {
    if env::var_os(ENDPOINT).is_some() {
        let mut exporter = traced_otlp::from_env().unwrap();
        with_spans(2, move |batch| exporter.export(batch)).unwrap();
    }
}

#[test]
#[ignore = "a child of the others"]
fn install() {
    if env::var_os(ENDPOINT).is_some() {
        let tracing = traced_runtime::builder().exporter(traced_otlp::from_env().unwrap()).install().unwrap();
        Span::builder("load").start().finish();
        tracing.flush(Duration::from_secs(20)).unwrap();
        assert_eq!(traced_runtime::stats().exported, 1);
    }
}

#[test]
fn an_installed_exporter_comes_back_until_the_spans_are_taken() {
    let busy = || Step::Answer(answer("503 Service Unavailable", "Retry-After: 0\r\n", b""));
    let server = Server::start([busy(), busy(), ok()]);
    run("env::install", &[(ENDPOINT, &server.url)]).unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| spans(&request.body)[0].name == "load"));
}

#[test]
fn the_environment_says_where_and_how() {
    let server = Server::start([ok()]);
    run(
        "env::export",
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
fn a_mistake_in_the_environment_is_no_exporter() {
    let said = run("env::export", &[(ENDPOINT, "localhost:4318")]).unwrap_err();
    assert!(said.contains(ENDPOINT), "{said}");
}

#[test]
fn proxies_are_not_used() {
    let (server, proxy) = (Server::start([ok()]), Server::start([ok()]));
    let proxies = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let mut variables = vec![(ENDPOINT, &*server.url)];
    variables.extend(proxies.map(|name| (name, &*proxy.url)));
    run("env::export", &variables).unwrap();
    assert_eq!(server.requests().len(), 1);
    assert!(proxy.requests().is_empty());
}
