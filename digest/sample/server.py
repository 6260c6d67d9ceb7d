"""A loopback web server for the packaged files, and for nothing else."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from io import StringIO
from socketserver import TCPServer
from threading import Thread
from types import MappingProxyType
from urllib.parse import urlsplit

SAMPLE_HOST = "sample.localhost"


@dataclass(frozen=True, slots=True)
class Route:
    """What one path answers."""

    status: int
    content_type: str
    body: bytes
    etag: str  # strong, quoted (RFC 9110, 8.8.3)


@cache
def routes() -> Mapping[str, Route]:
    """Path -> answer, from data/routes.tsv. A request only ever selects a key of this table,
    so no path from outside reaches the file system.
    """
    data = files(__package__).joinpath("data")
    table = StringIO(data.joinpath("routes.tsv").read_text(encoding="utf-8"))
    found = {}
    for row in csv.DictReader(table, delimiter="\t"):
        body = data.joinpath(*row["file"].split("/")).read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        found[row["path"]] = Route(int(row["status"]), row["content_type"], body, etag)
    return MappingProxyType(found)


_NO_HOST = Route(421, "text/plain; charset=utf-8", f"Only {SAMPLE_HOST} is here.\n".encode(), "")
_NO_PAGE = Route(404, "text/plain; charset=utf-8", b"No such page in the sample week.\n", "")


def answer(host: str, target: str) -> Route:
    """The route for a Host header and a request target; queries do not matter."""
    if host.lower().partition(":")[0] != SAMPLE_HOST:
        return _NO_HOST
    try:
        path = urlsplit(target).path
    except ValueError:
        return _NO_PAGE
    return routes().get(path, _NO_PAGE)


def unchanged(route: Route, if_none_match: str) -> bool:
    """Whether If-None-Match names what the client would get (RFC 9110, 13.1.2)."""
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return route.status == 200 and (route.etag in known or known == {"*"})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "sample-week"
    sys_version = ""
    timeout = 30  # seconds that an idle kept connection may stay
    wbufsize = -1  # head and body leave in one packet: no delayed-ACK pause on loopback

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        route = answer(self.headers.get("Host", ""), self.path)
        same = unchanged(route, self.headers.get("If-None-Match", ""))
        self.send_response(HTTPStatus.NOT_MODIFIED if same else route.status)
        if route.etag and route.status == 200:
            self.send_header("ETag", route.etag)
        if not same:
            self.send_header("Content-Type", route.content_type)
            self.send_header("Content-Length", str(len(route.body)))
        self.end_headers()
        if with_body and not same:
            self.wfile.write(route.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: what was fetched is in the run's own record."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's asks the DNS for a name that nobody needs
        self.server_name, self.server_port = SAMPLE_HOST, self.server_address[1]


@contextmanager
def serve() -> Iterator[tuple[str, int]]:
    """Serve the sample week on an ephemeral loopback port: (address, port) while open."""
    routes()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="sample-week")
        thread.start()
        try:
            yield "127.0.0.1", server.server_port
        finally:
            server.shutdown()
            thread.join()
