"""Scorers: each says how good an output is, 0 to 1, and one sentence why.

docs/tuning.md describes every key of SCORERS. Those without a judge are pure.
"""

from __future__ import annotations

from prompt_tuner.scorers import findings, japanese, judge, length, phrases, schema, similarity
from prompt_tuner.scorers.scorer import Scorer

__all__ = ["SCORERS", "Scorer"]

SCORERS: dict[str, Scorer] = {
    "mentions": phrases.MENTIONS,
    "forbids": phrases.FORBIDS,
    "json_schema": schema.JSON_SCHEMA,
    "length": length.LENGTH,
    "japanese": japanese.JAPANESE,
    "similarity": similarity.SIMILARITY,
    "judge": judge.JUDGE,
    **findings.CHECK_SCORERS,
    "coverage": findings.COVERAGE,
}
