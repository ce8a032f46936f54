//! The exporter from the outside: recorded spans in, files out.

#[path = "../../../otlp/tests/it/tap.rs"]
#[allow(dead_code, reason = "shared with the tests of traced-otlp, which look at more")]
mod tap;
mod folder;
mod lines;
mod rotation;
#[cfg(target_os = "linux")]
mod full;
