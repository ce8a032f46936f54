//! Behaviour, from the outside: one binary, so that it is linked once and its tests run side by side.

#[path = "../shared/failed.rs"]
mod failed;
mod sync;
mod r#async;
mod panic;
mod cancel;
mod fields;
mod impls;
mod modules;
mod futures;
mod streams;
mod spawn;
mod drop_order;
mod hygiene;
mod sizes;
mod examples;
mod edited;
mod tidy;
mod properties;
mod by_hand;
mod scopes;
mod baggage;
mod limits;
mod threads;
mod testing_api;
mod sampling;
mod propagation;
