//! Bytes to a receiver: what answers say, what they mean over HTTP and over gRPC, and the choice of the two.

mod answer;
mod receiver;
#[cfg(feature = "grpc")]
mod grpc;
mod sender;

pub(crate) use sender::Sender;

#[cfg(test)]
mod tests;
