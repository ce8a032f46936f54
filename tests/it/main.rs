//! Behaviour, from the outside: one binary, so that it is linked once and its tests run side by side.

mod examples;
mod tidy;
mod properties;
