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

const server = new MockOtlpServer({
    services: ['http'],
    httpHostname: '127.0.0.1',
    httpPort: 0,
    logLevel: 'error',
    onTrace: (trace) => {
        for (const {resource, scopeSpans} of trace.toJSON().resourceSpans) {
            for (const {scope, spans} of scopeSpans) {
                for (const span of spans) {
                    span.links?.forEach(ids);
                    line({resource, scope, span: ids(span)});
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
