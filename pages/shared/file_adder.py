"""Adding files by hand: PDF, mail, saved page, Markdown, text. Read at once, one by one."""

from __future__ import annotations

import streamlit as st

from digest.errors import SourceError, WorkbenchError
from pages.shared import notice, words
from pages.shared.db import now, writing

# What digest.papers.pdf and digest.collect.documents say, and how a reader is told.
REASONS = (
    ("password", "パスワードで保護されています。保護を外したコピーを追加してください。"),
    (
        "no text: its",
        "文字がありません(スキャンした画像とみられます)。文字認識(OCR)をしてから追加してください。",
    ),
    ("is empty", "空のファイルです。"),
    ("larger than", "15MBを超えています。分けて追加してください。"),
    ("is broken", "壊れています。入手し直してください。"),
    ("took more than", "時間内に読み終わりませんでした。保存し直したものを追加してください。"),
    ("ended its reader", "読み取れない作りになっています。保存し直したものを追加してください。"),
    ("no PDF", "PDF ではありません。中身を確かめてください。"),
    ("no mail", "メール(.eml)ではありません。メールソフトから書き出し直してください。"),
    (
        "cannot be read as a mail",
        "メールとして読めません。メールソフトから書き出し直してください。",
    ),
    ("holds no words", "文章がありません。"),
    ("is no text", "文章ではありません。"),
    ("is an archive", "圧縮ファイルです。展開して追加してください。"),
    ("nothing readable", "本文が見つかりません。"),
)
KINDS = ["pdf", "eml", "html", "htm", "md", "txt"]


def show() -> None:
    """The form; what was stored, and what could not be read and why, stands above the next run."""
    with st.form("add_files", border=False, clear_on_submit=True):
        files = st.file_uploader(
            "ファイル(PDF、メール .eml、HTML、Markdown、テキスト。15MBまで)",
            type=KINDS,
            accept_multiple_files=True,
            max_upload_size=15,
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
    told = f"{len(stored)}件を追加しました。"
    if refused:
        reasons = " ".join(f"「{name}」: {why}" for name, why in refused)
        notice.warn((told if stored else "") + f"読めなかったファイルがあります。{reasons}")
    else:
        notice.say(told)
    st.rerun()


def reason(error: WorkbenchError) -> str:
    """Why a file was not read, in Japanese where it is one of the usual reasons."""
    if not isinstance(error, SourceError):
        return words.explain(error)
    return next((told for said, told in REASONS if said in error.message), error.message)


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
            refused.append((name, reason(error)))
    return stored, refused
