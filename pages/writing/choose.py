"""選定: what of a week comes into the issue and why, what just missed, what a person decides."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st
from sqlite_utils import Database

from digest.select import Ranking
from digest.taste import Profile
from digest.tasting import profile, save_profile
from pages import SOURCES
from pages.shared import (
    article_view,
    build_form,
    choosing,
    filters,
    job_panel,
    notice,
    score_toggle,
    week_bar,
)
from pages.shared.db import reading, writing
from pages.shared.prose import prose
from storage import articles, choices
from storage.records import Pick, Story

VIEWS = {"stories": "話題", "groups": "まとめ方", "profile": "好み"}
MISSED = 30  # shown of those that stay out
WISHES = {
    "must": ("必ず載せる", "例: 自社の製品名。この語を含む話題は点数によらず載ります。"),
    "nice": ("あると嬉しい", "例: RAG、音声合成。含む話題の点数が上がります。"),
    "never": ("載せない", "例: 求人、セミナー。含む話題は載りません(必ず載せる語より優先)。"),
}


def main() -> None:
    """The whole page."""
    with reading() as db:
        weeks = [name for name, _ in articles.weeks(db)]
        if not weeks:
            _empty()
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            week = week_bar.choose(weeks)
            view = filters.segments("view", VIEWS, "stories")
            limit = int(
                st.number_input(
                    "項目の数",
                    1,
                    build_form.MOST_ITEMS,
                    build_form.usual_items(db, week),
                    key="rank_limit",
                    width=130,
                    label_visibility="collapsed",
                    help="号に載せる項目の数",
                )
            )
            tools = build_form.popover("作る", "rank_build")
        if tools.open:
            with tools:
                build_form.show(list(dict.fromkeys([week, *weeks])), items=limit)
        job_panel.show(("build", "weekly"))
        if view == "profile":
            _profile(profile(db))
            return
        found = choosing.ranked(db, week, limit)
        if view == "groups":
            _groups([pick.story for pick in (*found.picks, *found.missed)])
        else:
            _stories(db, week, found)


def _empty() -> None:
    st.html(
        article_view.empty(
            "まだ話題がありません", "記事を集めると、何を載せるかをここで決められます。"
        )
    )
    st.page_link(SOURCES.script, label="ソースを登録する", icon=SOURCES.icon)


def _stories(db: Database, week: str, found: Ranking) -> None:
    decided = choices.of(db, week)
    st.caption(
        "次に号を作るときの選び方です。入れる・外すは点数より優先され、収集し直しても残ります。"
    )
    score_toggle.show(db, week, found)
    picks, missed = found.picks, found.missed
    _unsure(week, found, decided)
    asked = sum(pick.story.key in found.unsure for pick in picks)
    st.subheader(f"載る話題 {len(picks)}件{f'(うち迷う{asked}件)' if asked else ''}")
    for pick in picks:
        if pick.story.key not in found.unsure:
            _story(week, pick, decided, missed=False)
    asked = len(found.unsure) - asked
    st.subheader(f"載らない話題 {len(missed)}件{f'(うち迷う{asked}件)' if asked else ''}")
    if not missed:
        st.caption("この週の話題はすべて載ります。")
    for pick in missed[:MISSED]:
        if pick.story.key not in found.unsure:
            _story(week, pick, decided, missed=True)
    if len(missed) > MISSED:
        st.caption(f"ほか{len(missed) - MISSED}件は点数がさらに低い話題です。")


def _unsure(week: str, found: Ranking, decided: dict[str, bool]) -> None:
    """Questions to a person: the score decides until they are answered."""
    if not found.unsure:
        return
    st.subheader(f"迷う話題 {len(found.unsure)}件")
    st.caption("点数がほぼ同じで、機械には決められない話題です。載せるかどうかを選んでください。")
    for missed, picks in ((False, found.picks), (True, found.missed)):
        for pick in picks:
            if pick.story.key in found.unsure:
                _story(week, pick, decided, missed=missed, asked=True)


def _story(
    week: str, pick: Pick, decided: dict[str, bool], *, missed: bool, asked: bool = False
) -> None:
    key = pick.story.key
    words, buttons = st.columns([8, 3], vertical_alignment="center")
    with words:
        st.html(choosing.told(pick, missed=missed, asked=asked))
    widget = f"choice_{week}_{key}"
    now_is = {True: "in", False: "out", None: "auto"}[decided.get(key)]
    st.session_state[widget] = now_is
    buttons.segmented_control(
        "決定",
        list(choosing.DECISIONS),
        format_func=choosing.DECISIONS.__getitem__,
        key=widget,
        required=True,
        label_visibility="collapsed",
        on_change=choosing.decide,
        args=(week, key, widget),
    )


def _groups(stories: list[Story]) -> None:
    st.caption(
        "同じ出来事を伝える記事は1つの話題になります。まとめ方を直すと、次の作成から従います。"
    )
    _join(stories)
    grouped = [story for story in stories if story.others or story.earlier]
    if not grouped:
        st.info("この週に、まとめられた話題はありません。")
    for story in grouped:
        with st.container(border=True):
            st.markdown(f"**{notice.literal(_name(story))}**")
            st.caption(notice.literal(f"まとめた理由: {story.reason}"))
            members = (*story.articles, *story.earlier)
            for article in members:
                others = [one.id for one in members if one.id != article.id]
                words, button = st.columns([8, 2], vertical_alignment="center")
                told = " — 前の号で伝えた記事" if article in story.earlier else ""
                words.markdown(notice.literal(f"{article.title or article.url}{told}"))
                button.button(
                    "分ける",
                    key=f"apart_{article.id}",
                    on_click=choosing.pair,
                    args=(article.id, others, False),
                )


def _join(stories: list[Story]) -> None:
    known = {story.key: story for story in stories}
    chosen = st.multiselect(
        "1つの話題にまとめる",
        list(known),
        format_func=lambda key: _name(known[key]),
        key="join",
        placeholder="同じ出来事を伝える話題を2つ以上選ぶ",
    )
    picked = [known[key].lead.id for key in chosen if key in known]
    st.button(
        "まとめる",
        disabled=len(picked) < 2,
        on_click=_joined,
        args=(picked,),
        help="2つ以上選ぶと押せます。",
    )


def _joined(leads: list[int]) -> None:
    choosing.pair(leads[0], leads[1:], True)
    st.session_state["join"] = []


def _name(story: Story) -> str:
    return (story.lead.title.strip() or story.lead.url)[:80]


def _profile(stored: Profile) -> None:
    st.caption(
        "1行に1つ書きます。題名と本文の始めにあるかを見ます。全角と半角、大文字と小文字、"
        "語の間の空白やハイフンは区別しません。書くそばから保存されます。"
    )
    for name, (label, help_text) in WISHES.items():
        prose(
            label,
            "\n".join(getattr(stored, name)),
            partial(_keep, name),
            key=f"profile_{name}",
            rows=5,
            placeholder=help_text,
        )


def _keep(name: str, words: str) -> None:
    with writing() as db:
        fresh = {name: tuple(words.splitlines())}
        save_profile(db, replace(profile(db), **fresh))


main()
