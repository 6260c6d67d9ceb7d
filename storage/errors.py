"""The root of the one error tree (drawn whole in digest/errors.py).

Every error says what happened (`message`) and what to do (`hint`), in English for the
terminal; screens show the Japanese texts of pages/shared/words.py by `code`.
"""

from __future__ import annotations

from typing import Any


class WorkbenchError(Exception):
    """Something outside the code went wrong; the message is for a person."""

    code = "workbench"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[Any, ...]:
        # Jobs carry errors between processes; constructors here take other arguments than args.
        return _revive, (type(self), self.args, self.__dict__.copy())


def _revive(cls: type[WorkbenchError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class StorageError(WorkbenchError):
    """The workbench's own files cannot be used."""

    code = "storage"


class DatabaseTooNew(StorageError):
    """digest.db was written by a newer version of this program."""

    code = "database_too_new"


class DatabaseUnusable(StorageError):
    """digest.db is no database, cannot be opened, or its disk is full."""

    code = "database_unusable"


class NotFound(StorageError):
    """No row with that id, week, or name."""

    code = "not_found"

    def __init__(self, noun: str, key: object, hint: str = "") -> None:
        super().__init__(f"No {noun} {key}.", hint)
        self.noun = noun
        self.key = key


class EngineError(StorageError):
    """The job engine cannot be reached or refused."""

    code = "engine"


class WorkerBusy(EngineError):
    """Another process is `home` of this workbench."""

    code = "worker_busy"
