"""Japanese claims are Japanese, and nothing of the machinery is left in them. Pure.

A quotation (an extractive summary) is in its source's language and is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.check import prose
from digest.check.fold import fold, folded
from digest.check.passages import HEADLINE, NG, UNSURE, Passage, passages, source_text, written
from digest.summarize.language import ENGLISH_WORDS
from digest.summarize.sentences import split
from digest.summarize.styles import QUOTED, style_of
from storage.records import Article, Finding, Summary

CHECK = "language"
REASON_KOREAN = "韓国語の文が残っている"
REASON_CHINESE = "中国語の文が残っている"
REASON_ENGLISH = "英語の文が残っている"
REASON_OTHER = "外国語の文が残っている"
FOREIGN = (REASON_KOREAN, REASON_CHINESE, REASON_ENGLISH, REASON_OTHER)

_JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1cff]")  # Greek, Cyrillic, Arabic, Thai and their neighbours
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_LATIN_RUN = re.compile(r"[ -~’“”–—]+")
_WHOLE = re.compile(r"[A-Z].*[a-z)][.!?][\"”’)]*$", re.DOTALL)  # as an English sentence stands
# What Chinese writes and Japanese does not: its small words, and letters that Japan has simplified.
_CHINESE = re.compile(
    "[的了是在与與们們这這該它你發會國學對應實從數點體圖變單專權證處關聯讓爲來經續總錄區戰擴傳價廣樣氣營獨稱號覺觀讀轉鐵邊醫雙顯]"
)
_QUOTED = re.compile(r"「[^」]*」|『[^』]*』|\"[^\"]*\"|“[^”]*”")
_ADDRESS = re.compile(r"https?://[!-~]+")
_CODE = re.compile(r"`[^`\n]{1,200}`")
_SENTENCE_ID = re.compile(
    r"(?<![A-Za-z0-9])(?<!Amazon )(?<!AWS )(?<!Galaxy )S\d{1,4}(?![A-Za-z0-9]|互換|バケット)|(?<![A-Za-z])(?:claim|evidence|sentence)[ _-]?(?:id)?[ :=#]{1,2}\d+"
    r"|[(\[【](?:根拠|出典|文番号|文|evidence|source|id)\s?[::]?\s?\d{1,4}(?:[、,]\s?\d{1,4})*[)\]】]"
    r"|(?<=[^\w\s])\s?\[\d{1,3}\]|(?<=[ぁ-ん一-龥。]) ?\[\d{1,3}\](?=[。、.]|$)",
    re.IGNORECASE,
)
_REMAINS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("HTMLの残り", re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|&(?:amp|lt|gt|quot|nbsp|#\d+);")),
    ("Markdownの残り", re.compile(r"\*\*[^*]+\*\*|!?\[[^\]]*\]\((?:https?:|[/#.]|[^)\s]+\.[A-Za-z])[^)]*\)|^#{1,6}\s|```|^\|.*\|$")),
    ("応答の形式の残り", re.compile(r"[\"'](?:headline|evidence|claims?|sections?|text)[\"']\s*:|(?<=[。.!?])\\[nrt](?![a-z])")),
    ("内容の無い記述", re.compile(
        r"^\W*+(?:N/?A|None|null|undefined|NaN|string|text|該当なし|記載なし|情報なし|特になし|なし)?\W*+$", re.IGNORECASE)),
    ("置き換え忘れ", re.compile(
        r"\{\{?[A-Za-z_][A-Za-z_ ]+\}?\}|[(「\[]ここに[^)」\]]{0,30}(?:入|書|記)[^)」\]]{0,8}[)」\]]|\[(?:URL|title|model|name|company|date|placeholder|insert[^\]]*|your [^\]]*|X{2,}|タイトル|要約|会社名|ここに[^\]]*)\]"
        r"|<(?:model|name|title|url|placeholder)>|〇〇|○○|(?<![A-Za-z])(?:TODO|TBD|FIXME|XXX)(?![A-Za-z]|アプリ|リスト|管理|コメント)|Lorem ipsum|_{4,}", re.IGNORECASE)),
    ("プロンプトの残り", re.compile(
        r"<<<資料|<<<$|資料終(?![端了息])|資料の扱い|出力言語|資料に(?:無|な)い(?:事実|こと|項目)[^。]{0,20}(?:書|空の配列)|根拠となる文が(?:無|な)い|文の番号を"
        r"|あなたは[^。]{0,60}(?:編集者|要約者|アシスタント|記者)(?:である|です)|(?:ですます|です・ます|である)調(?:を使わない|で(?:書|統一))|JSONを1つだけ|<\|[a-z_]+\|>|\[/?INST\]|指定の形のJSON|as an AI (?:language )?model|AI(?:言語)?モデルとして"
        r"|^(?:承知|かしこまり|了解)(?:し|いたし)ました(?=[。、!,.]|$)|^以下(?:に|は|が)[^。]{0,16}要約(?!の例)|^(?:Sure|Certainly)[,!]|^Here(?:'s| is) (?:a|the|your)\b"
        r"|^(?:assistant|user)\s?[::]|^(?:出力形式|出力例|制約条件)\s?[::]"
        r"|^申し訳(?:あり|ござい)ませんが|(?:本文|記事|この文章)[^。]{0,12}要約(?:は|を)?(?:することは?)?(?:でき|行え|いたしかね)ません(?=。|$)", re.IGNORECASE)),
    ("断りの言葉", re.compile(
        r"申し訳(?:ありません|ございません|ないが)[^。]{0,80}?(?:でき(?:ません|ない|かね)|お?(?:応え|答え|応じ|受け)|困難)|(?:^|[。、,])\s*(?:この|ご?(?:提示|提供)(?:の|された|いただいた))(?:資料|記事|文章|内容|テキスト)(?:を|の|は)要約(?:を?する)?(?:ことは|作成は|は)?でき(?:ません|ない(?=。|$)|かね)"
        r"|ご(?:依頼|要望|質問)に(?:は)?お?(?:応え|答え|応じ)[^。]{0,6}(?:でき(?:ません|ない)|られ(?:ません|ない)|かね)|\bI(?:['’]m| am) (?:sorry|unable to)\b|\bI can(?:not|['’]t) (?:assist|help|comply|fulfil|summari[sz]e)", re.IGNORECASE)),
    ("資料についての断り書き", re.compile(
        r"^(?:この|ご?提示(?:の|された)|ご?提供(?:の|された)|与えられた)?(?:資料|テキスト)(?:に(?:は|も)?|から(?:は)?|では|中に(?:は)?|内に(?:は)?)[^。]{0,40}(?:(?:記載|記述|言及|情報|説明)(?:が|は|も)?(?:さ?れ(?:てい)?)?(?:無い|ない|なし|なく|無く|見当たらない|ありません|見つからない)|(?:触れられて|示されて|述べられて|書かれて)いない|読み取れ(?:ない|ません|ず)|確認でき(?:ない|ません|ず)|不明)", re.MULTILINE)),
)  # fmt: skip


_DOUBTFUL = ("置き換え忘れ", "内容の無い記述", "資料についての断り書き")


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Sentences in another language than the summary's, leaked ids, placeholders, markup."""
    if summary.method != "model":
        return ()
    source = source_text(articles)
    out: list[Finding] = []
    for passage in passages(summary):  # a sentence copied whole is foreign all the same
        own_words = style_of(passage.section) == QUOTED or (
            passage.claim == HEADLINE and summary.kind == "paper"  # its title
        )
        if not own_words:
            out += _foreign(passage, summary.language, source)
    for passage in written(summary, articles):
        out += _remains(passage, source)
        out += prose.check(passage, summary.language)
    return (*out, *prose.mixed(summary, articles))


