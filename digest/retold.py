"""Evidence that an article is told again: translated by its publisher, or under its title. Pure.

Each costs about linear time, like those of digest.kinship.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from digest.canonical import site_slug
from digest.kinship import CROWD, WINDOW_DAYS, Pair, Told, apart, one_voice
from digest.similarity import numbers_agree, title_keys
from digest.text import folded

TRANSLATED_DAYS = 28  # a publisher's translation comes weeks after the original
OPENING = 300  # characters of a text in which it says what it is about
TITLE = 24  # folded characters (wide ones count twice) from which a title is like no other
HEAD = 12  # folded characters by which titles in a text are looked up


def translated(told: Sequence[Told]) -> Iterator[Pair]:
    """One page in two languages: an address with another sign of language, or its last part."""
    for key_of in (lambda t: t.page, lambda t: site_slug(t.article.url_key)):
        index: defaultdict[str, list[int]] = defaultdict(list)
        for i, each in enumerate(told):
            if key := key_of(each):
                index[key].append(i)
        for found in index.values():
            yield from _versions(told, found)


def _versions(told: Sequence[Told], found: Sequence[int]) -> Iterator[Pair]:
    for place, one in enumerate(found):
        for other in found[place + 1 : place + 8]:
            a, b = told[one], told[other]
            languages = {a.article.language, b.article.language} - {""}
            if (
                len(languages) == 2
                and apart(a, b) <= TRANSLATED_DAYS
                and numbers_agree(a.article.title, b.article.title)
            ):
                yield one, other, "同じ記事の別の言語版"


def titled(told: Sequence[Told]) -> Iterator[Pair]:
    """A text whose opening has the whole title of another article, and of no third one."""
    heads: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for i, each in enumerate(told):
        for key in title_keys(each.article.title)[-1:]:
            if not each.template and len(key) + sum(c > "\u3000" for c in key) >= TITLE:
                heads[key[:HEAD]].append((key, i))
    for i, each in enumerate(told):
        named = set(_named(folded(each.article.text[:OPENING]), heads)) - {i}
        if len(named) != 1:
            continue
        (other,) = named
        if not one_voice(each, told[other]) and apart(each, told[other]) <= WINDOW_DAYS:
            yield other, i, "一方の題名で始まる"


def _named(opening: str, heads: dict[str, list[tuple[str, int]]]) -> Iterator[int]:
    for at in range(len(opening) - HEAD + 1):
        known = heads.get(opening[at : at + HEAD], ())
        for key, i in known if len(known) <= CROWD else ():
            if opening.startswith(key, at):
                yield i
