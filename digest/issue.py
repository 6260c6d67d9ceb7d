"""Issue: a week's digest as its writer wants it read. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from digest.compose import DERIVED, UNTRANSLATED, doubted_highlight, untranslated
from digest.summarize.extractive import LABELS
from digest.summarize.styles import for_readers
from storage.records import Claim, Digest, DigestEdit, Item, ItemEdit, Link
from storage.weeks import label

PAPER = "論文: "


@dataclass(frozen=True, slots=True)
class IssueItem:
    """One item with its writer's edits. What a person wrote is `comment` (所感)."""

    item: Item
    number: int  # 1 stands first
    headline: str  # the writer's, else the paper's title, else the summary's headline
    lead: str = ""  # the summary's headline where the heading is something else
    note: str = ""  # how the summary was made, when not by a model; or what it lacks
    comment: str = ""
    earlier: Link | None = None  # what it goes on from, unless the writer took that away

    @property
    def heading(self) -> str:
        """What stands above the item: 「論文: …」 for papers."""
        paper = self.item.summary.kind == "paper" and not self.headline.startswith("論文")
        return f"{PAPER}{self.headline}" if paper else self.headline


@dataclass(frozen=True, slots=True)
class Issue:
    """What is exported. method is that of the items that stayed: model, mixed, none."""

    week: str
    title: str
    greeting: str
    items: tuple[IssueItem, ...] = ()
    highlights: tuple[Claim, ...] = ()
    comment: str = ""  # 今週の所感
    outlook: str = ""  # 来週の注目
    previous: str = ""  # the week or the address of the issue before
    method: str = "none"
    notes: tuple[str, ...] = ()
    dropped: int = 0


def apply_edits(
    digest: Digest,
    item_edits: Mapping[str, ItemEdit],
    digest_edit: DigestEdit | None = None,
    *,
    previous: str | None = None,
) -> Issue:
    """The digest as its writer wants it; item_edits by story key.

    A dropped item is out. An edited position is the item's place among those that stay, on
    the scale of Item.position: it wins, the others fill the gaps in their own order. Where
    two want one place, the later decision has it and the other follows.
    """
    edit = digest_edit or DigestEdit(digest.week)
    kept = [item for item in digest.items if not _edit(item_edits, item).dropped]
    ordered = _ordered(kept, item_edits, base=min((i.position for i in digest.items), default=0))
    items = tuple(
        _issue_item(item, _edit(item_edits, item), number)
        for number, item in enumerate(ordered, start=1)
    )
    highlights = _highlights(digest, {item.story_key for item in kept})
    return Issue(
        week=digest.week,
        title=_written(edit.title) or digest.title.strip() or default_title(digest.week),
        greeting=_written(edit.greeting) or default_greeting(digest, len(items)),
        items=items,
        highlights=highlights,
        comment=edit.comment.strip(),
        outlook=edit.outlook.strip(),
        previous=previous or "",
        method=_method(digest, items),
        notes=_notes(digest, items, highlights),
        dropped=len(digest.items) - len(items),
    )


def default_title(week: str) -> str:
    """今週の生成AI情報まとめ(11/16~11/22)."""
    return f"今週の生成AI情報まとめ({label(week)})"


def default_greeting(digest: Digest, shown: int) -> str:
    """Which week, how many items; who writes is the writer's to say."""
    found = f"話題{digest.considered}件" if digest.considered > shown else "話題"
    return f"{label(digest.week)}の1週間に見つけた生成AI関連の{found}から、{shown}件を紹介します。"


def _highlights(digest: Digest, kept: Set[str]) -> tuple[Claim, ...]:
    """Without what rests on items alone that the writer left out."""
    stays = {number for one in digest.items if one.story_key in kept for number in _sources(one)}
    out = {number for one in digest.items for number in _sources(one)} - stays
    return tuple(
        claim
        for claim in digest.highlights
        if not claim.evidence or {one.article_id for one in claim.evidence} - out
    )


def _sources(item: Item) -> set[int]:
    claims = [claim for section in item.summary.sections for claim in section.claims]
    cited = {one.article_id for claim in claims for one in claim.evidence}
    return cited | {link.article_id for link in item.references if link.article_id}


def _notes(
    digest: Digest, items: Sequence[IssueItem], highlights: Sequence[Claim]
) -> tuple[str, ...]:
    """What the build noted, as far as it is of what is told."""
    gone = [claim.text for claim in digest.highlights if claim not in highlights]
    notes = [note for note in digest.notes if not note.startswith((*DERIVED, UNTRANSLATED))]
    if untranslated(one.item for one in items):
        notes.append(UNTRANSLATED)
    return tuple(n for n in notes if not n.startswith(tuple(map(doubted_highlight, gone))))


def _edit(edits: Mapping[str, ItemEdit], item: Item) -> ItemEdit:
    return edits.get(item.story_key) or ItemEdit("", item.story_key)


def _written(text: str | None) -> str:
    return (text or "").strip()


def _ordered(kept: list[Item], edits: Mapping[str, ItemEdit], *, base: int) -> list[Item]:
    """Every kept item once; the same whatever order they come in."""
    kept = sorted(kept, key=lambda item: (item.position, item.story_key))
    places: dict[int, Item] = {}
    for item in sorted(kept, key=lambda item: _claim_on_place(_edit(edits, item))):
        wanted = _edit(edits, item).position
        if wanted is not None:
            place = max(0, wanted - base)
            while place in places:
                place += 1
            places[place] = item
    free = [item for item in kept if _edit(edits, item).position is None]
    out: list[Item] = []
    for place in sorted(places):
        gap = max(0, place - len(out))
        out += [*free[:gap], places[place]]
        del free[:gap]
    return out + free


def _claim_on_place(edit: ItemEdit) -> tuple[int, float]:
    decided = edit.updated_at.timestamp() if edit.updated_at else 0.0
    return (edit.position or 0, -decided)


def _issue_item(item: Item, edit: ItemEdit, number: int) -> IssueItem:
    summary = item.summary
    primary = next((link for link in item.references if link.role == "primary"), None)
    title = primary.title.strip() if primary and summary.kind == "paper" else ""
    headline = _written(edit.headline) or title or summary.headline.strip() or _address(item)
    edited = bool(_written(edit.headline))
    note = for_readers(summary.note.strip())
    if not note and summary.method != "model":
        note = LABELS.get(summary.language, LABELS[""])
    return IssueItem(
        item=item,
        number=number,
        headline=headline,
        lead="" if edited or summary.headline.strip() == headline else summary.headline.strip(),
        note=note,
        comment=edit.comment.strip(),
        earlier=None if edit.standalone else item.earlier,
    )


def _address(item: Item) -> str:
    links: tuple[Link, ...] = item.references
    return links[0].url if links else item.story_key


def _method(digest: Digest, items: tuple[IssueItem, ...]) -> str:
    made = {one.item.summary.method == "model" for one in items}
    if not items:
        return digest.method
    if made == {True}:
        return "model"
    return "mixed" if True in made or digest.highlights else "none"
