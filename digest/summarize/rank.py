"""TextRank with a prior, and MMR. Pure, deterministic, standard library only.

TextRank (Mihalcea and Tarau 2004) as personalised PageRank over cosine similarity; MMR
(Carbonell and Goldstein 1998) takes sentences that are central and unlike those taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

DAMPING = 0.7  # share of a rank that comes from similar sentences, the rest from the prior
ROUNDS = 40
TOLERANCE = 1e-7
NOVELTY = 0.3  # MMR: share of dissimilarity

Graph = list[dict[int, float]]


def similarities(vectors: Sequence[Mapping[str, float]]) -> Graph:
    """Row i holds {j: cosine} for every j that shares a term with i (never i itself)."""
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    rows: Graph = [{} for _ in vectors]
    for i, vector in enumerate(vectors):
        for term, weight in vector.items():
            for j, other in postings[term]:
                rows[i][j] = rows[i].get(j, 0.0) + weight * other
            postings[term].append((i, weight))
    for i, row in enumerate(rows):
        for j, value in row.items():
            if j < i:
                rows[j][i] = value
    return rows


def ranks(graph: Graph, prior: Sequence[float]) -> list[float]:
    """Scores in [0, 1], the best is 1. prior: positive, not normalised."""
    total = sum(prior)
    base = [weight / total for weight in prior]
    degree = [sum(row.values()) or 1.0 for row in graph]
    current = base
    for _ in range(ROUNDS):
        flow = [(1 - DAMPING) * weight for weight in base]
        for j, row in enumerate(graph):
            share = DAMPING * current[j] / degree[j]
            for i, value in row.items():
                flow[i] += share * value
        moved = sum(abs(a - b) for a, b in zip(flow, current, strict=True))
        current = flow
        if moved < TOLERANCE:
            break
    scores = [value * weight**0.5 for value, weight in zip(current, base, strict=True)]
    best = max(scores)
    return [score / best for score in scores]


def mmr(scores: Sequence[float], graph: Graph, count: int) -> list[int]:
    """Indexes of at most `count` sentences, in the order of the text; ties go to the earlier."""
    chosen: list[int] = []
    while len(chosen) < min(count, len(scores)):
        rest = [i for i in range(len(scores)) if i not in chosen]
        chosen.append(max(rest, key=lambda i: (_gain(i, chosen, scores, graph), -i)))
    return sorted(chosen)


def _gain(i: int, chosen: Sequence[int], scores: Sequence[float], graph: Graph) -> float:
    nearest = max((graph[i].get(j, 0.0) for j in chosen), default=0.0)
    return (1 - NOVELTY) * scores[i] - NOVELTY * nearest
