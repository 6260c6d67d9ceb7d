"""Every address in a summary stands in a source of its story. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from digest.check.fold import Folded, fold, folded
from digest.check.passages import NG, UNSURE, Passage, source_text, written
from storage.records import Article, Finding, Summary

CHECK = "links"
REASON_UNKNOWN = "原文に無いURL"
REASON_CUT = "原文のURLの一部"

_SIGN = r"[!#-&*-;=?-Z\[\]_a-z~]"  # ASCII only: Japanese text follows an address without a space
_LETTER = r"[^\s。、，．「」『』()（）<>【】\"'、]"
_ENDS = (
    "com|org|net|io|ai|dev|jp|co|app|cn|xyz|info|gov|edu|me|example|ly|gg|be|shop|site|online|store|tech|cloud|page|link|click|top|ru|de|uk|fr|kr"
    "|tw|eu|us|in|tv|to|sh|so|gl|blog|news|wiki|live|pro|biz"
)  # of a host without a scheme; js, py and rs are files
_ADDRESS = re.compile(
    rf"(?:(?:https?|hxxps?|ftp|wss?)://|www\.){_SIGN}+"
    rf"|(?:https?|ftp)://(?=[^\x00-\x7f]){_LETTER}+"
    rf"|(?<![:\w/.])//[a-z0-9.-]+\.[a-z]{{2,12}}{_SIGN}*"
    rf"|(?<![\w-])(?:javascript:|vbscript:|mailto:|data:[a-z]+/){_SIGN}+"
    rf"|(?<![A-Za-z0-9@./-])(?!asp\.net)(?:[a-z0-9-]+\.)+(?:{_ENDS})/{_SIGN}+",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?:(?:https?|hxxps?|ftp|wss?):)?//(?:www\.)?|(?<![a-z0-9.])www\.")
_TRACKED = re.compile(r"(?<=[?&])(?:utm_[a-z]+|fbclid|gclid|yclid|mc_[ce]id|igshid)=[\w.%+-]*&?")
_PORT = re.compile(r"(?<=[a-z])(?::443|:80)(?![\w.:-])")
_PUNYCODE = re.compile(r"(?<![a-z0-9-])xn--[a-z0-9-]{1,59}")
_FRAGMENT = re.compile(r"#(?![/!])")  # what follows #/ is a page of its own
_MORE = re.compile(rf"{_LETTER}*")


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Addresses that no article of the story has."""
    known = _plain(folded(source_text(articles)))
    return tuple(
        finding for passage in written(summary, articles) for finding in _of(passage, known)
    )


def _of(passage: Passage, known: str) -> Iterator[Finding]:
    text = fold(passage.text)
    for match in _ADDRESS.finditer(text.text):
        address = match[0].rstrip(".,;:!?…])*")
        verdict, reason = _judged(address, text, match, known)
        if verdict:
            shown = text.slice(match.start(), match.start() + len(address))
            yield passage.finding(CHECK, verdict, reason, shown)


def _judged(address: str, text: Folded, match: re.Match[str], known: str) -> tuple[str, str]:
    """("", "") for an address that a source has, as it stands or without what a page is cut by."""
    wanted = [_bare(address), _bare(_FRAGMENT.split(address, maxsplit=1)[0])]
    more = _MORE.match(text.text, match.end())
    if more and more[0]:  # letters of another script go on: the address, or the sentence
        wanted.insert(0, _bare(match[0] + more[0]))
    if any(_stands(one, known, r"(?![a-z0-9_%-]|[/?&=.][a-z0-9_%-]|#[/!])") for one in wanted):
        return "", ""
    if _stands(wanted[-1], known, r"(?=[/?#&])"):
        return UNSURE, REASON_CUT
    return NG, REASON_UNKNOWN


def _stands(wanted: str, known: str, after: str) -> bool:
    begin = "(?<![a-z0-9.-])" if wanted[:1].isalnum() else ""
    return bool(wanted) and re.search(f"{begin}{re.escape(wanted)}/?{after}", known) is not None


def _bare(address: str) -> str:
    return _plain(address).strip(" ").rstrip("?&/")


def _plain(text: str) -> str:
    """Without what makes no other page: scheme, case, usual ports, marks of who sent the reader."""
    plain = _SCHEME.sub(" ", unquote(text).lower().replace("&amp;", "&"))
    return _TRACKED.sub("", _PORT.sub("", _PUNYCODE.sub(_spelled, plain)))


def _spelled(match: re.Match[str]) -> str:
    try:
        return match[0].encode("ascii").decode("idna")
    except UnicodeError:
        return match[0]
