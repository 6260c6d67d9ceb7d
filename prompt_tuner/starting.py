"""From a wish to a session: which task, which models, frozen so that every replay is the same."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from digest.errors import UsageError
from digest.settings import Settings as House
from prompt_tuner import digest_tasks, tasks
from prompt_tuner.questions import ROLES
from prompt_tuner.records import Settings, Task
from storage import jobs, sessions
from storage import tasks as stored
from storage.records import PromptVersion, Session

Models = Mapping[str, str]  # role (task, reflect, judge) → name
NO_MODELS: Models = {}
OPEN = ("queued", "running", "pausing", "paused", "stopped", "failed")
ENDED = ("done", "cancelled")


def task_named(
    db: Database, house: House, name: str, models: Models = NO_MODELS, *, now: datetime
) -> tuple[Task, PromptVersion]:
    """A task, ready: its seed is the active version, every role has a model.

    models: role → name, before the task's own names; a role without any gets the model of the
    settings (roles that stay without one are left to `require_models`). Raises NotFound.
    """
    if name in digest_tasks.TASKS:
        task, version = digest_tasks.build(db, name, now=now)
        tasks.store(db, task, digest_tasks.ORIGIN, now=now)
    else:
        task, version = tasks.read(db, name)
    return _with_models(house, task, models), version


def glance(db: Database, house: House, name: str, *, now: datetime) -> tuple[Task, PromptVersion]:
    """task_named(), but a digest's task as it was stored last: looking at it is quick."""
    if stored.find(db, name) is None:
        return task_named(db, house, name, now=now)
    task, version = tasks.read(db, name)
    return _with_models(house, task, NO_MODELS), version


def _with_models(house: House, task: Task, models: Models) -> Task:
    usual = dict.fromkeys(ROLES, house.model)
    if task.name in digest_tasks.TASKS:
        usual["task"] = house.model_for(task.purpose)
    ready = tasks.with_models(task, usual)
    chosen = {role: model for role, model in models.items() if model}
    return replace(ready, models={**ready.models, **chosen})


def check_models(wanted: Iterable[str]) -> Models:
    """ROLE=NAME, each → role → name. Raises UsageError."""
    found: dict[str, str] = {}
    for one in wanted:
        role, _, model = one.partition("=")
        if role not in ROLES or not model.strip():
            raise UsageError(
                f"{one!r} names no model.",
                f"Write it like judge=gpt-x; roles are {', '.join(ROLES)}.",
            )
        found[role] = model.strip()
    return found


def require_models(house: House, task: Task) -> None:
    """Raises UsageError where a role has no model, or nobody serves it."""
    missing = [role for role in ROLES if not task.models.get(role)]
    if missing or not (house.api_key or house.base_url):
        raise UsageError(
            f"No model is set for {', '.join(missing or ROLES)}.",
            "Set OPENAI_BASE_URL or OPENAI_API_KEY, and DIGEST_MODEL or models in the task file.",
        )


def check_strategies(wanted: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order. Raises UsageError for one that does not exist."""
    names, there = tuple(dict.fromkeys(wanted)), list(known)
    unknown = [name for name in names if name not in there]
    if unknown:
        raise UsageError(f"No strategy {', '.join(unknown)}.", f"There are {', '.join(there)}.")
    return names


def forecast(
    db: Database,
    house: House,
    name: str,
    settings: Settings,
    models: Models = NO_MODELS,
    *,
    now: datetime,
) -> dict[str, Any]:
    """What a session of this task may cost (see estimate.estimate). Raises NotFound."""
    from llm import prices
    from prompt_tuner.estimate import estimate

    task, _ = task_named(db, house, name, models, now=now)

    def cost(role: str, given: int, made: int) -> float | None:
        return prices.cost(house.server, task.models[role], given, 0, made)

    return estimate(task, settings, cost)


def begin(
    db: Database,
    house: House,
    name: str,
    settings: Settings,
    models: Models = NO_MODELS,
    *,
    now: datetime,
) -> Session:
    """A session of this task; the same wish again gives the one that has not ended.

    Raises NotFound, UsageError.
    """
    task, version = task_named(db, house, name, models, now=now)
    require_models(house, task)
    wished = replace(settings, language="en" if house.language == "en" else "ja")
    frozen = tasks.freeze(task, wished)
    for known in sessions.list_sessions(db, task=name):
        if known.frozen == frozen and known.state in OPEN:
            return reopen(db, known, now=now)
    session_id = f"s{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    wanted = Session(session_id, name, version.name, frozen=frozen, seed_version_id=version.id)
    return sessions.begin(db, wanted, now=now)


def reopen(db: Database, session: Session, *, now: datetime) -> Session:
    """A session that may go on. Raises UsageError for one that has ended."""
    if session.state in ENDED:
        raise UsageError(
            f"Session {session.id} is {session.state}.", "Start a new one with `tune`."
        )
    stopped = ("pausing", "paused", "stopped", "failed")
    sessions.update(db, session.id, now=now, only_if=stopped, state="queued", error="")
    return sessions.get(db, session.id)


def launch(db: Database, house: House, session: Session, *, now: datetime) -> str:
    """Queue a session's job for whoever is home, and give the job's id; screens start so.

    Raises EngineError when the engine cannot be reached.
    """
    engine = jobs.Engine(house.home, house.engine_url)
    wanted = {"session": session.id, "settings": house.public()}
    return jobs.start(engine, "tune", wanted, db=db, now=now)


def pause(db: Database, house: House, session_id: str, *, now: datetime) -> Session:
    """Let what is in flight end, then stop; `resume` goes on. Raises NotFound, UsageError."""
    state = "pausing" if jobs.worker_alive(house.home) else "paused"
    return _end(db, session_id, state, ("queued", "running"), now)


def cancel(db: Database, session_id: str, *, now: datetime) -> Session:
    """Stop for good; what was paid for stays. Raises NotFound, UsageError."""
    return _end(db, session_id, "cancelled", OPEN, now)


def _end(
    db: Database, session_id: str, state: str, only_if: tuple[str, ...], now: datetime
) -> Session:
    session = sessions.get(db, session_id)
    changed = sessions.update(db, session_id, now=now, only_if=only_if, state=state)
    if not changed and session.state not in (state, "pausing", "paused"):
        raise UsageError(
            f"Session {session_id} is {session.state}: there is nothing to stop.",
            f"`report {session_id}` shows what it found.",
        )
    return sessions.get(db, session_id)
