//! The layers around real services: axum and hyper over loopback, tonic, and services that fail in every way.

#[path = "../../../../tests/shared/failed.rs"]
mod failed;
mod installed;
mod support;
mod names;
mod tags;
mod endings;
mod network;
mod request_bodies;
mod grpc;
mod secrets;
