"""What a model server can do, by asking it; and which servers run on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from llm.attempt import attempt, list_models
from llm.bodies import RUNGS, Ask, build_body
from llm.endpoint import Endpoint
from llm.faults import describe, is_systemic
from llm.outcome import Outcome
from llm.prompt import Prompt
from llm.reading import read
from llm.steps import next_ask

LOOPBACK = (
    ("Ollama", "http://127.0.0.1:11434/v1"),
    ("LM Studio", "http://127.0.0.1:1234/v1"),
    ("llama.cpp", "http://127.0.0.1:8080/v1"),
    ("vLLM", "http://127.0.0.1:8000/v1"),
)
_LOOPBACK_SECONDS = 1.0
_PROBE_SECONDS = 60.0
_TOKENS = 400  # enough for a model that thinks a little first


Send = Callable[[Endpoint, dict[str, Any]], Awaitable[Outcome]]


class Answer(BaseModel):
    """What a test call asks for."""

    animal: str
    legs: int


@dataclass(frozen=True, slots=True)
class Probe:
    """json_schema, json_object, plain: whether such an answer came in the right form; None:
    not tried. usage: whether tokens are counted. seconds: of the quickest good answer.
    rung: the best that worked, to start with; None where none did.
    """

    server: str
    model: str
    reachable: bool = False
    models: tuple[str, ...] = ()
    json_schema: bool | None = None
    json_object: bool | None = None
    plain: bool | None = None
    usage: bool | None = None
    rung: int | None = None
    seconds: float = 0.0
    error_kind: str = ""
    error: str = ""
    hint: str = ""


async def probe(endpoint: Endpoint, *, send: Send = attempt) -> Probe:
    """Ask a server for its models and for a small answer on every rung (at most 6 calls).

    send makes the calls, so that whoever pays can keep them.
    """
    endpoint = replace(endpoint, timeout=min(endpoint.timeout, _PROBE_SECONDS))
    names, listing = await list_models(endpoint)
    found = Probe(endpoint.server, endpoint.model, models=names, reachable=_answered(listing))
    if not found.reachable:
        return _with_error(found, listing)
    first = await _ask(endpoint, len(RUNGS) - 1, send)  # plain words: every server can do that
    if is_systemic(first.kind or "empty"):
        return _with_error(found, first)
    outcomes = [*await asyncio.gather(*(_ask(endpoint, rung, send) for rung in (0, 1, 2))), first]
    good = [_is_good(outcome) for outcome in outcomes]
    rung = good.index(True) if any(good) else None
    found = replace(
        found,
        json_schema=good[0],
        json_object=good[1] or good[2],
        plain=good[3],
        usage=any(outcome.input_tokens is not None for outcome in outcomes),
        rung=rung,
        seconds=min((o.seconds for o, fine in zip(outcomes, good, strict=True) if fine), default=0),
    )
    return found if rung is not None else _with_error(found, first)


async def found_on_loopback(
    servers: tuple[tuple[str, str], ...] = LOOPBACK,
) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """(name, base URL, models) of each usual local server that answers now."""

    async def look(name: str, url: str) -> tuple[str, str, tuple[str, ...]] | None:
        names, outcome = await list_models(Endpoint(url, "", timeout=_LOOPBACK_SECONDS))
        return (name, url, names) if outcome.ok else None

    found = await asyncio.gather(*(look(name, url) for name, url in servers))
    return tuple(server for server in found if server is not None)


async def _ask(endpoint: Endpoint, rung: int, send: Send) -> Outcome:
    """A small answer on one rung; asked once more with another parameter where one is refused."""
    words = "How many legs has a cat? Answer as JSON with the fields animal and legs."
    prompt = Prompt("probe", (("user", words),), _TOKENS)
    ask: Ask | None = Ask(rung, _TOKENS, endpoint.token_field)
    outcome = Outcome(False, "empty")
    while ask is not None and ask.rung == rung:
        outcome = await send(endpoint, build_body(endpoint, prompt, Answer, ask))
        again = outcome.kind in ("parameter_unsupported", "truncated")
        ask = next_ask(ask, outcome, read(Answer, ""), 0.0) if again else None
    return outcome


def _is_good(outcome: Outcome) -> bool:
    return outcome.ok and read(Answer, outcome.text).value is not None


def _answered(listing: Outcome) -> bool:
    """Some servers list no models (404); that is an answer too."""
    return listing.ok or listing.kind not in ("connection", "timeout", "tls", "bad_url", "auth")


def _with_error(found: Probe, outcome: Outcome) -> Probe:
    kind = outcome.kind or "invalid_output"
    told: dict[str, Any] = {"error_kind": kind, "error": outcome.error or describe(kind)}
    return replace(found, **told, hint=outcome.hint or replace(outcome, kind=kind).hint)
