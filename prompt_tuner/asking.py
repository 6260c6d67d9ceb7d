"""How a task's prompt is put to its model."""

from __future__ import annotations

from sqlite_utils import Database

from prompt_tuner import digest_tasks
from prompt_tuner.questions import Asking, FreeAsking
from prompt_tuner.records import Task


def asking_for(db: Database, task: Task, language: str) -> Asking:
    """A summariser prompt writes real summaries; any other is a system prompt."""
    if task.name in digest_tasks.TASKS:
        return digest_tasks.asking(db, task.name, language)
    return FreeAsking()
