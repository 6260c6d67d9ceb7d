"""One attempt → the row that keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from llm.cache import request_key
from llm.endpoint import Endpoint
from llm.outcome import Outcome
from llm.prompt import Prompt
from storage.records import ModelCall


def to_call(
    endpoint: Endpoint,
    prompt: Prompt,
    body: Mapping[str, Any],
    outcome: Outcome,
    *,
    uid: str,
    job_id: str,
    prompt_version_id: int | None,
) -> ModelCall:
    """The row of an attempt: everything that was sent and came back, and no key."""
    started = datetime.fromisoformat(outcome.started_at) if outcome.started_at else None
    return ModelCall(
        uid=uid,
        key=request_key(endpoint.base_url, body),
        job_id=job_id,
        purpose=prompt.purpose,
        server=endpoint.server,
        model=endpoint.model,
        messages=json.dumps(body, ensure_ascii=False),
        reply=outcome.refusal if outcome.kind == "refusal" else outcome.text,
        finish=outcome.finish,
        ok=outcome.ok,
        input_tokens=outcome.input_tokens,
        cached_tokens=outcome.cached_tokens,
        output_tokens=outcome.output_tokens,
        cost_usd=outcome.cost_usd,
        seconds=outcome.seconds,
        error_kind=outcome.kind,
        error=f"{outcome.error} {outcome.hint}".strip(),
        prompt_version_id=prompt_version_id,
        started_at=started,
    )
