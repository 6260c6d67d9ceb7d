"""The week's stories, scored and picked, with a reason for every choice. Pure.

A score is a sum of visible parts (WEIGHTS), times the weight of the best source that tells
the story. No source and no subject takes more than its share, and a week with papers has at
least one. What a person put in or out, and words that must or never come in, win over scores.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from digest.scoring import KIND_NAMES, WEIGHTS, chars, scored
from digest.taste import Taste, decided, refused, required
from digest.topics import subject
from storage.records import Pick, Story

__all__ = ["KIND_NAMES", "WEIGHTS", "Ranking", "rank", "select"]

SHARE = 0.4  # of the limit, for one source or subject; at least 2
CLOSE = 0.05  # a score within this share of the cut: a person may decide otherwise
ASKED = 3  # stories on either side of the cut that a person is asked about
ALL_THERE_IS = "他に候補が無いため同じ情報源・話題から追加"
FOR_A_PAPER = "論文を1本は載せるため"
NO_TASTE = Taste()


@dataclass(frozen=True, slots=True)
class Ranking:
    """picks: at most the limit (more only where a person put more in), best first; missed: all
    others, best first, with what kept each out as its last reason. unsure: keys of stories so
    near the cut that a person should say, best first; until then the score decides.
    """

    picks: tuple[Pick, ...]
    missed: tuple[Pick, ...]
    unsure: tuple[str, ...] = ()
    scored: int = 0  # stories that have a score by a model


def select(
    stories: Sequence[Story],
    *,
    week: str,
    limit: int,
    weights: Mapping[int, float],
    taste: Taste = NO_TASTE,
) -> tuple[Pick, ...]:
    """The picks of rank()."""
    return rank(stories, week=week, limit=limit, weights=weights, taste=taste).picks


def rank(
    stories: Sequence[Story],
    *,
    week: str,
    limit: int,
    weights: Mapping[int, float],
    taste: Taste = NO_TASTE,
) -> Ranking:
    """Every story, in or out. weights: source id → weight (1 where not named).

    Raises ValueError where `week` is no ISO week.
    """
    ranked = sorted((scored(story, week, weights, taste) for story in stories), key=_order)
    out = {p.story.key: why for p in ranked if (why := refused(p.story, taste))}
    open_ones = [p for p in ranked if p.story.key not in out]
    first = _first(open_ones, taste, limit)
    fixed = {pick.story.key for pick in first}
    rest = [p for p in open_ones if p.story.key not in fixed]
    chosen = _with_paper(_shared_out(first, rest, limit), open_ones, len(first))
    taken = {pick.story.key for pick in chosen}
    by_score = [p for p in chosen[len(first) :] if p.reasons[-1:] != (FOR_A_PAPER,)]
    cut = min((p.score for p in by_score), default=None)
    missed = [p for p in ranked if p.story.key not in taken]
    return Ranking(
        tuple(sorted(chosen, key=_order)),
        tuple(_because(p, out.get(p.story.key) or _why_not(p, cut)) for p in missed),
        _unsure(by_score, [p for p in missed if p.story.key not in out], cut),
        len(taste.jury.scores),
    )


def _first(open_ones: Sequence[Pick], taste: Taste, limit: int) -> list[Pick]:
    """What must come in: everything that a person put in, then words, as many as there is room."""
    asked = [_because(p, why) for p in open_ones if (why := required(p.story, taste))]
    people = [p for p in asked if decided(p.story, taste)]
    words = [p for p in asked if not decided(p.story, taste)]
    return people + words[: max(0, limit - len(people))]


def _why_not(pick: Pick, cut: float | None) -> str:
    """cut: the score of the last that came in by its score; None: there was no room for any."""
    if cut is None:
        return "必ず載せる話題で項目の数に達した"
    short = cut - pick.score
    if short == 0:
        return "僅差: 同点の次点"
    if short < 0:
        return "同じ情報源か同じ話題の上限を超えた"
    close = "僅差: " if short <= _band(cut) else ""
    return f"{close}点数が{short:.1f}点足りない"


def _band(cut: float) -> float:
    return CLOSE * max(cut, 1.0)


def _unsure(inside: Sequence[Pick], outside: Sequence[Pick], cut: float | None) -> tuple[str, ...]:
    """Those on both sides of the cut that are nearer to the other side than scores can tell."""
    below = [p for p in outside if cut is not None and 0 <= cut - p.score <= _band(cut)]
    if not below or cut is None:
        return ()
    above = [p for p in inside if p.score - below[0].score <= _band(cut)]
    return tuple(p.story.key for p in (*sorted(above, key=_order)[-ASKED:], *below[:ASKED]))


def _shared_out(first: Sequence[Pick], rest: Sequence[Pick], limit: int) -> list[Pick]:
    """`first`, then the best; none above its share unless nothing else is left."""
    share = max(2, ceil(limit * SHARE))
    chosen = list(first)
    taken: Counter[Hashable] = Counter(key for pick in chosen for key in _shares(pick))
    surplus: list[Pick] = []
    for pick in rest:
        if any(taken[key] >= share for key in _shares(pick)):
            surplus.append(pick)
        elif len(chosen) < limit:
            chosen.append(pick)
            taken.update(_shares(pick))
    room = max(0, limit - len(chosen))
    return chosen + [_because(p, ALL_THERE_IS) for p in surplus[:room]]


def _shares(pick: Pick) -> list[Hashable]:
    """What a pick takes a share of: its source, and the subject that its title names."""
    source, named = pick.story.lead.source_id, subject(pick.story.lead.title)
    return [key for key in (source, named or None) if key is not None]


def _with_paper(chosen: list[Pick], scored: Sequence[Pick], fixed: int) -> list[Pick]:
    """The last pick (none of the first `fixed`) gives way to the best paper where none was chosen."""
    papers = [p for p in scored if _is_paper(p)]
    loose = chosen[fixed:]
    if len(chosen) < 2 or not loose or not papers or any(map(_is_paper, chosen)):
        return chosen
    last = max(loose, key=_order)
    kept = [pick for pick in chosen if pick is not last]
    return [*kept, _because(papers[0], FOR_A_PAPER)]


def _is_paper(pick: Pick) -> bool:
    return pick.story.lead.kind == "paper" and any(map(chars, pick.story.articles))


def _because(pick: Pick, reason: str) -> Pick:
    return replace(pick, reasons=(*pick.reasons, reason))


def _order(pick: Pick) -> tuple[float, float, int, str]:
    """Best first; ties go to the newer, then to the story that was stored first."""
    moment = pick.story.lead.published_at
    return (
        -pick.score,
        -(moment.timestamp() if moment else 0.0),
        len(pick.story.key),
        pick.story.key,
    )
