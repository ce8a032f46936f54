"""An agent and a collector that read with the code that Apache's compiler made of Jaeger's own IDL, and print each batch as a line of JSON.

The first line is their two ports. They go away when standard input ends.
"""

import json
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from jaeger_client.thrift_gen.agent import Agent
from jaeger_client.thrift_gen.jaeger import ttypes
from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.protocol.TCompactProtocol import TCompactProtocol
from thrift.Thrift import TMessageType
from thrift.transport.TTransport import TMemoryBuffer


class Compact(TCompactProtocol):
    """The generated code reads bytes as text, of which not all bytes are."""

    def readString(self):
        return self.readBinary().decode("utf-8", "surrogateescape")


class Binary(TBinaryProtocol):
    def readString(self):
        return self.readBinary().decode("utf-8", "surrogateescape")


def plain(value, name=None):
    if isinstance(value, list):
        return [plain(item) for item in value]
    if name == "vBinary":
        return value.encode("utf-8", "surrogateescape").hex()
    if isinstance(value, str):
        value.encode("utf-8")  # Fails where text is none.
        return value
    if isinstance(value, float):
        return struct.pack(">d", value).hex()
    if isinstance(value, (bool, int)):
        return value
    value.validate()
    # Fields that were not there are None.
    return {key: plain(field, key) for key, field in vars(value).items() if field is not None}


lock = threading.Lock()


def show(how, size, batch):
    with lock:
        print(json.dumps({"how": how, "bytes": size, "batch": plain(batch)}), flush=True)


def checked_end(buffer, size):
    rest = buffer.read(1)
    assert not rest, f"bytes behind the end of {size}"


def agent(udp):
    while True:
        datagram, _ = udp.recvfrom(1 << 16)
        buffer = TMemoryBuffer(datagram)
        protocol = Compact(buffer)
        name, kind, _ = protocol.readMessageBegin()
        assert (name, kind) == ("emitBatch", TMessageType.ONEWAY), (name, kind)
        arguments = Agent.emitBatch_args()
        arguments.read(protocol)
        protocol.readMessageEnd()
        checked_end(buffer, len(datagram))
        show("udp", len(datagram), arguments.batch)


class Collector(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/api/traces?format=jaeger.thrift", self.path
        assert self.headers["Content-Type"] == "application/x-thrift"
        buffer = TMemoryBuffer(body)
        batch = ttypes.Batch()
        batch.read(Binary(buffer))
        checked_end(buffer, len(body))
        show("http", len(body), batch)
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
udp.bind(("127.0.0.1", 0))
http = HTTPServer(("127.0.0.1", 0), Collector)
print(json.dumps({"udp": udp.getsockname()[1], "http": http.server_port}), flush=True)
threading.Thread(target=agent, args=[udp], daemon=True).start()
threading.Thread(target=http.serve_forever, daemon=True).start()
sys.stdin.read()
