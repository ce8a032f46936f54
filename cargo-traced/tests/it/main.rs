//! What `cargo traced` finds, decides and says.

mod support;
mod scan;
mod select;
