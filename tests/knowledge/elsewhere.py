"""Another server with documents, listed as if it were on the Internet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import Any, ClassVar

from nosograph.knowledge.outside import Outside

TURTLE = b'<#a> <http://e/p> "x\\"y"@de , [ <http://e/q> 1 ] .'


class Documents(BaseHTTPRequestHandler):
    """Another server: one document, but where ``bodies`` has others by path."""

    status, body, media_type, drip = 200, TURTLE, "text/turtle", 0.0
    headers_sent: ClassVar[dict[str, str]] = {}
    bodies: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(self.status)
        self.send_header("Content-Type", self.media_type)
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        self.end_headers()
        body = self.bodies.get(self.path, self.body)
        with suppress(ConnectionError):
            self._send(body)

    def _send(self, body: bytes) -> None:
        if not self.drip:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            sleep(self.drip)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def elsewhere(
    server_class: type[Documents] = Documents, **behaviour: Any
) -> Iterator[tuple[int, list[str]]]:
    """Run a server that behaves so; give its port, and the paths that it is asked for."""
    asked: list[str] = []
    handler = type("Now", (server_class,), {**behaviour, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port, asked
        finally:
            server.shutdown()
            thread.join()


def outside(port: int, **given: Any) -> Outside:
    """Return what may ask ``elsewhere.example``, as if loopback were a public address."""
    usual: dict[str, Any] = {"resolve": lambda *_: ["127.0.0.1"], "allows": lambda _: True}
    return Outside((f"elsewhere.example:{port}",), **{**usual, **given})
