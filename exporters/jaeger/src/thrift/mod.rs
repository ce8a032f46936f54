//! Thrift's two protocols at the end of a buffer: what both can, the numbers of the compact one, then each of them.
//!
//! Only what `jaeger.thrift` and `agent.thrift` are made of: structs and lists of structs, text and bytes, numbers and booleans.

mod protocol;
mod varint;
mod compact;
mod binary;

pub use binary::Binary;
pub use compact::Compact;
pub use protocol::Thrift;

#[cfg(test)]
mod tests;
