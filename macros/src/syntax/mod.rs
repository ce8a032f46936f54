//! What users write: the arguments of the attribute, and the item below it.

pub(crate) mod keyword;
pub(crate) mod cell;
pub(crate) mod invisible;
pub(crate) mod arguments;
pub(crate) mod types;
pub(crate) mod attribute;
pub(crate) mod function;
pub(crate) mod container;
