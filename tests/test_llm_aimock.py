"""The whole door against a model server that no one here wrote (aimock)."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from llm.attempt import attempt, list_models
from llm.budget import Budget
from llm.endpoint import Endpoint
from llm.errors import LLMError, LLMSystemic
from llm.outcome import Outcome
from llm.probe import probe
from llm.prompt import Prompt
from llm.rows import to_call
from llm.structured import Structured, structured
from tests.llm_servers import KEY, Aimock, aimock
from tests.tools import needs


class Reply(BaseModel):
    title: str
    points: list[str]


GOOD = json.dumps({"title": "要約", "points": ["一", "二"]}, ensure_ascii=False)


def _fixture(
    word: str, *, error: tuple[int, str, str] | None = None, **match: Any
) -> dict[str, Any]:
    response: dict[str, Any] = {"content": match.pop("content", GOOD)}
    if "finish" in match:
        response["finishReason"] = match.pop("finish")
    if error:
        status, message, code = error
        response = {"status": status, "error": {"message": message, "code": code}}
    return {"match": {"userMessage": word, **match}, "response": response}


FIXTURES = [
    _fixture("strict", responseFormat="json_schema"),
    _fixture("oldserver", error=(500, "Input should be 'text' or 'json_object'", "internal"),
             responseFormat="json_schema"),
    _fixture("oldserver", responseFormat="json_object"),
    _fixture("wordsonly", error=(400, "response_format is not supported", "bad"),
             responseFormat="json_schema"),
    _fixture("wordsonly", error=(400, "response_format is not supported", "bad"),
             responseFormat="json_object"),
    _fixture("wordsonly", content=f"はい、どうぞ。\n```json\n{GOOD}\n```"),
    _fixture("busy", error=(429, "Rate limit reached", "rate_limit_exceeded"), sequenceIndex=0),
    _fixture("busy"),
    _fixture("shaky", error=(500, "boom", "server_error"), sequenceIndex=0),
    _fixture("shaky"),
    _fixture("quota", error=(429, "You exceeded your current quota", "insufficient_quota")),
    _fixture("overflow", error=(400, "maximum context length is 8 tokens",
                                "context_length_exceeded")),
    _fixture("endless", content='{"title": "要', finish="length"),
    _fixture("filtered", content="x", finish="content_filter"),
    _fixture("silent", content=""),
    _fixture("wrong", content='{"title": "x"}', turnIndex=0),
    _fixture("JSON", turnIndex=1),
    _fixture("nonsense", content="わかりません", turnIndex=0),
    _fixture("legs", content='{"animal": "cat", "legs": 4}'),
]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aimock]:
    with aimock(needs("aimock"), tmp_path_factory.mktemp("aimock"), FIXTURES) as running:
        yield running


def _endpoint(server: Aimock, **fields: Any) -> Endpoint:
    return Endpoint(server.base_url, "gpt-5.6", **{"api_key": KEY, "timeout": 10.0} | fields)


def _ask(server: Aimock, word: str, rung: int = 0, **fields: Any) -> Structured[Reply]:
    endpoint = _endpoint(server, **fields)
    prompt = Prompt("article", (("system", "規則"), ("user", f"{word} の記事")), max_tokens=300)
    server.reset()

    async def send(_slot: int, body: dict[str, Any]) -> Outcome:
        return await attempt(endpoint, body)

    asked = structured(endpoint, prompt, Reply, rung=rung, attempt=send, budget=Budget(max_usd=1.0))
    return asyncio.run(asked)


def test_a_strict_answer_at_once(server: Aimock) -> None:
    found = _ask(server, "strict")
    assert found.value == Reply(title="要約", points=["一", "二"])
    assert (found.rung, len(found.outcomes)) == (0, 1)
    ((_, body, outcome),) = found.outcomes
    assert outcome.request_id.startswith("req-")
    assert outcome.cost_usd is not None
    (seen,) = server.journal()
    assert seen["body"]["response_format"] == body["response_format"]
    assert seen["body"]["messages"] == body["messages"]


def test_a_server_without_schemas_is_asked_lower_and_remembered(server: Aimock) -> None:
    first = _ask(server, "oldserver")
    assert [outcome.kind for *_, outcome in first.outcomes] == ["format_unsupported", ""]
    assert first.rung == 1
    assert len(_ask(server, "oldserver", first.rung).outcomes) == 1


def test_a_server_that_knows_only_words(server: Aimock) -> None:
    found = _ask(server, "wordsonly")
    assert (found.rung, found.notes[-1]) == (3, "repaired")
    assert found.value.points == ["一", "二"]


def test_a_rate_limit_is_waited_out(server: Aimock) -> None:
    start = time.monotonic()
    found = _ask(server, "busy")
    refused = found.outcomes[0][2]
    assert (refused.kind, refused.retry_after) == ("rate_limit", 1.0)
    assert time.monotonic() - start > 0.9


def test_a_server_error_passes(server: Aimock) -> None:
    assert [outcome.kind for *_, outcome in _ask(server, "shaky").outcomes] == ["server", ""]


def test_a_wrong_reply_is_mended_by_a_second_turn(server: Aimock) -> None:
    found = _ask(server, "wrong")
    assert [outcome.kind for *_, outcome in found.outcomes] == ["invalid_output", ""]
    roles = [message["role"] for message in server.journal()[-1]["body"]["messages"]]
    assert roles == ["system", "user", "assistant", "user"]


@pytest.mark.parametrize(
    ("word", "kind", "calls"),
    [
        ("quota", "quota", 1),
        ("overflow", "context_overflow", 1),
        ("filtered", "content_filter", 1),
        ("endless", "truncated", 3),
        ("silent", "empty", 2),
    ],
)
def test_what_cannot_be_had(server: Aimock, word: str, kind: str, calls: int) -> None:
    with pytest.raises(LLMError) as caught:
        _ask(server, word)
    assert (caught.value.kind, len(caught.value.outcomes)) == (kind, calls)
    assert isinstance(caught.value, LLMSystemic) is (kind == "quota")
    assert len(server.journal()) == calls


def test_nonsense_gets_two_more_turns_and_then_the_answer(server: Aimock) -> None:
    found = _ask(server, "nonsense")
    assert (found.rung, found.notes) == (2, ("json_schema not enforced", "asked again"))


def test_a_refused_key_is_in_no_error_and_no_row(server: Aimock) -> None:
    wrong = "sk-wrong-0123456789"
    with pytest.raises(LLMSystemic) as caught:
        _ask(server, "strict", api_key=wrong)
    error = caught.value
    assert error.kind == "auth"
    ((_, body, outcome),) = error.outcomes
    row = to_call(
        _endpoint(server, api_key=wrong),
        Prompt("article", ()),
        body,
        outcome,
        uid="u",
        job_id="j",
        prompt_version_id=None,
    )
    assert wrong not in f"{error!s} {error!r} {outcome!r} {row!r}"
    assert "OPENAI_API_KEY" in row.error


def test_its_models_are_listed(server: Aimock) -> None:
    names, outcome = asyncio.run(list_models(_endpoint(server)))
    assert outcome.ok
    assert "gpt-4o" in names


def test_it_can_be_probed(server: Aimock) -> None:
    found = asyncio.run(probe(_endpoint(server)))
    assert (found.json_schema, found.json_object, found.plain, found.usage) == (True,) * 4
    assert (found.rung, found.error) == (0, "")
