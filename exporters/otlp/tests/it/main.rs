//! The exporter from the outside: recorded spans in, requests out.

use traced_exporter_tests::{process, server, tap};

mod decode;
mod ours;
mod answers;
#[path = "../../../testing/shared/env.rs"]
mod env;
mod fields;
#[path = "../../../testing/shared/http.rs"]
mod http;
mod json;
mod parts;
#[path = "../../../testing/shared/spool.rs"]
mod spool;
mod tls;
mod variables;
mod grpc;
