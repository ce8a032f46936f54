//! Whatever a program does with calls, futures, spans, threads and baggage: each span has the parent that the rules say.
//!
//! A program is a random tree of operations. The interpreter carries it out over the real API, and beside it keeps a model of what is
//! current, which knows nothing of cursors and slots. At the end both must have the same forest.

mod program;
mod model;
mod tasks;
mod interpreter;
mod forest;
