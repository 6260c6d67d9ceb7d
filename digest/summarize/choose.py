"""Which sentences of a text are its key sentences. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Sequence

from digest.summarize.rank import mmr, ranks, similarities
from digest.summarize.sentences import Sentence, is_complete
from digest.summarize.terms import terms, vectors
from digest.summarize.weigh import NOISE, prior

MOST_SENTENCES = 200  # similarities grow with the square
WIDE = {"ja", "zh", "ko"}  # languages whose sentences are short in characters


def choose(sentences: Sequence[Sentence], title: str, language: str, count: int) -> list[int]:
    """Indexes of at most `count` key sentences, in the order of the text."""
    full, least = (160, 18) if language in WIDE else (320, 40)
    usable = _candidates(sentences, title, least, int(2.5 * full))
    usable = usable or _candidates(sentences, title, 8, int(2.5 * full))
    whole = [i for i in usable if is_complete(sentences[i].text)]
    usable = whole if len(whole) >= count else usable
    if not usable:
        return []
    words = [terms(sentences[i].text) for i in usable]
    wanted = set(terms(title)) or set(words[0])
    weights = [
        prior(sentences[index], place, wanted, set(own), full=full)
        for place, (index, own) in enumerate(zip(usable, words, strict=True))
    ]
    graph = similarities(vectors(words))
    return [usable[i] for i in mmr(ranks(graph, weights), graph, count)]


def _candidates(sentences: Sequence[Sentence], title: str, least: int, most: int) -> list[int]:
    seen = {_folded(title)}
    out: list[int] = []
    for index, sentence in enumerate(sentences):
        text = sentence.text
        if sentence.kind not in ("prose", "bullet") or not least <= len(text) <= most:
            continue
        if NOISE.search(text) or text.endswith((":", "：", "?", "？")) or _folded(text) in seen:
            continue
        seen.add(_folded(text))
        out.append(index)
        if len(out) == MOST_SENTENCES:
            break
    return out


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
