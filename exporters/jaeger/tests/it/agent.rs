//! Agents, in processes that the environment tells of them.

use std::{net::UdpSocket, time::Duration};

use traced_runtime::Span;

use crate::{
    decode, plain,
    process::{is_child, run},
};

#[test]
#[ignore = "a child of the others"]
fn refused() {
    if is_child() {
        let never = Duration::from_secs(3600);
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let exporter = traced_jaeger::Exporter::builder().agent("127.0.0.1", socket.local_addr().unwrap().port());
        let exporter = exporter.max_packet_bytes(2000).build().unwrap();
        let tracing = traced_runtime::builder().flush_interval(never).exporter(exporter).install().unwrap();
        // Past the collector's first look, which would part what is made meanwhile.
        tracing.flush(Duration::from_secs(20)).unwrap();
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
        run("agent::refused", &[]).unwrap_or_else(|said| panic!("{said}"));
    }
}
