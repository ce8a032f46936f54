//! Programs that have never heard of `traced` are built by `cargo traced`, run, and changed: against the same without.

mod support;
mod editions;
mod diagnostics;
mod rebuilds;
mod reach;
mod tests_of_users;
mod remarks;
mod own;
