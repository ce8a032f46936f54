"""A service in the chain: OpenTelemetry's SDK for Python, on the standard library's server. See service.rs, which does the same.

What it is called, where it exports to and in which formats it is called and calls, the variables of OpenTelemetry say.
"""

import json
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry import baggage, trace
from opentelemetry.context import attach, detach
from opentelemetry.exporter.zipkin.json import ZipkinExporter
from opentelemetry.propagate import extract, inject
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, ParentBased, Sampler
from opentelemetry.trace import SpanKind


class ByName(Sampler):
    def should_sample(self, parent_context, trace_id, name, *rest, **more):
        sampler = ALWAYS_OFF if name == "begin, not recorded" else ALWAYS_ON
        return sampler.should_sample(parent_context, trace_id, name, *rest, **more)

    def get_description(self):
        return "ByName"


provider = TracerProvider(sampler=ParentBased(ByName()))
provider.add_span_processor(BatchSpanProcessor(ZipkinExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("chain")


def pass_on(rest):
    context = trace.get_current_span().get_span_context()
    own = {
        "trace": f"{context.trace_id:032x}",
        "span": f"{context.span_id:016x}",
        "sampled": context.trace_flags.sampled,
        "baggage": dict(baggage.get_all()),
    }
    if not rest:
        return [own]
    with tracer.start_as_current_span("POST", kind=SpanKind.CLIENT):
        headers = {"content-type": "application/json"}
        inject(headers)
        request = urllib.request.Request(rest[0], json.dumps({"rest": rest[1:]}).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return [own, *json.load(answer)]


def begin(question):
    context = trace.set_span_in_context(trace.INVALID_SPAN)
    for key, value in question["baggage"].items():
        context = baggage.set_baggage(key, value, context)
    name = "begin" if question["sampled"] else "begin, not recorded"
    # Baggage is the context's, not the span's.
    token = attach(context)
    try:
        with tracer.start_as_current_span(name):
            return pass_on(question["rest"])
    finally:
        detach(token)


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or "{}")
        if self.path == "/begin":
            self.answer(begin(question))
        elif self.path == "/flush":
            self.answer(provider.force_flush())
        else:
            headers = {key.lower(): value for key, value in self.headers.items()}
            token = attach(extract(headers))
            try:
                with tracer.start_as_current_span("POST", kind=SpanKind.SERVER):
                    self.answer(pass_on(question["rest"]))
            finally:
                detach(token)

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    # Of several that call at once none is to wait for a second try.
    request_queue_size = 64


server = Server(("127.0.0.1", 0), Service)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"http://127.0.0.1:{server.server_port}/", flush=True)
sys.stdin.read()
