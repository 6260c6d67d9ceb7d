"""The screens, and SECTIONS: the site map that app.py turns into navigation.

Every screen is a script in a subfolder: files directly in this folder would be picked up by
Streamlit's old discovery, which runs a deep link without app.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import storage  # noqa: F401  # before anything here takes sqlite-utils: it is imported lean there

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Screen:
    """One page: its script, its name in the menu, its address, and what it is for."""

    path: str  # relative to this folder
    title: str
    icon: str
    address: str
    about: str

    @property
    def script(self) -> str:
        """Absolute, so that it does not matter which script is the main one."""
        return str(_HERE / self.path)


DIGEST = Screen(
    "reading/digest.py",
    "今週のダイジェスト",
    ":material/newspaper:",
    "digest",
    "週ごとのダイジェストを読み、根拠の原文を確かめます。",
)
ARTICLES = Screen(
    "reading/articles.py",
    "記事",
    ":material/article:",
    "articles",
    "集めた記事の一覧と検索。URL から記事を手で追加できます。",
)
SOURCES = Screen(
    "collecting/sources.py",
    "ソース",
    ":material/rss_feed:",
    "sources",
    "フィードなどの購読先を加え、状態を見て、今すぐ収集します。",
)
EDIT = Screen(
    "writing/edit.py",
    "編集と書き出し",
    ":material/edit_note:",
    "edit",
    "並べ替え、見出し、所感を整え、Zenn や Markdown のファイルを書き出します。",
)
CHOOSE = Screen(
    "writing/choose.py",
    "選定",
    ":material/checklist:",
    "choose",
    "何がなぜ載り、何が僅差で漏れたか。入れる・外す、まとめ方、好みを決めます。",
)
GLOSSARY = Screen(
    "writing/glossary.py",
    "用語集",
    ":material/menu_book:",
    "glossary",
    "号に出てくる用語と定義、その根拠。書き出しの初出に脚注が付きます。",
)
PROMPTS = Screen(
    "tuning/prompts.py",
    "プロンプト",
    ":material/edit_document:",
    "prompts",
    "プロンプトの版と本文、差分、採用と取り消し、決定の履歴。",
)
TUNING = Screen(
    "tuning/sessions.py",
    "チューニング",
    ":material/tune:",
    "tuning",
    "プロンプトの改良案を探し、未公開の例で改善かどうかを判定します。",
)
GROW = Screen(
    "tuning/grow.py",
    "育てるチャット",
    ":material/forum:",
    "grow",
    "話しながら、プロンプトを少しずつ育てます。",
)
JOBS = Screen(
    "house/jobs.py",
    "ジョブ",
    ":material/pending_actions:",
    "jobs",
    "実行中・終わった・失敗した処理と、毎週の自動実行。",
)
SETTINGS = Screen(
    "house/settings.py",
    "設定",
    ":material/settings:",
    "settings",
    "モデルサーバーとモデル、接続の確認、これまでの費用。",
)

SECTIONS: dict[str, tuple[Screen, ...]] = {
    "読む": (DIGEST, ARTICLES),
    "集める": (SOURCES,),
    "書く": (
        CHOOSE,
        EDIT,
        GLOSSARY,
    ),
    "磨く": (PROMPTS, TUNING, GROW),
    "管理": (JOBS, SETTINGS),
}
