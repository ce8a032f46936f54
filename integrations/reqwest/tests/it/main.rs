//! The middleware in a real client, over loopback.

#[path = "../../../tower/tests/it/installed.rs"]
mod installed;
mod support;
mod requests;
mod bodies;
mod retries;
