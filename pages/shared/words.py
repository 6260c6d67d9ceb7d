"""Japanese words for what the program keeps in English: errors, kinds, states, moments. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.summarize.extractive import LABELS, TITLE_ONLY
from pages.shared.phrases import in_words
from storage.errors import WorkbenchError
from storage.records import Summary
from storage.weeks import TOKYO


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happened, and what a person can do about it."""

    what: str
    todo: str


# One entry for each code of digest/errors.py; a test holds that none is missing.
TROUBLES: dict[str, Trouble] = {
    "workbench": Trouble("処理に失敗しました。", "下の詳細を確かめて、もう一度試してください。"),
    "storage": Trouble(
        "データの保存先を使えません。", "フォルダの権限と空き容量を確かめてください。"
    ),
    "database_too_new": Trouble(
        "データベースが、このプログラムより新しい版で作られています。",
        "プログラムを更新するか、別のフォルダ(DIGEST_HOME)を使ってください。",
    ),
    "database_unusable": Trouble(
        "データベースを使えません。壊れているか、ロックされているか、ディスクがいっぱいです。",
        "空き容量と権限を確かめてください。それまでに保存した内容は残っています。",
    ),
    "not_found": Trouble(
        "見つかりません。",
        "削除されたか、リンクが古い可能性があります。一覧から選び直してください。",
    ),
    "engine": Trouble(
        "ジョブの実行基盤に接続できません。",
        "データフォルダの権限と空き容量(PostgreSQL を使う場合は DIGEST_ENGINE_URL)を確かめてください。",
    ),
    "worker_busy": Trouble(
        "別のワーカーがこのデータフォルダを使っています。",
        "動いているワーカーに任せるか、止めてからやり直してください。",
    ),
    "job_failed": Trouble(
        "ジョブが終わりませんでした。", "「ジョブ」画面で理由を確かめて、もう一度始めてください。"
    ),
    "llm": Trouble(
        "モデルから使える答えが得られませんでした。",
        "少し待って再実行するか、設定でモデルを変えてください。",
    ),
    "llm_systemic": Trouble(
        "モデルサーバーを使えません(鍵、利用枠、接続先、モデル名のいずれか)。",
        "設定で接続を確認してください。直したあとの再実行では、済んだ分に費用はかかりません。",
    ),
    "budget": Trouble(
        "このジョブの予算の上限に達したため、モデルの呼び出しを止めました。",
        "DIGEST_MAX_USD を上げて再実行してください。済んだ分は再利用されます。",
    ),
    "fetch": Trouble(
        "URL を取得できませんでした。", "URL を確かめて、あとでもう一度試してください。"
    ),
    "bad_address": Trouble(
        "このアドレスは取得できません(http/https でないか、社内・自機のアドレスです)。",
        "URL を確かめてください。社内のホストは DIGEST_ALLOW_PRIVATE_HOSTS に加えると取得できます。",
    ),
    "unreachable": Trouble(
        "サーバーに接続できませんでした(名前解決、接続拒否、時間切れ、証明書のいずれか)。",
        "URL とネットワークを確かめてください。一時的な障害なら次の収集で直ります。",
    ),
    "bad_status": Trouble(
        "サーバーがエラーを返しました。",
        "404 なら移転です。URL を直してください。410(終了)のソースは自動で無効にします。403 や 5xx は時間をおいてください。",
    ),
    "disallowed": Trouble(
        "サイトの robots.txt が、プログラムでの取得を断っています。",
        "ブラウザで読んでください。URL を指定して追加したページは取得します。",
    ),
    "too_large": Trouble(
        "大きすぎるため読み込みを打ち切りました。",
        "フィードの URL か、軽いページの URL を指定してください。",
    ),
    "redirects": Trouble(
        "転送が終わりません。", "ブラウザで開いて、行き着いた先の URL を登録してください。"
    ),
    "source": Trouble(
        "取得はできましたが、この種類のソースとして読めません。",
        "ソースの種類と URL を確かめてください。",
    ),
    "not_a_feed": Trouble(
        "フィードではありません(HTML のページか、空か、壊れた内容です)。",
        "サイトの RSS/Atom の URL を登録してください。サイトの URL からは自動で探せます。",
    ),
    "usage": Trouble("指定に誤りがあります。", "下の詳細に従って直してください。"),
    "export": Trouble(
        "ファイルを書き出せませんでした。", "書き出し先と空き容量を確かめてください。"
    ),
}

