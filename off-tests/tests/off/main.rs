//! With recording off: everything works, nothing is recorded, nothing is built for it.

mod behaviour;
mod dependencies;
