"""Propagators for Python, OpenTelemetry's and older ones: a question a line, an answer a line, both JSON. See peer.rs."""

import json
import sys

import basictracer
import basictracer.context
from jaeger_client import codecs as jaeger
from jaeger_client.span_context import SpanContext as JaegerContext
from opencensus.trace import span_context, trace_options
from opencensus.trace.propagation import binary_format, google_cloud_format
from opentelemetry import baggage, trace
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.propagators.aws import AwsXRayPropagator
from opentelemetry.propagators.b3 import B3MultiFormat, B3SingleFormat
from opentelemetry.propagators.composite import CompositePropagator
from opentelemetry.propagators.jaeger import JaegerPropagator
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentracing import Format


def described(trace_id, span_id, sampled, items):
    return {"trace": f"{trace_id:032x}", "span": f"{span_id:016x}", "sampled": sampled, "baggage": dict(items)}


class OpenTelemetry:
    def __init__(self, propagator):
        self.propagator = propagator

    def inject(self, c):
        context = trace.SpanContext(int(c["trace"], 16), int(c["span"], 16), False, trace.TraceFlags(int(c["sampled"])))
        context = trace.set_span_in_context(trace.NonRecordingSpan(context))
        for key, value in c["baggage"].items():
            context = baggage.set_baggage(key, value, context)
        carrier = {}
        self.propagator.inject(carrier, context)
        return carrier

    def extract(self, carrier):
        context = self.propagator.extract(carrier)
        span = trace.get_current_span(context).get_span_context()
        return described(span.trace_id, span.span_id, span.trace_flags.sampled, baggage.get_all(context))


class OpenCensus:
    def context(self, c):
        options = trace_options.TraceOptions(str(int(c["sampled"])))
        return span_context.SpanContext(trace_id=c["trace"], span_id=c["span"], trace_options=options)

    def described(self, context):
        sampled = bool(context.trace_options.get_enabled())
        return described(int(context.trace_id, 16), int(context.span_id, 16), sampled, {})


class CloudTrace(OpenCensus):
    propagator = google_cloud_format.GoogleCloudFormatPropagator()

    def inject(self, c):
        return self.propagator.to_headers(self.context(c))

    def extract(self, carrier):
        return self.described(self.propagator.from_headers({"X-Cloud-Trace-Context": carrier["X-Cloud-Trace-Context"]}))


class Binary(OpenCensus):
    propagator = binary_format.BinaryFormatPropagator()

    def inject(self, c):
        return {"bytes": self.propagator.to_header(self.context(c)).hex()}

    def extract(self, carrier):
        return self.described(self.propagator.from_header(bytes.fromhex(carrier["bytes"])))


class Jaeger:
    def __init__(self, codec, is_binary=False):
        self.codec, self.is_binary = codec, is_binary

    def inject(self, c):
        context = JaegerContext(int(c["trace"], 16), int(c["span"], 16), 0, int(c["sampled"]), c["baggage"])
        carrier = bytearray() if self.is_binary else {}
        self.codec.inject(context, carrier)
        return {"bytes": bytes(carrier).hex()} if self.is_binary else carrier

    def extract(self, carrier):
        context = self.codec.extract(bytearray.fromhex(carrier["bytes"]) if self.is_binary else carrier)
        return described(context.trace_id, context.span_id, bool(context.flags & 1), context.baggage or {})


class OpenTracing:
    tracer = basictracer.BasicTracer()
    tracer.register_required_propagators()

    def __init__(self, format):
        self.format = format

    def inject(self, c):
        context = basictracer.context.SpanContext(int(c["trace"], 16), int(c["span"], 16), c["baggage"], c["sampled"])
        carrier = bytearray() if self.format == Format.BINARY else {}
        self.tracer.inject(context, self.format, carrier)
        return {"bytes": bytes(carrier).hex()} if self.format == Format.BINARY else carrier

    def extract(self, carrier):
        carrier = bytearray.fromhex(carrier["bytes"]) if self.format == Format.BINARY else carrier
        context = self.tracer.extract(self.format, carrier)
        return described(context.trace_id, context.span_id, context.sampled, context.baggage)


FORMATS = {
    "w3c": OpenTelemetry(CompositePropagator([TraceContextTextMapPropagator(), W3CBaggagePropagator()])),
    "b3": OpenTelemetry(B3MultiFormat()),
    "b3single": OpenTelemetry(B3SingleFormat()),
    "jaeger": OpenTelemetry(JaegerPropagator()),
    "xray": OpenTelemetry(AwsXRayPropagator()),
    "cloudtrace": CloudTrace(),
    "opencensus binary": Binary(),
    "jaeger-client http": Jaeger(jaeger.TextCodec(url_encoding=True)),
    "jaeger-client text": Jaeger(jaeger.TextCodec()),
    "jaeger-client binary": Jaeger(jaeger.BinaryCodec(), is_binary=True),
    "basictracer text": OpenTracing(Format.TEXT_MAP),
    "basictracer binary": OpenTracing(Format.BINARY),
}

for line in sys.stdin:
    question = json.loads(line)
    format = FORMATS[question["format"]]
    answer = format.inject(question["context"]) if question["ask"] == "inject" else format.extract(question["carrier"])
    print(json.dumps(answer), flush=True)
