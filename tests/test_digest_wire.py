"""libcurl's side of fetching, against sockets: what it may reach, how much it takes in, how it ends."""

from __future__ import annotations

import gzip
import os
import socket
import ssl
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from digest.errors import BadAddress, FetchError, TooLarge, Unreachable
from digest.fetch import HttpFetch, request_of, user_agent
from digest.guard import as_url
from digest.hop import Answer, Asked, Broken
from digest.pace import Pace
from digest.transfer import Transfer, _head, _place
from digest.wire import Wire, allowed
from tests.hostile import raw_server
from tests.tools import ROOT

AGENT = user_agent()
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def allowing(host: str = "127.0.0.1", **options: object) -> HttpFetch:
    return HttpFetch(AGENT, allow_private_hosts=[host], **options)  # type: ignore[arg-type]


def asked(url: str, seconds: float = 10.0) -> Asked:
    place = as_url(url)
    return Asked(url, (), 1000, seconds, trusted=(place.host or "", place.port or 80))


def test_a_kept_connection_is_no_way_in(httpserver: HTTPServer) -> None:
    """All fetchers of a process share connections: one may hold a socket that another may not use."""
    httpserver.expect_request("/").respond_with_data("inside")
    url = httpserver.url_for("/").replace("localhost", "127.0.0.1")
    assert [allowing()(url).body for _ in range(3)] == [b"inside"] * 3
    with pytest.raises(BadAddress, match="private network"):
        HttpFetch(AGENT, pace=Pace(0))(url)
    assert len(httpserver.log) == 3


def test_a_private_address_is_not_even_knocked_at() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.3)
        with pytest.raises(BadAddress):
            HttpFetch(AGENT, pace=Pace(0))(f"http://127.0.0.1:{door.getsockname()[1]}/")
        with pytest.raises(TimeoutError):
            door.accept()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}\\@127.0.0.2:{port}/",
        "http://127.0.0.1:{port}#@127.0.0.2:{port}/",
        "http://127.0.0.1:{port}?@127.0.0.2:{port}/",
        "http://127.0.0.1:{port};@127.0.0.2:{port}/",
        "http://127.0.0.2:{port}/..//127.0.0.1:{port}/",
    ],
)
def test_who_is_trusted_is_read_alike_by_all(url: str) -> None:
    """Two readers of one URL that differ have led many a program inside."""
    reached: list[str] = []

    def answer(sock: socket.socket, _: bytes) -> None:
        reached.append(sock.getsockname()[0])
        sock.sendall(GOOD)

    with raw_server(answer, everywhere=True) as where:
        port = where.rpartition(":")[2]
        with suppress(BadAddress, Unreachable):
            allowing(f"127.0.0.1:{port}")(url.format(port=port))
    assert set(reached) <= {"127.0.0.1"}


def test_trust_ends_where_libcurl_reads_another_host() -> None:
    transfer = Transfer()
    transfer.load(Asked("http://127.0.0.2:9/", (), 10, 1.0, trusted=("127.0.0.1", 9)))
    assert not transfer._may_reach("127.0.0.2")
    transfer.load(Asked("http://127.0.0.1:9/", (), 10, 1.0, trusted=("127.0.0.1", 9)))
    assert transfer._may_reach("127.0.0.1")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "https://[::1]:8443/x", "http://日本語.jp/", "https://a.example./?q"],
)
def test_libcurl_reads_addresses_as_the_guard_does(url: str) -> None:
    place = as_url(url)
    port = place.port or (443 if place.scheme == "https" else 80)
    assert _place(place.url) == (place.host, port)


def test_a_bomb_inside_a_bomb_is_not_unpacked(httpserver: HTTPServer) -> None:
    bomb = gzip.compress(gzip.compress(gzip.compress(b"\0" * 30_000_000, 9), 9), 9)
    for coding in ("gzip, gzip, gzip", "gzip,gzip"):
        headers = {"Content-Encoding": coding}
        httpserver.expect_oneshot_request("/").respond_with_data(bomb, headers=headers)
        with pytest.raises(Unreachable, match="compressed"):
            allowing("localhost")(httpserver.url_for("/"))


