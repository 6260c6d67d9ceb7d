"""編集と書き出し: order, headlines, a person's words, preview, files. Everything is saved at once."""

from __future__ import annotations

import streamlit as st

from digest.issue import Issue, IssueItem, apply_edits, default_greeting
from digest.publishing import load_issue
from pages.shared import (
    build_form,
    editing,
    export_view,
    filters,
    first_start,
    follow_toggle,
    guideline_view,
    issue_view,
    item_view,
    job_panel,
    kind_chooser,
    paper_view,
    report_panel,
    week_bar,
    words,
)
from pages.shared.db import reading
from pages.shared.markup import safe_url
from pages.shared.prose import prose
from pages.shared.reader_list import PANE, Act, Manner, Row, reader_list
from storage import articles, digests
from storage.records import Digest, DigestEdit, ItemEdit

VIEWS = {
    "item": "項目",
    "issue": "号全体",
    "preview": "プレビュー",
    "guideline": "ガイドライン",
    "export": "書き出し",
}
WITHOUT_ITEMS = ("issue", "guideline", "export")


def main() -> None:
    """The whole page."""
    with reading() as db:
        weeks = digests.weeks(db)
        if not weeks:
            first_start.show(db)
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            week = week_bar.choose(weeks)
            view = filters.segments("view", VIEWS, "item")
            _build_tools(week, [name for name, _ in articles.weeks(db)])
        digest = digests.get(db, week)
        edits = digests.item_edits(db, week)
    job_panel.show(("build", "weekly", "sample", "item"))
    rows = _rows(digest, edits)
    left, right = st.columns([5, 8], gap="medium")
    with left:
        _order_tools(week, digest, edits)
        reader_list(
            rows,
            _selected(rows),
            lambda acts: editing.take(week, acts),
            _then,
            key="edit_list",
            manner=Manner("項目の並び", marks=False, arrange=True),
        )
    with right, st.container(key=PANE):
        _pane(view)


def _build_tools(week: str, known: list[str]) -> None:
    tools = build_form.popover("作り直す・別の週を作る", "build_tools")
    if tools.open:  # the estimate reads the whole week
        with tools:
            st.caption("並び、見出し、所感などの編集は、作り直しても残ります。")
            build_form.show(list(dict.fromkeys([week, *known])))


def _order_tools(week: str, digest: Digest, edits: dict[str, ItemEdit]) -> None:
    dropped = sum(edits[i.story_key].dropped for i in digest.items if i.story_key in edits)
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.caption(f"掲載 {len(digest.items) - dropped}件 · 外した {dropped}件")
        if any(edit.position is not None for edit in edits.values()):
            st.button(
                "順を元に戻す",
                type="tertiary",
                key="reset_order",
                on_click=editing.reset_order,
                args=(week,),
            )


def _rows(digest: Digest, edits: dict[str, ItemEdit]) -> list[Row]:
    issue = apply_edits(digest, edits)
    kept = {one.item.story_key for one in issue.items}
    out = [item for item in digest.items if item.story_key not in kept]
    shown = [_row(one, edits) for one in issue.items]
    return shown + [
        Row(
            item.story_key,
            _words(edits, item.story_key).headline or item.summary.headline,
            sub="外した項目",
            lang=item.summary.language,
            dim=True,
        )
        for item in out
    ]


def _row(one: IssueItem, edits: dict[str, ItemEdit]) -> Row:
    edit = _words(edits, one.item.story_key)
    tags = [
        (f"要確認 {len(one.item.findings)}", "warn") if one.item.findings else None,
        ("所感", "good") if edit.comment.strip() else None,
        ("見出し変更", "plain") if edit.headline else None,
    ]
    links = one.item.references
    return Row(
        id=one.item.story_key,
        title=one.headline,
        sub=words.kind(one.item.summary.kind),
        tags=tuple(tag for tag in tags if tag),
        lang=one.item.summary.language,
        url=safe_url(links[0].url) if links else "",
    )