PURPOSES = {"paper": "論文の要約", "article": "記事の要約", "highlights": "今週のハイライト"}
KINDS = {
    "paper": "論文",
    "article": "記事",
    "release": "リリース",
    "case_study": "事例",
    "technique": "技術・手法",
    "post": "投稿",
}
SOURCE_KINDS = {
    "pdf": "PDF",
    "file": "フォルダ",
    "mail": "メールのフォルダ",
    "feed": "フィード",
    "arxiv": "arXiv",
    "hackernews": "Hacker News",
    "huggingface": "Hugging Face",
    "zenn": "Zenn",
    "qiita": "Qiita",
    "hatena": "はてなブックマーク",
    "youtube": "YouTube",
    "github": "GitHub",
    "reddit": "Reddit",
    "x": "X",
    "page": "ページ",
}
SOURCE_SETTINGS = {
    "points": "最低ポイント(ブックマーク数など)",
    "selector": "リンクの CSS セレクタ",
    "pattern": "リンクの URL の形",
    "quotation": "引用の上限",
}
LANGUAGES = {"ja": "日本語", "en": "英語", "zh": "中国語", "ko": "韓国語"}
JOBS = {
    "collect": "収集",
    "refresh": "自動収集",
    "build": "ダイジェスト作成",
    "weekly": "週次(収集+作成)",
    "sample": "サンプル週の読み込み",
    "add": "記事の追加",
    "subscribe": "ソースの追加",
    "item": "項目の書き直し",
    "probe": "モデルの接続確認",
    "tune": "チューニング",
    "aa": "A/A テスト",
    "replay": "過去の週の見比べ",
    "chat": "育てるチャット",
    "review": "ガイドラインの確認",
    "links": "リンクの確認",
    "glossary": "用語集の下書き",
}
STATES = {
    "queued": "待機中",
    "running": "実行中",
    "done": "完了",
    "failed": "失敗",
    "cancelled": "取り消し",
}
DIGEST_METHODS = {"none": "AI未使用", "mixed": "一部 AI未使用", "model": "AI 下書き"}
CHECKS = {
    "numbers": "数値",
    "names": "名称",
    "evidence": "根拠",
    "links": "リンク",
    "language": "言語",
    "quotation": "引用",
    "injection": "原文の指示",
}
_DETAIL_CHARS = 400


def explain(error: WorkbenchError) -> str:
    """What happened and what to do, with the program's own sentence for the details."""
    return trouble_text(error.code, error.message)


def trouble_text(code: str, detail: str = "") -> str:
    """The Japanese sentences of an error code; an unknown code falls back to the general one."""
    trouble = TROUBLES.get(code, TROUBLES["workbench"])
    short = in_words(" ".join(detail.split()))[:_DETAIL_CHARS]
    return f"{trouble.what}{trouble.todo}" + (f"(詳細: {short})" if short else "")


def kind(name: str) -> str:
    """A kind of story; one that is not known stays as it is."""
    return KINDS.get(name, name)


def summary_label(summary: Summary) -> str:
    """How a summary was made, where that was not by a model; "" otherwise."""
    if summary.method == "title":
        return TITLE_ONLY
    if summary.method == "extractive":
        return LABELS.get(summary.language, LABELS[""])
    return ""


def day(moment: datetime | None) -> str:
    """11/18 in Tokyo; "" for None."""
    if moment is None:
        return ""
    local = moment.astimezone(TOKYO)
    return f"{local.month}/{local.day}"


def minute(moment: datetime | None) -> str:
    """2026/11/18 09:05 in Tokyo; "" for None."""
    return "" if moment is None else f"{moment.astimezone(TOKYO):%Y/%m/%d %H:%M}"


def ago(moment: datetime | None, now: datetime) -> str:
    """3分前, 5時間前, 2日前, then the date; "まだ" for None."""
    if moment is None:
        return "まだ"
    past = max(now - moment, timedelta())
    if past < timedelta(minutes=1):
        return "たった今"
    if past < timedelta(hours=1):
        return f"{past.seconds // 60}分前"
    if past < timedelta(days=1):
        return f"{past.seconds // 3600}時間前"
    if past < timedelta(days=14):
        return f"{past.days}日前"
    return day(moment) if past < timedelta(days=300) else minute(moment)[:10]


def lasted(start: datetime | None, end: datetime | None) -> str:
    """45秒, 3分20秒; "" when either is unknown."""
    if start is None or end is None:
        return ""
    minutes, seconds = divmod(max(0, round((end - start).total_seconds())), 60)
    return f"{minutes}分{seconds}秒" if minutes else f"{seconds}秒"
