//! `Propagation`: the formats by name.

use super::{
    b3, baggage,
    carrier::{Extract, Inject},
    cloud_trace,
    error::ExtractError,
    found::Found,
    jaeger, open_census, open_tracing, traceparent, tracestate, xray,
};
use crate::context::SpanContext;

/// A format in which a context travels between processes.
///
/// Each is pure: it reads and writes carriers, and knows nothing of what is installed. [`inject`](crate::inject) and
/// [`extract`](crate::extract) use those that are.
///
/// ```
/// use std::collections::HashMap;
/// use traced_runtime::{Propagation, SpanContext, SpanId, TraceId};
///
/// let context = SpanContext::new(TraceId::new(0xaf), SpanId::new(0xb7), true);
/// let mut headers = HashMap::new();
/// Propagation::W3c.inject(&context, &mut headers);
/// assert_eq!(headers["traceparent"], "00-000000000000000000000000000000af-00000000000000b7-01");
///
/// let received = Propagation::W3c.extract(&headers)?.expect("it was written above");
/// assert_eq!((received.trace_id(), received.span_id()), (context.trace_id(), context.span_id()));
/// assert!(received.is_remote());
/// # Ok::<(), traced_runtime::ExtractError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Propagation {
    /// W3C Trace Context level 2 and Baggage: `traceparent`, `tracestate` and `baggage`. The default.
    W3c,
    /// W3C Trace Context alone.
    TraceContext,
    /// W3C Baggage alone.
    Baggage,
    /// Zipkin's B3 in several headers, `x-b3-*`. The single one is read as well.
    B3,
    /// Zipkin's B3 in one header, `b3`. The several ones are read as well.
    B3Single,
    /// Jaeger's `uber-trace-id`, and `uberctx-*` for baggage. Has a binary form.
    Jaeger,
    /// AWS X-Ray's `X-Amzn-Trace-Id`. Carries no baggage.
    XRay,
    /// Google's `X-Cloud-Trace-Context`. Carries no baggage.
    CloudTrace,
    /// OpenCensus' binary format. In text carriers it is the header `grpc-trace-bin`, in base64 as gRPC sends it. Carries no baggage.
    OpenCensusBinary,
    /// The formats of OpenTracing's reference tracer: `ot-tracer-*`, and `ot-baggage-*` for baggage. Has a binary form. Trace ids have 64
    /// bits, so only the low half of ours travels.
    OpenTracing,
    /// OpenTelemetry's "OT Trace": as [`OpenTracing`](Self::OpenTracing), with ids of always sixteen digits. Has no binary form.
    OtTrace,
}

