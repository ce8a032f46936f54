//! The exporter from the outside: recorded spans in, requests out.

#[path = "../../../otlp/tests/it/server.rs"]
mod server;
#[path = "../../../otlp/tests/it/tap.rs"]
mod tap;
mod rules;
mod plain;
mod program;
mod fields;
