"""Children against their parent on training examples: all together first, then one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from prompt_tuner.arena import Arena
from prompt_tuner.evaluate import judges
from prompt_tuner.merging import merge
from prompt_tuner.records import Candidate, Example, candidate

CLEAR = 0.67  # standard errors: one step in four is false, and the finals see to that


@dataclass(frozen=True, slots=True)
class Child:
    """A proposal and the examples that it was made from."""

    candidate: Candidate
    examples: tuple[Example, ...]


def improves(differences: Sequence[float], min_effect: float) -> bool:
    """Worth going on with: a gain without any loss, or one that clearly exceeds its noise."""
    if not differences or fmean(differences) < min_effect:
        return False
    if min(differences) >= -min_effect:
        return True
    return fmean(differences) >= CLEAR * stdev(differences) / sqrt(len(differences))


async def trial(
    arena: Arena, parent: Candidate, children: Sequence[Child], *, merges: bool
) -> tuple[Candidate, ...]:
    """The children (or what they make together) that improve on the parent, best first."""
    union = _union(children)
    if arena.noisy:  # a few examples tell nothing
        known = arena.board.measured(parent.id, arena.train)
        union = (*union, *(example for example in known if example not in union))
    together = all_at_once(arena, parent, children) if merges else None
    if together is not None:
        arena.board.add(together)
        ahead = [e for e in arena.train if e not in union][: arena.settings.width]
        await arena.measure([(together, e) for e in arena.trimmed((*union, *ahead))])
        if _better(arena, parent, together) or await _on_second_thought(arena, parent, together):
            return (together,)
    accepted = await _race(arena, parent, children, union)
    winners = [child for child in children if child.candidate in accepted]
    if merges and 1 < len(winners) < len(children):
        again = all_at_once(arena, parent, winners)
        if again is not None and arena.affords(len(_union(winners))):
            arena.board.add(again)
            await arena.measure([(again, example) for example in _union(winners)])
            if _better(arena, parent, again):
                return (again, *accepted)
    return accepted


async def _on_second_thought(arena: Arena, parent: Candidate, child: Candidate) -> bool:
    """Where a judge's noise decided: both judged again, which says more than a race would."""
    found = arena.board.differences(parent.id, child.id, arena.train)
    if not arena.noisy or not judges(arena.task) or len(found) < 2:
        return False
    both = [
        (one, e) for one in (parent, child) for e in arena.board.measured(child.id, arena.train)
    ]
    if fmean(found) < -stdev(found) / sqrt(len(found)) or arena.price(both) > arena.meter.left():
        return False
    await arena.measure(both, reading=1)
    return _better(arena, parent, child)


async def _race(
    arena: Arena, parent: Candidate, children: Sequence[Child], union: tuple[Example, ...]
) -> tuple[Candidate, ...]:
    """Each on its own examples; those that gain there, on as many others; what then remains."""
    board = arena.board
    own = [(c.candidate, example) for c in children for example in c.examples]
    await arena.measure(own if arena.affords(len(own)) else own[: arena.meter.left() // arena.cost])
    alive = [c for c in children if _gain(arena, parent, c.candidate) >= arena.settings.min_effect]
    measured = board.measured(parent.id, arena.train)
    others = (*union, *(e for e in measured if e not in union))
    more = [
        (c.candidate, example)
        for c in alive
        for example in [e for e in others if e not in c.examples][: arena.settings.minibatch]
    ]
    if more and arena.affords(len(more)):
        await arena.measure(more)
    kept = [c.candidate for c in alive if _better(arena, parent, c.candidate)]
    kept.sort(key=lambda one: -board.mean(one.id, arena.train))
    return tuple(kept)


def all_at_once(arena: Arena, parent: Candidate, children: Sequence[Child]) -> Candidate | None:
    """What the children add, in one candidate; None where they cannot be merged."""
    texts = [child.candidate.text for child in children]
    text = merge(parent.text, texts, arena.max_chars)
    if not text or text == parent.text or text in texts:
        return None
    first = children[0].candidate
    return candidate(
        text,
        (parent.id, *(child.candidate.id for child in children)),
        f"{first.origin}+merge",
        "; ".join(dict.fromkeys(c.candidate.note for c in children if c.candidate.note))[:500],
        first.round,
        tuple(dict.fromkeys(key for child in children for key in child.candidate.lessons)),
    )


def _union(children: Sequence[Child]) -> tuple[Example, ...]:
    return tuple(dict.fromkeys(example for child in children for example in child.examples))


def _better(arena: Arena, parent: Candidate, child: Candidate) -> bool:
    found = arena.board.differences(parent.id, child.id, arena.train)
    return improves(found, arena.settings.min_effect)


def _gain(arena: Arena, parent: Candidate, child: Candidate) -> float:
    found = arena.board.differences(parent.id, child.id, arena.train)
    return fmean(found) if found else 0.0
