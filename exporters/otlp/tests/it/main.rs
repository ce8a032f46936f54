//! The exporter from the outside: recorded spans in, requests out.

mod decode;
mod ours;
mod process;
mod server;
mod tap;
mod answers;
mod env;
mod fields;
mod http;
mod json;
mod parts;
mod spool;
mod tls;
mod variables;
mod grpc;
