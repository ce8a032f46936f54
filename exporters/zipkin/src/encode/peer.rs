//! The other side of a connection, from the tags that name it (OpenTelemetry, "Transformation to Zipkin", Remote endpoint).
//!
//! Of each of name, address and port the one of the best rank is taken: a peer that is named by one tag may be located by another.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use traced_runtime::{Kind, ValueRef, export::SpanView};

use super::endpoint::Endpoint;

/// What a tag says of the peer.
#[derive(Clone, Copy)]
enum Says {
    /// Its service.
    Service,
    /// Its host, by name or by address.
    Host,
    /// Its port.
    Port,
}

/// What a tag says of the peer, and its rank: the lower the better. A server's peer is the client.
fn says(key: &str, kind: Kind) -> Option<(Says, u8)> {
    let server = matches!(kind, Kind::Server);
    Some(match key {
        "peer.service" => (Says::Service, 1),
        "client.address" if server => (Says::Host, 2),
        "client.port" if server => (Says::Port, 2),
        "server.address" if !server => (Says::Host, 2),
        "server.port" if !server => (Says::Port, 2),
        "net.peer.name" => (Says::Host, 3),
        "net.peer.port" => (Says::Port, 3),
        "network.peer.address" => (Says::Host, 4),
        "network.peer.port" => (Says::Port, 4),
        "server.socket.domain" if !server => (Says::Host, 5),
        "server.socket.address" if !server => (Says::Host, 6),
        "server.socket.port" if !server => (Says::Port, 6),
        "net.sock.peer.name" => (Says::Host, 7),
        "net.sock.peer.addr" => (Says::Host, 8),
        "net.sock.peer.port" => (Says::Port, 8),
        "peer.hostname" => (Says::Host, 9),
        "peer.address" => (Says::Host, 10),
        "peer.ipv4" | "peer.ipv6" => (Says::Host, 11),
        "peer.port" => (Says::Port, 11),
        "db.name" if !server => (Says::Service, 12),
        _ => return None,
    })
}

/// Something, and the rank of the tag that said it.
struct Best<T> {
    found: Option<T>,
    rank: u8,
}

impl<T> Best<T> {
    const NONE: Self = Best { found: None, rank: u8::MAX };

    fn offer(&mut self, rank: u8, found: T) {
        if rank < self.rank {
            (self.found, self.rank) = (Some(found), rank);
        }
    }
}

/// The peer of a span; nobody where no tag names one.
pub(super) fn peer(view: SpanView<'_>) -> Endpoint<'_> {
    let kind = view.kind();
    let (mut name, mut address, mut port) = (Best::NONE, Best::NONE, Best::NONE);
    for (key, value) in view.tags() {
        match (says(key, kind), value) {
            (Some((Says::Service, rank)), ValueRef::Str(text)) if !text.is_empty() => name.offer(rank, text),
            (Some((Says::Host, rank)), ValueRef::Str(text)) if !text.is_empty() => {
                if let Ok(found) = text.parse::<IpAddr>() {
                    address.offer(rank, found);
                } else if let Ok(found) = text.parse::<SocketAddr>() {
                    address.offer(rank, found.ip());
                    port.offer(rank, found.port());
                } else {
                    name.offer(rank, text);
                }
            }
            // OpenTracing's `peer.ipv4` has also been a number.
            (Some((Says::Host, rank)), value) => {
                if let Some(number) = number(value).and_then(|number| u32::try_from(number).ok()) {
                    address.offer(rank, Ipv4Addr::from(number).into());
                }
            }
            (Some((Says::Port, rank)), value) => {
                let found = match value {
                    ValueRef::Str(text) => text.parse().ok(),
                    value => number(value).and_then(|number| u16::try_from(number).ok()),
                };
                found.filter(|found| *found != 0).into_iter().for_each(|found| port.offer(rank, found));
            }
            _ => {}
        }
    }
    let mut peer = Endpoint { name: name.found, port: port.found, ..Endpoint::default() };
    address.found.into_iter().for_each(|address| peer.set_address(address));
    peer
}

fn number(value: ValueRef<'_>) -> Option<u64> {
    match value {
        ValueRef::U64(number) => Some(number),
        ValueRef::I64(number) => u64::try_from(number).ok(),
        _ => None,
    }
}
