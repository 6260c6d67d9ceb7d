"""HttpFetch against real sockets: conditional GET, limits, redirects, refusals, guard."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from digest.errors import (
    BadAddress,
    BadStatus,
    FetchError,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)
from digest.fetch import MAX_BYTES, HttpFetch, request_of, user_agent
from digest.fetch import Response as Fetched
from digest.guard import as_url, is_public
from digest.hop import Answer, Broken
from digest.pace import MOST_DELAY, Pace
from tests.hostile import raw_server

AGENT = user_agent("editor@example.org")


class Ahead(HttpFetch):
    """The same network, asked as for many sources at once: every guard holds there too."""

    def __call__(self, url: str, **how: Any) -> Fetched:
        request = request_of(url, **how)
        came: SimpleQueue[Answer | Broken] = SimpleQueue()
        (begun,) = self.begin([(request, came.put)])
        return self.follow(request, came.get(timeout=90) if begun else None)


@pytest.fixture(params=[HttpFetch, Ahead], ids=["alone", "ahead"])
def network(request: pytest.FixtureRequest) -> type[HttpFetch]:
    kind: type[HttpFetch] = request.param
    return kind


@pytest.fixture
def fetcher(network: type[HttpFetch]) -> Callable[..., HttpFetch]:
    return partial(network, AGENT, allow_private_hosts=["127.0.0.1", "localhost"])


@pytest.fixture
def fetch(fetcher: Callable[..., HttpFetch]) -> HttpFetch:
    return fetcher()


def test_gets_a_body_with_headers_and_names_itself(
    httpserver: HTTPServer, fetch: HttpFetch
) -> None:
    httpserver.expect_request("/feed").respond_with_data(
        "héllo".encode(), content_type="text/plain; charset=utf-8", headers={"ETag": '"a"'}
    )
    response = fetch(httpserver.url_for("/feed"))
    assert response.status == 200
    assert response.body == "héllo".encode()
    assert response.headers["etag"] == '"a"'
    assert response.content_type.startswith("text/plain")
    assert not response.not_modified
    request = httpserver.log[0][0]
    assert request.headers["User-Agent"] == AGENT
    assert "editor@example.org" in AGENT
    assert "If-None-Match" not in request.headers


def test_the_contact_cannot_add_headers() -> None:
    assert "\r" not in user_agent("a\r\nX-Evil: 1")
    assert user_agent() == "weekly-ai-digest/0.1 (feed reader)"


def test_304_is_not_modified_and_has_no_body(httpserver: HTTPServer, fetch: HttpFetch) -> None:
    def answer(request: Request) -> Response:
        same = request.headers.get("If-None-Match") == '"v1"'
        since = request.headers.get("If-Modified-Since") == "Mon, 16 Nov 2026 00:00:00 GMT"
        return Response(status=304) if same and since else Response("body")

    httpserver.expect_request("/feed").respond_with_handler(answer)
    url = httpserver.url_for("/feed")
    for _ in range(3):  # the connection is kept
        response = fetch(url, etag='"v1"', last_modified="Mon, 16 Nov 2026 00:00:00 GMT")
        assert response.not_modified
        assert response.body == b""
    assert fetch(url).body == b"body"


def test_304_without_having_asked_is_an_error(httpserver: HTTPServer, fetch: HttpFetch) -> None:
    httpserver.expect_request("/feed").respond_with_data("", status=304)
    with pytest.raises(BadStatus) as caught:
        fetch(httpserver.url_for("/feed"))
    assert caught.value.status == 304


def test_gzip_is_unpacked(httpserver: HTTPServer, fetch: HttpFetch) -> None:
    packed = gzip.compress(b"x" * 1000)
    httpserver.expect_request("/").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    assert fetch(httpserver.url_for("/")).body == b"x" * 1000


def test_broken_compression_is_unreachable(httpserver: HTTPServer, fetch: HttpFetch) -> None:
    httpserver.expect_request("/").respond_with_data(b"no", headers={"Content-Encoding": "gzip"})
    with pytest.raises(Unreachable, match="compressed"):
        fetch(httpserver.url_for("/"))


def test_redirects_are_followed_and_lasting_ones_remembered(
    httpserver: HTTPServer, fetch: HttpFetch
) -> None:
    def to(path: str, status: int) -> Response:
        return Response(status=status, headers={"Location": path})

    httpserver.expect_request("/a").respond_with_response(to("/b", 301))
    httpserver.expect_request("/b").respond_with_response(to("c", 308))
    httpserver.expect_request("/c").respond_with_response(to("/d", 302))
    httpserver.expect_request("/d").respond_with_data("end")
    response = fetch(httpserver.url_for("/a"))
    assert response.body == b"end"
    assert response.url == httpserver.url_for("/d")
    assert response.permanent_url == httpserver.url_for("/c")
    assert fetch(httpserver.url_for("/c")).permanent_url == ""


def test_a_redirect_in_raw_utf8_is_understood(fetch: HttpFetch) -> None:
    def answer(sock: socket.socket, request: bytes) -> None:
        if b"/start" in request:
            head = "HTTP/1.1 302 Found\r\nLocation: /記事\r\nContent-Length: 0\r\n\r\n"
            sock.sendall(head.encode())
        else:
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with raw_server(answer) as where:
        assert fetch(f"http://{where}/start").url == f"http://{where}/%E8%A8%98%E4%BA%8B"


@pytest.mark.parametrize(("path", "words"), [("/loop", "circle"), ("/0", "more than 10 times")])
def test_endless_redirects_end(
    httpserver: HTTPServer, fetch: HttpFetch, path: str, words: str
) -> None:
    def answer(request: Request) -> Response:
        last = request.path.strip("/")
        target = "/loop" if last == "loop" else f"/{int(last) + 1}"
        return Response(status=302, headers={"Location": target})

    for target in ("/loop", *(f"/{n}" for n in range(30))):
        httpserver.expect_request(target).respond_with_handler(answer)
    with pytest.raises(TooManyRedirects, match=words):
        fetch(httpserver.url_for(path))


def test_ten_gigabytes_are_refused_by_their_length(fetch: HttpFetch) -> None:
    def answer(sock: socket.socket, _: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n" + b"x" * 1000)
        time.sleep(60)

    started = time.monotonic()
    with raw_server(answer) as where, pytest.raises(TooLarge, match="15 MB"):
        fetch(f"http://{where}/")
    assert time.monotonic() - started < 30


def test_an_endless_answer_is_cut_at_the_limit(fetch: HttpFetch) -> None:
    sent = [0]

    def answer(sock: socket.socket, _: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:  # until the client hangs up
            sock.sendall(b"x" * 65536)
            sent[0] += 65536

    with raw_server(answer) as where, pytest.raises(TooLarge):
        fetch(f"http://{where}/")
    assert sent[0] < 2 * MAX_BYTES


def test_a_decompression_bomb_is_stopped(httpserver: HTTPServer, fetch: HttpFetch) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    httpserver.expect_request("/").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    started = time.monotonic()
    with pytest.raises(TooLarge):
        fetch(httpserver.url_for("/"))
    assert time.monotonic() - started < 20


def test_max_bytes_may_be_smaller(httpserver: HTTPServer, fetch: HttpFetch) -> None:
    httpserver.expect_request("/").respond_with_data(b"x" * 1001)
    with pytest.raises(TooLarge):
        fetch(httpserver.url_for("/"), max_bytes=1000)


def drip_body(sock: socket.socket, _: bytes) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        sock.sendall(b"x")
        time.sleep(0.05)


def drip_headers(sock: socket.socket, _: bytes) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        sock.sendall(b"x")
        time.sleep(0.05)


def drip_redirects(sock: socket.socket, request: bytes) -> None:
    time.sleep(0.4)
    n = int(request.split()[1].strip(b"/") or b"0")
    sock.sendall(f"HTTP/1.1 302 Found\r\nLocation: /{n + 1}\r\nConnection: close\r\n\r\n".encode())


def silent(sock: socket.socket, _: bytes) -> None:
    time.sleep(60)


@pytest.mark.parametrize("answer", [drip_body, drip_headers, drip_redirects, silent])
def test_slow_answers_end_at_the_deadline(
    fetcher: Callable[..., HttpFetch], answer: Callable[[socket.socket, bytes], None]
) -> None:
    started = time.monotonic()
    with raw_server(answer) as where, pytest.raises(Unreachable, match="too long") as caught:
        fetcher(total_seconds=1.0)(f"http://{where}/")
    assert time.monotonic() - started < 15  # reading alone would wait for 20
    assert caught.value.hint


def test_a_slow_tls_handshake_ends(fetcher: Callable[..., HttpFetch]) -> None:
    with raw_server(silent) as where, pytest.raises(Unreachable):
        fetcher(total_seconds=1.0)(f"https://{where}/")


def test_a_certificate_nobody_signed_is_refused(fetch: HttpFetch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).parent / "data" / "tls" / "self_signed.pem")

    def answer(sock: socket.socket, _: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with raw_server(answer, context) as where, pytest.raises(Unreachable) as caught:
        fetch(f"https://{where}/")
    assert "certificate" in caught.value.message
    assert "self-signed" in caught.value.message


def test_a_cut_answer_is_unreachable(fetch: HttpFetch) -> None:
    def answer(sock: socket.socket, _: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")

    with raw_server(answer) as where, pytest.raises(Unreachable, match="broke off"):
        fetch(f"http://{where}/")


@pytest.mark.parametrize(
    "sent", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 999999 X\r\n\r\n", b"HTTP/1.1 200 OK\r\n" * 500]
)
def test_what_is_no_http_is_unreachable(fetch: HttpFetch, sent: bytes) -> None:
    def answer(sock: socket.socket, _: bytes) -> None:
        sock.sendall(sent)

    with raw_server(answer) as where, pytest.raises(FetchError) as caught:
        fetch(f"http://{where}/")
    assert caught.value.code in ("unreachable", "bad_status")


def test_a_closed_port_and_an_unknown_host_are_unreachable(fetch: HttpFetch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match="refused"):
        fetch(f"http://127.0.0.1:{port}/")
    with pytest.raises(Unreachable, match="found"):
        fetch("http://no-such-host.invalid/")


@pytest.mark.parametrize(
    ("status", "hint"),
    [(401, "sign-in"), (403, "refuses"), (404, "moved"), (410, "gone"), (500, "later")],
)
def test_statuses_say_what_to_do(
    httpserver: HTTPServer, fetch: HttpFetch, status: int, hint: str
) -> None:
    httpserver.expect_request("/").respond_with_data("<title>Oh &amp; no</title>", status=status)
    with pytest.raises(BadStatus) as caught:
        fetch(httpserver.url_for("/"))
    assert caught.value.status == status
    assert f"HTTP {status} (Oh & no)" in caught.value.message
    assert hint in caught.value.hint


def test_retry_after_and_a_challenge_are_named(
    httpserver: HTTPServer, fetcher: Callable[..., HttpFetch]
) -> None:
    headers = {"cf-mitigated": "challenge", "Retry-After": "120"}
    httpserver.expect_request("/cf").respond_with_data("x", status=403, headers=headers)
    httpserver.expect_request("/busy").respond_with_data("x", status=429, headers=headers)
    httpserver.expect_request("/wait").respond_with_data(
        "x", status=503, headers={"Retry-After": "120"}
    )
    with pytest.raises(BadStatus, match="bot challenge \\(Cloudflare"):
        fetcher()(httpserver.url_for("/cf"))
    with pytest.raises(BadStatus, match="bot challenge"):
        fetcher()(httpserver.url_for("/busy"))
    with pytest.raises(BadStatus, match="after 120"):
        fetcher()(httpserver.url_for("/wait"))


def test_a_host_that_asks_for_a_long_pause_is_left_alone(
    httpserver: HTTPServer, fetcher: Callable[..., HttpFetch]
) -> None:
    httpserver.expect_request("/busy").respond_with_data(
        "x", status=429, headers={"Retry-After": "120"}
    )
    httpserver.expect_request("/fine").respond_with_data("fine")
    clock = Clock()
    fetch = fetcher(pace=Pace(clock=lambda: clock.now, sleep=clock.sleep))
    with pytest.raises(BadStatus) as busy:
        fetch(httpserver.url_for("/busy"))
    assert busy.value.retry_after == 120
    with pytest.raises(BadStatus, match="left alone for 120 s") as resting:
        fetch(httpserver.url_for("/fine"))
    assert resting.value.status == 429
    assert len(httpserver.log) == 1
    clock.now += 105
    assert fetch(httpserver.url_for("/fine")).body == b"fine"
    assert clock.slept == [15.0]  # the rest of a short pause is waited for


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http:///path",
        "http://exa mple.org/",
        "http://example.org:99999/",
        "http://user:hunter2@example.org/",
        "http://example.org/\r\nX-Evil: 1",
        "http://[::1",
        "http://" + "x" * 70 + ".org/",
    ],
)
def test_what_is_no_web_address_is_refused(fetch: HttpFetch, url: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(url)
    assert isinstance(caught.value, BadAddress) or "x" * 70 in url
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "[fe80::1]",
        "[fc00::1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_private_addresses_are_refused(network: type[HttpFetch], host: str) -> None:
    with pytest.raises(BadAddress, match=r"private network|no URL") as caught:
        network(AGENT, pace=Pace(0))(f"http://{host}:9/")
    assert caught.value.hint


def test_a_redirect_into_the_private_network_is_refused(
    httpserver: HTTPServer, network: type[HttpFetch]
) -> None:
    port = httpserver.port
    target = f"http://127.0.0.2:{port}/secret"
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": target})
    httpserver.expect_request("/secret").respond_with_data("secret")
    allowed = network(AGENT, allow_private_hosts=[f"127.0.0.1:{port}"])
    with pytest.raises(BadAddress, match=r"127\.0\.0\.2"):
        allowed(httpserver.url_for("/").replace("localhost", "127.0.0.1"))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://x.example/", "http://a:b@c.org/"])
def test_a_redirect_to_no_web_address_is_refused(
    httpserver: HTTPServer, fetch: HttpFetch, target: str
) -> None:
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": target})
    with pytest.raises(BadAddress):
        fetch(httpserver.url_for("/"))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::808:808", True),
        ("fe80::1%eth0", False),
        ("nonsense", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_addresses_are_written_in_ascii_without_fragment() -> None:
    assert as_url("http://日本語.jp/パス?q=あ#f").url == (
        "http://xn--wgv71a119e.jp/%E3%83%91%E3%82%B9?q=%E3%81%82"
    )
    assert as_url("../b?c", "https://example.org/x/a").url == "https://example.org/b?c"


def test_a_mapped_host_is_served_from_loopback(
    httpserver: HTTPServer, network: type[HttpFetch]
) -> None:
    httpserver.expect_request("/feed").respond_with_handler(lambda r: Response(r.host))
    mapped = network(AGENT, host_map={"sample.localhost": ("127.0.0.1", httpserver.port)})
    response = mapped("http://sample.localhost/feed")
    assert response.body == b"sample.localhost"
    assert response.url == "http://sample.localhost/feed"


def test_proxies_of_the_environment_are_not_used(
    httpserver: HTTPServer, fetch: HttpFetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    httpserver.expect_request("/").respond_with_data("direct")
    assert fetch(httpserver.url_for("/")).body == b"direct"


def test_threads_share_one_fetcher(httpserver: HTTPServer, fetch: HttpFetch) -> None:
    httpserver.expect_request("/n").respond_with_handler(
        lambda r: Response(r.query_string.decode())
    )
    urls = [httpserver.url_for(f"/n?{n}") for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        bodies = [response.body.decode() for response in pool.map(fetch, urls)]
    assert bodies == [str(n) for n in range(60)]


def test_a_connection_closed_by_the_server_is_opened_again(fetch: HttpFetch) -> None:
    def answer(sock: socket.socket, _: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")  # and closes, unsaid

    with raw_server(answer) as where:
        assert [fetch(f"http://{where}/").body for _ in range(3)] == [b"ok"] * 3


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def test_pace_pauses_between_requests_to_one_host() -> None:
    clock = Clock()
    pace = Pace(clock=lambda: clock.now, sleep=clock.sleep)
    for host in ("a.example", "a.example", "b.example", "A.example"):
        with pace.turn(host):
            clock.now += 0.25
    assert clock.slept == [1.0, 0.75]


def test_arxiv_hosts_share_three_seconds() -> None:
    clock = Clock()
    pace = Pace(clock=lambda: clock.now, sleep=clock.sleep)
    for host in ("export.arxiv.org", "rss.arxiv.org", "arxiv.org", "notarxiv.org"):
        with pace.turn(host):
            pass
    assert clock.slept == [3.0, 3.0]


def test_one_request_at_a_time_per_host() -> None:
    pace, inside, most = Pace(0.0), [0], [0]
    counting = threading.Lock()

    def work(_: int) -> None:
        with pace.turn("a.example"):
            with counting:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.01)
            with counting:
                inside[0] -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert most == [1]


def test_a_site_may_ask_for_a_longer_pause_but_not_for_hours() -> None:
    clock = Clock()
    pace = Pace(clock=lambda: clock.now, sleep=clock.sleep)
    pace.slow_down("slow.example", 5)
    pace.slow_down("asleep.example", 9999)
    pace.slow_down("hasty.example", 0.01)
    for host in ("slow.example", "asleep.example", "hasty.example"):
        for _ in range(2):
            with pace.turn(host):
                pass
    assert clock.slept == [5.0, MOST_DELAY, 1.0]


def test_a_pause_for_pages_is_none_for_the_api_beside_them() -> None:
    clock = Clock()
    pace = Pace(clock=lambda: clock.now, sleep=clock.sleep)
    pace.slow_down("arxiv.org", 15)
    for host in ("arxiv.org", "export.arxiv.org", "export.arxiv.org", "arxiv.org"):
        with pace.turn(host):
            pass
    assert clock.slept == [3.0, 3.0, 9.0]


def test_processes_of_one_home_keep_arxivs_pause_together(tmp_path: Path) -> None:
    ones, others = Clock(), Clock()
    one = Pace(folder=tmp_path, clock=lambda: ones.now, sleep=ones.sleep)
    other = Pace(folder=tmp_path, clock=lambda: others.now, sleep=others.sleep)
    with one.turn("export.arxiv.org"):
        pass
    with other.turn("rss.arxiv.org"):
        pass
    with other.turn("a.example"):
        pass
    assert ones.slept == []
    assert len(others.slept) == 1
    assert 2.0 < others.slept[0] <= 3.0


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "pace-arxiv.org.lock").mkdir()
    clock = Clock()
    pace = Pace(folder=tmp_path, clock=lambda: clock.now, sleep=clock.sleep)
    with pace.turn("arxiv.org"):
        clock.now += 1
    assert clock.slept == []
