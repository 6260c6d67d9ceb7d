"""What model workers do: plain values in and out, a model server between, no database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from digest.flow import Plain
from digest.prompting import endpoint
from digest.settings import Settings
from digest.summarize.templates import REPLY_TYPES
from digest.summarize.turns import Turn
from llm.budget import budget_for
from llm.endpoint import Endpoint
from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from llm.outcome import Outcome
from llm.prompt import Prompt

AttemptStep = Callable[[int, Plain, Plain], Awaitable[Plain]]  # slot, endpoint, body

# Kinds of question that a build can do without: one too dear leaves the money to the others.
OPTIONAL = frozenset({"scores"})
# A job whose server refused everything asks no more: job id → the fault kind.
_broken: dict[str, str] = {}


def plain_task(
    where: Endpoint, turn: Turn, rung: int, job_id: str, max_usd: float | None, max_calls: int
) -> Plain:
    """A turn as JSON values, without the key."""
    return {
        "job": job_id,
        "kind": turn.kind,
        "endpoint": plain_endpoint(where),
        "prompt": asdict(turn.prompt),
        "rung": rung,
        "max_usd": max_usd,
        "max_calls": max_calls,
    }


def plain_endpoint(where: Endpoint) -> Plain:
    """An endpoint without its key."""
    return {k: v for k, v in asdict(where).items() if k != "api_key"}


async def attempt_plain(where: Plain, body: Plain, api_key: str) -> Plain:
    """One request; its outcome as JSON values."""
    from llm.attempt import attempt

    return (await attempt(Endpoint(**where, api_key=api_key), body)).to_plain()


async def warm_up(where: Endpoint) -> None:
    """Load what the first call would load, before calls are waited for."""
    import llm.structured  # noqa: F401
    from llm.attempt import warm_up as load

    await load(where)


async def answer(task: Plain, step: AttemptStep, api_key: str) -> Plain:
    """One structured answer: {"reply" or "error": kind, "outcomes", "rung", "notes"}."""
    from llm.structured import structured

    job = task["job"]
    if job in _broken:
        return _failed(_broken[job], [])
    where = Endpoint(**task["endpoint"], api_key=api_key)
    prompt = Prompt(**task["prompt"] | {"messages": _messages(task["prompt"]["messages"])})

    async def attempt(slot: int, body: dict[str, Any]) -> Outcome:
        return Outcome.from_plain(await step(slot, task["endpoint"], body))

    try:
        result = await structured(
            where,
            prompt,
            REPLY_TYPES[task["kind"]],
            rung=task["rung"],
            attempt=attempt,
            budget=budget_for(job, task["max_usd"], task["max_calls"]),
        )
    except LLMError as error:
        optional = task["kind"] in OPTIONAL and isinstance(error, BudgetExceeded)
        if isinstance(error, (LLMSystemic, BudgetExceeded)) and not optional:
            _broken[job] = error.kind
        return _failed(error.kind, _plain_outcomes(getattr(error, "outcomes", ())))
    return {
        "reply": result.value.model_dump(),
        "outcomes": _plain_outcomes(result.outcomes),
        "rung": result.rung,
        "notes": list(result.notes),
    }


async def look_around(settings: Settings) -> Plain:
    """Servers found on loopback, what the chosen one can do, and the calls that it took."""
    from llm.attempt import attempt
    from llm.probe import found_on_loopback, probe

    tried: list[list[Any]] = []

    async def send(where: Endpoint, body: Plain) -> Outcome:
        outcome = await attempt(where, body)
        tried.append([len(tried), body, outcome.to_plain()])
        return outcome

    found = await found_on_loopback()
    made: Plain = {
        "found": [{"name": n, "base_url": u, "models": list(m)} for n, u, m in found],
        "probe": None,
        "outcomes": tried,
    }
    if settings.has_model:
        made["probe"] = asdict(await probe(endpoint(settings, "article"), send=send))
    return made


def _messages(pairs: Any) -> tuple[tuple[str, str], ...]:
    return tuple((role, text) for role, text in pairs)


def _failed(kind: str, outcomes: list[list[Any]]) -> Plain:
    return {"error": kind, "outcomes": outcomes, "rung": None, "notes": []}


def _plain_outcomes(outcomes: Any) -> list[list[Any]]:
    return [[slot, body, outcome.to_plain()] for slot, body, outcome in outcomes]
