//! Datagrams to a peer, and what can be known of what becomes of them.
//!
//! 1. The socket is connected, so that it is told when nobody listens at the other end: on this machine before `send` has returned,
//!    from elsewhere some time later.
//! 2. After an error the socket is made anew, so that a host that has moved is found.
//! 3. What the peer has not read yet waits in a buffer of its system, which drops what is more, and says so to nobody: 208 KiB on Linux
//!    unless it was set. So there is a pause after each part of that.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _, UdpSocket},
    thread,
    time::Duration,
};

use crate::{error::ConfigError, reply::Reply};

/// After so many bytes in datagrams there is a pause.
const BURST: usize = 32 << 10;
/// What a system needs for a datagram beside its bytes.
const OVERHEAD: usize = 1024;
const PAUSE: Duration = Duration::from_millis(1);

/// A way to a peer that listens for datagrams.
#[derive(Debug)]
pub struct Datagrams {
    peer: &'static str,
    host: String,
    port: u16,
    timeout: Option<Duration>,
    socket: Option<UdpSocket>,
    /// Sent since the last pause.
    sent: usize,
}

impl Datagrams {
    /// What UDP over IPv4 can carry, in bytes.
    pub const MAX_BYTES: usize = 65_507;

    /// To `peer`, as messages call it, at a host and a port, each datagram within this time. The host is looked up when there is something
    /// to send.
    pub fn new(peer: &'static str, host: &str, port: u16, timeout: Option<Duration>) -> Self {
        Datagrams { peer, host: host.to_owned(), port, timeout, socket: None, sent: 0 }
    }

    /// A setting of how large a datagram may be, `max_packet_bytes`.
    ///
    /// # Errors
    ///
    /// It is less than `least`, or more than can be carried.
    pub fn size(bytes: usize, least: usize) -> Result<usize, ConfigError> {
        if (least..=Self::MAX_BYTES).contains(&bytes) {
            return Ok(bytes);
        }
        let accepted = format!("from {least} to {} bytes", Self::MAX_BYTES);
        Err(ConfigError::new("max_packet_bytes", bytes.to_string(), accepted))
    }

    /// Sends one, as far as is known.
    ///
    /// # Errors
    ///
    /// What to do about it: nearly everything that can be wrong with a network passes; the size of a datagram does not.
    pub fn send(&mut self, datagram: &[u8]) -> Result<(), Reply> {
        self.deliver(datagram).map_err(|error| {
            let message = format!("{} {} port {}: {error}", self.peer, self.host, self.port);
            if is_size(&error) {
                let bytes = datagram.len();
                let message = format!("{message}: {bytes} bytes; this system needs a smaller `max_packet_bytes`");
                return Reply::Rejected { message };
            }
            Reply::Retry { after: None, message }
        })
    }

    fn deliver(&mut self, datagram: &[u8]) -> io::Result<()> {
        let socket = match self.socket.take() {
            Some(socket) => socket,
            None => self.connected()?,
        };
        if self.sent >= BURST {
            thread::sleep(PAUSE);
            self.sent = 0;
        }
        self.sent += datagram.len() + OVERHEAD;
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
}

/// Which the standard library has no name for: `EMSGSIZE` of Linux, of macOS and the BSDs, and of Windows.
fn is_size(error: &io::Error) -> bool {
    let number = if cfg!(any(target_os = "linux", target_os = "android")) {
        90
    } else if cfg!(windows) {
        10040
    } else {
        40
    };
    error.raw_os_error() == Some(number)
}
