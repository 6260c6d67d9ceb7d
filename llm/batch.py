"""The Batch API of an OpenAI-compatible server: upload, create, find, look, read, cancel.

Half price where the server says so, an answer within 24 hours. What stands between two
calls (which batch holds what) is kept by the caller, so that nothing is submitted twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import httpx2
import openai

from llm import batch_prices
from llm.attempt import refused, scrub
from llm.batch_lines import PATH, read_lines, to_lines
from llm.classify import exception_kind
from llm.clients import client_for
from llm.endpoint import Endpoint
from llm.errors import LLMError
from llm.faults import FAULTS
from llm.outcome import Outcome
from llm.replies import failed, read_body

T = TypeVar("T")
TAG = "digest"  # the key of our name for a batch in its metadata
WINDOW: Final = "24h"
LISTED = 100  # batches that are looked through for a lost one
_MISSING = ("no_endpoint", "bad_request", "too_long")  # of a file: it is not there
ENDED = ("completed", "failed", "expired", "cancelled")


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as the server tells it."""

    id: str
    status: str  # validating, in_progress, finalizing, cancelling, or one of ENDED
    output_file: str = ""
    error_file: str = ""
    error: str = ""  # why it failed, in the server's words

    @property
    def has_ended(self) -> bool:
        """Whether nothing more comes."""
        return self.status in ENDED


async def upload(where: Endpoint, bodies: Mapping[str, Mapping[str, Any]]) -> str:
    """Upload requests (custom_id → body, all of one model); the file's id.

    Raises LLMError; kind no_endpoint says that the server has no Batch API.
    """
    client = await client_for(where)
    data = to_lines(bodies)
    file = await _asked(
        where, lambda: client.files.create(file=(f"{TAG}.jsonl", data), purpose="batch")
    )
    return _id(file)


async def create(where: Endpoint, file_id: str, tag: str) -> Batch:
    """Start the batch of an uploaded file under a name of ours. Raises LLMError."""
    client = await client_for(where)
    made = await _asked(
        where,
        lambda: client.batches.create(
            completion_window=WINDOW,
            endpoint=PATH,
            input_file_id=file_id,
            metadata={TAG: tag},
        ),
    )
    _id(made)
    return _read(made)


async def find(where: Endpoint, file_id: str, tag: str) -> Batch | None:
    """The batch that was started with a file or under a tag, if the server knows one.

    Raises LLMError.
    """
    client = await client_for(where)
    for found in await _asked(where, lambda: _first(client)):
        named = (getattr(found, "metadata", None) or {}).get(TAG) == tag
        if named or getattr(found, "input_file_id", None) == file_id:
            return _read(found)
    return None


def _id(made: Any) -> str:
    """The id of what the server made. Raises LLMError where it made nothing."""
    if not getattr(made, "id", None):
        raise _error(failed("no_endpoint", "It gave no id."))
    return str(made.id)


async def _first(client: openai.AsyncOpenAI) -> list[Any]:
    return list((await client.batches.list(limit=LISTED)).data or [])


async def look(where: Endpoint, batch_id: str) -> Batch:
    """How far a batch is. Raises LLMError."""
    client = await client_for(where)
    return _read(await _asked(where, lambda: client.batches.retrieve(batch_id)))


async def cancel(where: Endpoint, batch_id: str) -> Batch:
    """Stop a batch; what is answered already is paid and can be read. Raises LLMError."""
    client = await client_for(where)
    return _read(await _asked(where, lambda: client.batches.cancel(batch_id)))


async def results(where: Endpoint, batch: Batch, model: str) -> dict[str, Outcome]:
    """custom_id → outcome of everything that was answered, from both files.

    One that the server has not (any more) does not lose the other. Raises LLMError.
    """
    found: dict[str, Outcome] = {}
    lost: LLMError | None = None
    for file_id in filter(None, (batch.error_file, batch.output_file)):
        try:
            found |= read_lines(await _content(where, file_id), now=time.time())
        except LLMError as fault:
            if fault.kind not in _MISSING:
                raise
            lost = fault
    if lost is not None and not found:
        raise lost
    at = datetime.now(UTC).isoformat()
    return {name: _told(where, model, outcome, at) for name, outcome in found.items()}


async def _content(where: Endpoint, file_id: str) -> str:
    client = await client_for(where)
    text: str = (await _asked(where, lambda: client.files.content(file_id))).text
    if text.lstrip().startswith("<"):
        raise _error(read_body(text))  # a page in the way: what was answered is still there
    return text


def _told(where: Endpoint, model: str, outcome: Outcome, at: str) -> Outcome:
    counts = outcome.input_tokens, outcome.cached_tokens, outcome.output_tokens
    priced = batch_prices.cost(where, model, *counts)
    return scrub(replace(outcome, cost_usd=priced, started_at=at), where.secrets)


def _read(made: Any) -> Batch:
    said = getattr(getattr(made, "errors", None), "data", None) or ()
    words = "; ".join(str(getattr(one, "message", "") or "") for one in said)
    return Batch(
        str(getattr(made, "id", "") or ""),
        str(getattr(made, "status", "") or ""),
        str(getattr(made, "output_file_id", "") or ""),
        str(getattr(made, "error_file_id", "") or ""),
        words[:500],
    )


async def _asked(where: Endpoint, send: Callable[[], Awaitable[T]]) -> T:
    """What the server answers, within the endpoint's time. Raises LLMError."""
    kind, detail = where.problem()
    if kind:
        raise _error(failed(kind, detail))
    try:
        async with asyncio.timeout(where.timeout):
            return await send()
    except openai.APIStatusError as error:
        reply = error.response
        headers = {name.lower(): value for name, value in reply.headers.items()}
        outcome = refused((reply.status_code, headers, reply.text), now=time.time())
    except (TypeError, AttributeError):  # the SDK takes for granted what a list looks like
        outcome = failed("no_choices")
    except (openai.OpenAIError, httpx2.HTTPError, OSError, ValueError) as error:
        outcome = failed(exception_kind(error), str(error) or type(error).__name__)
    raise _error(scrub(outcome, where.secrets))


def _error(outcome: Outcome) -> LLMError:
    return LLMError(outcome.kind, outcome.error, FAULTS[outcome.kind].hint)
