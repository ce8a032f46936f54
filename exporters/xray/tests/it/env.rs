//! What is a process's own, its environment and what it installs: these tests run themselves again as children.

use std::time::Duration;

use traced_exporter_tests::process::{is_child, run};
use traced_runtime::Span;

use crate::udp::{daemon, received};

const ADDRESS: &str = "AWS_XRAY_DAEMON_ADDRESS";

#[test]
#[ignore = "a child of the others"]
fn install() {
    if is_child() {
        let exporter = traced_xray::from_env().unwrap_or_else(|mistake| panic!("{mistake}"));
        let tracing = traced_runtime::builder().exporter(exporter).install().unwrap();
        Span::builder("load").start().finish();
        tracing.flush(Duration::from_secs(20)).unwrap();
        assert_eq!(traced_runtime::stats().exported, 1);
    }
}

#[test]
fn an_address_is_enough_to_send_to_it() {
    let (socket, _) = daemon();
    let udp = socket.local_addr().unwrap();
    for form in [udp.to_string(), format!("udp:{udp} tcp:127.0.0.1:9"), format!("tcp:127.0.0.1:9 udp:{udp}")] {
        let variables = [(ADDRESS, &*form), ("OTEL_SERVICE_NAME", "named by the environment")];
        run("env::install", &variables).unwrap_or_else(|said| panic!("{said}"));
        assert_eq!(received(&socket).1["name"], "named by the environment");
    }
}

#[test]
fn a_mistake_in_the_environment_is_no_exporter() {
    let said = run("env::install", &[(ADDRESS, "localhost")]).unwrap_err();
    assert!(said.contains("AWS_XRAY_DAEMON_ADDRESS: found \"localhost\""), "{said}");
}
