//! Snapshots of expansions, and small tests of the parts.

mod support;
mod functions;
