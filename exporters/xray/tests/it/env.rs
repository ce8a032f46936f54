//! What is a process's own, its environment and what it installs: these tests run themselves again as children.

use std::{env, net::UdpSocket, process::Command, time::Duration};

use traced_runtime::Span;
use traced_xray::Exporter;

use crate::udp::{daemon, received};

const ADDRESS: &str = "AWS_XRAY_DAEMON_ADDRESS";

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
    if env::var_os(ADDRESS).is_some() {
        let exporter = traced_xray::from_env().unwrap_or_else(|mistake| panic!("{}", print(&mistake)));
        let tracing = traced_runtime::builder().exporter(exporter).install().unwrap();
        Span::builder("load").start().finish();
        tracing.flush(Duration::from_secs(20)).unwrap();
        assert_eq!(traced_runtime::stats().exported, 1);
    }
}

/// Panics are told on standard error, which nobody reads.
fn print(mistake: &traced_xray::ConfigError) -> String {
    println!("{mistake}");
    mistake.to_string()
}

#[test]
#[ignore = "a child of the others"]
fn refused() {
    if env::var_os(ADDRESS).is_some() {
        // A flush, and nothing else, makes a batch.
        let never = Duration::from_secs(3600);
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let exporter = Exporter::builder().daemon(socket.local_addr().unwrap().to_string()).build().unwrap();
        let tracing = traced_runtime::builder().flush_interval(never).exporter(exporter).install().unwrap();
        (0..100).for_each(|_| Span::builder("load").start().finish());
        tracing.flush(Duration::from_secs(20)).unwrap();
        drop(socket);
        (0..100).for_each(|_| Span::builder("load").start().finish());
        tracing.flush(Duration::from_millis(100)).unwrap_err();
        tracing.shutdown(Duration::from_millis(200)).unwrap_err();
        let stats = traced_runtime::stats();
        assert_eq!((stats.created, stats.exported, stats.dropped.total()), (200, 100, 100), "{stats:?}");
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
fn what_was_created_is_exported_or_dropped_when_the_daemon_goes_away() {
    if cfg!(target_os = "linux") {
        run("env::refused", &[(ADDRESS, "127.0.0.1:2000")]).unwrap_or_else(|said| panic!("{said}"));
    }
}

#[test]
fn a_mistake_in_the_environment_is_no_exporter() {
    let said = run("env::install", &[(ADDRESS, "localhost")]).unwrap_err();
    assert!(said.contains("AWS_XRAY_DAEMON_ADDRESS: found \"localhost\""), "{said}");
}
