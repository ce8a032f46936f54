//! The exporter from the outside: recorded spans in, datagrams out.

use traced_exporter_tests::{program, tap};

mod rules;
mod plain;
mod fields;
mod aws;
mod split;
mod any;
mod udp;
#[path = "../../../testing/shared/datagrams.rs"]
mod datagrams;
mod env;
