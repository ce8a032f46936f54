//! A socket, and what can be known of what becomes of datagrams.
//!
//! 1. The socket is connected, so that it is told when nobody listens at the other end: on this machine before `send` has returned,
//!    from elsewhere some time later.
//! 2. After an error the socket is made anew, so that a host that has moved is found.
//! 3. What the daemon has not read yet waits in a buffer of its system, which drops what is more, and says so to nobody: 208 KiB on Linux
//!    unless it was set. So there is a pause after each part of that.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _, UdpSocket},
    thread,
    time::Duration,
};

use traced_http::Reply;

use crate::{config::Settings, encode::Documents};

/// After so many bytes in datagrams there is a pause.
const BURST: usize = 32 << 10;
/// What a system needs for a datagram beside its bytes.
const OVERHEAD: usize = 1024;
const PAUSE: Duration = Duration::from_millis(1);

pub(crate) struct Daemon {
    settings: Settings,
    socket: Option<UdpSocket>,
    /// Sent since the last pause.
    sent: usize,
}

impl Daemon {
    pub(crate) fn new(settings: Settings) -> Self {
        Daemon { settings, socket: None, sent: 0 }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The documents of a span, each in a datagram of its own. Where one cannot be sent the span is to be tried again as a whole: a
    /// document that X-Ray has already takes the place of itself.
    pub(crate) fn send(&mut self, documents: &Documents<'_>) -> Reply {
        for datagram in documents.datagrams() {
            if let Err(error) = self.deliver(datagram) {
                return self.failed(&error, datagram.len());
            }
        }
        let message = match documents.left_out {
            0 => String::new(),
            _ => format!(
                "a span without all that was recorded: a part of it takes more than a packet of {} bytes",
                self.settings.max_packet_bytes
            ),
        };
        Reply::Accepted { rejected: 0, message }
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
        let Settings { daemon, timeout, .. } = &self.settings;
        let mut failed = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
        for address in (&*daemon.host, daemon.port).to_socket_addrs()? {
            let any: SocketAddr = match address {
                SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
                SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
            };
            let socket = UdpSocket::bind(any).and_then(|socket| {
                socket.connect(address)?;
                socket.set_write_timeout(*timeout)?;
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
        let daemon = &self.settings.daemon;
        let message = format!("daemon {} port {}: {error}", daemon.host, daemon.port);
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
