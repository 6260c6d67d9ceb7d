"""tasks add | list | show."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import Any

from digest.commands.context import Context, one_line, table
from digest.commands.options import command
from digest.errors import NotFound
from prompt_tuner import digest_tasks
from prompt_tuner import tasks as workbench
from prompt_tuner.starting import task_named
from storage import tasks
from storage.records import StoredTask


def register(commands: Any) -> None:
    """Add the `tasks` command to the parser."""
    parser = commands.add_parser("tasks", help="what prompts are tuned for: examples and scorers")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = command(actions, "add", _add, "store a task, or its new examples")
    add.add_argument("path", metavar="FILE|DIR", type=Path, help="task.yaml or its folder")
    command(actions, "list", _list, "every task, the digest's own included")
    show = command(actions, "show", _show, "one task: prompt, examples, scorers, sessions")
    show.add_argument("task", metavar="TASK")


def _add(context: Context, args: argparse.Namespace) -> int:
    from prompt_tuner.taskfile import load

    task = load(args.path, lambda name: tasks.splits(context.db, name))  # type: ignore[arg-type, return-value]
    stored = workbench.add(context.db, task, str(args.path.resolve()), now=context.now)
    document = workbench.detail(context.db, stored)
    context.say(f"Task {stored.name} is stored: {_examples(document)}.")
    for note in document["notes"]:
        context.note(one_line(note, 300))
    if document["prompt"]["text"] != task.prompt:
        number = document["prompt"]["number"]
        context.note(f"Version {number} of its prompt is active, not the file's.")
    context.give(document)
    return 0


def _list(context: Context, _args: argparse.Namespace) -> int:
    for name in digest_tasks.TASKS:
        with suppress(NotFound):  # no article of its kind yet
            _refresh(context, name)
    listed = [workbench.overview(context.db, one) for one in tasks.list_tasks(context.db)]
    context.give(listed)
    rows = [
        (t["name"], _examples(t), ", ".join(t["scorers"]), one_line(t["purpose"], 40))
        for t in listed
    ]
    words = "No tasks yet. `tasks add FILE` adds one; the digest's own appear with articles."
    context.say(table(("TASK", "EXAMPLES", "SCORERS", "PURPOSE"), rows) if rows else words)
    return 0


def _show(context: Context, args: argparse.Namespace) -> int:
    document = workbench.detail(context.db, _refresh(context, args.task))
    context.give(document)
    prompt = document["prompt"]
    context.say(f"{document['name']}: {one_line(document['purpose'], 100)}")
    context.say(f"Examples: {_examples(document)}; sealed opened {document['sealed_openings']}x")
    context.say(f"Scorers: {', '.join(document['scorers'])}")
    context.say(f"Guards: {', '.join(document['guards']) or 'none'}")
    for note in document["notes"]:
        context.say(f"Note: {one_line(note, 300)}")
    for one in document["sessions"]:
        context.say(f"Session {one['id']}: {one['state']}")
    context.say(f"\n--- {prompt['name']}@{prompt['number']}")
    for line in prompt["text"].splitlines():
        context.say(one_line(line, 10_000))
    return 0


def _refresh(context: Context, name: str) -> StoredTask:
    """A task's row; one of the digest's own is made from the articles that are there now."""
    if name in digest_tasks.TASKS:
        task_named(context.db, context.settings, name, now=context.now)
    return tasks.get(context.db, name)


def _examples(document: dict[str, Any]) -> str:
    return ", ".join(f"{count} {split}" for split, count in document["examples"].items())
