"""A past week written again: a candidate version next to the active one, told apart blind.

The stored digest is not touched; both versions write the same stories of it, each in its own
way (strategy, samples, repair: as a build does), and who chooses sees A and B in an order drawn
by chance. Choices are kept, and teach the next session.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from math import comb
from typing import Any

from sqlite_utils import Database

from digest.asker import Asker, Send
from digest.errors import JobFailed, NotFound, UsageError
from digest.flow import Job, Plain
from digest.prompting import endpoint
from digest.settings import Settings as House
from llm.errors import LLMError, LLMSystemic
from prompt_tuner import digest_tasks, past_weeks
from prompt_tuner.past_weeks import Part
from storage import jobs, prompts, replays
from storage.records import PromptVersion, Replay, ReplayPair

STAGE = "過去の週の書き直し"


def begin(
    db: Database, house: House, candidate: PromptVersion, week: str, *, now: datetime
) -> Replay:
    """A replay of a week whose digest is stored. Raises UsageError, NotFound."""
    if candidate.name not in digest_tasks.TASKS:
        raise UsageError(
            f"{candidate.name} writes no part of a digest.",
            f"There are {', '.join(digest_tasks.TASKS)}.",
        )
    active = prompts.active(db, candidate.name)
    if active.id == candidate.id:
        raise UsageError(
            f"{candidate.name}@{candidate.number} is the active version.",
            "Name another version: the two are compared.",
        )
    if not house.has_model:
        raise UsageError("No model is set for task.", "Set OPENAI_BASE_URL and DIGEST_MODEL.")
    if not past_weeks.parts(db, house, candidate.name, week):
        raise NotFound(
            f"items of {candidate.name} in", week, "Choose a week whose digest has some."
        )
    made = f"r{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    wanted = Replay(made, week, candidate.name, active.id, candidate.id)
    return replays.begin(db, wanted, now=now)


def launch(db: Database, house: House, replay: Replay, *, now: datetime) -> str:
    """Queue its job, and give the job's id. Raises EngineError."""
    engine = jobs.Engine(house.home, house.engine_url)
    wanted = {"replay": replay.id, "settings": house.public()}
    return jobs.start(engine, "replay", wanted, db=db, now=now)


async def replay(job: Job, send: Send) -> Plain:
    """Write the week with both versions (arguments: replay). Raises NotFound, JobFailed."""
    wished = replays.get(job.db, str(job.arguments["replay"]))
    listed = past_weeks.parts(job.db, job.settings, wished.prompt_name, wished.week)
    where = endpoint(job.settings, digest_tasks.TASKS[wished.prompt_name])
    usd, count = job.settings.max_usd, job.settings.max_calls
    asker = Asker(job.db, where, wished.id, send, max_usd=usd, max_calls=count)
    versions = [prompts.get(job.db, key) for key in (wished.active_id, wished.candidate_id)]
    done = 0

    async def one(place: int, part: Part) -> LLMError | None:
        nonlocal done
        # One after the other: what both ask alike is paid once.
        found = [await _tried(asker, part, version) for version in versions]
        error = _keep(job.db, wished, place, part, found)
        done += 1
        job.report(stage=STAGE, done=done, total=len(listed))
        return error

    errors = await asyncio.gather(*(one(n, part) for n, part in enumerate(listed)))
    broken = next((error for error in errors if isinstance(error, LLMSystemic)), None)
    if broken is not None:
        raise JobFailed(str(broken))
    return {"replay": wished.id, "pairs": len(listed)}


async def _tried(asker: Asker, part: Part, version: PromptVersion) -> str | LLMError:
    try:
        return await past_weeks.written(asker, part.task(version).brief)
    except LLMError as error:
        return error


def _keep(
    db: Database, wished: Replay, place: int, part: Part, found: Sequence[str | LLMError]
) -> LLMError | None:
    """Store what was written, and the error if there was one."""
    failed = [one for one in found if isinstance(one, LLMError)]
    failed.sort(key=lambda one: not isinstance(one, LLMSystemic))  # what stops the job first
    active, candidate = ("" if isinstance(one, LLMError) else one for one in found)
    note = str(failed[0]) if failed else "" if active and candidate else "no readable answer"
    coin = sha256(f"{wished.id} {part.key}".encode("utf-8", "replace")).digest()[0] % 2 == 0
    pair = ReplayPair(wished.id, part.key, place, part.title, coin, active, candidate, note)
    replays.keep(db, pair)
    return failed[0] if failed else None


def sides(pair: ReplayPair) -> tuple[str, str]:
    """A and B, as they are shown."""
    both = (pair.candidate_text, pair.active_text)
    return both if pair.candidate_first else (both[1], both[0])


def meant(pair: ReplayPair, side: str) -> str:
    """A, B or tie → candidate, active or tie. Raises UsageError."""
    if side == "tie":
        return "tie"
    if side not in ("A", "B"):
        raise UsageError(f"{side!r} is no choice.", "Say A, B or tie.")
    return "candidate" if (side == "A") == pair.candidate_first else "active"


def shown_choice(pair: ReplayPair) -> str:
    """A, B, tie, or "" while open."""
    if pair.choice in ("", "tie"):
        return pair.choice
    return "A" if (pair.choice == "candidate") == pair.candidate_first else "B"


def comparable(pairs: Sequence[ReplayPair]) -> list[ReplayPair]:
    """Those that both versions wrote."""
    return [pair for pair in pairs if pair.active_text and pair.candidate_text]


def tally(pairs: Sequence[ReplayPair]) -> dict[str, Any] | None:
    """Who was chosen how often, once everything is chosen; None before, to stay blind.

    p_value: of a one-sided sign test that the candidate is preferred, ties left out.
    """
    listed = comparable(pairs)
    if not listed or any(not pair.choice for pair in listed):
        return None
    counts = {name: sum(pair.choice == name for pair in listed) for name in replays.CHOICES}
    n, wins = counts["candidate"] + counts["active"], counts["candidate"]
    p = sum(comb(n, k) for k in range(wins, n + 1)) / 2**n
    return counts | {"p_value": p if n else None}


def document(db: Database, replay: Replay) -> dict[str, Any]:
    """A replay as `--json` gives it; which version is which only when all is chosen."""
    found = replays.pairs(db, replay.id)
    counted = tally(found)
    numbers: Mapping[str, int | None] = {"active": None, "candidate": None}
    if counted is not None:
        ids = {"active": replay.active_id, "candidate": replay.candidate_id}
        numbers = {name: prompts.get(db, key).number for name, key in ids.items()}
    return {
        "replay": replay.id,
        "week": replay.week,
        "prompt": replay.prompt_name,
        **numbers,
        "pairs": [_plain(pair) for pair in found],
        "tally": counted,
    }


def _plain(pair: ReplayPair) -> dict[str, Any]:
    a, b = sides(pair)
    return {
        "item": pair.position + 1,
        "title": pair.title,
        "a": a,
        "b": b,
        "note": pair.note,
        "choice": shown_choice(pair) or None,
        "comment": pair.comment,
    }


def choose(
    db: Database, replay: Replay, item: int, side: str, comment: str = "", *, now: datetime
) -> None:
    """Keep a choice: A, B or tie of an item, from 1. Raises NotFound, UsageError."""
    pair = next((p for p in replays.pairs(db, replay.id) if p.position + 1 == item), None)
    if pair is None:
        raise NotFound("item", f"{item} of {replay.id}", "`replay` lists them.")
    replays.choose(db, replay.id, pair.story_key, meant(pair, side), comment, now=now)
