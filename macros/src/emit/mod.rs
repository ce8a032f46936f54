//! From the plan to tokens. Straight lines only: nothing fails here.

pub(crate) mod glue;
pub(crate) mod bindings;
pub(crate) mod callsite;
pub(crate) mod record;
pub(crate) mod outcome;
pub(crate) mod shapes;
pub(crate) mod function;
