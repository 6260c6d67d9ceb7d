"""過去の週で見比べる: two versions on a past week, A and B without names, one click to choose."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from digest.errors import WorkbenchError
from pages import PROMPTS, SETTINGS
from pages.shared import filters, job_panel, notice, tuning_words, words, work
from pages.shared.article_view import empty
from pages.shared.db import now, reading, settings, start_worker, writing
from pages.shared.markup import EMPTY, Html, badge, paragraphs, tag, text
from pages.shared.notice import literal
from prompt_tuner import replaying
from prompt_tuner.digest_tasks import TASKS
from prompt_tuner.in_japanese import said
from storage import digests, prompts, replays
from storage.records import Replay, ReplayPair
from storage.weeks import label

SIDES = {"A": "A が良い", "tie": "同じくらい", "B": "B が良い"}


def show() -> None:
    """Begin one, or go on with the newest of a prompt."""
    st.markdown("### 過去の週で見比べる")
    st.caption(
        "保存済みのダイジェストはそのままに、過去の週を候補の版でも書き、使用中の版と並べます。"
        "どちらがどちらかは、全部選ぶまで分かりません。選んだ理由は、次のチューニングに使われます。"
    )
    with reading() as db:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            name = filters.choice(
                "プロンプト", "prompt", list(TASKS), _label, width=320, then=_forget
            )
            if name:
                _beginning(db, name)
        if not settings(db).has_model:
            st.warning("モデルが設定されていません。設定でモデルサーバーとモデルを選んでください。")
            st.page_link(SETTINGS.script, label="設定を開く", icon=SETTINGS.icon)
        if job_panel.show(("replay",)):
            return
        listed = {one.id: one for one in replays.list_replays(db, name=name)}
        if not listed:
            st.html(_nothing(bool(name)))
            return
        opened = listed.get(st.query_params.get("replay", "")) or next(iter(listed.values()))
        _choose_replay(listed, opened)
        _pairs(db, opened)


def _label(name: str) -> str:
    return f"{name}({tuning_words.digest_task(name)})"


def _forget() -> None:
    for key in ("week", "candidate", "replay"):
        st.query_params.pop(key, None)


def _nothing(named: bool) -> Html:
    todo = "週と候補の版を選び、「見比べを始める」を押してください。"
    return empty(
        "まだ見比べがありません",
        todo if named else "上の欄で、見比べるプロンプトを選んでください。",
        "候補の版は、チューニングか、プロンプトの画面の「新しい版」で作れます。",
    )


def _beginning(db: Database, name: str) -> None:
    weeks = digests.weeks(db)
    known = prompts.list_versions(db, name) if name in prompts.names(db) else []
    active = prompts.labels(db, name).get("active")
    others = {str(one.number): one for one in known if one.id != active}
    if not weeks or not others:
        st.caption(
            "ダイジェストを作った週がまだありません。"
            if not weeks
            else "比べる版がまだありません。"
        )
        return
    week = filters.choice("週", "week", weeks, lambda one: f"{one}({label(one)})", width=240)
    number = filters.choice(
        "候補の版", "candidate", list(reversed(others)), lambda one: f"第{one}版", width=150
    )
    if st.button("見比べを始める", type="primary", key="replay", disabled=not (week and number)):
        _begin(name, int(number), week)


def _begin(name: str, number: int, week: str) -> None:
    try:
        with writing() as db:
            house = settings(db)
            version = prompts.numbered(db, name, number)
            begun = replaying.begin(db, house, version, week, now=now())
            job_id = replaying.launch(db, house, begun, now=now())
        start_worker()
    except WorkbenchError as error:
        notice.warn(said(str(error)))
        st.rerun()
    st.session_state.setdefault(work.WATCHED, []).append(job_id)
    st.query_params["replay"] = begun.id
    st.rerun()


def _choose_replay(listed: dict[str, Replay], opened: Replay) -> None:
    if len(listed) > 1:
        filters.choice(
            "これまでの見比べ",
            "replay",
            list(listed),
            lambda key: f"{listed[key].week} {words.minute(listed[key].created_at)}",
            width=320,
        )
    st.markdown(f"#### {literal(_label(opened.prompt_name))} {opened.week}({label(opened.week)})")


def _pairs(db: Database, opened: Replay) -> None:
    found = replays.pairs(db, opened.id)
    usable = replaying.comparable(found)
    counted = replaying.tally(found)
    if counted is not None:
        numbers = {
            name: prompts.get(db, key).number
            for name, key in (("active", opened.active_id), ("candidate", opened.candidate_id))
        }
        st.html(_outcome(counted, numbers))
        st.page_link(
            PROMPTS.script,
            label=f"第{numbers['candidate']}版の差分を見て採用を決める",
            icon=PROMPTS.icon,
            query_params={
                "name": opened.prompt_name,
                "item": str(numbers["candidate"]),
                "view": "promote",
            },
        )
    elif usable:
        chosen = sum(bool(pair.choice) for pair in usable)
        st.progress(chosen / len(usable), text=f"{chosen} / {len(usable)} を選びました")
    for pair in found:
        _pair(opened, pair, revealed=counted is not None)
    if not found:
        st.info("この見比べには、まだ何も書かれていません。もう一度始めてください。")


def _pair(opened: Replay, pair: ReplayPair, *, revealed: bool) -> None:
    with st.container(border=True):
        st.markdown(f"**{pair.position + 1}. {literal(pair.title)}**")
        if not (pair.active_text and pair.candidate_text):
            st.caption(literal(f"片方を書けなかったため、比べられません。{said(pair.note)}"))
            return
        for column, side, words_ in zip(
            st.columns(2, gap="medium"), ("A", "B"), replaying.sides(pair), strict=True
        ):
            name = _name(pair, side) if revealed else ""
            with column:
                st.html(_side(side, words_, name, chosen=replaying.shown_choice(pair) == side))
        _buttons(opened, pair)


def _name(pair: ReplayPair, side: str) -> str:
    return "候補の版" if replaying.meant(pair, side) == "candidate" else "使用中の版"


def _side(side: str, words_: str, name: str, *, chosen: bool) -> Html:
    marks = (
        badge(side),
        badge(name) if name else EMPTY,
        badge("選択", "good") if chosen else EMPTY,
    )
    return tag("div", tag("div", *marks, cls="meta"), paragraphs(words_), cls="prose")


def _buttons(opened: Replay, pair: ReplayPair) -> None:
    key = f"{opened.id}_{pair.position}"
    with (
        st.form(f"choice_{key}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        why = st.text_input(
            "理由(任意)",
            pair.comment,
            key=f"why_{key}",
            placeholder="数字が具体的、読みやすい など",
        )
        for side, told in SIDES.items():
            if st.form_submit_button(
                told,
                key=f"{side}_{key}",
                type="primary" if replaying.shown_choice(pair) == side else "secondary",
            ):
                with writing() as db:
                    replaying.choose(db, opened, pair.position + 1, side, why.strip(), now=now())
                st.rerun()


def _outcome(counted: dict[str, int | float | None], numbers: dict[str, int]) -> Html:
    """Who was preferred, once all is chosen."""
    p = counted["p_value"]
    told = (
        f"第{numbers['candidate']}版(候補)が{counted['candidate']}回、"
        f"第{numbers['active']}版(使用中)が{counted['active']}回選ばれ、"
        f"{counted['tie']}回は同じくらいでした。"
    )
    sure = (
        "候補の方が好まれました。"
        if p is not None and p <= 0.05
        else "この数では、偶然と区別できません。"
    )
    facts = f"符号検定 p = {p:.3f}。{sure}" if p is not None else ""
    return tag("div", tag("p", tag("b", text(told))), tag("p", text(facts)), cls="prose wide")
