"""The nouns of the machinery: prompt versions, model calls, runs of jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PromptVersion:
    """An immutable numbered version of a named prompt."""

    id: int = 0
    name: str = ""  # digest-paper, digest-article, digest-highlights
    number: int = 0
    text: str = ""
    purpose: str = ""
    origin: str = "seed"  # seed, person, session, chat
    reason: str = ""
    created_at: datetime | None = None
    model: str = ""  # the task model that it was tuned for; "" for any
    settings: str = "{}"  # JSON: of the strategies that made it
    parents: tuple[int, ...] = ()  # ids of the versions that it came from


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One request to a model server; every attempt is a row, also a failed one."""

    id: int = 0
    uid: str = ""  # unique per attempt, so that a replayed step writes no second row
    key: str = ""  # sha256 of server and request body: the cache key
    job_id: str = ""
    purpose: str = ""
    server: str = ""  # base URL without credentials
    model: str = ""
    messages: str = ""  # JSON of the request body (messages, response_format, limits)
    reply: str = ""
    finish: str = ""
    ok: bool = False
    input_tokens: int | None = None  # None: the server did not say
    cached_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None  # None: unknown price, never 0
    seconds: float = 0.0
    error_kind: str = ""
    error: str = ""
    prompt_version_id: int | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SentBatch:
    """A batch of requests at a model server (its Batch API)."""

    uid: str  # ours; the server keeps it as metadata
    job_id: str = ""
    server: str = ""
    model: str = ""
    file_id: str = ""  # "" before its requests are uploaded
    batch_id: str = ""  # "" before the server has made it
    status: str = "submitting"  # then waiting, then the server's last word, or refused
    error: str = ""
    submitted_at: datetime | None = None
    ended_at: datetime | None = None  # None: it may still bring something


@dataclass(frozen=True, slots=True)
class Run:
    """What a job is doing or did, in words and counts that a screen can show."""

    job_id: str
    kind: str  # collect, build, weekly, sample, add, subscribe, probe, tune, aa
    arguments: str = "{}"  # JSON
    state: str = "queued"  # queued, running, done, failed, cancelled
    stage: str = ""  # in Japanese
    done: int = 0
    total: int = 0
    result: str = ""  # JSON
    error: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
