//! Zipkin's `Endpoint`: one side of a connection.

use std::{
    io::Write as _,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use traced_encode::json;

use super::value::close;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Endpoint<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) ipv4: Option<Ipv4Addr>,
    pub(super) ipv6: Option<Ipv6Addr>,
    pub(super) port: Option<u16>,
}

impl Endpoint<'_> {
    /// Sets the address of the address's kind. One of IPv4 that is written as one of IPv6 is one of IPv4.
    pub(super) fn set_address(&mut self, address: IpAddr) {
        match address.to_canonical() {
            IpAddr::V4(address) => self.ipv4 = Some(address),
            IpAddr::V6(address) => self.ipv6 = Some(address),
        }
    }

    /// Writes it under this key, a comma in front; an endpoint that nothing but a port is known of says nothing.
    pub(super) fn write(&self, out: &mut Vec<u8>, key: &str) {
        if self.name.is_none() && self.ipv4.is_none() && self.ipv6.is_none() {
            return;
        }
        out.extend_from_slice(b",\"");
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"\":{");
        if let Some(name) = self.name {
            out.extend_from_slice(b"\"serviceName\":");
            json::string(out, name);
            out.push(b',');
        }
        // Writing to a Vec does not fail.
        if let Some(address) = self.ipv4 {
            let _ = write!(out, "\"ipv4\":\"{address}\",");
        }
        if let Some(address) = self.ipv6 {
            let _ = write!(out, "\"ipv6\":\"{address}\",");
        }
        if let Some(port) = self.port {
            out.extend_from_slice(b"\"port\":");
            json::uint(out, u64::from(port));
        }
        close(out, b'}');
    }
}
