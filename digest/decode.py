"""Bytes of feeds and pages as text, old Japanese encodings included. Pure.

Order: byte order mark, ISO-2022-JP's escapes, strict UTF-8 (what decodes so is nothing else),
then what document and header declare, then a choice among the Japanese encodings.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# "<?", "<" and a letter, or JSON's beginning in an encoding of two or four bytes a character, without a mark.
_WIDE = (
    (re.compile(rb"[<{[]\x00\x00\x00[\x21-\x7e]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<{[]\x00\x00\x00[\x21-\x7e]"), "utf-32-be"),
    (re.compile(rb"[<{[]\x00[\x21-\x7e]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<{[]\x00[\x21-\x7e]"), "utf-16-be"),
)
# What the web means by a name (WHATWG Encoding Standard), where Python means less.
_ALIASES = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms932": "cp932",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "visual": "iso-8859-8",
}
# Python's own, which no page is written in; the first three cannot leave out what is broken.
_NO_WEB = ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape")
_VAGUE = ("cp1252", "iso8859-15", "cp1250", "iso8859-2")  # decode nearly anything
_WIDE_ASIAN = ("cp949", "euc_kr", "big5", "big5hkscs", "cp950", "gb2312", "gbk", "gb18030")
_DECLARED = re.compile(
    rb"""<(?:\?xml\s[^>]{0,200}?encoding|meta\s[^>]{0,500}?charset)\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_ESCAPE = re.compile(rb"\x1b\$[@B]|\x1b\(J|\x1b\$\(D")
_KANA = re.compile("[\u3041-\u3093\u30a1-\u30f6]")
_ODD = re.compile("[\uff61-\uff9f\ue000-\uf8ff\ufffd\x80-\x9f]")
_COMMON = re.compile("[\u3001\u3002\u3041-\u3093\u30a1-\u30fc\u4e00-\u9fa0]")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a feed or page; never fails: what cannot be read becomes U+FFFD.

    content_type: the HTTP header, whose charset is believed last, as it is often wrong.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").removeprefix("\ufeff")
    for pattern, encoding in _WIDE:
        if pattern.match(body):
            return body.decode(encoding, "replace")
    if _ESCAPE.search(body):
        text = _strict(body, "iso2022_jp_ext")
        if text is not None:
            return text
    return _strict(body, "utf-8") or _declared(body, content_type)


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _declared(body: bytes, content_type: str) -> str:
    """Neither Unicode nor ISO-2022-JP: what is declared, unless Japanese fits better."""
    names = [name.decode("ascii") for name in _DECLARED.findall(body[:8192])]
    names += _HEADER.findall(content_type)
    known = [codec for name in names if (codec := _codec(name))]
    for codec in known:
        if codec not in _VAGUE and (text := _strict(body, codec)) is not None:
            return text
    japanese = _japanese(body)
    if japanese is not None:
        return japanese
    if _nearly_utf8(body):
        return body.decode("utf-8", "replace")
    guess = _guess(body)
    if "utf-8" in known and guess in _VAGUE:  # short texts are guessed to be Hungarian and so on
        guess = "cp1252"
    for codec in (guess if guess in _WIDE_ASIAN else "", *known, guess):
        if codec and (text := _strict(body, codec)) is not None:
            return text
    return body.decode(next(iter(known), "cp1252"), "replace")


def _codec(name: str) -> str:
    try:
        known = codecs.lookup(_ALIASES.get(name.lower(), name))
        "".encode(known.name)  # LookupError for hex, zlib and others that are no text encodings
    except (LookupError, ValueError):
        return ""
    return "" if known.name in _NO_WEB else known.name


def _japanese(body: bytes) -> str | None:
    """EUC-JP or CP932, whichever reads as Japanese; None when neither does."""
    found: list[tuple[float, str]] = []
    for encoding in ("euc_jp", "cp932"):
        text = body.decode(encoding, "replace")
        wide = len([c for c in text if c > "\x7f"])
        kana = len(_KANA.findall(text)) if wide else 0
        if kana > 2 and kana * 8 > wide and "\ufffd" not in text and "\x80" not in text:
            found.append((1.0 + kana / wide, text))  # nothing else is whole and has kana
        elif kana:
            good, odd = len(_COMMON.findall(text)), len(_ODD.findall(text))
            found.append(((good - 4 * odd) / wide, text))
    score, text = max(found, default=(0.0, ""))
    return text if score > 0.7 else None


def _nearly_utf8(body: bytes) -> bool:
    """Cut or patched UTF-8: few sequences that cannot be read among many that can."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 10 < len([c for c in text if c > "\x7f"])


def _guess(body: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(body[:20_000]).best()
    return best.encoding if best else ""
