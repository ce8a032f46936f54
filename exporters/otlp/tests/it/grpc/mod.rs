//! The same over gRPC: a receiver of another implementation, one that lies, then what the exporter makes of them.

mod server;
mod liar;
mod answers;
mod lies;
mod connection;
mod tls;
mod spool;
