//! What is going to be written: a plain data model, and how it follows from what the user wrote.

pub(crate) mod returns;
pub(crate) mod params;
pub(crate) mod model;
pub(crate) mod build;
