//! The exporter from the outside: recorded spans in, datagrams out.

#[path = "../../../otlp/tests/it/tap.rs"]
mod tap;
mod rules;
mod plain;
mod program;
mod fields;
mod aws;
mod split;
mod any;
mod udp;
mod env;
