//! Datagrams that are too large for the system, which exporters do not make unless it carries less than UDP does.

use std::net::UdpSocket;

use traced_http::{Datagrams, Reply};

#[test]
fn what_the_system_does_not_carry_is_rejected_and_the_next_is_sent() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    let mut datagrams = Datagrams::new("peer", "127.0.0.1", port, None);
    let Err(Reply::Rejected { message }) = datagrams.send(&vec![0; Datagrams::MAX_BYTES + 1]) else {
        panic!("too large")
    };
    assert!(message.starts_with(&format!("peer 127.0.0.1 port {port}: ")), "{message}");
    assert!(message.ends_with(": 65508 bytes; this system needs a smaller `max_packet_bytes`"), "{message}");
    datagrams.send(b"small").unwrap();
    let mut bytes = [0; 10];
    assert_eq!(socket.recv(&mut bytes).unwrap(), 5);
}
