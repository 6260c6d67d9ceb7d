"""One request to real servers on loopback, most of them broken."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from llm.attempt import attempt, list_models, scrub, warm_up
from llm.clients import MAX_BYTES, MAX_PACKED_BYTES, client_for, gate_for
from llm.endpoint import Endpoint
from llm.faults import FAULTS
from llm.outcome import Outcome
from tests.fakes_llm import good
from tests.hostile import raw_server
from tests.llm_servers import KEY, completion, peak, slow_server

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n"
CHAT = "/v1/chat/completions"
BODY: dict[str, Any] = {
    "model": "gpt-5.6",
    "messages": [{"role": "user", "content": "こんにちは"}],
    "max_tokens": 5,
    "response_format": {"type": "json_object", "schema": {"type": "object"}},
}


def _endpoint(url: str, **fields: Any) -> Endpoint:
    return Endpoint(url, "gpt-5.6", KEY, **{"concurrency": 4, "timeout": 5.0} | fields)


def _send(endpoint: Endpoint, body: dict[str, Any] = BODY) -> Outcome:
    outcome = asyncio.run(attempt(endpoint, body))
    assert KEY not in repr(outcome)
    assert outcome.started_at
    return outcome


def _answered(server: HTTPServer, response: Response) -> Outcome:
    server.expect_request(CHAT).respond_with_response(response)
    return _send(_endpoint(server.url_for("/v1")))


def _json(reply: Any, status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(json.dumps(reply), status, named, content_type="application/json")


def _error(status: int, message: str, code: str = "", **headers: str) -> Response:
    return _json({"error": {"message": message, "code": code}}, status, **headers)


def test_a_good_answer_with_everything_that_is_known_about_it(httpserver: HTTPServer) -> None:
    outcome = _answered(httpserver, _json(completion('{"a": 1}'), x_request_id="req-1"))
    assert (outcome.ok, outcome.kind, outcome.text, outcome.finish) == (
        True,
        "",
        '{"a": 1}',
        "stop",
    )
    assert (outcome.input_tokens, outcome.output_tokens) == (50, 10)
    assert outcome.cost_usd == pytest.approx(50 * 4e-6 + 10 * 20e-6)
    assert outcome.request_id == "req-1"
    assert 0 < outcome.seconds < 5


def test_the_body_goes_out_as_it_is_hashed_and_the_key_in_its_header(
    httpserver: HTTPServer,
) -> None:
    _answered(httpserver, _json(completion()))
    ((request, _),) = httpserver.log
    assert json.loads(request.get_data()) == BODY
    assert request.headers["authorization"] == f"Bearer {KEY}"


# status, message, code → kind: each row of the table that a status can tell
REFUSALS = [
    (401, "Incorrect API key provided: {key}", "invalid_api_key", "auth"),
    (403, "Forbidden for {key}", "", "auth"),
    (429, "You exceeded your current quota", "insufficient_quota", "quota"),
    (402, "Insufficient Balance", "", "quota"),
    (429, "Rate limit reached", "rate_limit_exceeded", "rate_limit"),
    (404, "The model `m` does not exist", "model_not_found", "model_not_found"),
    (404, "Not Found", "", "no_endpoint"),
    (400, "maximum context length is 8192 tokens", "context_length_exceeded", "context_overflow"),
    (400, "The response was filtered", "content_filter", "content_filter"),
    (400, "'response_format' is not supported", "", "format_unsupported"),
    (400, "Use 'max_completion_tokens' instead", "unsupported_parameter", "parameter_unsupported"),
    (400, "messages: empty", "", "bad_request"),
    (500, "boom", "", "server"),
    (503, "Loading model", "", "server"),
]


@pytest.mark.parametrize(("status", "message", "code", "kind"), REFUSALS)
def test_refusals(httpserver: HTTPServer, status: int, message: str, code: str, kind: str) -> None:
    refusal = _error(status, message.format(key=KEY), code, retry_after="0")
    outcome = _answered(httpserver, refusal)
    assert (outcome.ok, outcome.kind, outcome.cost_usd) == (False, kind, None)
    assert outcome.error.startswith(FAULTS[kind].message)
    assert f"HTTP {status}: {message.format(key='[key]')}" in outcome.error


BODIES = [
    ("<html><title>Sign in</title></html>", "text/html", "html"),
    ("", "application/json", "not_json"),
    ('{"choices": [{"finish_rea', "application/json", "not_json"),
    ("{}", "application/json", "no_choices"),
    (json.dumps(completion("{", "length")), "application/json", "truncated"),
    (json.dumps(completion("", "stop")), "application/json", "empty"),
    (json.dumps(completion("x", "content_filter")), "application/json", "content_filter"),
    (json.dumps(completion("x", None)), "application/json", "cut"),
    ('{"error": {"message": "no"}}', "application/json", "server"),
]


@pytest.mark.parametrize(("body", "content_type", "kind"), BODIES)
def test_replies_that_are_no_answer(
    httpserver: HTTPServer, body: str, content_type: str, kind: str
) -> None:
    outcome = _answered(httpserver, Response(body, 200, content_type=content_type))
    assert (outcome.ok, outcome.kind) == (False, kind)


def test_a_refusal_by_the_model_still_costs(httpserver: HTTPServer) -> None:
    reply = completion(None)
    reply["choices"][0]["message"]["refusal"] = "I cannot."
    outcome = _answered(httpserver, _json(reply))
    assert (outcome.kind, outcome.refusal) == ("refusal", "I cannot.")
    assert outcome.cost_usd is not None


def test_a_redirect_is_not_followed_with_a_key(httpserver: HTTPServer) -> None:
    moved = Response("", 301, {"location": "https://elsewhere.example/v1"})
    outcome = _answered(httpserver, moved)
    assert outcome.kind == "redirect"
    assert "https://elsewhere.example/v1" in outcome.error
    assert len(httpserver.log) == 1


def test_a_key_that_a_server_writes_back_reaches_no_outcome(httpserver: HTTPServer) -> None:
    reply = completion(f"Your key is {KEY}", KEY) | {"model": KEY}
    outcome = _answered(httpserver, _json(reply, x_request_id=KEY))
    assert outcome.text == "Your key is [key]"
    escaped = KEY.replace("s", "\\u0073", 1)
    late = f"{'x' * 490} {KEY}"  # where the message is shortened
    for message in (f'{{"error": "{escaped}"}}', json.dumps({"error": late}), f"<title>{KEY}"):
        httpserver.clear()
        outcome = _answered(httpserver, Response(message, 401))
        assert KEY[:8] not in outcome.error


def test_a_dummy_key_does_not_spoil_what_a_model_writes() -> None:
    clean = scrub(good("Ollama is called ollama", error="bad key ollama"), ("ollama", "x"))
    assert (clean.text, clean.error) == ("Ollama is called ollama", "bad key [key]")


def test_characters_that_no_database_takes_are_replaced(httpserver: HTTPServer) -> None:
    outcome = _answered(httpserver, _json(completion("a\ud800b\x00c")))
    assert outcome.text == "a?bc"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://127.0.0.1:1/v1", "connection"),
        ("http://no-such-host.invalid/v1", "connection"),
        ("ftp://127.0.0.1/v1", "bad_url"),
        ("127.0.0.1:8000", "bad_url"),
        ("", "bad_url"),
    ],
)
def test_servers_that_are_not_there(url: str, kind: str) -> None:
    outcome = _send(_endpoint(url))
    assert outcome.kind == kind
    assert FAULTS[kind].systemic


def test_a_key_that_is_none_is_not_sent() -> None:
    outcome = asyncio.run(attempt(Endpoint("http://127.0.0.1:1/v1", "m", "sk 日本"), BODY))
    assert outcome.kind == "auth"


def test_a_server_without_tls_where_tls_is_wanted(httpserver: HTTPServer) -> None:
    outcome = _send(_endpoint(httpserver.url_for("/v1").replace("http:", "https:")))
    assert outcome.kind == "tls"
    assert "http://" in outcome.hint


def test_a_certificate_that_nobody_signed() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).parent / "data" / "tls" / "self_signed.pem")
    with raw_server(lambda sock, _: sock.sendall(HEAD), context) as where:
        assert _send(_endpoint(f"https://{where}/v1")).kind == "tls"


def test_a_server_that_takes_too_long(httpserver: HTTPServer) -> None:
    release = threading.Event()

    def slow(_request: Request) -> Response:
        release.wait(5)
        return _json(completion())

    httpserver.expect_request(CHAT).respond_with_handler(slow)
    outcome = _send(_endpoint(httpserver.url_for("/v1"), timeout=0.3))
    release.set()
    assert outcome.kind == "timeout"
    assert 0.2 < outcome.seconds < 3


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"", "cut"),
        (b"HTTP/1.1 200 OK\r\ncontent-le", "cut"),
        (HEAD + b'{"choices": [', "cut"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"ch", "cut"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "cut"),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope", "not_json"),
    ],
)  # fmt: skip
def test_replies_that_end_too_soon(sent: bytes, kind: str) -> None:
    with raw_server(lambda sock, _: sock.sendall(sent)) as where:
        assert _send(_endpoint(f"http://{where}/v1")).kind == kind


def test_a_server_that_drips_is_cut_off_at_the_deadline() -> None:
    def drip(sock: socket.socket, _request: bytes) -> None:
        sock.sendall(HEAD)
        for _ in range(20):
            time.sleep(0.1)
            sock.sendall(b" ")

    with raw_server(drip) as where:
        outcome = _send(_endpoint(f"http://{where}/v1", timeout=0.5))
    assert outcome.kind == "timeout"


def test_a_reply_without_end_is_not_read_to_its_end(httpserver: HTTPServer) -> None:
    def forever() -> Iterator[bytes]:
        for _ in range(MAX_BYTES // 1_000_000 + 1):
            yield b" " * 1_000_000

    for status in (200, 500):
        httpserver.clear()
        outcome = _answered(httpserver, Response(forever(), status))
        assert outcome.kind == "too_long"


def test_a_packed_reply_may_not_blow_up(httpserver: HTTPServer) -> None:
    packed = gzip.compress(json.dumps(completion()).encode())
    headers = {"content-encoding": "gzip"}
    assert _answered(httpserver, Response(packed, 200, headers)).ok
    httpserver.clear()
    bomb = gzip.compress(b" " * (MAX_PACKED_BYTES * 1100))
    assert _answered(httpserver, Response(bomb, 200, headers)).kind == "too_long"
    httpserver.clear()
    twice = gzip.compress(gzip.compress(json.dumps(completion()).encode()))
    headers = {"content-encoding": "gzip, gzip"}
    assert _answered(httpserver, Response(twice, 200, headers)).kind == "too_long"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"retry_after_ms": "1500"}, 1.5), ({"retry_after": "1.5"}, 1.5)],
)
def test_a_429_pauses_everybody(
    httpserver: HTTPServer, headers: dict[str, str], seconds: float
) -> None:
    endpoint = _endpoint(httpserver.url_for("/v1"))
    httpserver.expect_ordered_request(CHAT).respond_with_response(_error(429, "slow", **headers))
    for _ in range(2):
        httpserver.expect_ordered_request(CHAT).respond_with_json(completion("x"))

    async def run() -> float:
        refused = await attempt(endpoint, BODY)
        assert (refused.kind, refused.retry_after) == ("rate_limit", seconds)
        start = time.monotonic()
        again = await asyncio.gather(attempt(endpoint, BODY), attempt(endpoint, BODY))
        assert all(outcome.ok for outcome in again)
        assert max(outcome.seconds for outcome in again) < seconds  # waiting is not counted
        return time.monotonic() - start

    assert asyncio.run(run()) > seconds * 0.8


def test_a_long_retry_after_says_until_when(httpserver: HTTPServer) -> None:
    outcome = _answered(httpserver, _error(429, "come back tomorrow", retry_after="86400"))
    assert (outcome.kind, outcome.retry_after) == ("rate_limit", 86_400.0)
    assert "wait until 20" in outcome.error
    start = time.monotonic()
    httpserver.clear()
    assert _answered(httpserver, _json(completion("x"))).ok  # nobody sleeps for a day
    assert time.monotonic() - start < 5


def test_sixteen_at_a_time_and_no_more() -> None:
    async def run(url: str) -> list[Outcome]:
        endpoint = _endpoint(url, concurrency=16)
        await warm_up(endpoint)
        return await asyncio.gather(*(attempt(endpoint, BODY) for _ in range(24)))

    with slow_server(1.5) as url:  # time to open sixteen connections, also on a busy machine
        outcomes = asyncio.run(run(url))
        assert all(outcome.ok for outcome in outcomes)
        assert peak(url) == {"peak": 16, "requests": 24}


def test_every_event_loop_has_clients_of_its_own(httpserver: HTTPServer) -> None:
    httpserver.expect_request(CHAT).respond_with_json(completion("x"))
    endpoint = _endpoint(httpserver.url_for("/v1"))

    async def run() -> tuple[Any, Any]:
        client, gate = await client_for(endpoint), gate_for(endpoint)
        assert await client_for(endpoint) is client
        assert gate_for(endpoint) is gate
        assert (await attempt(endpoint, BODY)).ok
        return client, gate

    (first, first_gate), (second, second_gate) = asyncio.run(run()), asyncio.run(run())
    assert first is not second
    assert first_gate is not second_gate
    assert first_gate.pause is second_gate.pause
    assert first.is_closed()  # with its loop
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(asyncio.run(run()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(client) for client, _ in found}) == 4


def test_the_models_that_a_server_lists(httpserver: HTTPServer) -> None:
    endpoint = _endpoint(httpserver.url_for("/v1"))
    for reply, names in (
        ({"data": [{"id": "a"}, {"id": "b"}, {"name": "c"}, 4]}, ("a", "b")),
        ({"object": "list", "data": None}, ()),
    ):
        httpserver.clear()
        httpserver.expect_request("/v1/models").respond_with_json(reply)
        found, outcome = asyncio.run(list_models(endpoint))
        assert (found, outcome.ok) == (names, True)


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (Response("<html>", 200), "html"),
        (Response("[]", 200), "no_choices"),
        (Response('{"models": []}', 200), "no_choices"),
        (Response("{", 200), "not_json"),
        (Response("no", 401), "auth"),
        (Response("no", 404), "no_endpoint"),
    ],
)
def test_what_is_no_list_of_models(httpserver: HTTPServer, response: Response, kind: str) -> None:
    httpserver.expect_request("/v1/models").respond_with_response(response)
    found, outcome = asyncio.run(list_models(_endpoint(httpserver.url_for("/v1"))))
    assert (found, outcome.kind) == ((), kind)


def test_models_of_no_url_are_none() -> None:
    assert asyncio.run(list_models(Endpoint("", "m")))[1].kind == "bad_url"