def _foreign(passage: Passage, language: str, source: str) -> Iterator[Finding]:
    for sentence in split(passage.text) or (passage.text,):
        own = folded(_QUOTED.sub("", sentence))
        if language == "en":
            wrong = "英語でない" if len(_JAPANESE.findall(own)) > 5 else ""
        else:
            wrong = _not_japanese(own)
        if wrong:
            yield passage.finding(CHECK, NG, wrong, sentence)
        elif language != "en" and (signs := _mainland(own, source)):
            yield passage.finding(CHECK, UNSURE, "中国語の字が混じる", signs)


def _not_japanese(sentence: str) -> str:
    """What is wrong with a sentence that should be Japanese; "" for nothing."""
    kana, han = len(_JAPANESE.findall(sentence)), len(_HAN.findall(sentence))
    if len(_HANGUL.findall(sentence)) >= 4:
        return REASON_KOREAN
    if not kana and han >= 6 and _is_chinese(sentence):
        return REASON_CHINESE
    if _is_english(sentence) if kana + han == 0 else _holds_english(sentence):
        return REASON_ENGLISH
    if not kana and len(_OTHER_SCRIPT.findall(sentence)) >= 8:
        return REASON_OTHER
    return ""


def _is_chinese(sentence: str) -> bool:
    """Of a sentence without kana. Letters of the mainland that no Japanese font has decide."""
    if len(_CHINESE.findall(sentence)) >= 2:
        return True
    return bool(_mainland(sentence, ""))


def _mainland(sentence: str, source: str) -> str:
    """The first run of letters that only China writes, unless the source has them: a name."""
    for run in _HAN_RUN.findall(sentence):
        signs = (s for s in run if _fits(s, "gb2312") and not _fits(s, "cp932"))
        if any(sign not in source for sign in signs):
            return str(run)
    return ""


def _fits(sign: str, code: str) -> bool:
    try:
        return bool(sign.encode(code))
    except UnicodeEncodeError:
        return False


def _is_english(sentence: str) -> bool:
    """Of a sentence in Latin letters alone: words, and not names or a command."""
    words = _LATIN_WORD.findall(sentence)
    if len(words) >= 7 or (len(words) >= 4 and ENGLISH_WORDS.search(sentence)):
        return True
    small = sum(word.islower() for word in words[1:])
    return len(words) >= 3 and small >= 2 and bool(_WHOLE.match(sentence.strip()))


def _holds_english(sentence: str) -> bool:
    """Of a sentence with Japanese letters: a run of English in it, rather than names."""
    for run in _LATIN_RUN.findall(_ADDRESS.sub("", sentence)):
        words = _LATIN_WORD.findall(run)
        if len(words) >= 8 and sum(word.islower() for word in words) * 2 > len(words):
            return True
    return False


def _remains(passage: Passage, source: str) -> Iterator[Finding]:
    text = _CODE.sub("``", fold(passage.text).text)
    for match in _SENTENCE_ID.finditer(text):
        if not re.search(rf"(?<![A-Za-z0-9]){match[0]}(?![A-Za-z0-9])", source):
            yield passage.finding(CHECK, NG, "文番号の残り", match[0])
    for name, pattern in _REMAINS:
        for match in pattern.finditer(text):
            if match[0] not in source:
                verdict = UNSURE if name in _DOUBTFUL else NG
                yield passage.finding(CHECK, verdict, name, match[0])
