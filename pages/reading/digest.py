"""今週のダイジェスト: browse the weeks, open an item with its claims and their sources."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from digest.issue import apply_edits
from pages import ARTICLES
from pages.shared import (
    filters,
    first_start,
    item_view,
    job_panel,
    marks,
    paper_view,
    rating,
    reader_pane,
    report_panel,
    rights_view,
    week_bar,
    words,
)
from pages.shared.db import reading
from pages.shared.markup import Html, badge, host, join, safe_url, tag, text
from pages.shared.reader_list import NOTHING, PANE, Act, Manner, Row, reader_list
from storage import articles, digests
from storage.records import Article, Digest, Item, ItemEdit, Mark
from storage.weeks import label as week_label

ABOUT = "about"  # the row of the issue itself
FLAGS = {"star": "★ スター", "unread": "● 未読", "check": "⚠ 要確認"}


def main() -> None:
    """The whole page."""
    with reading() as db:
        weeks = digests.weeks(db)
        if not weeks:
            first_start.show(db)
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            week = week_bar.choose(weeks)
            digest = digests.get(db, week)
            _filters(digest)
        edits = digests.item_edits(db, week)
        seen = articles.marks_of(db, [lead for item in digest.items if (lead := lead_of(item))])
        _title(digest, edits, digests.digest_edit(db, week).title)
    job_panel.show(("build", "weekly", "sample"))
    shown = [item for item in _in_order(digest, edits) if _wanted(item, seen)]
    rows = [_about_row(digest), *(_row(item, seen, edits) for item in shown)]
    left, right = st.columns([5, 8], gap="medium")
    with left:
        reader_list(
            rows,
            _selected(rows),
            _save,
            _then,
            key="digest_list",
            manner=Manner("ダイジェストの項目", empty=NOTHING, fixed=1),
        )
    with right, st.container(key=PANE):
        _detail()


def lead_of(item: Item) -> int | None:
    """The article that an item's marks and memo belong to: its primary source."""
    return next((link.article_id for link in item.references if link.article_id), None)


def _filters(digest: Digest) -> None:
    present = {item.summary.kind for item in digest.items}
    if len(present) > 1:
        kinds = {name: label for name, label in words.KINDS.items() if name in present}
        filters.segments("kind", kinds)
    filters.flags("only", FLAGS)


def _title(digest: Digest, edits: dict[str, ItemEdit], own_title: str | None) -> None:
    items = [one.item for one in apply_edits(digest, edits).items]
    to_check = sum(bool(item.findings) for item in items)
    extracted = sum(bool(words.summary_label(item.summary)) for item in items)
    facts = [
        badge(
            words.DIGEST_METHODS.get(digest.method, digest.method),
            "plain" if digest.method == "model" else "warn",
        ),
        text(f"{len(items)}件 / 話題 {digest.considered}件"),
        text(f"抽出要約 {extracted}件") if extracted else text(""),
        badge(f"要確認 {to_check}件", "warn") if to_check else text(""),
        text(f"作成 {words.minute(digest.built_at)}"),
    ]
    st.html(
        tag(
            "div",
            tag("h2", text(own_title or digest.title)),
            tag("div", *[tag("span", fact) for fact in facts if fact], cls="meta"),
            cls="prose wide issue-title",
        )
    )


def _in_order(digest: Digest, edits: dict[str, ItemEdit]) -> list[Item]:
    """As the writer arranged them; what was left out stands at the end."""
    kept = [one.item for one in apply_edits(digest, edits).items]
    keys = {item.story_key for item in kept}
    return kept + [item for item in digest.items if item.story_key not in keys]


def _wanted(item: Item, seen: dict[int, Mark]) -> bool:
    if item.story_key == st.query_params.get("item"):
        return True  # what stands open stays in the list, also when reading it hides its like
    mark = seen.get(lead_of(item) or 0, Mark(0))
    only = st.session_state.get("only") or []
    kind = st.session_state.get("kind")
    return (
        (not kind or item.summary.kind == kind)
        and ("star" not in only or mark.starred_at is not None)
        and ("unread" not in only or mark.read_at is None)
        and ("check" not in only or bool(item.findings))
    )


def _about_row(digest: Digest) -> Row:
    title = "今週のハイライト" if digest.highlights else "この号について"
    return Row(ABOUT, title, sub=f"{digest.week}({week_label(digest.week)})")


