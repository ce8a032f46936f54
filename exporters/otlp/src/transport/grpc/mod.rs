//! gRPC's unary call by hand, over the connections of tonic's channel: frames, statuses, the call, a runtime for it, what it sends, what
//! is said when it fails, and the client.
//!
//! tonic's own layer for calls stays out of it. It panics where a peer's `grpc-status-details-bin` is not base64, its status for an answer
//! that is too long is one that OTLP tries again, and it compresses at a level that costs several times what HTTP's does here.

mod frame;
mod code;
mod status;
mod call;
mod link;
mod request;
mod failure;
mod client;

pub(crate) use client::Client;

#[cfg(test)]
mod tests;
