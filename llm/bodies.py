"""The body of a request, by rung of the ladder. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from llm.endpoint import Endpoint
from llm.prompt import Prompt
from llm.schema import strict_schema

# How a server is asked for JSON, best first; a server that cannot is asked one rung lower.
RUNGS = ("json_schema", "json_object+schema", "json_object", "prompt")
WORDS_RUNG = 2  # from here on the schema stands in the prompt
LAST_RUNG = len(RUNGS) - 1
_REPLY_SHOWN = 4000  # characters of a wrong reply that a repair turn repeats


@dataclass(frozen=True, slots=True)
class Ask:
    """How to ask this time; llm/steps.py makes the next one from what came back."""

    rung: int
    max_tokens: int
    token_field: str = "max_tokens"
    with_seed: bool = True
    repair: tuple[str, str] | None = None  # the wrong reply, and what is wrong with it
    grown: int = 0  # how often max_tokens was doubled
    fixes: int = 0  # how often a wrong reply was sent back
    retries: tuple[str, ...] = ()  # the faults after which the same was asked again
    delay: float = 0.0  # seconds to wait before asking
    notes: tuple[str, ...] = ()


def first_ask(endpoint: Endpoint, prompt: Prompt, rung: int) -> Ask:
    """Before anything has come back. A rung that does not exist is the nearest one."""
    return Ask(min(max(rung, 0), LAST_RUNG), prompt.max_tokens, endpoint.token_field)


def first_body(
    endpoint: Endpoint, prompt: Prompt, reply_type: type[BaseModel], rung: int
) -> dict[str, Any]:
    """The body of the first request: what llm.cache.request_key is taken of."""
    return build_body(endpoint, prompt, reply_type, first_ask(endpoint, prompt, rung))


def build_body(
    endpoint: Endpoint, prompt: Prompt, reply_type: type[BaseModel], ask: Ask
) -> dict[str, Any]:
    """A Chat Completions request. No temperature: reasoning models refuse it."""
    schema = strict_schema(reply_type)
    body: dict[str, Any] = {
        "model": endpoint.model,
        "messages": _messages(prompt, schema, ask),
        ask.token_field: ask.max_tokens,
    }
    if prompt.seed is not None and ask.with_seed:
        body["seed"] = prompt.seed
    form = _response_format(RUNGS[ask.rung], reply_type.__name__, schema)
    return body | ({"response_format": form} if form else {})


def _response_format(rung: str, name: str, schema: dict[str, Any]) -> dict[str, Any] | None:
    if rung == "json_schema":
        named = {"name": re.sub(r"\W", "_", name, flags=re.ASCII)[:64], "schema": schema}
        return {"type": "json_schema", "json_schema": {**named, "strict": True}}
    if rung == "json_object+schema":
        return {"type": "json_object", "schema": schema}
    return {"type": "json_object"} if rung == "json_object" else None


def _messages(prompt: Prompt, schema: dict[str, Any], ask: Ask) -> list[dict[str, str]]:
    messages = [{"role": role, "content": text} for role, text in prompt.messages]
    if ask.rung >= WORDS_RUNG:
        messages = _with_schema(messages, schema)
    if ask.repair is None:
        return messages
    reply, complaint = ask.repair
    said = [{"role": "assistant", "content": reply[:_REPLY_SHOWN]}] if reply.strip() else []
    again = (
        f"直前の回答は指定した形のJSONではありません({complaint})。正しいJSONだけを返してください。"
    )
    return [*messages, *said, {"role": "user", "content": again}]


def _with_schema(messages: list[dict[str, str]], schema: dict[str, Any]) -> list[dict[str, str]]:
    """The schema in words, in the one system message: many chat templates take no second."""
    words = (
        "次のJSON Schemaに合うJSONオブジェクトだけを返してください。説明や前置きは書かないでください。\n"
        + json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    )
    if messages and messages[0]["role"] == "system":
        first = {"role": "system", "content": f"{messages[0]['content']}\n\n{words}"}
        return [first, *messages[1:]]
    return [{"role": "system", "content": words}, *messages]