def test_what_unpacks_to_nothing_ends_too() -> None:
    """Empty blocks of deflate: there is never a byte to count."""
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10]
    sent = [0]

    def answer(sock: socket.socket, _: bytes) -> None:
        sock.sendall(head)
        while True:  # until the client hangs up
            sock.sendall(b"\0\0\0\xff\xff" * 20_000)
            sent[0] += 100_000

    with raw_server(answer) as where, pytest.raises(TooLarge):
        allowing()(f"http://{where}/", max_bytes=1_000_000)
    assert sent[0] < 20_000_000  # what waits in the sockets is sent too


def forever(start: bytes, again: bytes) -> Callable[[socket.socket, bytes], None]:
    def answer(sock: socket.socket, _: bytes) -> None:
        sock.sendall(start)
        while True:  # until the client hangs up
            sock.sendall(again)

    return answer


@pytest.mark.parametrize(
    ("start", "again"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-More: 12345678901234567890\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x" * 1000),
        (b"HTTP/1.1 200 OK\r\nX-Folded: a\r\n", b" b\r\n" * 100),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n",
            b"X-Trailer: 12345678901234567890\r\n",
        ),
        (b"HTTP/1.1 500 Oh\r\n\r\n", b"<p>no</p>" * 1000),
        (b"HTTP/1.1 302 Found\r\nLocation: ftp://a.example/\r\n\r\n", b"<p>away</p>" * 1000),
    ],
    ids=["headers", "one header", "folds", "1xx", "trailers", "an error page", "a redirect's page"],
)
def test_what_never_ends_is_cut_short(start: bytes, again: bytes) -> None:
    started = time.monotonic()
    with raw_server(forever(start, again)) as where, pytest.raises(FetchError):
        allowing()(f"http://{where}/")
    assert time.monotonic() - started < 20  # 60 s is what it may last


def test_headers_are_read_in_a_time_that_grows_with_their_size() -> None:
    head = [b"HTTP/1.1 200 OK\r\n", b"X-Folded: a\r\n"]

    def seconds(times: int) -> float:
        lines = head + [b" b\r\n"] * times + [b"X-Same: c\r\n"] * times
        started = time.process_time()
        _head(lines)
        return time.process_time() - started

    few, many = min(seconds(5000) for _ in range(3)), min(seconds(50_000) for _ in range(3))
    assert many < 60 * few + 0.05  # ten times as many; quadratic would be 100 times


def test_the_last_head_counts_and_trailers_do_not() -> None:
    lines = [b"HTTP/1.1 103 Early Hints\r\n", b"ETag: early\r\n", b"\r\n"]
    lines += [b"HTTP/1.1 200 OK\r\n", b"Vary: a\r\n", b"VARY:b\r\n", b"X:\xe9\r\n\tc\r\n"]
    lines += [b"no colon\r\n", b"\r\n", b"Vary: trailer\r\n"]
    assert _head(lines) == (200, {"vary": "a, b", "x": "é c"})
    with pytest.raises(ValueError, match="no status"):
        _head([])


def test_validators_cannot_add_headers(httpserver: HTTPServer) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response("ok")

    httpserver.expect_request("/").respond_with_handler(answer)
    fetch = allowing("localhost")
    for etag in ('"a"\r\nX-Evil: 1', '"a"\nX-Evil: 1', '"a"\0', '"日本"', '"é"', "\ud800"):
        fetch(httpserver.url_for("/"), etag=etag)
    assert len(seen) == 6
    assert all("X-Evil" not in request.headers for request in seen)


