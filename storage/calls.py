"""Model calls: every attempt is a row, and a good one is the cache for the same request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import ModelCall
from storage.rows import from_row, to_row


@dataclass(frozen=True, slots=True)
class Spending:
    """Totals over model calls; cost_usd leaves out the calls whose price is unknown.

    uncounted: answered calls for which the server told no tokens.
    """

    calls: int = 0
    failed: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    unpriced: int = 0
    uncounted: int = 0


def save(db: Database, call: ModelCall) -> ModelCall:
    """Store an attempt once: the same uid again gives the row that is there."""
    row = to_row(call)
    with write(db) as conn:
        conn.execute(
            f"INSERT INTO model_calls ({', '.join(row)})"
            f" VALUES ({', '.join(f':{name}' for name in row)}) ON CONFLICT (uid) DO NOTHING",
            row,
        )
        stored = conn.execute("SELECT * FROM model_calls WHERE uid = ?", [call.uid]).fetchone()
    return from_row(ModelCall, stored)


def cached(db: Database, key: str, *, job_id: str = "") -> ModelCall | None:
    """The first good reply to the same request, if it was ever made; rather this job's own."""
    row = db.conn.execute(
        "SELECT * FROM model_calls WHERE key = ? AND ok = 1 ORDER BY job_id <> ?, id LIMIT 1",
        [key, job_id],
    ).fetchone()
    return None if row is None else from_row(ModelCall, row)


def attempts(db: Database, job_id: str, key: str) -> int:
    """How many attempts a job has made at one request."""
    count: int = db.conn.execute(
        "SELECT count(*) FROM model_calls WHERE key = ? AND job_id = ?", [key, job_id]
    ).fetchone()[0]
    return count


def get(db: Database, call_id: int) -> ModelCall:
    """Raises NotFound."""
    row = db.conn.execute("SELECT * FROM model_calls WHERE id = ?", [call_id]).fetchone()
    if row is None:
        raise NotFound("model call", call_id)
    return from_row(ModelCall, row)


def list_calls(db: Database, *, job_id: str | None = None, limit: int = 100) -> list[ModelCall]:
    """Newest first."""
    where, params = ("WHERE job_id = ?", [job_id]) if job_id else ("", [])
    rows = db.conn.execute(
        f"SELECT * FROM model_calls {where} ORDER BY id DESC LIMIT ?", [*params, limit]
    )
    return [from_row(ModelCall, row) for row in rows]


def newest(db: Database, job_id: str) -> ModelCall | None:
    """The last attempt of a job."""
    return next(iter(list_calls(db, job_id=job_id, limit=1)), None)


def typical_output(db: Database, model: str, purpose: str) -> int | None:
    """The mean of what the last good calls of a model for a purpose wrote; None before any."""
    row = db.conn.execute(
        "SELECT avg(output_tokens) FROM (SELECT output_tokens FROM model_calls WHERE ok = 1"
        " AND model = ? AND purpose = ? AND output_tokens IS NOT NULL ORDER BY id DESC LIMIT 50)",
        [model, purpose],
    ).fetchone()
    return None if row[0] is None else round(row[0])


def spending(db: Database, *, job_id: str | None = None) -> Spending:
    """What was spent, over everything or by one job."""
    return _sum(db, "WHERE job_id = ?", job_id) if job_id else _sum(db)


def spending_of(db: Database, job_ids: Sequence[str]) -> Spending:
    """What some jobs spent together."""
    listed = json.dumps(list(job_ids))
    return _sum(db, "WHERE job_id IN (SELECT value FROM json_each(?))", listed)


def _sum(db: Database, where: str = "", *params: str) -> Spending:
    row = db.conn.execute(
        "SELECT count(*) AS calls, coalesce(sum(1 - ok), 0) AS failed,"
        " coalesce(sum(input_tokens), 0) AS input_tokens,"
        " coalesce(sum(cached_tokens), 0) AS cached_tokens,"
        " coalesce(sum(output_tokens), 0) AS output_tokens,"
        " coalesce(sum(cost_usd), 0.0) AS cost_usd,"
        " coalesce(sum(cost_usd IS NULL), 0) AS unpriced,"
        " coalesce(sum(ok AND input_tokens IS NULL), 0) AS uncounted"
        f" FROM model_calls {where}",
        params,
    ).fetchone()
    return from_row(Spending, row)
