"""What calls cost, from the table that ships with genai-prices. Unknown is None, never 0."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from llm import tokens
from llm.endpoint import is_loopback, public_url

# Names that only their maker sells: through a proxy or gateway they cost what he asks.
# Open weights (llama, qwen, gpt-oss, ...) have no price on a server that is not in the table.
_MAKERS = {
    "openai": re.compile(r"(gpt-\d|chatgpt|o\d)"),
    "anthropic": re.compile(r"claude"),
    "google": re.compile(r"gemini"),
    "x-ai": re.compile(r"grok"),
}
_RESERVE = 1.25  # see tokens.estimate


def cost(
    base_url: str,
    model: str,
    input_tokens: int | None,
    cached_tokens: int | None,
    output_tokens: int | None,
) -> float | None:
    """US dollars; None where the price or the counts are not known.

    cached_tokens are part of input_tokens.
    """
    if input_tokens is None or output_tokens is None:
        return None
    url, name = public_url(base_url), model.lower()
    bare = name.rsplit("/", 1)[-1]
    maker = next((m for m, pattern in _MAKERS.items() if pattern.match(bare)), None)
    if maker is None and is_loopback(urlsplit(url).hostname or ""):
        return None  # in no table: spare the import
    counts = {
        "input_tokens": input_tokens,
        "cache_read_tokens": min(cached_tokens or 0, input_tokens),
        "output_tokens": output_tokens,
    }
    priced = _priced(counts, name, provider_api_url=url)
    return _priced(counts, bare, provider_id=maker) if priced is None and maker else priced


def _priced(counts: dict[str, int], name: str, **where: Any) -> float | None:
    import genai_prices

    try:
        return float(
            genai_prices.calc_price(genai_prices.Usage(**counts), name, **where).total_price
        )
    except (LookupError, ValueError):  # not in the table; counts that contradict each other
        return None


def estimate(base_url: str, model: str, text: str, max_tokens: int) -> float | None:
    """The most that a call with this input text and limit should cost, in US dollars."""
    return cost(base_url, model, int(tokens.estimate(text) * _RESERVE), 0, max_tokens)
