//! Context across processes: the cases that the specifications and other implementations agree on.

mod trace_context;
mod w3c;
mod w3c_service;
mod baggage;
mod b3;
mod jaeger;
mod golden;
mod carriers;
mod captured;
mod properties;
