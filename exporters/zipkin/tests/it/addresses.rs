//! What a process knows of its addresses.

use crate::{
    ours::ENDPOINT,
    process::run,
    rules::checked,
    server::{Server, ok},
};

#[test]
fn a_process_knows_its_addresses_when_the_environment_does() {
    let server = Server::start([ok()]);
    let attributes = "host.ip=2001:db8::1,service.namespace=shops";
    run("env::install", &[(ENDPOINT, &server.url), ("OTEL_RESOURCE_ATTRIBUTES", attributes)]).unwrap();
    let [span] = &checked(&server.requests()[0].body)[..] else { panic!("one span") };
    assert_eq!(span["localEndpoint"]["ipv6"], "2001:db8::1");
    assert_eq!(span["tags"]["service.namespace"], "shops");
}
