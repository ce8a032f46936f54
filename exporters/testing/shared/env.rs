//! What every exporter does that the environment configures and the runtime installs.

use std::time::Duration;

use traced_runtime::Span;

use crate::{
    ours::{self, ENDPOINT},
    process::{is_child, run},
    server::{Server, Step, answer, ok},
};

#[test]
#[ignore = "a child of the others"]
fn install() {
    if is_child() {
        let exporter = ours::from_env().unwrap_or_else(|mistake| panic!("{mistake}"));
        let tracing = traced_runtime::builder().exporter(exporter).install().unwrap();
        Span::builder("load").start().finish();
        tracing.flush(Duration::from_secs(20)).unwrap();
        assert_eq!(traced_runtime::stats().exported, 1);
    }
}

#[test]
#[ignore = "a child of the others"]
fn outlive() {
    if is_child() {
        // A flush, and nothing else, makes a batch.
        let never = Duration::from_secs(3600);
        let exporter = ours::from_env().unwrap();
        let tracing = traced_runtime::builder().flush_interval(never).exporter(exporter).install().unwrap();
        // Past the collector's first look, which would part what is made meanwhile.
        tracing.flush(Duration::from_secs(20)).unwrap();
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
fn an_installed_exporter_comes_back_until_the_spans_are_taken() {
    let busy = || Step::Answer(answer("503 Service Unavailable", "Retry-After: 0\r\n", b""));
    let server = Server::start([busy(), busy(), ok()]);
    run("env::install", &[(ENDPOINT, &server.url), ("OTEL_SERVICE_NAME", "named by the environment")]).unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert_eq!(ours::names(&request.body), ["load"]);
        assert_eq!(ours::service(&request.body), "named by the environment");
    }
}

#[test]
fn a_mistake_in_the_environment_is_no_exporter() {
    let said = run("env::install", &[(ENDPOINT, "localhost:1")]).unwrap_err();
    assert!(said.contains(&format!("{ENDPOINT}: found \"localhost:1\"")), "{said}");
}

#[test]
fn what_was_created_is_exported_or_dropped_when_the_server_goes_away() {
    let server = Server::start([ok(), ok()]);
    run("env::outlive", &[(ENDPOINT, &server.url)]).unwrap_or_else(|said| panic!("{said}"));
    // It goes away over the third request, which it has read and not answered.
    let answered: usize = server.requests().iter().take(2).map(|request| ours::names(&request.body).len()).sum();
    assert_eq!(answered, 1000);
}
