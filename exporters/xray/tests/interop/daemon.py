"""A daemon that reads datagrams as X-Ray's does and hands each document to moto's X-Ray, which runs in here too.

The first line is their two ports, then there is one for each document that moto has taken. They go away when standard input ends.
"""

import json
import logging
import queue
import socket
import sys
import threading
import urllib.request

from moto.server import ThreadedMotoServer

# What moto needs to know which of its services is meant.
AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=x/20200101/us-east-1/xray/aws4_request, SignedHeaders=host, Signature=0"
HEADERS = {"Authorization": AUTHORIZATION, "Content-Type": "application/json"}

datagrams = queue.Queue()
# Whatever proxies the environment names.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def read(udp):
    while True:
        datagrams.put(udp.recv(1 << 16))


def hand_over(url):
    while True:
        datagram = datagrams.get()
        header, document = datagram.split(b"\n", 1)
        assert json.loads(header) == {"format": "json", "version": 1}, header
        body = json.dumps({"TraceSegmentDocuments": [document.decode("utf-8")]}).encode()
        request = urllib.request.Request(f"{url}/TraceSegments", body, HEADERS)
        with opener.open(request) as answer:
            refused = json.load(answer)["UnprocessedTraceSegments"]
        print(json.dumps({"bytes": len(datagram), "refused": refused}), flush=True)


# It would tell of every request.
logging.getLogger("werkzeug").setLevel(logging.WARNING)
moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
moto.start()
host, port = moto.get_host_and_port()
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
udp.bind(("127.0.0.1", 0))
print(json.dumps({"udp": udp.getsockname()[1], "http": port}), flush=True)
threading.Thread(target=read, args=[udp], daemon=True).start()
threading.Thread(target=hand_over, args=[f"http://127.0.0.1:{port}"], daemon=True).start()
sys.stdin.read()
moto.stop()
