// A service in the chain: OpenTelemetry's SDK for JavaScript, on node's server. See service.rs, which does the same.
// What it is called, where it exports to and in which formats it is called and calls, the variables of OpenTelemetry say.
import {createServer} from 'node:http';
import {text} from 'node:stream/consumers';
import {ROOT_CONTEXT, SpanKind, context, propagation, trace} from '@opentelemetry/api';
import {CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator} from '@opentelemetry/core';
import {ZipkinExporter} from '@opentelemetry/exporter-zipkin';
import {B3InjectEncoding, B3Propagator} from '@opentelemetry/propagator-b3';
import {JaegerPropagator} from '@opentelemetry/propagator-jaeger';
import {defaultResource, resourceFromAttributes} from '@opentelemetry/resources';
import {
    AlwaysOffSampler, AlwaysOnSampler, BatchSpanProcessor, NodeTracerProvider, ParentBasedSampler,
} from '@opentelemetry/sdk-trace-node';

const PROPAGATORS = {
    tracecontext: () => new W3CTraceContextPropagator(),
    baggage: () => new W3CBaggagePropagator(),
    b3: () => new B3Propagator({injectEncoding: B3InjectEncoding.SINGLE_HEADER}),
    b3multi: () => new B3Propagator({injectEncoding: B3InjectEncoding.MULTI_HEADER}),
    jaeger: () => new JaegerPropagator(),
};

const [on, off] = [new AlwaysOnSampler(), new AlwaysOffSampler()];
const byName = {
    shouldSample: (parent, id, name, ...rest) => (name === 'begin, not recorded' ? off : on).shouldSample(parent, id, name, ...rest),
    toString: () => 'ByName',
};
const provider = new NodeTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({'service.name': process.env.OTEL_SERVICE_NAME})),
    sampler: new ParentBasedSampler({root: byName}),
    spanProcessors: [new BatchSpanProcessor(new ZipkinExporter({url: process.env.OTEL_EXPORTER_ZIPKIN_ENDPOINT}))],
});
const propagators = process.env.OTEL_PROPAGATORS.split(',').map((name) => PROPAGATORS[name]());
provider.register({propagator: new CompositePropagator({propagators})});
const tracer = trace.getTracer('chain');

// What this does is below the span, which ends when it is done.
const inSpan = (name, kind, parent, work) => tracer.startActiveSpan(name, {kind}, parent, async (span) => {
    try {
        return await work();
    } finally {
        span.end();
    }
});

async function passOn([next, ...rest]) {
    const {traceId, spanId, traceFlags} = trace.getActiveSpan().spanContext();
    const entries = propagation.getActiveBaggage()?.getAllEntries() ?? [];
    const baggage = Object.fromEntries(entries.map(([key, {value}]) => [key, value]));
    const own = {trace: traceId, span: spanId, sampled: (traceFlags & 1) === 1, baggage};
    if (next === undefined) return [own];
    return inSpan('POST', SpanKind.CLIENT, context.active(), async () => {
        const headers = {'content-type': 'application/json'};
        propagation.inject(context.active(), headers);
        const answer = await fetch(next, {method: 'POST', headers, body: JSON.stringify({rest})});
        if (!answer.ok) throw new Error(`${next}: ${answer.status} ${await answer.text()}`);
        return [own, ...await answer.json()];
    });
}

async function begin({rest, sampled, baggage}) {
    const entries = Object.entries(baggage).map(([key, value]) => [key, {value}]);
    const parent = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(Object.fromEntries(entries)));
    return inSpan(sampled ? 'begin' : 'begin, not recorded', SpanKind.INTERNAL, parent, () => passOn(rest));
}

async function answer(request) {
    const question = JSON.parse(await text(request) || '{}');
    if (request.url === '/begin') return begin(question);
    if (request.url === '/flush') return (await provider.forceFlush(), true);
    const caller = propagation.extract(ROOT_CONTEXT, request.headers);
    return inSpan('POST', SpanKind.SERVER, caller, () => passOn(question.rest));
}

const server = createServer((request, response) => answer(request).then(
    (value) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value)),
    (error) => response.writeHead(500).end(String(error)),
));
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
process.stdin.on('end', () => process.exit(0)).resume();
