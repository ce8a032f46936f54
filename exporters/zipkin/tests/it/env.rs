//! What is a process's own, its environment and what it installs: these tests run themselves again as children.

use std::{env, process::Command, time::Duration};

use traced_runtime::Span;

use crate::{
    rules::checked,
    server::{Server, Step, answer, ok},
};

const ENDPOINT: &str = "OTEL_EXPORTER_ZIPKIN_ENDPOINT";

/// Runs one of the children in a process with these variables: what it has said, as `Err` if it has failed.
fn run(child: &str, variables: &[(&str, &str)]) -> Result<String, String> {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", child, "--include-ignored", "--nocapture"]).envs(variables.iter().copied());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}

#[test]
#[ignore = "a child of the others"]
fn install() {
    if env::var_os(ENDPOINT).is_some() {
        let exporter = traced_zipkin::from_env().unwrap_or_else(|mistake| panic!("{}", print(&mistake)));
        let tracing = traced_runtime::builder().exporter(exporter).install().unwrap();
        Span::builder("load").start().finish();
        tracing.flush(Duration::from_secs(20)).unwrap();
        assert_eq!(traced_runtime::stats().exported, 1);
    }
}

/// Panics are told on standard error, which nobody reads.
fn print(mistake: &traced_zipkin::ConfigError) -> String {
    println!("{mistake}");
    mistake.to_string()
}

#[test]
#[ignore = "a child of the others"]
fn outlive() {
    if env::var_os(ENDPOINT).is_some() {
        let soon = Duration::from_millis(200);
        let tracing = traced_runtime::builder().exporter(traced_zipkin::from_env().unwrap()).install().unwrap();
        // Each round is a request at least, and only the first two requests are answered.
        let mut rounds = 0;
        while rounds < 4 {
            (0..500).for_each(|_| Span::builder("load").start().finish());
            let _ = tracing.flush(soon);
            rounds += u32::from(traced_runtime::stats().exported > 0);
        }
        assert!(tracing.shutdown(soon).unwrap_err().pending > 0);
        let stats = traced_runtime::stats();
        assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
        assert!(stats.exported > 0 && stats.dropped.total() > 0, "{stats:?}");
        println!("exported: {}.", stats.exported);
    }
}

#[test]
fn an_installed_exporter_comes_back_until_the_spans_are_taken() {
    let busy = || Step::Answer(answer("503 Service Unavailable", "Retry-After: 0\r\n", b""));
    let server = Server::start([busy(), busy(), ok()]);
    run("env::install", &[(ENDPOINT, &server.url), ("OTEL_SERVICE_NAME", "named by the environment")]).unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for request in requests {
        let [span] = &checked(&request.body)[..] else { panic!("one span") };
        assert_eq!(span["name"], "load");
        assert_eq!(span["localEndpoint"]["serviceName"], "named by the environment");
    }
}

#[test]
fn a_process_knows_its_addresses_when_the_environment_does() {
    let server = Server::start([ok()]);
    let attributes = "host.ip=2001:db8::1,service.namespace=shops";
    run("env::install", &[(ENDPOINT, &server.url), ("OTEL_RESOURCE_ATTRIBUTES", attributes)]).unwrap();
    let [span] = &checked(&server.requests()[0].body)[..] else { panic!("one span") };
    assert_eq!(span["localEndpoint"]["ipv6"], "2001:db8::1");
    assert_eq!(span["tags"]["service.namespace"], "shops");
}

#[test]
fn a_mistake_in_the_environment_is_no_exporter() {
    let said = run("env::install", &[(ENDPOINT, "localhost:9411")]).unwrap_err();
    assert!(said.contains("OTEL_EXPORTER_ZIPKIN_ENDPOINT: found \"localhost:9411\""), "{said}");
}

#[test]
fn what_was_created_is_exported_or_dropped_when_the_server_goes_away() {
    let server = Server::start([ok(), ok()]);
    let said = run("env::outlive", &[(ENDPOINT, &server.url)]).unwrap_or_else(|said| panic!("{said}"));
    // It goes away over the third request, which it has read and not answered.
    let answered: usize = server.requests().iter().take(2).map(|request| checked(&request.body).len()).sum();
    assert!(said.contains(&format!("exported: {answered}.")), "{answered}: {said}");
}
