"""プロンプト: versions, texts, differences, promotion, rollback, the history of decisions."""

from __future__ import annotations

from typing import Any

import streamlit as st
from sqlite_utils import Database

from digest.errors import WorkbenchError
from digest.summarize.strategies import way_of
from pages import GROW, TUNING
from pages.shared import filters, growing, notice, prompt_view, tuning_words, version_writer, words
from pages.shared.article_view import empty
from pages.shared.db import now, reading, writing
from pages.shared.notice import literal
from pages.shared.reader_list import PANE, Act, Manner, Row, reader_list
from prompt_tuner import registry
from prompt_tuner.in_japanese import said
from storage import feedback, prompts
from storage.records import PromptVersion

VIEWS = {
    "text": "本文",
    "diff": "差分",
    "promote": "採用",
    "history": "決定の履歴",
    "write": "新しい版",
}


def main() -> None:
    """The whole page."""
    growing.ready()
    with reading() as db:
        names = prompts.names(db)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            name = filters.choice("プロンプトを選ぶ", "name", names, str, width=360, then=_forget)
            if name:
                _tools(db, name)
        if not name:
            _overview(db, names)
            return
        versions, labels = prompts.list_versions(db, name), prompts.labels(db, name)
        warning = registry.overview(db, name)["advice"]
    if warning:
        st.warning(literal(said(warning)))
    left, right = st.columns([4, 9], gap="medium")
    with left:
        st.caption(f"{len(versions)}版")
        reader_list(
            [_row(one, labels) for one in reversed(versions)],
            str(_chosen(versions, labels).number),
            lambda acts: None,
            _then,
            key="version_list",
            manner=Manner("版の一覧", marks=False, compact=True),
        )
    with right, st.container(key=PANE):
        _detail()


def _forget() -> None:
    for name in ("item", "against"):
        st.query_params.pop(name, None)


def _overview(db: Database, names: list[str]) -> None:
    st.html(
        empty(
            "プロンプトを選んでください",
            "選ぶと、版の一覧、本文、差分、採用、履歴が出ます。",
            "「使用中」の版が、次のダイジェスト作成で使われます。",
        )
    )
    with st.container(horizontal_alignment="center", gap="xsmall"):
        for name in names:
            found = registry.overview(db, name)
            about = f"{name}({found['versions']}版、使用中は第{found['active'] or '-'}版)"
            about += " — 評価が下がっています" if found["advice"] else ""
            st.button(literal(about), key=f"open_{name}", on_click=_open, args=(name,), width=420)


def _open(name: str) -> None:
    st.query_params["name"] = name


def _tools(db: Database, name: str) -> None:
    if "previous" in prompts.labels(db, name):
        with st.popover("前の版に戻す", icon=":material/undo:"):
            why = st.text_input("戻す理由", key="rollback_why")
            if st.button("戻す", type="primary", key="rollback"):
                _rollback(name, why)
    st.page_link(GROW.script, label="話しながら育てる", icon=GROW.icon, query_params={"name": name})
    st.page_link(
        TUNING.script,
        label="チューニングする",
        icon=TUNING.icon,
        query_params={"view": "new", "task": name},
    )


def _rollback(name: str, why: str) -> None:
    try:
        with writing() as db:
            version = prompts.rollback(db, name, now=now(), reason=why.strip())
        notice.say(f"第{version.number}版に戻しました。")
    except WorkbenchError as error:
        notice.fail(error)
    _forget()
    st.rerun()


def _row(version: PromptVersion, labels: dict[str, int]) -> Row:
    mine = [label for label in tuning_words.LABELS if labels.get(label) == version.id]
    origin = tuning_words.ORIGINS.get(version.origin, version.origin)
    way = way_of(version.settings)
    about = [origin, words.day(version.created_at), tuning_words.reason(version.reason)]
    about += [tuning_words.way(way.strategy, way.samples)]
    return Row(
        id=str(version.number),
        title=f"第{version.number}版",
        sub=" · ".join(part for part in about if part),
        tags=tuple(
            (tuning_words.LABELS[one], "good" if one == "active" else "plain") for one in mine
        ),
    )


def _chosen(versions: list[PromptVersion], labels: dict[str, int]) -> PromptVersion:
    """The one that the address names, else the active one, else the newest."""
    asked = filters.number(st.query_params.get("item", ""))
    known = {version.number: version for version in versions}
    active = next((v for v in versions if v.id == labels.get("active")), versions[-1])
    return known.get(asked, active)


def _then(acts: list[Act]) -> bool:
    opened = [act.row for act in acts if act.verb == "open"]
    if opened:
        st.query_params["item"] = opened[-1]
    return False


@st.fragment(key=PANE)
def _detail() -> None:
    """The open version."""
    name = st.query_params.get("name", "")
    with reading() as db:
        if name not in prompts.names(db):
            return
        versions, labels = prompts.list_versions(db, name), prompts.labels(db, name)
        version = _chosen(versions, labels)
        mine = [label for label in tuning_words.LABELS if labels.get(label) == version.id]
        given = feedback.stars(db, version.id)
        stars = f"評価 {sum(given) / len(given):.1f}({len(given)}件)" if given else ""
        st.html(prompt_view.head(version, mine, stars))
        view = filters.segments("view", VIEWS, "text")
        if view == "text":
            st.html(tuning_words.plain_text(version.text))
        elif view == "diff":
            _difference(version, versions, labels)
        elif view == "history":
            st.html(prompt_view.history(registry.history(db, name)))
        elif view == "write":
            version_writer.show(version)
        else:
            _promotion(db, version, "active" in mine)


def _difference(
    version: PromptVersion, versions: list[PromptVersion], labels: dict[str, int]
) -> None:
    others = [str(one.number) for one in versions if one.id != version.id]
    if not others:
        st.html(
            empty("比べる版がありません", "「新しい版」で書くか、チューニングで作ってください。")
        )
        return
    chosen = filters.choice(
        "比べる版", "against", others, lambda number: f"第{number}版と比べる", width=220
    )
    usual = labels.get("active") if labels.get("active") != version.id else labels.get("previous")
    wanted = next((v for v in versions if v.id == usual), None)
    number = chosen or (str(wanted.number) if wanted else others[-1])
    other = next(one for one in versions if str(one.number) == number)
    st.caption(f"第{other.number}版から第{version.number}版への変更(− 消えた行、+ 加わった行)")
    st.html(tuning_words.difference(other.text, version.text))


def _promotion(db: Database, version: PromptVersion, active: bool) -> None:
    if active:
        st.info("この版が使われています。別の版を採用するには、左の一覧で選んでください。")
        return
    found = registry.evidence(db, version)
    st.html(prompt_view.evidence(found))
    if found and found["verdict"] != "PROMOTE":
        st.warning("この版の改善は証明されていません。採用はできますが、判定は履歴に残ります。")
    why = st.text_input("採用する理由", key=f"why_{version.id}")
    if st.button("この版を採用する", type="primary", key="promote"):
        _promote(version, why.strip(), found)


def _promote(version: PromptVersion, why: str, found: dict[str, Any]) -> None:
    with writing() as db:
        prompts.promote(db, version, now=now(), reason=why, evidence=found)
    notice.say(f"第{version.number}版を採用しました。次の作成から使われます。")
    st.rerun()


main()