def test_a_slow_server_holds_up_nobody(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("quick")
    quick = httpserver.url_for("/")
    with raw_server(lambda sock, _: time.sleep(30)) as silent:
        waiting: SimpleQueue[Answer | Broken] = SimpleQueue()
        wire = Wire()
        wire.start([(asked(f"http://{silent}/", 5.0), waiting.put) for _ in range(20)])
        got = [wire.ask(asked(quick)) for _ in range(5)]
        assert waiting.empty()
        assert all(isinstance(one, Answer) and one.body == b"quick" for one in got)
        ends = [waiting.get(timeout=20) for _ in range(20)]
    assert {end.kind for end in ends if isinstance(end, Broken)} == {"slow"}


def test_no_more_at_once_than_asked_for_and_all_in_the_end(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/n").respond_with_handler(
        lambda r: Response(r.query_string.decode())
    )
    wire = Wire(3)
    urls = [httpserver.url_for(f"/n?{n}") for n in range(40)]
    with ThreadPoolExecutor(10) as pool:
        got = list(pool.map(lambda url: wire.ask(asked(url)), urls))
    assert [one.body for one in got if isinstance(one, Answer)] == [
        str(n).encode() for n in range(40)
    ]
    assert len(wire._free) == 3


def test_of_one_host_only_one_request_begins(httpserver: HTTPServer) -> None:
    """Of a host that nobody trusts: here each is refused, but its turn was taken."""
    fetch = HttpFetch(AGENT, pace=Pace(0.2))
    came: SimpleQueue[Answer | Broken] = SimpleQueue()
    requests = [(request_of(httpserver.url_for(f"/{n}")), came.put) for n in range(3)]
    assert fetch.begin(requests) == [True, False, False]
    got = came.get(timeout=10)
    assert isinstance(got, Broken)
    assert got.kind == "private"
    assert fetch.begin(requests) == [False, False, False]  # the pause after it
    time.sleep(0.25)
    assert fetch.begin(requests) == [True, False, False]
    assert came.get(timeout=10)


def test_turns_that_are_taken_without_waiting() -> None:
    pace = Pace(0.0)
    end = pace.take("A.example")
    assert end is not None
    assert pace.take("a.example") is None
    assert pace.take("b.example") is not None
    end()
    with pace.turn("a.example"):
        assert pace.take("a.example") is None
    assert pace.take("export.arxiv.org") is None  # its pause is kept with other processes
    pace.hold("c.example", 60)
    assert pace.take("c.example") is None
    assert pace.take("c.example", freely=True) is None


def test_certificates_hold_for_their_host_and_their_authority_only() -> None:
    """known.pem is its own authority, and of 127.0.0.1."""
    known = ROOT / "tests" / "data" / "tls" / "known.pem"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(known)
    with raw_server(lambda sock, _: sock.sendall(GOOD), context) as where:
        code = f"""
            from digest.errors import Unreachable
            from digest.fetch import HttpFetch
            fetch = HttpFetch("a", allow_private_hosts=["127.0.0.1", "localhost"])
            for host in ("127.0.0.1", "localhost"):
                try:
                    print(fetch("https://{where}/".replace("127.0.0.1", host)).body)
                except Unreachable as error:
                    print(error.message)
        """
        fine, other_host = in_a_process(code, SSL_CERT_FILE=str(known)).stdout.splitlines()
        unknown, _ = in_a_process(code).stdout.splitlines()
    assert fine == "b'ok'"
    assert "localhost has no valid certificate: no alternative" in other_host
    assert "127.0.0.1 has no valid certificate: self-signed" in unknown


def in_a_process(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    program = textwrap.dedent(code)
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_few_open_files_mean_fewer_at_once(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("ok")
    ended = in_a_process(f"""
        import resource
        resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))
        from concurrent.futures import ThreadPoolExecutor
        from digest.fetch import HttpFetch
        from digest.wire import allowed
        fetch = HttpFetch("a", allow_private_hosts=["localhost"])
        with ThreadPoolExecutor(100) as pool:
            got = list(pool.map(lambda _: fetch({httpserver.url_for("/")!r}).body, range(300)))
        print(allowed(512), got == [b"ok"] * 300)
    """)
    assert ended.stdout.split() == ["12", "True"], ended.stderr


def test_with_many_open_files_there_are_as_many_as_asked_for() -> None:
    assert 8 <= allowed(64) <= 64


def test_a_program_ends_while_a_server_is_silent() -> None:
    with raw_server(lambda sock, _: time.sleep(60)) as where:
        started = time.monotonic()
        ended = in_a_process(f"""
            import threading, time
            from digest.fetch import HttpFetch
            fetch = HttpFetch("a", allow_private_hosts=["127.0.0.1"])
            threading.Thread(target=fetch, args=["http://{where}/"], daemon=True).start()
            time.sleep(0.5)
        """)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert time.monotonic() - started < 30


def test_who_only_reads_feeds_loads_no_network() -> None:
    ended = in_a_process("""
        import sys
        import digest.collect.xmlfeed, digest.collect.feed, digest.lanes
        print("pycurl" in sys.modules)
    """)
    assert ended.stdout.split() == ["False"], ended.stderr
