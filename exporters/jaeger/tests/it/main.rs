//! The exporter from the outside: recorded spans in, datagrams and requests out.

#[path = "../../../otlp/tests/it/process.rs"]
mod process;
#[path = "../../../otlp/tests/it/server.rs"]
#[allow(dead_code, reason = "shared with the tests of traced-otlp, which look at more")]
mod server;
#[path = "../../../otlp/tests/it/tap.rs"]
mod tap;
#[path = "../../../otlp/tests/it/calls.rs"]
mod calls;
#[path = "../../../zipkin/tests/it/program.rs"]
mod program;
mod plain;
mod decode;
mod ours;
mod fields;
mod any;
mod agent;
mod udp;
#[path = "../../../otlp/tests/it/http.rs"]
mod http;
#[path = "../../../otlp/tests/it/env.rs"]
mod env;
#[path = "../../../otlp/tests/it/spool.rs"]
mod spool;
