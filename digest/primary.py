"""Which article of a story is the primary source: paper, who is linked to, vendor, repository. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from digest.canonical import page_id, url_key
from storage.records import Article

# Those that announce their own work there; add to it freely.
_OWN_SITES = (
    "openai.com anthropic.com claude.com deepmind.google blog.google research.google ai.google.dev"
    " cloud.google.com ai.meta.com mistral.ai x.ai qwenlm.github.io qwen.ai deepseek.com cohere.com"
    " nvidia.com microsoft.com machinelearning.apple.com aws.amazon.com amazon.science ibm.com"
    " huggingface.co ollama.com vllm.ai langchain.com sakana.ai preferred.jp elyza.ai"
    " thinkingmachines.ai together.ai stability.ai perplexity.ai cursor.com github.blog"
    " allenai.org eleuther.ai metr.org nii.ac.jp ntt.com rinna.co.jp cyberagent.co.jp"
)
VENDORS = frozenset(_OWN_SITES.split())
REPOSITORIES = frozenset({"github.com", "gitlab.com", "codeberg.org"})
_LATEST = datetime.max.replace(tzinfo=UTC)


def lead_order(articles: Sequence[Article]) -> list[Article]:
    """The primary source first, then by rank, date and length of text."""
    cited = Counter(url_key(link) for a in articles for link in set(a.links))
    return sorted(articles, key=lambda a: (*_rank(a, cited[a.url_key]), a.id))


def _rank(article: Article, cited: int) -> tuple[int, int, datetime, int]:
    host = (urlsplit(article.url).hostname or "").removeprefix("www.")
    if article.kind == "paper":
        rank = 0 if page_id(article.url).startswith("arxiv:") else 1
    elif article.kind == "post":
        rank = 6
    elif cited:
        rank = 2
    elif any(host == vendor or host.endswith(f".{vendor}") for vendor in VENDORS):
        rank = 3
    elif host in REPOSITORIES or article.kind == "release":
        rank = 4
    else:
        rank = 5
    when = article.published_at or article.first_seen_at or _LATEST
    return rank, -cited, when, -len(article.text)
