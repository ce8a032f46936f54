//! Bytes to a receiver: what came of it, what answers say, then the client that asks.

mod reply;
mod retry_after;
mod answer;
mod http;

pub(crate) use http::Http;
pub(crate) use reply::Reply;

#[cfg(test)]
mod tests;
