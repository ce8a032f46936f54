//! The exporter from the outside: recorded spans in, requests out.

mod decode;
mod server;
mod tap;
mod env;
mod fields;
mod http;
mod json;
mod parts;
mod tls;
mod grpc;
