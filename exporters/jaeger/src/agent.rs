//! A socket, and what can be known of what becomes of datagrams.
//!
//! 1. The socket is connected, so that it is told when nobody listens at the other end: on this machine before `send` has returned,
//!    from elsewhere some time later.
//! 2. After an error the socket is made anew, so that a host that has moved is found.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _, UdpSocket},
    time::Duration,
};

use traced_http::Reply;

use crate::{config::Settings, encode::Packet};

pub(crate) struct Agent {
    host: String,
    port: u16,
    timeout: Option<Duration>,
    socket: Option<UdpSocket>,
}

impl Agent {
    pub(crate) fn new(settings: &Settings) -> Self {
        Agent {
            host: settings.agent_host.clone(),
            port: settings.agent_port,
            timeout: settings.http.timeout,
            socket: None,
        }
    }

    pub(crate) fn send(&mut self, packet: Packet<'_>, limit: usize) -> Reply {
        let lost = match packet.lost {
            0 => String::new(),
            _ => format!("a span takes more than a packet of {limit} bytes"),
        };
        if packet.lost == packet.spans {
            return Reply::Rejected { message: lost };
        }
        match self.deliver(packet.body) {
            Ok(()) => Reply::Accepted { rejected: packet.lost as u64, message: lost },
            Err(error) => self.failed(&error, packet.body.len()),
        }
    }

    fn deliver(&mut self, datagram: &[u8]) -> io::Result<()> {
        let socket = match self.socket.take() {
            Some(socket) => socket,
            None => self.connected()?,
        };
        socket.send(datagram)?;
        socket.take_error()?.map_or(Ok(()), Err)?;
        self.socket = Some(socket);
        Ok(())
    }

    /// A socket to the first of the host's addresses that there is a way to.
    fn connected(&self) -> io::Result<UdpSocket> {
        let mut failed = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
        for address in (&*self.host, self.port).to_socket_addrs()? {
            let any: SocketAddr = match address {
                SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
                SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
            };
            let socket = UdpSocket::bind(any).and_then(|socket| {
                socket.connect(address)?;
                socket.set_write_timeout(self.timeout)?;
                Ok(socket)
            });
            match socket {
                Ok(socket) => return Ok(socket),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    /// Nearly everything that can be wrong with a network passes; the size of a packet does not.
    fn failed(&self, error: &io::Error, bytes: usize) -> Reply {
        let Agent { host, port, .. } = self;
        let message = format!("agent {host} port {port}: {error}");
        if too_large(error) {
            let message = format!("{message}: {bytes} bytes; this system needs a smaller `max_packet_bytes`");
            return Reply::Rejected { message };
        }
        Reply::Retry { after: None, message }
    }
}

/// Which the standard library has no name for: `EMSGSIZE` of Linux, of macOS and the BSDs, and of Windows.
fn too_large(error: &io::Error) -> bool {
    let number = if cfg!(any(target_os = "linux", target_os = "android")) {
        90
    } else if cfg!(windows) {
        10040
    } else {
        40
    };
    error.raw_os_error() == Some(number)
}
