"""The content address of a request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from llm.endpoint import public_url


def request_key(base_url: str, body: Mapping[str, Any]) -> str:
    """sha256 (hex) of everything that can change the answer, and of nothing else.

    No key, no timeout; the order of the body's fields does not matter.
    """
    whole = {"server": public_url(base_url), "body": body}
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
