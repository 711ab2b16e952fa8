"""Another server on this machine, which answers as it is told, and who may ask it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import Any, ClassVar
from urllib.parse import parse_qs

from nosograph.knowledge.outside import Outside

#: Seconds after which a header that drips is broken off.
MOST_DRIPPING = 5
# Ten to the ninth times three letters, by entities inside entities.
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f"""<!DOCTYPE r [<!ENTITY e0 "lol">{ENTITIES}]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">
<rdf:Description rdf:about="http://e/a"><e:p>&e9;</e:p></rdf:Description></rdf:RDF>""".encode()
TURTLE = b'<#a> <http://e/p> "x\\"y"@de , [ <http://e/q> 1 ] .'

#: How names are written after the prefix ``e:`` or a base, and what the engine reads behind it.
WRITTEN_NAMES = (
    ("e:data.ttl", "data.ttl"),
    ("e:a%20b", "a%20b"),
    (r"e:a\-b\'c", "a-b'c"),
    ("e:", ""),
    ("<a>", "a"),
    ("# c }\n e:a.b:c", "a.b:c"),
)


class Answering(BaseHTTPRequestHandler):
    """Sends one body, whole or with ``drip`` seconds after every byte.

    With ``header_drip`` it sends a header that does not end, with so many seconds after every byte.
    Where ``bodies`` has another for what is asked, it sends that.
    It remembers what it was asked: of a GET the path, of a POST the query.
    """

    status, body, media_type, drip = 200, b"", "text/plain", 0.0
    header_drip = 0.0
    headers_sent: ClassVar[dict[str, str]] = {}
    bodies: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.answer(self.path)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer(form["query"][0])

    def answer(self, asked: str) -> None:
        self.asked.append(asked)
        if self.header_drip:
            self._drip_header()
            return
        self.send_response(self.status)
        self.send_header("Content-Type", self.media_type)
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):
            self._send(self.bodies.get(asked, self.body))

    def _send(self, body: bytes) -> None:
        if not self.drip:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            sleep(self.drip)

    def _drip_header(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        with suppress(ConnectionError):
            for _ in range(round(MOST_DRIPPING / self.header_drip)):
                self.wfile.write(b"x")
                sleep(self.header_drip)

    def log_message(self, *_: object) -> None:
        pass


class Documents(Answering):
    """Sends a document."""

    body, media_type = TURTLE, "text/turtle"


@contextmanager
def serving(
    kind: type[BaseHTTPRequestHandler], **behaviour: Any
) -> Iterator[tuple[int, list[str]]]:
    """Serve by a kind of handler that behaves so; yield the port, and what is asked of it."""
    asked: list[str] = []
    handler = type("Now", (kind,), {"asked": asked, **behaviour})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port, asked
        finally:
            server.shutdown()
            thread.join()


def elsewhere(
    kind: type[Documents] = Documents, **behaviour: Any
) -> AbstractContextManager[tuple[int, list[str]]]:
    """Serve documents; yield the port, and the paths that are asked for."""
    return serving(kind, **behaviour)


def outside(port: int, **given: Any) -> Outside:
    """Return what may ask ``elsewhere.example``, as if loopback were a public address."""
    usual: dict[str, Any] = {"resolve": lambda *_: ["127.0.0.1"], "allows": lambda _: True}
    return Outside((f"elsewhere.example:{port}",), **{**usual, **given})
