//! The middleware in a real client, over loopback.

mod support;
mod requests;
mod bodies;
mod retries;
