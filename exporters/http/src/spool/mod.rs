//! The disk spool: what is said of it, its files, the folder that they are in, the queue that they make, then who puts in and who takes out.

mod stats;
mod name;
mod part;
mod folder;
mod shelf;
mod queue;
mod sender;
mod entrance;

pub use entrance::{Spool, SpoolHandle};
pub use stats::{SpoolDropped, SpoolStats};

#[cfg(test)]
mod tests;
