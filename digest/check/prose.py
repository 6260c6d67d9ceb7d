"""How a summary is written: one style, whole sentences, nothing said over and over. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from digest.check.passages import HEADLINE, UNSURE, Passage, passages, written
from digest.summarize.sentences import split
from storage.records import Article, Finding, Summary

CHECK = "language"
REASON_MIXED = "文体の混在"
REASON_OTHER = "号の文体と違う"
POLITE, PLAIN = "です・ます調", "である調"

_POLITE = re.compile(
    r"(?:です|(?<![あかがさざただなはばまやらわ済励覚冷悩澄醒和晴紛])ます|ました|でした|ません|ましょう|でしょう|ください|下さい)"
    r"(?:[かねよ]{1,2}|が|ので|から)?$"  # 膨らます, 励ます are plain verbs
)
_PLAIN = re.compile(
    r"(?:である|であった|(?<!ま)だ|ままだ|だった|ない|なかった|いる|いた|ある|あった|する|した|れる|れた|える|えた|なる|なった|える|った|んだ|いだ|きた|せる|せた"
    r"|べた|めた|けた|げた|てた|[すぬむるぐぶ]|(?<![なしら全])く|(?<![ぁ-もゃ-ん0-9一二三四五六七八九])つ|もつ|(?<![よほものつょどとっ])う"
    r"|(?:[よ良高低速早遅多安長短強弱近遠深広狭軽重古鋭たし]|やす|にく|づら|大き|小さ)い)$"
)
_QUOTED = re.compile(r"「[^」]*」|『[^』]*』|\"[^\"]*\"|“[^”]*”|\([^)]*\)|（[^）]*）")
_END = re.compile(r"[。.!?！？\s]+$")
_JAPANESE = re.compile(r"[ぁ-ん]")
_LOOP = re.compile(r"(?P<said>.{4,80}?)(?P=said){2,}")
_CUT = re.compile(r"(?:[、,;:：]|を|[一-龥ァ-ヴA-Za-z0-9][はがの]|…)$")
_CUT_ENGLISH = re.compile(r"(?:[,;:]|\b(?:the|a|an|of|and|or|to|with|for|in|on|by|is|are|that))$")
_OPENING = {"「": "」", "『": "』", "(": ")", "（": "）", "“": "”", "[": "]"}


def check(passage: Passage, language: str) -> Iterator[Finding]:
    """A claim that goes round in circles or stops in the middle."""
    loop = _LOOP.search(passage.text)
    if loop and re.search(r"\w{2}", loop["said"]):
        yield passage.finding(CHECK, UNSURE, "同じ語句の繰り返し", loop[0])
    cut = _CUT_ENGLISH if language == "en" else _CUT
    end = cut.search(passage.text.rstrip())
    open_bracket = next((o for o, c in _OPENING.items() if _unclosed(passage.text, o, c)), "")
    if end or open_bracket:
        words = passage.text[-20:] if end else passage.text[passage.text.rindex(open_bracket) :]
        yield passage.finding(CHECK, UNSURE, "文が途中で切れている", words)


def mixed(summary: Summary, articles: Sequence[Article]) -> Iterator[Finding]:
    """The sentences in the rarer style of a summary, and claims that say the same twice."""
    styled = [(p, *one) for p in written(summary, articles) for one in _styled(p.text)]
    counts = Counter(style for _, style, _ in styled)
    if len(counts) > 1:
        wanted = _commoner(counts)
        other = {p: end for p, style, end in reversed(styled) if style != wanted}
        for passage in dict.fromkeys(p for p, style, _ in styled if style != wanted):
            reason = f"{REASON_MIXED}({wanted}の中)"
            yield passage.finding(CHECK, UNSURE, reason, other[passage], wanted)
    seen: set[str] = set()
    for passage in passages(summary):
        text = "".join(passage.text.split())
        if len(text) >= 12 and text in seen and passage.claim != HEADLINE:
            yield passage.finding(CHECK, UNSURE, "同じ文の繰り返し", passage.text)
        seen.add(text)


def across(summaries: Mapping[str, Summary]) -> dict[str, tuple[Finding, ...]]:
    """By story: the items of an issue whose style is not the one of most of its sentences."""
    counts = {
        key: Counter(style for p in passages(one) for style in styles(p.text))
        for key, one in summaries.items()
        if one.method == "model"
    }
    total = sum(counts.values(), Counter[str]())
    if len(total) < 2:
        return {}
    wanted = _commoner(total)
    found: dict[str, tuple[Finding, ...]] = {}
    for key, own in counts.items():
        if own and _commoner(own) != wanted:
            other, end = next(
                (p, end)
                for p in passages(summaries[key])
                for style, end in _styled(p.text)
                if style != wanted
            )
            reason = f"{REASON_OTHER}(ほかは{wanted})"
            found[key] = (other.finding(CHECK, UNSURE, reason, end, wanted),)
    return found


def styles(text: str) -> list[str]:
    """The style of each Japanese sentence that has one; a noun at the end has none."""
    return [style for style, _ in _styled(text)]


def _styled(text: str) -> Iterator[tuple[str, str]]:
    """(style, the words of the text that show it) of each such sentence."""
    for sentence in split(_QUOTED.sub("", text)) if _JAPANESE.search(text) else ():
        end = _END.sub("", sentence)
        style = POLITE if _POLITE.search(end) else PLAIN if _PLAIN.search(end) else ""
        if style:
            shown = sentence[-12:]
            yield style, shown if shown in text else text[-12:]


def _commoner(counts: Counter[str]) -> str:
    return POLITE if counts[POLITE] > counts[PLAIN] else PLAIN


def _unclosed(text: str, opening: str, closing: str) -> bool:
    return text.count(opening) > text.count(closing)
