"""One HTTP request to a model server, and what it came to. Never raises for what the server
or the network does; sends nothing twice.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import httpx2
import openai

from llm import prices
from llm.classify import exception_kind, retry_after, status_kind
from llm.clients import client_for, gate_for
from llm.endpoint import Endpoint
from llm.faults import LONGEST_PAUSE
from llm.outcome import Outcome
from llm.replies import error_words, failed, read_body

_LOUD = 4  # a shorter key is no secret, and hiding it would spoil every text
_MOST = {"error": 500, "refusal": 2000, "request_id": 200, "finish": 50}  # characters kept
_LONG = 12  # a dummy key like "ollama" is left alone in what a model writes

Reply = tuple[int, Mapping[str, str], str]  # status, headers (lower-case), text


async def attempt(endpoint: Endpoint, body: Mapping[str, Any]) -> Outcome:
    """POST body to the server's /chat/completions, when its gate and pause allow it.

    The clock (seconds, the timeout) runs from the sending, not from the waiting.
    """
    kind, detail = endpoint.problem()
    if kind:
        return replace(failed(kind, detail), started_at=_now())
    gate = gate_for(endpoint)
    async with gate as started:
        outcome = await _measured(endpoint, lambda: _complete(endpoint, body), read_body)
        gate.report(outcome, started)
    cost = prices.cost(
        endpoint.base_url,
        str(body.get("model", "")),
        outcome.input_tokens,
        outcome.cached_tokens,
        outcome.output_tokens,
    )
    return replace(outcome, cost_usd=cost)


async def list_models(endpoint: Endpoint) -> tuple[tuple[str, ...], Outcome]:
    """The names that the server lists, and how asking went."""
    kind, detail = endpoint.problem()
    if kind:
        return (), failed(kind, detail)
    outcome = await _measured(endpoint, lambda: _models(endpoint), _read_models)
    names = json.loads(outcome.text) if outcome.ok else []
    return tuple(names), replace(outcome, text="")


async def warm_up(endpoint: Endpoint) -> None:
    """Do now what the first request would: imports, the client, the price table (0.3-0.6 s)."""
    if not endpoint.problem()[0]:
        await client_for(endpoint)
    anyio.Event()  # what the client's connections stand on loads its half when it is first used
    prices.cost(endpoint.base_url, endpoint.model, 0, 0, 0)


async def _complete(endpoint: Endpoint, body: Mapping[str, Any]) -> Reply:
    """The SDK's own post(): the body goes out as it is hashed, the reply comes back unread."""
    client = await client_for(endpoint)
    return _reply(await client.post("/chat/completions", cast_to=httpx2.Response, body=body))


async def _models(endpoint: Endpoint) -> Reply:
    client = await client_for(endpoint)
    return _reply(await client.get("/models", cast_to=httpx2.Response))


async def _measured(
    endpoint: Endpoint, send: Callable[[], Awaitable[Reply]], read: Callable[[str, str], Outcome]
) -> Outcome:
    """Send, read, tell faults apart, take the time, and take the key out of every text."""
    at, clock = _now(), time.perf_counter()
    headers: Mapping[str, str] = {}
    try:
        async with asyncio.timeout(endpoint.timeout):
            _, headers, text = await send()
        outcome = read(text, headers.get("content-type", ""))
    except openai.APIStatusError as error:
        _, headers, _ = reply = _reply(error.response)
        outcome = refused(reply, now=time.time())
    except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        kind = exception_kind(error)
        outcome = failed(kind, f"{endpoint.timeout:g} s" if kind == "timeout" else _reason(error))
    outcome = replace(
        outcome,
        seconds=round(time.perf_counter() - clock, 4),
        started_at=at,
        request_id=headers.get("x-request-id", ""),
    )
    return scrub(outcome, endpoint.secrets)


def refused(reply: Reply, *, now: float) -> Outcome:
    """The outcome of a reply whose status is no success. now: POSIX time."""
    status, headers, text = reply
    shown, words = error_words(text)
    wait = retry_after(headers, words, now=now)
    kind = status_kind(status, words, retry_after=wait)
    detail = f"HTTP {status}: {shown}" if shown else f"HTTP {status}"
    if kind == "redirect":
        detail = f"HTTP {status} to {headers.get('location', '?')}"
    if kind == "rate_limit" and wait is not None and wait > LONGEST_PAUSE:
        until = datetime.fromtimestamp(now, UTC) + timedelta(seconds=min(wait, 10**8))
        detail = f"wait until {until:%Y-%m-%d %H:%M} UTC; {detail}"
    return replace(failed(kind, detail), retry_after=wait)


def scrub(outcome: Outcome, secrets: tuple[str, ...]) -> Outcome:
    """Without the secrets, and without characters that no database or JSON file takes."""
    clean: dict[str, Any] = {}
    for f in fields(outcome):
        value = getattr(outcome, f.name)
        if isinstance(value, str):
            limit = _LONG if f.name == "text" else _LOUD
            value = _clean(value, [s for s in secrets if len(s) >= limit])
            most = _MOST.get(f.name)  # only now: a cut key would not be recognised
            clean[f.name] = value if most is None or len(value) <= most else value[:most] + "…"
    return replace(outcome, **clean)


def _clean(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "[key]")
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _reply(response: httpx2.Response) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return response.status_code, headers, response.text


def _read_models(text: str, content_type: str) -> Outcome:
    outcome = read_body(text, content_type)
    if outcome.kind != "no_choices":
        return outcome
    listed = json.loads(text.lstrip("\ufeff \t\r\n"))
    rows = listed.get("data", "") if isinstance(listed, dict) else ""
    rows = [] if rows is None else rows  # Ollama without models
    if not isinstance(rows, list):
        return outcome
    names = [row.get("id") for row in rows if isinstance(row, dict)]
    return Outcome(True, text=json.dumps([n for n in names if isinstance(n, str)][:1000]))


def _reason(error: BaseException) -> str:
    """The words of the innermost cause: "[Errno 111] Connection refused" and the like."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return str(error) or type(error).__name__


def _now() -> str:
    return datetime.now(UTC).isoformat()