def _words(edits: dict[str, ItemEdit], story_key: str) -> ItemEdit:
    return edits.get(story_key, ItemEdit("", story_key))


def _selected(rows: list[Row]) -> str:
    asked = st.query_params.get("item", "")
    return asked if any(row.id == asked for row in rows) else (rows[0].id if rows else "")


def _then(acts: list[Act]) -> bool:
    opened = [act.row for act in acts if act.verb == "open"]
    if opened:
        st.query_params["item"] = opened[-1]
    leaves = bool(opened) and st.query_params.get("view") in WITHOUT_ITEMS
    if leaves:
        st.query_params.pop("view", None)  # a chosen item is shown, whatever stood there
    return leaves or any(act.verb == "drop" for act in acts)


@st.fragment(key=PANE)
def _pane(view: str) -> None:
    """What stands beside the list."""
    with reading() as db:
        week = week_bar.shown(db)
        issue = load_issue(db, week)
        digest = digests.get(db, week)
        edits = digests.item_edits(db, week)
    if view == "preview":
        st.html(issue_view.page(issue, reviewed=export_view.checked(issue)))
    elif view == "guideline":
        guideline_view.show(week)
    elif view == "export":
        export_view.show(issue)
    elif view == "issue":
        _issue_words(week, issue, digest)
    else:
        _item_words(week, digest, edits)


def _item_words(week: str, digest: Digest, edits: dict[str, ItemEdit]) -> None:
    rows = _rows(digest, edits)
    key = _selected(rows)
    item = next((one for one in digest.items if one.story_key == key), None)
    if item is None:
        return
    edit = _words(edits, key)
    without = apply_edits(digest, {}).items
    default = next(one.headline for one in without if one.item.story_key == key)
    prose(
        "見出し",
        edit.headline or "",
        key=f"headline_{week}_{key}",
        rows=1,
        usual=default,
        whole=True,
        save=lambda text: editing.change_item(week, key, headline=text or None),
    )
    prose(
        "所感",
        edit.comment,
        key=f"comment_{week}_{key}",
        rows=5,
        placeholder="あなたの言葉で。空のままなら載りません。",
        save=lambda text: editing.change_item(week, key, comment=text),
    )
    with reading() as db:
        cited = {e.article_id for s in item.summary.sections for c in s.claims for e in c.evidence}
        titles = {one.id: one.title for one in articles.get_many(db, sorted(cited))}
    kind_chooser.show(week, item)
    paper_view.show(week, item)
    beside = st.toggle("原文を並べる", key="beside", persist_state="session")
    follow_toggle.show(week, item, alone=edit.standalone)
    st.html(item_view.body(item, titles, beside=beside, alone=edit.standalone))


def _issue_words(week: str, issue: Issue, digest: Digest) -> None:
    with reading() as db:
        edit = digests.digest_edit(db, week)
        report_panel.show(db, digest)
    prose(
        "題名",
        edit.title or "",
        key=f"title_{week}",
        rows=1,
        usual=digest.title,
        save=lambda text: editing.change_issue(week, title=text or None),
    )
    prose(
        "あいさつ",
        edit.greeting or "",
        key=f"greeting_{week}",
        rows=3,
        usual=default_greeting(digest, len(issue.items)),
        save=lambda text: editing.change_issue(week, greeting=text or None),
    )
    _thoughts(week, edit)


def _thoughts(week: str, edit: DigestEdit) -> None:
    prose(
        "今週の所感",
        edit.comment,
        key=f"week_comment_{week}",
        rows=6,
        placeholder="この週をどう見たか。空のままなら載りません。",
        save=lambda text: editing.change_issue(week, comment=text),
    )
    prose(
        "来週の注目",
        edit.outlook,
        key=f"outlook_{week}",
        rows=4,
        placeholder="空のままなら載りません。",
        save=lambda text: editing.change_issue(week, outlook=text),
    )


main()
