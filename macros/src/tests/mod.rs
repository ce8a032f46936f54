//! Snapshots of expansions, and small tests of the parts.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod support;
mod shapes;
mod bindings;
mod bulk;
mod body;
mod refusals;
mod names;
