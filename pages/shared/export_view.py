"""Files of an issue: what to look at first, options (kept), downloads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, Literal

import streamlit as st

from digest import reviewed
from digest.errors import WorkbenchError
from digest.export import EXPORTERS, ExportedFile, ExportOptions, export, unsupported
from digest.issue import Issue
from digest.publishing import slug_salt, warnings
from pages.shared import guideline_view, links_view
from pages.shared.db import reading, writing
from pages.shared.notice import literal
from pages.shared.words import explain
from storage import glossary, preferences

FORMATS = {"zenn": "Zenn", "markdown": "Markdown"}
_KEPT = "export"  # the preference that holds the options
_NOT_KEPT = ("slug_salt", "glossary", "reviewed")
_SWITCHES = {
    "published": ("公開状態で書き出す(published: true)", None),
    "footnotes": ("根拠の原文を脚注に付ける", None),
    "glossed": ("用語集の定義を脚注に付ける(初出だけ)", None),
    "supported": (
        "根拠の文が無い記述があるときは書き出さない",
        "コマンドでの書き出しにも効きます。",
    ),
}


def show(issue: Issue) -> None:
    """Warnings, options, one download for each file."""
    _warn(issue)
    links_view.show(issue)
    with reading() as db:
        refused = guideline_view.refusal(db, issue.week)
    if refused:
        st.error(f"{refused}「ガイドライン」で確かめるか、止めない設定に変えてください。")
        return
    format_name = st.segmented_control(
        "形式",
        list(EXPORTERS),
        format_func=lambda name: FORMATS.get(name, name),
        default="zenn",
        required=True,
        key="format",
        persist_state="session",
    )
    options = _options(issue)
    _files(issue, format_name or "zenn", options)


def checked(issue: Issue) -> bool:
    """Whether a person says to have checked this issue."""
    with reading() as db:
        return reviewed.stands(db, issue)


def _files(issue: Issue, format_name: str, options: ExportOptions) -> None:
    bare = unsupported(issue)
    if options.supported and bare:
        lines = "\n".join(f"- {literal(f'{heading}: {text}')}" for heading, text in bare)
        st.error(
            f"根拠の文が無い記述が{len(bare)}件あるため書き出しません。項目を外すか、"
            f"種類を選び直して書き直すか、この設定を切ってください。\n\n{lines}"
        )
        return
    try:
        files = export(issue, format_name, options)
    except WorkbenchError as error:
        st.error(literal(explain(error)))
        return
    for file in files:
        _download(file)
    if format_name == "zenn":
        st.caption(
            "Zenn と連携したリポジトリの articles フォルダに置いて push すると記事になります。"
        )


def _warn(issue: Issue) -> None:
    found = warnings(issue)
    if not found:
        return
    lines = "\n".join(f"- {literal(line)}" for line in found)
    st.warning(f"公開の前に、次の項目を原文と照らしてください。\n\n{lines}")


def _options(issue: Issue) -> ExportOptions:
    """The options that were chosen; every change is kept at once, for the next export too.

    The stored ones are what the boxes show: a box that is drawn with its own last value as a
    default is a new box after each change, and loses every second one.
    """
    with writing() as db:
        options = replace(
            ExportOptions(slug_salt(db), glossary=glossary.defined(db)),
            **_readable(preferences.get(db, _KEPT, {})),
            reviewed=reviewed.stands(db, issue),
        )
    with st.expander("書き出しの設定"):
        _line("emoji", "絵文字(Zenn)", options.emoji, width=120)
        _line("topics", "トピック(Zenn、5つまで)", " ".join(options.topics))
        _line("account", "Zenn のユーザー名(前号へのリンクに使います)", options.account)
        for name, (label, told) in _SWITCHES.items():
            _switch(
                name, label, getattr(options, name), lambda on, name=name: _keep(name, on), told
            )
        _switch(
            f"reviewed_{issue.week}",
            "すべての項目を人が原文と照らして確認した",
            options.reviewed,
            lambda on: _say_reviewed(issue, on),
            "注意事項の「未確認」が「人が確認しました」に変わります。この号の今の文章についての"
            "設定で、作り直して変わった項目があれば「未確認」に戻ります。",
        )
    return options


def _line(
    name: str, label: str, value: str, *, width: int | Literal["stretch"] = "stretch"
) -> None:
    key = _seeded(name, value)
    st.text_input(
        label,
        key=key,
        width=width,
        on_change=lambda: _keep(name, _READ.get(name, str.strip)(st.session_state[key])),
    )


def _switch(
    name: str, label: str, value: bool, save: Callable[[bool], None], told: str | None
) -> None:
    key = _seeded(name, value)
    st.toggle(label, key=key, help=told, on_change=lambda: save(st.session_state[key]))


def _seeded(name: str, value: str | bool) -> str:
    key = f"export_{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def _keep(name: str, value: Any) -> None:
    with writing() as db:
        kept = preferences.get(db, _KEPT, {})
        preferences.put(db, _KEPT, (kept if isinstance(kept, dict) else {}) | {name: value})


def _say_reviewed(issue: Issue, checked: bool) -> None:
    with writing() as db:
        reviewed.say(db, issue, checked)


def _topics(text: str) -> tuple[str, ...]:
    return tuple(text.replace("、", " ").replace(",", " ").split())


_READ: dict[str, Callable[[str], Any]] = {"topics": _topics}


def _readable(kept: Any) -> dict[str, Any]:
    """Only known options of the right type: the row may be of another version."""
    known = asdict(ExportOptions("x"))
    listed = kept if isinstance(kept, dict) else {}
    fits = {
        name: tuple(value) if isinstance(known[name], tuple) else value
        for name, value in listed.items()
        if name in known
        and isinstance(value, list if isinstance(known[name], tuple) else type(known[name]))
    }
    return {name: value for name, value in fits.items() if name not in _NOT_KEPT}


def _download(file: ExportedFile) -> None:
    name = file.path.rsplit("/", 1)[-1]
    st.download_button(
        f"{name} をダウンロード",
        file.text.encode("utf-8"),
        file_name=name,
        mime="text/markdown",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key=f"download_{name}",
    )
    st.caption(f"{file.path} · {len(file.text):,}字")
    with st.expander("ファイルの中身"):
        st.code(file.text, language="markdown", wrap_lines=True, height=480)
