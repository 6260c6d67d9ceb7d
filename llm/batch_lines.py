"""The files of the Batch API: JSONL in, JSONL out, joined by custom_id. Pure.

https://platform.openai.com/docs/guides/batch: the order of the output says nothing; what
failed stands in an error file of the same form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from llm.attempt import refused
from llm.outcome import Outcome
from llm.replies import failed, read_body

PATH: Final = "/v1/chat/completions"
# Codes of requests that were never worked on: they are asked again.
_NOT_ASKED = ("batch_expired", "batch_cancelled")


def to_lines(bodies: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The input file. bodies: custom_id → body of a request."""
    rows = (
        {"custom_id": name, "method": "POST", "url": PATH, "body": body}
        for name, body in bodies.items()
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def read_lines(text: str, *, now: float) -> dict[str, Outcome]:
    """custom_id → outcome, of an output or error file; lines that cannot be read are passed over.

    A request that was not worked on (expired, cancelled) is not in it. now: POSIX time.
    """
    found: dict[str, Outcome] = {}
    for line in text.split("\n"):  # not splitlines(): U+2028 may stand inside a string
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not isinstance(row, dict) or not isinstance(row.get("custom_id"), str):
            continue
        outcome = _outcome(row, now)
        known = found.get(row["custom_id"])
        if outcome is not None and (known is None or not known.ok):
            found[row["custom_id"]] = outcome
    return found


def _outcome(row: dict[str, Any], now: float) -> Outcome | None:
    response, error = row.get("response"), row.get("error")
    if isinstance(response, dict) and response.get("body") is not None:
        return _answered(response, now)
    if isinstance(error, dict) and error.get("code") in _NOT_ASKED:
        return None
    words = json.dumps({"error": error}, ensure_ascii=False) if error else ""
    return refused((500, {}, words), now=now) if error else failed("no_choices", "an empty line")


def _answered(response: dict[str, Any], now: float) -> Outcome:
    text = json.dumps(response["body"], ensure_ascii=False)
    status = response.get("status_code")
    if isinstance(status, int) and status >= 400:
        return refused((status, {}, text), now=now)
    return read_body(text, "application/json")
