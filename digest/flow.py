"""What a job's flow is given to act with: its Job, and a Fan that spreads work durably.

The flows (collecting.py, writing.py) know neither the engine nor threads; workflows.py
gives them the real Fan, tests a plain one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from sqlite_utils import Database

from digest.settings import Settings
from storage import runs

T = TypeVar("T")
Plain = dict[str, Any]
Address = tuple[str, int]
BATCH_ROUNDS = 4  # turns of an item that may wait for a batch each
Ask = Callable[[int, Plain], Awaitable[Plain]]  # number of the turn, task → answer
Talk = Callable[[Ask], Awaitable[T]]


class Fan(Protocol):
    """Durable effects of a job; everything goes in and comes back as plain JSON values."""

    async def step(self, name: str, function: Callable[..., T], *values: Any) -> T:
        """Run a function at home once; a replay gets its stored result."""
        ...

    def spread(
        self, name: str, batches: Sequence[list[Plain]], options: Plain, where: Address | None
    ) -> AsyncIterator[list[Plain]]:
        """Run each batch (name: a key of fetching.FETCHES) on any worker; results in order.

        where: the sample week's loopback server, which only this process can reach.
        """
        ...

    async def converse(self, rounds: int, talk: Talk[T]) -> Callable[[], Awaitable[T]]:
        """Start a talk with a model server; what is given back awaits what came of it.

        talk(ask) runs here at once, beside others; ask(n, task) is answered by any worker, n in
        range(rounds), each at most once. Everything asked is a checkpoint.
        """
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """One running job: its id, what it was asked, and its own connection to the database."""

    id: str
    settings: Settings
    arguments: Mapping[str, Any]
    db: Database

    def report(self, **changes: Any) -> None:
        """Tell people how far it is (fields of storage.runs.update)."""
        runs.update(self.db, self.id, now=now(), **changes)


def now() -> datetime:
    """The clock of the shell."""
    return datetime.now(UTC)
