//! Snapshots of expansions, and small tests of the parts.

mod support;
mod shapes;
mod bindings;
mod bulk;
mod body;
mod refusals;
mod names;
