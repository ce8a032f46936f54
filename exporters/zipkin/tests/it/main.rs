//! The exporter from the outside: recorded spans in, requests out.

use traced_exporter_tests::{process, program, server, tap};

mod rules;
mod ours;
mod plain;
mod fields;
mod addresses;
#[path = "../../../testing/shared/http.rs"]
mod http;
#[path = "../../../testing/shared/env.rs"]
mod env;
#[path = "../../../testing/shared/spool.rs"]
mod spool;
