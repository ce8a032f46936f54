// OpenTelemetry's propagators for JavaScript: a question a line, an answer a line, both JSON. See peer.rs.
import { createInterface } from 'node:readline';
import { ROOT_CONTEXT, defaultTextMapGetter, defaultTextMapSetter, propagation, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { JaegerPropagator } from '@opentelemetry/propagator-jaeger';

const propagators = {
  w3c: new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  b3: new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
  b3single: new B3Propagator({ injectEncoding: B3InjectEncoding.SINGLE_HEADER }),
  jaeger: new JaegerPropagator(),
  xray: new AWSXRayPropagator(),
};

function answer({ ask, format, carrier, context }) {
  const propagator = propagators[format];
  if (ask === 'inject') {
    const span = { traceId: context.trace, spanId: context.span, traceFlags: context.sampled ? 1 : 0 };
    const entries = Object.entries(context.baggage).map(([key, value]) => [key, { value }]);
    const baggage = propagation.createBaggage(Object.fromEntries(entries));
    const carrier = {};
    propagator.inject(propagation.setBaggage(trace.setSpanContext(ROOT_CONTEXT, span), baggage), carrier, defaultTextMapSetter);
    return carrier;
  }
  // Node shows the names of headers in lower case.
  const headers = Object.fromEntries(Object.entries(carrier).map(([key, value]) => [key.toLowerCase(), value]));
  const extracted = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  const span = trace.getSpanContext(extracted);
  const baggage = (propagation.getBaggage(extracted)?.getAllEntries() ?? []).map(([key, { value }]) => [key, value]);
  return { trace: span.traceId, span: span.spanId, sampled: (span.traceFlags & 1) === 1, baggage: Object.fromEntries(baggage) };
}

createInterface({ input: process.stdin }).on('line', line => console.log(JSON.stringify(answer(JSON.parse(line)))));
