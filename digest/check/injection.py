"""Text of a source that tries to give orders to a model. Pure.

It is fenced as data whatever it says (digest/summarize/fence.py); here it is shown to a
person. Articles about such attacks are found too: a look tells which it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from digest.check.passages import UNSURE
from digest.summarize.fence import visible
from storage.records import Article, Finding, Pick, Summary

CHECK = "injection"
REASON_HIDDEN = "見えない文字による埋め込み"
REASON_BIDI = "表示順を変える文字"
REASON_ROLES = "役割や区切りの偽装"
REASON_ORDER = "モデルへの指示とみられる文"
REASON_ENCODED = "符号化された長い文字列"
MOST = 5  # findings of one story
OPENING = 3000  # characters, of which the opening sentences are a part
SHOWN = 160  # characters of a passage
HIDDEN_RUN = 4  # invisible characters together; one alone is a typographer's

_ASK = r"(?:ignore|disregard|forget|override|bypass|skip)"
_OLD = r"(?:previous|prior|above|earlier|preceding|all|any|your|the|system|other|these|those)"
_RULES = r"(?:instructions?|prompts?|rules?|guidelines?|directives?|commands?|context|constraints?|articles?|stories|items|text)"
_ORDERS = re.compile(
    # One look for the beginning of a word spares trying a dozen phrases at every letter.
    r"\b(?:"
    r"(?:new|updated|real|actual|revised|additional)\s+(?:system\s+)?(?:instructions?|prompt)\s*:"
    r"|you are (?:now|no longer)\b|from now on,? (?:you|act|respond|answer|write)"
    r"|(?:dear|attention|note to|message to|hey|hello|instructions? (?:to|for))[\s,:]{1,2}(?:(?:the|all|any)\s)?(?:ai|llm|language model|assistant|summari[sz]er|chatbot|bot|crawler|model|gpt|chatgpt|claude|gemini)s?\b"
    r"|(?:ai|llm|language model|assistant|summari[sz]er|agent|chatbot)s?(?: (?:models?|agents?|systems?|assistants?|bots?|summari[sz]ers?))?(?: (?:reading|processing|that reads?|who reads?|summari[sz]ing)[^.]{0,40})?,? (?:must|should|shall|please|are (?:instructed|required))\s+(?!be\b)"
    r"|if you are an? (?:ai|llm|language model|assistant|bot|automated)"
    r"|(?:reveal|print|repeat|output|leak|send|show|disclose)\s(?:\w+\s){0,3}(?:system prompt|api keys?|hidden instructions|credentials|conversation history)"
    r"|(?:respond|reply|answer|output|write|say)\s(?:only\s)?with\s(?:only\s)?(?:the (?:words?|phrase|text|sentence)|exactly)"
    r"|(?:in|as) (?:the|your|every|each|all) (?:other )?(?:summar(?:y|ies)|digests?|headlines?)[^.]{0,40}\b(?:include|add|insert|append|write|mention|link)"
    r"|(?:include|add|insert|append|place|put)\b[^\n]{0,90}\b(?:in|to|into) (?:the|your|every|each|all) (?:\w+ )?(?:summar(?:y|ies)|digests?|headlines?|front ?matter|issue|newsletter|output|repl(?:y|ies))"
    r"|(?:developer|debug|admin|god|dan|jailbreak) mode (?:enabled|activated|on)\b|do anything now\b"
    r"|(?:do not|don't|never) (?:mention|reveal|tell|summari[sz]e)\b[^.]{0,40}\b(?:instruction|prompt|user|reader|this (?:text|note|message))"
    r"|(?:system|developer) (?:override|message|prompt|notice)\s*[:\]]"
    r"|end of (?:the )?(?:article|document|data|context|text|input|source)\b[^a-z]{0,12}(?:now|new|begin|start|system|instructions?)"
    r")"
    rf"|{_ASK}\s+(?:{_OLD}\s+){{1,4}}{_RULES}",
    re.IGNORECASE,
)
_JAPANESE_ORDERS = re.compile(
    r"(?:これ|それ|ここ|上記|以前|前|以上|他|ほか|今|すべて|全て|元)(?:まで)?(?:の|に与えられた|に書かれた)?[^。]{0,16}(?:指示|命令|プロンプト|規則|ルール|制約|設定|内容)"
    r"(?:を|は)?(?:全て|すべて|一切|完全に)?(?:無視|破棄|忘れ|取り消|上書き|無効)"
    r"|(?:無視|破棄)し[^。]{0,20}(?:次|以下|代わり|新しい)[^。]{0,12}(?:出力|書|従|回答|実行|指示)"
    r"|(?<![ァ-ヶー])(?:AI|人工知能|言語モデル|アシスタント|要約者|要約AI|エージェント|ボット|LLM|ChatGPT|Claude)(?:へ(?!の)|に告ぐ|への(?:指示|命令|お願い|連絡)|の(?:皆さん|あなた)へ|向けの(?:指示|命令))"
    r"|あなたは(?:今|これ)から|あなたは(?:もう|もはや)|あなたの(?:新しい)?(?:役割|任務|使命)は|今後は(?:必ず)?[^。]{0,20}(?:と答え|として振る舞|出力せよ)"
    r"|(?:システム|管理者|開発者)(?:プロンプト|メッセージ|からの(?:指示|命令|通知)|モード)\s*[:：]?[^。]{0,20}(?:表示|出力|公開|開示|有効|変更|上書き|更新|従|:|：)"
    r"|新しい(?:指示|命令|システムプロンプト)\s*[:：]"
    r"|(?:要約|見出し|ダイジェスト|記事|出力|回答|返答)(?:に|には|の(?:中|末尾|最後|冒頭|先頭)に(?:は)?)[^。]{0,60}(?:と(?:だけ)?(?:書け|書いて|書くこと|記載せよ|記せ|出力せよ)|を?(?:必ず)?(?:含め|入れ|挿入|追加|加え|貼|載せ|記載)[っし]?(?:よ|ろ|て(?:くだ|下さ|ほし|欲し)|せよ|なさい)"
    r"|を?必ず(?:含め|入れ|挿入す|追加す|加え|貼|載せ|記載す)る(?:こと|よう))"
    r"|(?:他|ほか|すべて|全て)の(?:記事|項目|要約|話題)[^。]{0,30}(?:書き換え|変更|削除|消|差し替え|無視|置き換え)(?:よ|ろ|て|る(?:こと|よう)|し(?:ろ|て|なさい)|せよ)"
    r"|(?:要約|翻訳)(?:せず|しないで|するな|してはならない)[^。]{0,20}(?:代わり|次|以下|「)",
)
_ROLES = re.compile(
    r"<\|[a-z_]{2,24}\|>|<｜[^｜]{1,24}｜>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|instructions?)>"
    r"|^\s*#{0,4}\s*(?:system|assistant|developer|human)\s*[:：]|#{2,4}\s*(?:(?:system|new|real|hidden)\s+)?(?:instructions?|response|input)\s*[:：]|^S\d{1,4}\s[^\n]*\n\s*S\d{1,4}\s|\"(?:headline|evidence)\"\s*:\s*[\"\[]"
    r"|\"role\"\s*:\s*\"(?:system|assistant|developer)\"|<<<資料|資料終\s?[0-9a-f>]",
    re.IGNORECASE | re.MULTILINE,
)
_ENCODED = re.compile(
    r"(?<![A-Za-z0-9+/=_-])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{80,}={0,2}(?![A-Za-z0-9+/_-])"
)
_TAGS = re.compile("[\U000e0020-\U000e007f]+")
_MIXED = re.compile(
    r"(?<![A-Za-z\u0370-\u052f])(?=[A-Za-z\u0370-\u052f]*[A-Za-z])(?=[A-Za-z\u0370-\u052f]*[\u0400-\u052f])[A-Za-z\u0400-\u052f]{4,}"
)
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһԛԝАВЕКМНОРСТХІЈЅ", "aeopcyxijsdhqwABEKMHOPCTXIJS")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Passages of the story's articles that speak to a model instead of a reader."""
    _ = summary
    found = [
        Finding(CHECK, UNSURE, passage, found=words, reason=reason)
        for article in articles
        for reason, words, passage in _read(article)
    ]
    return tuple(dict.fromkeys(found))[:MOST]


