//! Exporters: the trait, what they are given, and those that need no wire.

mod exporter;
mod memory;
mod tree;
mod console;
mod summary;

pub use console::Console;
pub use exporter::{Batch, ExportError, Exporter};
pub use memory::Memory;
pub use summary::{Failure, Operation, Summary};
pub(crate) use tree::Tree;

pub use crate::{
    resource::Resource,
    view::{LogView, SpanView},
};
