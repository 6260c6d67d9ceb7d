"""What one request to a model server came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from llm.faults import FAULTS


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt. Token counts and cost are None where the server or the table does not say.

    kind: "" or a key of FAULTS; retry_after and seconds in seconds; started_at ISO 8601, UTC.
    """

    ok: bool
    kind: str = ""
    text: str = ""
    finish: str = ""
    refusal: str = ""
    error: str = ""
    retry_after: float | None = None
    request_id: str = ""
    input_tokens: int | None = None
    cached_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost_usd: float | None = None
    seconds: float = 0.0
    started_at: str = ""

    @property
    def hint(self) -> str:
        """What to do about it; "" for a good one."""
        return FAULTS[self.kind].hint if self.kind else ""

    def to_plain(self) -> dict[str, Any]:
        """JSON-able: what a job step returns."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Outcome:
        """The reverse; fields of other versions are left out."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in plain.items() if name in known})
