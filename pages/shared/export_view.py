"""Files of an issue: what to look at first, options (kept), downloads."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import streamlit as st

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
    options = _options()
    _files(issue, format_name or "zenn", options)


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


def _options() -> ExportOptions:
    """The options that were chosen; every change is kept for the next export."""
    with reading() as db:
        kept = _readable(preferences.get(db, _KEPT, {}))
    with writing() as db:
        options = replace(
            ExportOptions(slug_salt(db), glossary=glossary.defined(db)),
            **kept,
        )
    with st.expander("書き出しの設定"):
        chosen: dict[str, Any] = {
            "emoji": st.text_input("絵文字(Zenn)", options.emoji, width=120).strip(),
            "topics": _topics(st.text_input("トピック(Zenn、5つまで)", " ".join(options.topics))),
            "account": st.text_input(
                "Zenn のユーザー名(前号へのリンクに使います)", options.account
            ).strip(),
            "published": st.toggle("公開状態で書き出す(published: true)", options.published),
            "footnotes": st.toggle("根拠の原文を脚注に付ける", options.footnotes),
            "glossed": st.toggle("用語集の定義を脚注に付ける(初出だけ)", options.glossed),
            "supported": st.toggle(
                "根拠の文が無い記述があるときは書き出さない",
                options.supported,
                help="コマンドでの書き出しにも効きます。",
            ),
            "reviewed": st.toggle(
                "すべての項目を人が原文と照らして確認した",
                options.reviewed,
                help="注意事項の「未確認」が「人が確認しました」に変わります。",
            ),
        }
    if chosen != {name: getattr(options, name) for name in chosen}:
        with writing() as db:
            preferences.put(db, _KEPT, chosen)
    return replace(options, **chosen)


def _topics(text: str) -> tuple[str, ...]:
    return tuple(text.replace("、", " ").replace(",", " ").split())


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
    return {name: value for name, value in fits.items() if name not in ("slug_salt", "glossary")}


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
