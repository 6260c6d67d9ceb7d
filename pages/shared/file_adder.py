"""Adding files by hand: PDF, mail, saved page, Markdown, text. Read at once, one by one."""

from __future__ import annotations

import streamlit as st

from digest.errors import WorkbenchError
from pages.shared import notice, words
from pages.shared.db import now, writing

KINDS = ["pdf", "eml", "html", "htm", "md", "txt"]


def show() -> None:
    """The form; after it what was stored, and what could not be read and why."""
    with st.form("add_files", border=False, clear_on_submit=True):
        files = st.file_uploader(
            "ファイル(PDF、メール .eml、HTML、Markdown、テキスト。15MBまで)",
            type=KINDS,
            accept_multiple_files=True,
            key="add_files_given",
        )
        memo = st.text_area("メモ(任意)", key="add_files_memo", height=80)
        if not st.form_submit_button("ファイルを追加する"):
            return
    if not files:
        st.error("ファイルを選んでください。")
        return
    with st.spinner("読み込んでいます"):
        stored, refused = _store([(file.name, file.getvalue()) for file in files], memo.strip())
    for name, why in refused:
        st.error(notice.literal(f"{name}: {why}"))
    if stored and not refused:
        notice.say(f"{len(stored)}件を追加しました。")
        st.rerun()
    if stored:
        st.success(notice.literal(f"{len(stored)}件を追加しました: {'、'.join(stored)}"))


def _store(files: list[tuple[str, bytes]], memo: str) -> tuple[list[str], list[tuple[str, str]]]:
    """(titles stored, (file, why not) of the others): one bad file loses no other."""
    from digest.filing import add_file  # parsers are slow to import

    stored: list[str] = []
    refused: list[tuple[str, str]] = []
    for name, body in files:
        try:
            with writing() as db:
                found = add_file(db, name, body, memo, now=now())
            stored += [one["title"] for one in found["articles"]]
        except WorkbenchError as error:
            refused.append((name, words.explain(error)))
    return stored, refused
