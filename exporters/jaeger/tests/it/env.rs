//! What is a process's own, its environment and what it installs: these tests run themselves again as children.

use std::{env, net::UdpSocket, process::Command, time::Duration};

use traced_runtime::Span;

use crate::{
    decode, plain,
    server::{Server, Step, answer, ok},
};

const ENDPOINT: &str = "OTEL_EXPORTER_JAEGER_ENDPOINT";
const AGENT: &str = "OTEL_EXPORTER_JAEGER_AGENT_HOST";

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
    if [ENDPOINT, "OTEL_EXPORTER_JAEGER_AGENT_PORT"].iter().any(|name| env::var_os(name).is_some()) {
        let exporter = traced_jaeger::from_env().unwrap_or_else(|mistake| panic!("{}", print(&mistake)));
        let tracing = traced_runtime::builder().exporter(exporter).install().unwrap();
        Span::builder("load").start().finish();
        tracing.flush(Duration::from_secs(20)).unwrap();
        assert_eq!(traced_runtime::stats().exported, 1);
    }
}

/// Panics are told on standard error, which nobody reads.
fn print(mistake: &traced_jaeger::ConfigError) -> String {
    println!("{mistake}");
    mistake.to_string()
}

#[test]
#[ignore = "a child of the others"]
fn outlive() {
    if env::var_os(ENDPOINT).is_some() {
        // A flush, and nothing else, makes a batch.
        let never = Duration::from_secs(3600);
        let exporter = traced_jaeger::from_env().unwrap();
        let tracing = traced_runtime::builder().flush_interval(never).exporter(exporter).install().unwrap();
        let mut failed = 0;
        for round in 0..5 {
            (0..500).for_each(|_| Span::builder("load").start().finish());
            // From the third on nobody is there.
            let limit = Duration::from_millis(if round < 2 { 20_000 } else { 100 });
            failed += u32::from(tracing.flush(limit).is_err());
        }
        assert_eq!(failed, 3);
        let waiting = tracing.shutdown(Duration::from_millis(200)).unwrap_err();
        assert_eq!(waiting.pending, 1500);
        let stats = traced_runtime::stats();
        assert_eq!((stats.created, stats.exported, stats.dropped.total()), (2500, 1000, 1500), "{stats:?}");
    }
}

#[test]
#[ignore = "a child of the others"]
fn refused() {
    if env::var_os(AGENT).is_some() {
        let never = Duration::from_secs(3600);
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let exporter = traced_jaeger::Exporter::builder().agent("127.0.0.1", socket.local_addr().unwrap().port());
        let exporter = exporter.max_packet_bytes(2000).build().unwrap();
        let tracing = traced_runtime::builder().flush_interval(never).exporter(exporter).install().unwrap();
        (0..500).for_each(|_| Span::builder("load").start().finish());
        tracing.flush(Duration::from_secs(20)).unwrap();
        drop(socket);
        (0..500).for_each(|_| Span::builder("load").start().finish());
        tracing.flush(Duration::from_millis(100)).unwrap_err();
        tracing.shutdown(Duration::from_millis(200)).unwrap_err();
        let stats = traced_runtime::stats();
        assert_eq!((stats.created, stats.exported, stats.dropped.total()), (1000, 500, 500), "{stats:?}");
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
        let batch = decode::body(&request.body);
        assert_eq!(batch["spans"].as_array().unwrap().len(), 1);
        assert_eq!(batch["spans"][0]["operationName"], "load");
        assert_eq!(batch["process"]["serviceName"], "named by the environment");
    }
}

/// The process of one datagram, of children with these variables beside the agent's.
fn through_an_agent(variables: &[(&str, &str)]) -> serde_json::Value {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let port = socket.local_addr().unwrap().port().to_string();
    let agent = [("OTEL_EXPORTER_JAEGER_AGENT_PORT", &*port)];
    run("env::install", &[&agent[..], variables].concat()).unwrap_or_else(|said| panic!("{said}"));
    let mut bytes = vec![0; 1 << 16];
    let len = socket.recv(&mut bytes).unwrap();
    decode::datagram(&bytes[..len]).1["process"].take()
}

#[test]
fn an_agent_is_enough_to_send_to_it() {
    let attributes = ("OTEL_RESOURCE_ATTRIBUTES", "service.name=by attribute,service.namespace=shops");
    let process = through_an_agent(&[attributes]);
    assert_eq!(process["serviceName"], "by attribute");
    let tags = process["tags"].as_array().unwrap();
    assert!(tags.contains(&plain::tag("service.namespace", &"shops".into())), "{tags:?}");
    assert!(tags.iter().all(|tag| tag["key"] != "service.name"), "{tags:?}");
}

#[test]
fn what_was_created_is_exported_or_dropped_when_the_agent_goes_away() {
    if cfg!(target_os = "linux") {
        run("env::refused", &[(AGENT, "127.0.0.1")]).unwrap_or_else(|said| panic!("{said}"));
    }
}

#[test]
fn a_mistake_in_the_environment_is_no_exporter() {
    let said = run("env::install", &[(ENDPOINT, "localhost:14268")]).unwrap_err();
    assert!(said.contains("OTEL_EXPORTER_JAEGER_ENDPOINT: found \"localhost:14268\""), "{said}");
}

#[test]
fn what_was_created_is_exported_or_dropped_when_the_server_goes_away() {
    let server = Server::start([ok(), ok()]);
    run("env::outlive", &[(ENDPOINT, &server.url)]).unwrap_or_else(|said| panic!("{said}"));
    // It goes away over the third request, which it has read and not answered.
    let answered: usize = server.requests().iter().take(2).map(|request| spans(&request.body)).sum();
    assert_eq!(answered, 1000);
}

fn spans(body: &[u8]) -> usize {
    decode::body(body)["spans"].as_array().unwrap().len()
}
