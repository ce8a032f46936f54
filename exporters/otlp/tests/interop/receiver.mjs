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

// Protobuf is decoded to messages, JSON is only parsed: its enumerations are still numbers, its ids are hexadecimal already.
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map((kind) => `SPAN_KIND_${kind}`);
const CODES = ['UNSET', 'OK', 'ERROR'].map((code) => `STATUS_CODE_${code}`);
const named = ({kind, status, ...span}) => ({
    ...span,
    kind: KINDS[kind],
    ...(status && {status: {...status, code: CODES[status.code]}}),
});

const server = new MockOtlpServer({
    services: ['http'],
    httpHostname: '127.0.0.1',
    httpPort: 0,
    logLevel: 'error',
    onTrace: (trace) => {
        const json = trace.toJSON === undefined;
        for (const {resource, scopeSpans} of (json ? trace : trace.toJSON()).resourceSpans) {
            for (const {scope, spans} of scopeSpans) {
                for (const span of spans) {
                    if (!json) [span, ...(span.links ?? [])].forEach(ids);
                    line({resource, scope, span: json ? named(span) : span});
                }
            }
        }
    },
});
await server.start();

// The server cannot unpack bodies, so what stands before it does.
const front = createServer((incoming, outgoing) => {
    const {'content-encoding': encoding, 'content-length': _, ...headers} = incoming.headers;
    const onward = request(new URL(incoming.url, server.httpUrl), {method: incoming.method, headers}, (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
    });
    (encoding === 'gzip' ? incoming.pipe(createGunzip()) : incoming).pipe(onward);
});
front.listen(0, '127.0.0.1', () => line({url: `http://127.0.0.1:${front.address().port}`}));
process.stdin.on('end', () => process.exit(0)).resume();