def _row(item: Item, seen: dict[int, Mark], edits: dict[str, ItemEdit]) -> Row:
    lead, edit = lead_of(item), edits.get(item.story_key)
    mark = seen.get(lead or 0, Mark(0))
    label, dropped = words.summary_label(item.summary), edit is not None and edit.dropped
    address = item_view.address(item)
    place = host(address)
    tags = [
        ("掲載しない", "plain") if dropped else None,
        (f"要確認 {len(item.findings)}", "warn") if item.findings else None,
        ("続報", "good") if item.earlier and not (edit and edit.standalone) else None,
        (label, "plain") if label else None,
    ]
    return Row(
        id=item.story_key,
        title=_headline(item, edit),
        sub=" · ".join(part for part in (words.kind(item.summary.kind), place) if part),
        tags=tuple(one for one in tags if one),
        lang=item.summary.language,
        url=safe_url(address),
        read=None if lead is None else mark.read_at is not None,
        star=None if lead is None else mark.starred_at is not None,
        dim=dropped,
    )


def _headline(item: Item, edit: ItemEdit | None) -> str:
    return edit.headline if edit is not None and edit.headline else item.summary.headline


def _selected(rows: list[Row]) -> str:
    asked = st.query_params.get("item", ABOUT)
    return asked if any(row.id == asked for row in rows) else ABOUT


def _save(acts: list[Act]) -> None:
    with reading() as db:
        items = {item.story_key: item for item in digests.get(db, week_bar.shown(db)).items}
    marks.take(acts, lambda row: lead_of(items[row]) if row in items else None)


def _then(acts: list[Act]) -> bool:
    opened = [act.row for act in acts if act.verb == "open"]
    if opened:
        st.query_params["item"] = opened[-1]
    return False


@st.fragment(key=PANE)
def _detail() -> None:
    """The open item; only this is drawn again when another one is chosen."""
    with reading() as db:
        digest = digests.find(db, week_bar.shown(db))
        if digest is None:
            return
        asked = st.query_params.get("item", ABOUT)
        item = next((one for one in digest.items if one.story_key == asked), None)
        if item is None:
            _overview(db, digest)
            return
        edit = digests.item_edits(db, digest.week).get(item.story_key)
        _item(db, item, edit, digest.week)


def _overview(db: Database, digest: Digest) -> None:
    beside = bool(digest.highlights) and _beside()
    titles = _titles(db, [one.article_id for claim in digest.highlights for one in claim.evidence])
    st.html(item_view.overview(digest, titles, beside=beside))
    report_panel.show(db, digest)


def _item(db: Database, item: Item, edit: ItemEdit | None, week: str) -> None:
    lead = lead_of(item)
    found = articles.get_many(db, [] if lead is None else [lead])
    quoted = [e.article_id for s in item.summary.sections for c in s.claims for e in c.evidence]
    st.html(item_view.head(item, _headline(item, edit), _meta(db, found)))
    if found:
        mark = articles.marks_of(db, [found[0].id]).get(found[0].id, Mark(found[0].id))
        reader_pane.tools(found[0], mark, item_view.address(item))
        paper_view.show(week, item)
    beside = _beside()
    comment = edit.comment if edit is not None else ""
    alone = edit is not None and edit.standalone
    titles = _titles(db, quoted)
    st.html(item_view.body(item, titles, beside=beside, said=comment, alone=alone))
    rating.show(db, item.summary, week)
    if found:
        reader_pane.memo(found[0])
        st.page_link(
            ARTICLES.script,
            label="元の記事を開く",
            icon=ARTICLES.icon,
            query_params={"item": str(found[0].id)},
        )


def _beside() -> bool:
    return st.toggle(
        "原文を並べる",
        key="beside",
        persist_state="session",
        help="要約の各文と、その根拠になった原文を左右に並べます。",
    )


def _meta(db: Database, found: list[Article]) -> Html:
    told = [
        part
        for article in found
        for part in (
            reader_pane.source_title(db, article),
            words.day(article.published_at or article.first_seen_at),
        )
    ]
    shown = [tag("span", text(part)) for part in told if part]
    return join([*shown, *map(rights_view.line, found)])


def _titles(db: Database, ids: list[int]) -> dict[int, str]:
    return {article.id: article.title for article in articles.get_many(db, sorted(set(ids)))}


main()
