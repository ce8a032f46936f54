//! The exporter from the outside: recorded spans in, datagrams and requests out.

use traced_exporter_tests::{process, program, server, tap};

mod plain;
mod decode;
mod ours;
mod fields;
mod any;
mod udp;
#[path = "../../../testing/shared/datagrams.rs"]
mod datagrams;
#[path = "../../../testing/shared/http.rs"]
mod http;
#[path = "../../../testing/shared/env.rs"]
mod env;
#[path = "../../../testing/shared/spool.rs"]
mod spool;
