"""What sites put before or instead of an article: paywalls, sign-in and consent pages. Pure.

Their words are never kept as the article's text; a note says what was met.
"""

from __future__ import annotations

import re

from digest.text import plain_text

PAID = "The page is behind a paywall or for members: only its open part was read."
SIGN_IN = "A sign-in page was shown instead of the page."
CONSENT = "A consent page was shown instead of the page."
INSTEAD = (SIGN_IN, CONSENT)  # nothing of the page was there
_SHORT = 600  # characters of an article; a page with less beside its wall is the wall
_LOOK = 100_000  # characters of markup that are looked at where no main text was found
_LINE = 220  # a longer line is prose that speaks of such things
_PAID_LINE = re.compile(
    r"有料(?:会員|登録|プラン|記事|版)|(?:会員|購読者|登録者)(?:限定|専用)|会員登録(?:\(?無料\)?)?(?:する|は|して|が必要|で)"
    r"|(?:この|本|当)記事は(?:有料|会員)|(?:続き|全文)(?:を読む|をお読み|を見る|は|を閲覧).{0,30}(?:会員|登録|購入|購読|ログイン|サブスク)"
    r"|ログイン(?:して|すると|の上).{0,12}(?:続き|全文)|残り\s*[\d,，]+\s*文字|(?:月額|初月|年額).{0,20}円.{0,20}(?:登録|購読|読み放題|申し込)"
    r"|subscri(?:be|ption).{0,30}(?:to|and) (?:continue|keep|finish|read|unlock|access)"
    r"|(?:only )?(?:for|to|available to|exclusive to) (?:our )?(?:paid |paying |premium )?(?:subscribers|members)(?: only)?[.!]?$"
    r"|already (?:a|have an?) (?:paid )?(?:subscriber|subscription|member|account)\b"
    r"|(?:log|sign) ?in (?:or (?:register|subscribe) )?to (?:continue|keep|read|finish|view)"
    r"|(?:create|register for) (?:a|your) free account to|become a (?:paid |premium )?(?:subscriber|member)\b"
    r"|this (?:post|article|story|content) is (?:only |exclusively )?(?:for|available to|reserved for)"
    r"|you(?:'ve|’ve| have) (?:reached|read|used) (?:your|all|\d+).{0,30}(?:free|complimentary)"
    r"|unlock (?:this|the full|unlimited)|start (?:your|a) free trial|remaining free articles?"
    r"|keep reading with a .{0,20}(?:trial|subscription)",
    re.IGNORECASE,
)
_CONSENT_LINE = re.compile(
    r"(?:we|our site|this (?:web)?site|we and our.{0,30}partners) (?:uses?|store|values?|respects?) .{0,40}(?:cookies|privacy)"
    r"|^(?:accept|reject|allow|decline|manage|customi[sz]e)(?: all| only| necessary| your)?(?: cookies| preferences| settings| choices)?[.!]?$"
    r"|before you continue to|by (?:clicking|continuing|using).{0,60}(?:cookies|consent|agree)|cookie (?:policy|settings|preferences|notice)"
    r"|(?:personali[sz]ed|targeted) (?:ads|advertising) and content|consent to (?:the use|our use|these)|manage consent"
    r"|(?:当社|当サイト|このサイト|本サイト|本ウェブサイト|弊社).{0,40}(?:Cookie|クッキー)|(?:Cookie|クッキー)(?:\s*ポリシー|\s*の?(?:設定|使用|利用))"
    r"|^(?:すべて(?:を|の Cookie を)?)?(?:同意|許可|拒否)(?:する|します|しない)?。?$",
    re.IGNORECASE,
)
_SIGN_IN_TITLE = re.compile(
    r"^\W*(?:log ?[io]n|sign ?(?:in|up)|ログイン|サインイン|会員登録|新規登録|authentication required)\b"
    r"|(?:^|[|\-–—:：])\s*(?:log ?in|sign ?in|ログイン|サインイン)\s*$",
    re.IGNORECASE,
)
_CONSENT_TITLE = re.compile(
    r"before you continue|cookie (?:consent|notice|wall)|(?:privacy|cookie|consent) (?:settings|preferences|choices)"
    r"|your privacy choices|(?:Cookie|クッキー).{0,10}(?:同意|設定)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_PASSWORD = re.compile(r"<input[^<>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_NOT_FREE = re.compile(
    r'"isAccessibleForFree"\s*:\s*"?false'
    r"|<meta[^<>]{0,200}content_tier[\"'][^<>]{0,100}content\s*=\s*[\"']?locked",
    re.IGNORECASE,
)


def without_walls(markup: str, title: str, words: str) -> tuple[str, str]:
    """(the text without walls' words, a note or "") of a page with this title and main text."""
    lines = (words or plain_text(markup[:_LOOK])).split("\n")
    paid = [i for i, line in enumerate(lines) if len(line) <= _LINE and _PAID_LINE.search(line)]
    asked = [i for i, line in enumerate(lines) if len(line) <= _LINE and _CONSENT_LINE.search(line)]
    dropped = {*paid, *asked}
    kept = words
    if words and dropped:
        left = "\n".join(line for i, line in enumerate(lines) if i not in dropped)
        kept = re.sub(r"\n{3,}", "\n\n", left).strip()
    short = len(kept) < _SHORT
    named = _TITLE.search(markup)
    titles = (title, named[1].strip() if named else "")
    if short and any(map(_SIGN_IN_TITLE.search, titles)) and _PASSWORD.search(markup):
        return "", SIGN_IN
    if words:
        mostly = bool(asked) and 2 * len(kept) <= len(words)
    else:
        mostly = len(asked) >= 2 and sum(map(len, lines)) < 2 * _SHORT
    if short and (any(map(_CONSENT_TITLE.search, titles)) or mostly):
        return "", CONSENT
    if _NOT_FREE.search(markup) or (paid and (short or len(paid) >= 2 or _last(paid, lines))):
        return kept, PAID
    return (kept, "") if asked and not paid else (words, "")


def _last(found: list[int], lines: list[str]) -> bool:
    """Whether what was found stands at the end, where an article breaks off."""
    return found[-1] >= len(lines) - 3
