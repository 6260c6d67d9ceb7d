"""The guideline on the editing screen: write it, review the issue, see what stands against it."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from digest.guideline.gate import (
    BLOCKS,
    CHOICES,
    FOUND,
    STALE,
    UNREVIEWED,
    blocked,
    issue_text,
    standing,
)
from digest.guideline.rules import parse
from digest.guideline.verdicts import counts
from pages.shared import job_panel, notice, verdicts_view, words, work
from pages.shared.db import now, reading, settings, writing
from storage import guidelines, preferences

MOST = 500_000  # characters of a guideline
_CHOICES = {"": "止めない", "NG": "NG があれば止める", "要確認": "NG か要確認があれば止める"}
_WHY = {
    UNREVIEWED: "この号は、まだガイドラインで確認していません。",
    STALE: "確認のあとで、号かガイドラインが変わりました。もう一度確認してください。",
    FOUND: "ガイドラインの確認で見つかった箇所が残っています。",
}
_EXAMPLE = """\
## 誇大表現の禁止
- 「最高」「日本一」

## 表記
- ユーザ → ユーザー

## 1文は80字以内

## 効果を断定しない
治る、必ず儲かるなど、結果を言い切らない。
"""


def show(week: str) -> None:
    """The whole view."""
    with reading() as db:
        held = guidelines.current(db)
        has_model = settings(db).has_model
    rules = parse(held.text).rules
    if rules:
        asked = sum(rule.asked for rule in rules)
        told = f"{len(rules)}個の規則を、照合だけで確かめます。"
        if asked:
            told = f"{len(rules)}個の規則のうち、{asked}個はモデルが、ほかは照合だけで確かめます。"
        missing = (
            "" if has_model or not asked else "モデルが未設定のため、その分は要確認になります。"
        )
        st.caption(told + missing)
        _review(week)
    else:
        st.caption("見出しごとに1つの規則を書くと、この号の文章と照らして、反する箇所を示します。")
    with st.expander("ガイドラインを書く・読み込む", expanded=not rules, icon=":material/rule:"):
        _write(held.text)


def refusal(db: Database, week: str) -> str:
    """Why the writer's own choice forbids an export now, in words; "" when nothing does."""
    return _WHY.get(blocked(db, week), "")


def _review(week: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            "この号を確認する",
            type="primary",
            icon=":material/fact_check:",
            key="review_go",
            on_click=_start,
            args=(week,),
        )
        _blocks()
    if not job_panel.show(("review",)):
        _found(week)


def _start(week: str) -> None:
    work.start("review", {"week": week})


def _blocks() -> None:
    with reading() as db:
        chosen = preferences.get(db, BLOCKS, "")
    st.session_state.setdefault("guideline_blocks", chosen if chosen in CHOICES else "")
    st.selectbox(
        "書き出しを止めるか",
        CHOICES,
        format_func=_CHOICES.__getitem__,
        key="guideline_blocks",
        on_change=_keep_blocks,
        width=280,
    )


def _keep_blocks() -> None:
    with writing() as db:
        preferences.put(db, BLOCKS, st.session_state["guideline_blocks"])


def _found(week: str) -> None:
    with reading() as db:
        known, fresh = standing(db, week)
        written = issue_text(db, week) if fresh else ""
    if known is None:
        return
    if not fresh:
        st.warning(_WHY[STALE])
    st.caption(f"{words.minute(known.created_at)} に確認")
    st.html(verdicts_view.counted(counts(known.verdicts)))
    st.html(verdicts_view.verdicts(known.verdicts, written))
    if any(one.verdict == "OK" for one in known.verdicts):
        with st.expander("問題のなかった規則"):
            st.html(verdicts_view.passed(known.verdicts))


def _write(text: str) -> None:
    # No form: what is typed must outlive a look at another view.
    written = st.text_area(
        "ガイドライン(Markdown、見出しごとに1つの規則)",
        text,
        height=320,
        max_chars=MOST,
        placeholder=_EXAMPLE,
        key=f"guideline_text_{hash(text)}",
        persist_state="session",
    )
    given = st.file_uploader("または guideline.md を読み込む", type=["md", "txt"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button("保存", type="primary", key="guideline_save"):
            _save(given.getvalue() if given is not None else (written or "").encode())
        if given is not None or written != text:
            st.caption("まだ保存していません。", width="content")
    with reading() as db:
        earlier = guidelines.versions(db)[1:]
    if earlier:
        _earlier({one.id: f"{words.minute(one.created_at)} の版" for one in earlier})


def _save(data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        st.error("UTF-8 のテキストとして読めません。UTF-8 で保存し直してください。")
        return
    if len(text) > MOST:
        st.error(f"長すぎます。{MOST:,}字までにしてください。")
        return
    with writing() as db:
        guidelines.add(db, text, now=now())
    notice.say("ガイドラインを保存しました。前の版も残っています。")
    st.rerun()


def _earlier(labels: dict[int, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            "前の版",
            list(labels),
            format_func=labels.__getitem__,
            key="guideline_version",
            width=280,
        )
        st.button("この版に戻す", key="guideline_back", on_click=_back, args=(chosen,))


def _back(guideline_id: int) -> None:
    with writing() as db:
        guidelines.add(db, guidelines.get(db, guideline_id).text, now=now())
    notice.say("前の版の内容に戻しました。")
