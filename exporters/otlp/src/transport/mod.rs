//! Bytes to a receiver: what answers say, then what they mean.

mod answer;
mod receiver;

pub(crate) use receiver::Receiver;

#[cfg(test)]
mod tests;
