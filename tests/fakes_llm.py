"""Models that answer from a script: what tests use where no server is needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from llm.endpoint import Endpoint
from llm.outcome import Outcome
from llm.replies import failed

Scripted = Outcome | Mapping[str, Any] | str
Answering = Callable[[dict[str, Any]], Scripted]


def good(reply: Mapping[str, Any] | str = "", **fields: Any) -> Outcome:
    """An answer as a server gives it; fields override (input_tokens, cost_usd, ...)."""
    text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
    counts = {"input_tokens": 100, "output_tokens": 20}
    return Outcome(True, text=text, finish="stop", **counts | fields)


def fault(kind: str, detail: str = "", **fields: Any) -> Outcome:
    """A fault as llm.attempt reports it."""
    plain = failed(kind, detail).to_plain() | fields
    return Outcome.from_plain(plain)


def as_outcome(scripted: Scripted) -> Outcome:
    """An outcome; a mapping or text becomes a good answer."""
    return scripted if isinstance(scripted, Outcome) else good(scripted)


class FakeAttempt:
    """attempt(slot, body) for llm.structured: gives one outcome after the other."""

    def __init__(self, *outcomes: Scripted) -> None:
        self._left = [as_outcome(outcome) for outcome in outcomes]
        self.slots: list[int] = []
        self.bodies: list[dict[str, Any]] = []

    async def __call__(self, slot: int, body: dict[str, Any]) -> Outcome:
        self.slots.append(slot)
        self.bodies.append(body)
        if not self._left:
            raise AssertionError(f"unexpected attempt in slot {slot}")
        return self._left.pop(0)


class FakeLLM:
    """A model for a whole job: `answer(body)` decides, by default anything the schema allows.

    Use it as attempt(slot, body), or `llm.attempt(endpoint, body)` in place of
    llm.attempt.attempt. bodies holds what was asked, in order.
    """

    def __init__(self, answer: Answering | Iterable[Scripted] | None = None) -> None:
        if answer is None:
            self._answer: Answering = example_reply
        elif callable(answer):
            self._answer = answer
        else:
            left = iter(answer)
            self._answer = lambda _body: next(left)
        self.bodies: list[dict[str, Any]] = []

    async def __call__(self, _slot: int, body: dict[str, Any]) -> Outcome:
        self.bodies.append(body)
        return as_outcome(self._answer(body))

    async def attempt(self, _endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
        """The signature of llm.attempt.attempt."""
        return await self(0, body)


def example_reply(body: Mapping[str, Any]) -> dict[str, Any]:
    """The smallest reply that fits the request's json_schema."""
    schema = body["response_format"]["json_schema"]["schema"]
    made = example(schema, schema)
    assert isinstance(made, dict)
    return made


def example(node: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:
    """A value that fits a schema of llm.schema: one element per list, text 「テスト」."""
    if "$ref" in node:
        return example(whole["$defs"][node["$ref"].rsplit("/", 1)[-1]], whole)
    if "anyOf" in node:
        return example(node["anyOf"][0], whole)
    if "enum" in node:
        return node["enum"][0]
    if node["type"] == "object":
        return {name: example(part, whole) for name, part in node["properties"].items()}
    if node["type"] == "array":
        return [example(node["items"], whole)]
    plain = {"string": "テスト", "integer": 1, "number": 1.0, "boolean": True, "null": None}
    return plain[node["type"]]
