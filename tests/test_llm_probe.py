"""What a model server can do, and which ones run on this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from llm.endpoint import Endpoint
from llm.probe import Probe, found_on_loopback, probe
from tests.llm_servers import KEY, completion

GOOD = '{"animal": "cat", "legs": 4}'
Handler = Callable[[dict[str, Any]], dict[str, Any] | Response]


def _probe(server: HTTPServer, answer: Handler, models: Any = ("m",)) -> Probe:
    def chat(request: Request) -> Response:
        reply = answer(request.get_json())
        if isinstance(reply, Response):
            return reply
        return Response(response=_dump(reply), content_type="application/json")

    listed = {"data": [{"id": name} for name in models]}
    server.expect_request("/v1/models").respond_with_json(listed)
    server.expect_request("/v1/chat/completions").respond_with_handler(chat)
    found = asyncio.run(probe(Endpoint(server.url_for("/v1"), "m", KEY, timeout=5)))
    assert KEY not in repr(found)
    return found


def _dump(reply: dict[str, Any]) -> str:
    return json.dumps(reply)


def _form(body: dict[str, Any]) -> str:
    return str(body.get("response_format", {}).get("type", ""))


def _refuse(form: str) -> Response:
    words = {"error": {"message": f"response_format {form} is not supported"}}
    return Response(_dump(words), 400, content_type="application/json")


def test_a_server_that_can_everything(httpserver: HTTPServer) -> None:
    found = _probe(httpserver, lambda _: completion(GOOD), ("m", "other"))
    assert found.reachable
    assert found.models == ("m", "other")
    assert (found.json_schema, found.json_object, found.plain) == (True, True, True)
    assert (found.usage, found.rung, found.error) == (True, 0, "")
    assert found.seconds > 0


@pytest.mark.parametrize(
    ("refused", "schema", "anything", "rung"),
    [("json_schema", False, True, 1), ("json_object", True, False, 0), ("json_", False, False, 3)],
)
def test_servers_that_refuse_a_form(
    httpserver: HTTPServer, refused: str, schema: bool, anything: bool, rung: int
) -> None:
    def answer(body: dict[str, Any]) -> dict[str, Any] | Response:
        form = _form(body)
        return _refuse(form) if form.startswith(refused) else completion(GOOD, usage=None)

    found = _probe(httpserver, answer)
    assert (found.json_schema, found.json_object, found.plain) == (schema, anything, True)
    assert (found.rung, found.usage) == (rung, False)


def test_a_server_that_takes_a_schema_and_ignores_it(httpserver: HTTPServer) -> None:
    def answer(body: dict[str, Any]) -> dict[str, Any]:
        return completion("four" if _form(body) == "json_schema" else GOOD)

    found = _probe(httpserver, answer)
    assert (found.json_schema, found.rung) == (False, 1)


def test_a_model_that_answers_nonsense(httpserver: HTTPServer) -> None:
    found = _probe(httpserver, lambda _: completion("meow"))
    assert (found.rung, found.plain, found.error_kind) == (None, False, "invalid_output")
    assert "stronger model" in found.hint


def test_a_model_with_another_name_for_the_limit(httpserver: HTTPServer) -> None:
    def answer(body: dict[str, Any]) -> dict[str, Any] | Response:
        if "max_tokens" in body:
            words = {"error": {"message": "Use 'max_completion_tokens' instead of max_tokens"}}
            return Response(_dump(words), 400, content_type="application/json")
        return completion(GOOD)

    assert _probe(httpserver, answer).rung == 0


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [(401, "Invalid API key", "auth"), (404, "model m not found", "model_not_found")],
)
def test_what_stops_everything_is_said_after_one_call(
    httpserver: HTTPServer, status: int, message: str, kind: str
) -> None:
    refusal = Response(_dump({"error": {"message": message}}), status)
    found = _probe(httpserver, lambda _: refusal)
    assert (found.reachable, found.error_kind, found.plain) == (True, kind, None)
    assert message in found.error
    assert found.hint
    assert len(httpserver.log) == 2


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/v1", "nonsense"])
def test_a_server_that_is_not_there(url: str) -> None:
    found = asyncio.run(probe(Endpoint(url, "m", KEY)))
    assert not found.reachable
    assert found.error
    assert "OPENAI_BASE_URL" in found.hint


def test_servers_on_loopback_are_found(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/models").respond_with_json({"data": [{"id": "qwen3:8b"}]})
    httpserver.expect_request("/web/models").respond_with_data("<html>a web site</html>")
    here = httpserver.url_for("/v1")
    places = (
        ("Ollama", here),
        ("web", httpserver.url_for("/web")),
        ("none", "http://127.0.0.1:1/v1"),
    )
    assert asyncio.run(found_on_loopback(places)) == (("Ollama", here, ("qwen3:8b",)),)


def test_the_usual_places_can_be_asked() -> None:
    found = asyncio.run(found_on_loopback())
    assert all(url.startswith("http://127.0.0.1:") for _, url, _ in found)
