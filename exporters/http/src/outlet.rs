//! The way out of an exporter: its transport, with a spool before it where there is to be one.

use std::time::Instant;

use traced_runtime::export::ExportError;

use crate::{
    endpoint::without_credentials,
    error::ConfigError,
    reply::Reply,
    settings::Settings,
    spool::{Spool, SpoolHandle},
    transport::Transport,
};

/// A transport, with a spool before it or not.
pub enum Outlet {
    /// What it does not take is the runtime's to keep.
    Direct(Box<dyn Transport>),
    /// What it does not take goes to disk.
    Spooled(Spool),
}

impl Outlet {
    /// As the settings say. `exporter` says which it is, and what it speaks where that is not told by the address: what is left behind in a
    /// spool is sent by no other.
    ///
    /// # Errors
    /// The spool's directory cannot be used.
    pub fn open(transport: impl Transport, settings: &Settings, exporter: &str) -> Result<Self, ConfigError> {
        let Some(spool) = settings.spool_settings() else { return Ok(Outlet::Direct(Box::new(transport))) };
        let peer = format!("{exporter} {}", without_credentials(&settings.endpoint.to_string()));
        Ok(Outlet::Spooled(Spool::open(&spool?, &peer, transport)?))
    }

    /// Sends a request, and says what came of that.
    pub fn send(&mut self, body: &[u8], content_type: &str, spans: usize) -> Reply {
        match self {
            Outlet::Direct(transport) => transport.send(body, content_type, spans as u64),
            Outlet::Spooled(spool) => spool.send(body, content_type, spans as u64),
        }
    }

    /// For an exporter's [`flush`](traced_runtime::export::Exporter::flush).
    ///
    /// # Errors
    /// As [`Spool::flush`].
    pub fn flush(&mut self, deadline: Instant) -> Result<(), ExportError> {
        match self {
            Outlet::Direct(_) => Ok(()),
            Outlet::Spooled(spool) => spool.flush(deadline),
        }
    }

    /// Looks at the spool, if there is one.
    pub fn spool(&self) -> Option<SpoolHandle> {
        match self {
            Outlet::Direct(_) => None,
            Outlet::Spooled(spool) => Some(spool.handle()),
        }
    }
}

impl std::fmt::Debug for Outlet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Outlet::Direct(_) => f.write_str("Direct"),
            Outlet::Spooled(spool) => f.debug_tuple("Spooled").field(spool).finish(),
        }
    }
}