impl Propagation {
    /// The format that OpenTelemetry's `OTEL_PROPAGATORS` has this name for: `tracecontext`, `baggage`, `b3`, `b3multi`, `jaeger`, `xray`,
    /// `ottrace`, `cloudtrace` or `gcp`.
    pub fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "tracecontext" => Self::TraceContext,
            "baggage" => Self::Baggage,
            "b3" => Self::B3Single,
            "b3multi" => Self::B3,
            "jaeger" => Self::Jaeger,
            "xray" => Self::XRay,
            "ottrace" => Self::OtTrace,
            "cloudtrace" | "gcp" => Self::CloudTrace,
            _ => return None,
        })
    }

    /// Writes a context into a carrier. Of a context that names no span only what the format can say without one is written, mostly nothing.
    ///
    /// Baggage that does not fit is left out entry by entry: keys that are no tokens, and what would pass 8192 bytes (W3C Baggage §3.3.2).
    #[inline]
    pub fn inject<C: Inject + ?Sized>(self, context: &SpanContext, carrier: &mut C) {
        match self {
            Self::W3c => {
                traceparent::inject(context, carrier);
                baggage::inject(context, carrier);
            }
            Self::TraceContext => traceparent::inject(context, carrier),
            Self::Baggage => baggage::inject(context, carrier),
            Self::B3 => b3::inject(context, carrier),
            Self::B3Single => b3::inject_single(context, carrier),
            Self::Jaeger => jaeger::inject(context, carrier),
            Self::XRay => xray::inject(context, carrier),
            Self::CloudTrace => cloud_trace::inject(context, carrier),
            Self::OpenCensusBinary => open_census::inject(context, carrier),
            Self::OpenTracing => open_tracing::inject(context, false, carrier),
            Self::OtTrace => open_tracing::inject(context, true, carrier),
        }
    }

    /// Reads a context from a carrier; `None` where there is nothing of this format.
    ///
    /// What comes without a span's id (a trace that a load balancer began, a sampling decision, baggage) is a context that
    /// [is not valid](SpanContext::is_valid), and yet something for a span to begin below.
    ///
    /// # Errors
    /// Something of this format is there, and is malformed: which header, what was found, and what is accepted. Baggage and `tracestate` are
    /// never an error, what is malformed in them is left out.
    #[inline]
    pub fn extract<C: Extract + ?Sized>(self, carrier: &C) -> Result<Option<SpanContext>, ExtractError> {
        self.find(carrier).map(|found| found.map(Found::into_context))
    }

    #[inline]
    pub(super) fn find<C: Extract + ?Sized>(self, carrier: &C) -> Result<Option<Found>, ExtractError> {
        match self {
            Self::W3c => match (traceparent::extract(carrier), baggage::extract(carrier)) {
                (Ok(Some(trace)), Some(baggage)) => Ok(Some(trace.with_baggage(baggage.extras.baggage))),
                (Err(error), Some(baggage)) => Err(ExtractError { baggage: baggage.extras.baggage, ..error }),
                (trace, baggage) => trace.map(|trace| trace.or(baggage)),
            },
            Self::TraceContext => traceparent::extract(carrier),
            Self::Baggage => Ok(baggage::extract(carrier)),
            Self::B3 | Self::B3Single => b3::extract(carrier),
            Self::Jaeger => jaeger::extract(carrier),
            Self::XRay => xray::extract(carrier),
            Self::CloudTrace => cloud_trace::extract(carrier),
            Self::OpenCensusBinary => open_census::extract(carrier),
            Self::OpenTracing | Self::OtTrace => open_tracing::extract(carrier),
        }
    }

    /// Appends the binary form of a context to the bytes; false where the format has none. A context that names no span appends nothing.
    ///
    /// ```
    /// use traced_runtime::{Propagation, SpanContext, SpanId, TraceId};
    /// let context = SpanContext::new(TraceId::new(1), SpanId::new(2), true);
    /// let mut bytes = Vec::new();
    /// assert!(Propagation::OpenCensusBinary.inject_binary(&context, &mut bytes));
    /// let received = Propagation::OpenCensusBinary.extract_binary(&bytes)?;
    /// assert_eq!(received, Some(context.remote()));
    /// # Ok::<(), traced_runtime::ExtractError>(())
    /// ```
    pub fn inject_binary(self, context: &SpanContext, bytes: &mut Vec<u8>) -> bool {
        match self {
            Self::Jaeger => jaeger::inject_binary(context, bytes),
            Self::OpenCensusBinary => open_census::inject_binary(context, bytes),
            Self::OpenTracing => open_tracing::inject_binary(context, bytes),
            _ => return false,
        }
        true
    }

    /// Reads a context from the binary form; `None` of no bytes.
    ///
    /// # Errors
    /// As [`extract`](Self::extract); and the format has no binary form.
    pub fn extract_binary(self, bytes: &[u8]) -> Result<Option<SpanContext>, ExtractError> {
        let found = match self {
            Self::Jaeger => jaeger::extract_binary(bytes),
            Self::OpenCensusBinary => open_census::extract_binary(bytes),
            Self::OpenTracing => open_tracing::extract_binary(bytes),
            _ => Err(ExtractError::bytes(
                "binary carrier",
                bytes,
                "Jaeger, OpenCensusBinary or OpenTracing, which have a binary form",
            )),
        };
        found.map(|found| found.map(Found::into_context))
    }

    /// The headers it writes, those for baggage entries of their own excepted: what a proxy has to let pass, or to remove.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::W3c => &[traceparent::HEADER, tracestate::HEADER, baggage::HEADER],
            Self::TraceContext => &[traceparent::HEADER, tracestate::HEADER],
            Self::Baggage => &[baggage::HEADER],
            Self::B3 => &[b3::TRACE_ID, b3::SPAN_ID, b3::SAMPLED, b3::FLAGS],
            Self::B3Single => &[b3::SINGLE],
            Self::Jaeger => &[jaeger::HEADER],
            Self::XRay => &[xray::HEADER],
            Self::CloudTrace => &[cloud_trace::HEADER],
            Self::OpenCensusBinary => &[open_census::HEADER],
            Self::OpenTracing | Self::OtTrace => {
                &[open_tracing::TRACE_ID, open_tracing::SPAN_ID, open_tracing::SAMPLED]
            }
        }
    }
}