def trusted(picks: Sequence[Pick]) -> Sequence[Pick]:
    """The picks for the one prompt that stories share: without those that speak to models."""
    quiet = [pick for pick in picks if not speaks(pick.story.lead)]
    return quiet or picks


def speaks(article: Article) -> bool:
    """Whether the beginning of an article looks like orders to a model."""
    return any(True for _ in suspicious(f"{article.title}\n{article.text[:OPENING]}"))


@lru_cache(maxsize=256)
def _read(article: Article) -> tuple[tuple[str, str, str], ...]:
    return tuple(suspicious(f"{article.title}\n{article.text}"))


def prepare(articles: Sequence[Article]) -> None:
    """Read the articles now; checking a summary of them later takes no time for it."""
    for article in articles:
        _read(article)


def suspicious(text: str) -> Iterator[tuple[str, str, str]]:
    """(reason, words, passage) for what looks like an order or is hidden in a text."""
    for pattern, reason in ((_TAGS, REASON_HIDDEN), (_BIDI, REASON_BIDI)):
        if match := pattern.search(text):
            yield reason, "", _around(text, match.start(), match.end())
    runs = re.search(f"(?:{_INVISIBLE.pattern}){{{HIDDEN_RUN},}}", text)
    inside = re.search(
        rf"[A-Za-zぁ-ん](?:{_INVISIBLE.pattern})[A-Za-zぁ-ん]{{1,3}}(?:{_INVISIBLE.pattern})", text
    )
    if match := runs or inside:
        yield REASON_HIDDEN, "", _around(text, match.start(), match.end())
    plain = "\n".join(visible(line) for line in text.splitlines())
    read = plain.translate(_LOOKALIKES) if _MIXED.search(plain) else plain
    for pattern, reason in (
        (_ROLES, REASON_ROLES),
        (_ORDERS, REASON_ORDER),
        (_JAPANESE_ORDERS, REASON_ORDER),
        (_ENCODED, REASON_ENCODED),
    ):
        for match in pattern.finditer(read):
            words = plain[match.start() : match.end()]
            yield reason, words[:SHOWN], _around(plain, match.start(), match.end())


def _around(text: str, start: int, end: int) -> str:
    """The line, or as much of it as can be shown."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    line = text[
        max(begin, start - SHOWN // 2) : min(len(text) if stop < 0 else stop, end + SHOWN // 2)
    ]
    return visible(line)[: 2 * SHOWN]
