"""Links of an issue on the export screen: look at them, see which are dead or moved."""

from __future__ import annotations

import streamlit as st

from digest import links
from digest.issue import Issue
from pages.shared import job_panel, work
from pages.shared.db import reading
from pages.shared.notice import literal


def show(issue: Issue) -> None:
    """A button, and what the last look at this issue's addresses found."""
    with reading() as db:
        looked = links.newest(db, issue.week)
    told = links.told(looked, issue)
    if told:
        lines = "\n".join(f"- {literal(line)}" for line in told)
        st.warning(f"リンクの確認で見つかった箇所です。\n\n{lines}")
    elif looked is not None and looked["links"]:
        st.caption(f"リンク{len(looked['links'])}件を確かめました。切れたものはありません。")
    elif looked is not None:
        st.caption("確かめるリンクがありませんでした(サンプル週のリンクは調べません)。")
    if job_panel.show(("links",)):
        return
    asked = st.button(
        "リンクを確かめる",
        icon=":material/link:",
        help="参考と関連のリンクを1件ずつ開き、切れていないかを調べます。",
        key="look_at_links",
    )
    if asked:
        work.start("links", {"week": issue.week})
        st.rerun()
