//! What formats with tags call the rest that OTLP has fields for (OpenTelemetry, "Transformation to non-OTLP Formats").

/// That a span failed.
pub const STATUS: &str = "otel.status_code";
/// How many tags are missing.
pub const DROPPED_TAGS: &str = "otel.dropped_attributes_count";
/// How many logs.
pub const DROPPED_LOGS: &str = "otel.dropped_events_count";
/// How many references.
pub const DROPPED_REFERENCES: &str = "otel.dropped_links_count";
/// W3C's `tracestate`.
pub const TRACE_STATE: &str = "w3c.tracestate";
/// Who has recorded a span: name and version.
pub const SCOPE: [&str; 2] = ["otel.scope.name", "otel.scope.version"];
/// What these were called before; both are to be written.
pub const LIBRARY: [&str; 2] = ["otel.library.name", "otel.library.version"];
