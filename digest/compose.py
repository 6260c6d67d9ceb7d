"""Picks, summaries and findings → the week's issue. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from digest.related import Near, references, related
from storage.records import Claim, Digest, Finding, Item, Link, Pick, Summary
from storage.weeks import label

HIGHLIGHTS = "highlights"  # key of the highlights' own findings
NO_AI = "AI未使用: モデルを使わず、原文から抜き出した文を載せています"
UNTRANSLATED = "英語など外国語の原文をそのまま載せた項目があります"
FALLEN = "AIの要約が得られず原文から抜き出した項目: "
DOUBTS = "確認が必要な箇所が"
EMPTY = "この週に載せる項目がありません"
# What an Issue says anew about the items that its writer kept.
DERIVED = (NO_AI, FALLEN, DOUBTS, EMPTY)
SHOWN_TITLES = 3
TITLE_CHARS = 40


def compose(
    week: str,
    picks: Sequence[Pick],
    summaries: Mapping[str, Summary],
    findings: Mapping[str, Sequence[Finding]],
    highlights: Sequence[Claim],
    *,
    considered: int,
    now: datetime,
    notes: Sequence[str] = (),
    near: Near | None = None,
    linked: Mapping[str, Link] | None = None,
) -> Digest:
    """The issue of a week, items by score. Raises ValueError where `week` is no ISO week.

    summaries, findings, linked (digest.linked): by story key. considered: stories of the week.
    notes: what the caller has to say first; near: what related() gave for all of the picks. A
    pick without a summary is left out, and a note says so.
    """
    made = sorted((p for p in picks if p.story.key in summaries), key=lambda p: -p.score)
    links = near if near is not None and len(made) == len(near) else related(made)
    items = _items(made, summaries, findings, links, linked or {})
    method = _method(items, highlights)
    fallen = _fallbacks(method, items, len(picks) - len(items))
    said = [*notes, *fallen, *_doubts(items, findings)]
    return Digest(
        week=week,
        title=f"今週の生成AI情報まとめ({label(week)})",
        items=items,
        highlights=tuple(highlights),
        method=method,
        notes=tuple(dict.fromkeys(filter(None, said))),
        considered=considered,
        built_at=now,
    )


def exchanged(digest: Digest, *fresh: Item) -> Digest:
    """The issue with other items in place of those of the same stories; its notes are made anew."""
    by_key = {item.story_key: item for item in fresh}
    items = tuple(by_key.get(one.story_key, one) for one in digest.items)
    method = _method(items, digest.highlights)
    kept = [note for note in digest.notes if not note.startswith((*DERIVED, UNTRANSLATED))]
    said = [*kept, *_fallbacks(method, items, 0), *_doubts(items, {})]
    return replace(digest, items=items, method=method, notes=tuple(dict.fromkeys(said)))


def _items(
    picks: Sequence[Pick],
    summaries: Mapping[str, Summary],
    findings: Mapping[str, Sequence[Finding]],
    links: Near,
    linked: Mapping[str, Link],
) -> tuple[Item, ...]:
    out = []
    for position, pick in enumerate(picks):
        key = pick.story.key
        own = references(pick, linked.get(key))
        shown = {link.url for link in own}
        out.append(
            Item(
                story_key=key,
                position=position,
                summary=summaries[key],
                score=pick.score,
                reasons=pick.reasons,
                references=own,
                related=tuple(link for link in links[key] if link.url not in shown),
                findings=tuple(findings.get(key, ())),
            )
        )
    return tuple(out)


def _method(items: Sequence[Item], highlights: Sequence[Claim]) -> str:
    """model: everything came from one; none: nothing did; mixed: some items fell back."""
    made = [item.summary.method == "model" for item in items]
    if not any(made) and not highlights:
        return "none"
    return "model" if all(made) and made else "mixed"


def _fallbacks(method: str, items: Sequence[Item], missing: int) -> list[str]:
    notes: list[str] = []
    fallen = [item for item in items if item.summary.method != "model"]
    if method == "none" and items:
        notes.append(NO_AI)
    if method == "mixed" and fallen:
        notes.append(FALLEN + _titles(fallen))
    if untranslated(items):
        notes.append(UNTRANSLATED)
    if missing:
        notes.append(f"要約を作れなかった{missing}件は載せていません")
    if not items:
        notes.append(EMPTY)
    return notes


def untranslated(items: Iterable[Item]) -> bool:
    """Whether sentences of a source in another language stand there as they are."""
    fallen = [item.summary for item in items if item.summary.method != "model"]
    return any(one.language not in ("ja", "") and one.sections for one in fallen)


def doubted_highlight(passage: str) -> str:
    """How the note of a highlight with findings begins."""
    return f"ハイライトに確認が必要な箇所があります: 「{passage}」"


def _doubts(items: Sequence[Item], findings: Mapping[str, Sequence[Finding]]) -> list[str]:
    """How many places a person has to look at."""
    count = sum(len(item.findings) for item in items)
    notes = [f"{DOUBTS}{count}件あります"] if count else []
    reasons: dict[str, list[str]] = {}
    for finding in findings.get(HIGHLIGHTS, ()):
        reasons.setdefault(finding.passage, []).append(finding.reason)
    notes += [
        f"{doubted_highlight(passage)}({'、'.join(dict.fromkeys(said))})"
        for passage, said in reasons.items()
    ]
    return notes


def _titles(items: Sequence[Item]) -> str:
    shown = [f"「{_short(item.summary.headline)}」" for item in items[:SHOWN_TITLES]]
    rest = len(items) - len(shown)
    return "".join(shown) + (f"ほか{rest}件" if rest else "")


def _short(title: str) -> str:
    return title if len(title) <= TITLE_CHARS else title[: TITLE_CHARS - 1] + "…"
