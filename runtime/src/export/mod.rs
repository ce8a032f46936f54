//! Exporters: the trait, what they are given, and the two that need no wire.

mod exporter;
mod memory;
mod tree;
mod console;

pub use console::Console;
pub use exporter::{Batch, ExportError, Exporter};
pub use memory::Memory;
pub(crate) use tree::Tree;

pub use crate::{
    resource::Resource,
    view::{LogView, SpanView},
};
