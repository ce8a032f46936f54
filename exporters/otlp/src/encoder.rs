//! The encoder of the protocol that was chosen.

use traced_encode::{OtlpJson, OtlpProtobuf, Part};
use traced_runtime::export::{Resource, SpanView};

use crate::config::Protocol;

/// What writes batches down.
#[derive(Debug)]
pub(crate) enum Encoder {
    Protobuf(OtlpProtobuf),
    Json(OtlpJson),
}

impl Encoder {
    pub(crate) fn new(protocol: Protocol) -> Self {
        match protocol {
            Protocol::HttpProtobuf | Protocol::Grpc => Encoder::Protobuf(OtlpProtobuf::new()),
            Protocol::HttpJson => Encoder::Json(OtlpJson::new()),
        }
    }

    /// Begins a batch.
    pub(crate) fn start(&mut self, resource: &Resource) {
        match self {
            Encoder::Protobuf(encoder) => encoder.start(resource),
            Encoder::Json(encoder) => encoder.start(resource),
        }
    }

    /// The next request.
    pub(crate) fn part(&mut self, views: &mut dyn Iterator<Item = SpanView<'_>>, limit: usize) -> Part<'_> {
        match self {
            Encoder::Protobuf(encoder) => encoder.part(views, limit),
            Encoder::Json(encoder) => encoder.part(views, limit),
        }
    }
}
