"""What a call in a batch costs: half, where the provider says so. Unknown is None, never 0."""

from __future__ import annotations

from llm import prices
from llm.endpoint import OPENAI_HOSTS, Endpoint

HALF = 0.5  # of the price, as OpenAI and Azure publish it


def is_known(where: Endpoint) -> bool:
    """Whether the server is one that publishes a Batch API and its price."""
    return f".{where.host}".endswith(OPENAI_HOSTS)


def cost(
    where: Endpoint,
    model: str,
    input_tokens: int | None,
    cached_tokens: int | None,
    output_tokens: int | None,
) -> float | None:
    """US dollars of a call in a batch; None where the price of batches is not known."""
    if not is_known(where):
        return None
    whole = prices.cost(where.base_url, model, input_tokens, cached_tokens, output_tokens)
    return None if whole is None else whole * HALF
