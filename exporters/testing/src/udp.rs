//! A socket in the place of a peer that takes datagrams.

use std::{net::UdpSocket, time::Duration};

/// At a port of the system's choice.
pub fn listening() -> UdpSocket {
    patient(UdpSocket::bind("127.0.0.1:0").unwrap())
}

/// A test that waits for more than is sent fails, it does not hang.
pub fn patient(socket: UdpSocket) -> UdpSocket {
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    socket
}

/// The port that a socket listens at.
pub fn port(socket: &UdpSocket) -> u16 {
    socket.local_addr().unwrap().port()
}

/// The next datagram.
#[track_caller]
pub fn received(socket: &UdpSocket) -> Vec<u8> {
    let mut bytes = vec![0; 1 << 16];
    let len = socket.recv(&mut bytes).unwrap();
    bytes.truncate(len);
    bytes
}
