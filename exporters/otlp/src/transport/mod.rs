//! Bytes to a receiver: what answers say, what they mean over HTTP and over gRPC, and the choice of the two.

mod answer;
mod receiver;
#[cfg(feature = "grpc")]
mod grpc;
mod outlet;

pub(crate) use outlet::open;

#[cfg(test)]
mod tests;
