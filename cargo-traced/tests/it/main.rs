//! What `cargo traced` finds, decides and says.

mod support;
mod scan;
mod select;
mod list;
mod explain;
mod check;
mod init;
mod expand;
mod view;
mod command_line;
mod keys;
mod readme;
