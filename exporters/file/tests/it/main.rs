//! The exporter from the outside: recorded spans in, files out.

use traced_exporter_tests::tap;

mod folder;
mod lines;
mod rotation;
#[cfg(target_os = "linux")]
mod full;
