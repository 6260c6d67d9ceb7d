"""Tasks between their files, their rows and a session that froze one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from digest.errors import UsageError
from prompt_tuner.records import Example, ScorerSpec, Settings, Task
from prompt_tuner.registry import SHIPPED, check_name, locked
from storage import prompts, sessions, tasks
from storage.records import PromptVersion, StoredExample, StoredTask
from storage.rows import load


def add(db: Database, task: Task, origin: str, *, now: datetime) -> StoredTask:
    """Store a task; its prompt becomes the seed of the prompt of the same name.

    Examples that are known keep their split. Raises UsageError for a name that is taken.
    """
    if check_name(task.name) in SHIPPED:
        raise UsageError(
            f"{task.name} is a prompt of the digest itself.", "Give the task another name."
        )
    locked(task.prompt)
    prompts.seed(db, task.name, task.prompt, task.purpose, now=now, reason="task file")
    return store(db, task, origin, now=now)


def store(
    db: Database, task: Task, origin: str, *, now: datetime, prompt_name: str = ""
) -> StoredTask:
    """Rows of a task and its examples, without its prompt (by default of the task's name)."""
    plain = asdict(task)
    definition = {name: plain[name] for name in ("models", "scorers", "guards", "notes")}
    row = StoredTask(
        task.name,
        prompt_name or task.name,
        task.purpose,
        origin,
        json.dumps(definition, ensure_ascii=False),
    )
    rows = [_row(task.name, example) for example in task.examples]
    return tasks.put(db, row, rows, now=now)


def _row(name: str, example: Example) -> StoredExample:
    expected = ""
    if example.expected is not None:
        expected = json.dumps(dict(example.expected), ensure_ascii=False)
    return StoredExample(
        name,
        example.id,
        input=example.input,
        expected=expected,
        cluster=example.cluster,
        split=example.split,
    )


def read(db: Database, name: str) -> tuple[Task, PromptVersion]:
    """A stored task with the active version of its prompt as the seed. Raises NotFound."""
    stored = tasks.get(db, name)
    version = prompts.active(db, stored.prompt_name)
    definition = json.loads(stored.definition)
    task = Task(
        name=name,
        prompt=version.text,
        models=definition["models"],
        examples=tuple(_example(row) for row in tasks.examples(db, name)),
        scorers=load(tuple[ScorerSpec, ...], definition["scorers"]),
        guards=tuple(definition["guards"]),
        purpose=stored.purpose,
        notes=tuple(definition.get("notes", ())),
    )
    return task, version


def _example(row: StoredExample) -> Example:
    plain = {
        "id": row.example_id,
        "input": row.input,
        "expected": json.loads(row.expected) if row.expected else None,
        "cluster": row.cluster,
        "split": row.split,
    }
    made: Example = load(Example, plain)
    return made


def with_models(task: Task, models: Mapping[str, str]) -> Task:
    """The task with a model for every role: its own names first, then those given."""
    return replace(task, models={**models, **{k: v for k, v in task.models.items() if v}})


def freeze(task: Task, settings: Settings) -> str:
    """A task and its settings as JSON: what a session and all of its replays go by."""
    return json.dumps({"task": asdict(task), "settings": asdict(settings)}, ensure_ascii=False)


def thaw(frozen: str) -> tuple[Task, Settings]:
    """What freeze() wrote."""
    plain = json.loads(frozen)
    return load(Task, plain["task"]), load(Settings, plain["settings"])


def overview(db: Database, stored: StoredTask) -> dict[str, Any]:
    """A task as `tasks list --json` shows it."""
    definition = json.loads(stored.definition)
    return {
        "name": stored.name,
        "purpose": stored.purpose,
        "origin": stored.origin,
        "examples": count([row.split for row in tasks.examples(db, stored.name)]),
        "scorers": [scorer["name"] for scorer in definition["scorers"]],
        "guards": definition["guards"],
        "models": definition["models"],
        "sealed_openings": tasks.openings(db, stored.name),
    }


def detail(db: Database, stored: StoredTask) -> dict[str, Any]:
    """A task as `tasks show --json` shows it."""
    definition = json.loads(stored.definition)
    version = prompts.active(db, stored.prompt_name)
    found = sessions.list_sessions(db, task=stored.name)
    return overview(db, stored) | {
        "prompt": {"name": version.name, "number": version.number, "text": version.text},
        "scorer_settings": definition["scorers"],
        "notes": definition.get("notes", []),
        "sessions": [
            {
                "id": one.id,
                "state": one.state,
                "created_at": one.created_at.isoformat() if one.created_at else None,
            }
            for one in found
        ],
    }


def count(splits: Sequence[str]) -> dict[str, int]:
    """How many examples each split has."""
    return {name: splits.count(name) for name in ("train", "validation", "sealed")}
