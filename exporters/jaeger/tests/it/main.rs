//! The exporter from the outside: recorded spans in, datagrams and requests out.

#[path = "../../../otlp/tests/it/server.rs"]
#[allow(dead_code, reason = "shared with the tests of traced-otlp, which look at more")]
mod server;
#[path = "../../../otlp/tests/it/tap.rs"]
mod tap;
mod plain;
mod decode;
mod program;
mod fields;
mod any;
mod udp;
mod http;
mod env;
