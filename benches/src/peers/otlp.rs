//! The exporter of all that speak OpenTelemetry: counts, or encodes as `opentelemetry-otlp` does, and sends nothing.

use std::hint::black_box;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use prost::Message as _;

use crate::sink;

/// Counts what it gets and throws it away.
#[derive(Debug)]
pub struct Discard;

impl SpanExporter for Discard {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        sink::add_spans(batch.len());
        black_box(batch);
        Ok(())
    }
}

/// Encodes what it gets with the types and conversions that `opentelemetry-otlp` uses.
#[derive(Debug, Default)]
pub struct Encoder {
    resource: ResourceAttributesWithSchema,
}

impl SpanExporter for Encoder {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        sink::add_spans(batch.len());
        let resource_spans = group_spans_by_resource_and_scope(batch, &self.resource);
        let bytes = ExportTraceServiceRequest { resource_spans }.encode_to_vec();
        sink::add_bytes(bytes.len());
        black_box(bytes);
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.resource = resource.into();
    }
}
