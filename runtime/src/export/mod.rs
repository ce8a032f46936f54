//! Exporters: the trait, what they are given, what those with threads or queues of their own need, and those that need no wire.

mod exporter;
mod backoff;
mod unrecorded;
mod memory;
mod tree;
mod console;
mod summary;

pub use backoff::Backoff;
pub use console::Console;
pub(crate) use console::short;
pub use exporter::{Batch, ExportError, Exporter};
pub use memory::Memory;
pub use summary::{Failure, Operation, Summary};
pub(crate) use tree::Tree;
pub use unrecorded::unrecorded;

pub use crate::{
    resource::Resource,
    view::{LogView, SpanView},
};
