"""Tags that an article seems to ask for: names that it speaks of, and tags used before. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from digest.topics import relevance
from storage.records import Article
from storage.tags import clean
from storage.terms import fold

SUGGESTED = 6
# Terms that nearly every article of this field has tell nothing as tags.
_PLAIN = frozenset(
    ("ai", "model", "models", "モデル", "agent", "agents", "prompt", "prompts", "token", "tokens")
)


def suggested(article: Article, known: Sequence[str]) -> tuple[str, ...]:
    """At most SUGGESTED tags: known ones that stand in title or text, then terms of the field."""
    whole = fold(f"{article.title}\n{article.text}")
    used = [tag for tag in known if len(tag) > 1 and tag.replace("-", " ") in whole]
    _, terms = relevance(article.title, article.text)
    fresh = [clean(term) for term in terms]
    wanted = dict.fromkeys(tag for tag in [*used, *fresh] if tag and tag not in _PLAIN)
    return tuple(wanted)[:SUGGESTED]
