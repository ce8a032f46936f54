// A receiver that is not ours: says where it listens, then every span it decodes as a line of JSON. Ends with its standard input.
import {createServer, request} from 'node:http';
import {createGunzip} from 'node:zlib';

import {MockOtlpServer} from '@elastic/mockotlpserver';

const line = (value) => process.stdout.write(JSON.stringify(value) + '\n');
const hex = (base64) => Buffer.from(base64, 'base64').toString('hex');
const ids = (record) => {
    for (const key of ['traceId', 'spanId', 'parentSpanId']) {
        if (key in record) record[key] = hex(record[key]);
    }
    return record;
};

// Protobuf is decoded to messages, JSON is only parsed: its enumerations are still numbers, its ids are hexadecimal already. What comes
// over gRPC is decoded by another library, to buffers, long integers and numbers.
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map((kind) => `SPAN_KIND_${kind}`);
const CODES = ['UNSET', 'OK', 'ERROR'].map((code) => `STATUS_CODE_${code}`);
const named = ({kind, status, events, ...span}) => ({
    ...span,
    kind: KINDS[kind],
    ...(status && {status: {...status, code: CODES[status.code]}}),
    ...(events && {events: events.map(bare)}),
});
// An empty list is as good as none.
const bare = ({attributes, ...event}) => (attributes?.length ? {...event, attributes} : event);

const plain = (value, key) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString(/Id$/.test(key) ? 'hex' : 'base64');
    if (Array.isArray(value)) return value.map((item) => plain(item));
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    if (value === null || typeof value !== 'object') return value;
    if ('unsigned' in value) return value.toString();
    return Object.fromEntries(Object.entries(value).map(([key, value]) => [key, plain(value, key)]));
};

const all = (how, request, each) => {
    for (const {resource, scopeSpans} of request.resourceSpans) {
        for (const {scope, spans} of scopeSpans) {
            for (const span of spans) line({how, resource, scope, span: each(span)});
        }
    }
};

const server = new MockOtlpServer({
    services: ['http', 'grpc'],
    httpHostname: '127.0.0.1',
    httpPort: 0,
    grpcHostname: '127.0.0.1',
    grpcPort: 0,
    logLevel: 'error',
    onTrace: (trace) => {
        if (trace.toJSON) {
            all('protobuf', trace.toJSON(), (span) => ([span, ...(span.links ?? [])].forEach(ids), span));
        } else if (trace.resourceSpans[0].scopeSpans[0].spans[0].traceId instanceof Uint8Array) {
            all('grpc', plain(trace), named);
        } else {
            all('json', trace, named);
        }
    },
});
await server.start();

// Over HTTP the server cannot unpack bodies, so what stands before it does.
const front = createServer((incoming, outgoing) => {
    const {'content-encoding': encoding, 'content-length': _, ...headers} = incoming.headers;
    const onward = request(new URL(incoming.url, server.httpUrl), {method: incoming.method, headers}, (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
    });
    (encoding === 'gzip' ? incoming.pipe(createGunzip()) : incoming).pipe(onward);
});
front.listen(0, '127.0.0.1', () => line({http: `http://127.0.0.1:${front.address().port}`, grpc: server.grpcUrl}));
process.stdin.on('end', () => process.exit(0)).resume();
