//! The functions of a workspace, from its sources: where they are, what rules can tell them apart by, and what keeps a span out of them.

mod metadata;
mod function;
mod attributes;
mod obstacle;
mod parallel;
mod paths;
mod depth;
mod written;
mod file;
mod krate;
mod workspace;

pub use function::{Attribute, Function, Obstacle};
pub use krate::{Problem, Scan, scan};
pub use metadata::{Crate, Metadata, Package, Target};
pub use workspace::{Wanted, crates};
