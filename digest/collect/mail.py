"""A newsletter as an .eml file (RFC 5322, MIME) → one entry. Pure.

Kept: subject, sender's name, date, the words of the best part, links to content. Not kept:
recipients, unsubscribe and preference links, what only counts clicks, attachments, what is
hidden from a reader's eye.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from digest.collect.collected import Reading
from digest.collect.dates import moment
from digest.collect.entries import absolute
from digest.collect.kinds import kind_of
from digest.collect.mail_links import content_links, without_addresses
from digest.decode import decode
from digest.errors import SourceError
from digest.identity import plausible
from digest.language import language_of
from digest.text import TEXT_CHARS, clean, links_of, one_line, plain_text
from storage.records import Entry

MOST_PARTS = 200
LEAST_HTML = 80  # characters of words; less is a frame around the plain part
_HEADER = re.compile(
    rb"^(?:from|to|subject|date|message-id|received|return-path|mime-version|delivered-to):",
    re.I | re.M,
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|max-height\s*:\s*0(?:px)?\s*(?:;|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)",
    re.I,
)
_HINT = "Export it from the mail program again, as .eml."


def is_mail(body: bytes) -> bool:
    """Whether bytes begin like a mail: two of its usual headers before the first empty line."""
    head = re.split(rb"\r?\n\r?\n", body[:20_000], maxsplit=1)[0]
    return len(_HEADER.findall(head)) >= 2


def read_mail(name: str, body: bytes, _url: str = "") -> Reading:
    """A mail as an entry. Raises SourceError for what is none, or one that says nothing."""
    body = _unwrapped(body)
    if not is_mail(body):
        raise SourceError(f"{name} is no mail.", _HINT)
    try:
        mail = BytesParser(policy=policy.compat32).parsebytes(body)
        parts = list(_parts(mail))
    except (RecursionError, ValueError, LookupError) as error:  # nested or malformed on purpose
        raise SourceError(f"{name} cannot be read as a mail.", _HINT) from error
    text, hrefs = _words(parts)
    text = without_addresses(text, _recipients(mail))
    if not re.search(r"\w", text):
        raise SourceError(f"{name} holds no words: perhaps pictures only.", _HINT)
    title = one_line(_header(mail, "Subject")) or one_line(text, 100)
    links, dropped = content_links(hrefs or links_of(text, ""))
    url = _address(mail, body)
    entry = Entry(
        url=url,
        title=title,
        text=text[:TEXT_CHARS],
        external_id=url,
        authors=_sender(mail),
        published_at=_date(mail),
        language=language_of(f"{title}\n{text}"),
        kind=kind_of(url, title),
        links=links,
        origin="file",
    )
    return Reading(title, entry.language, (entry,), _notes(parts, dropped, text))


def _unwrapped(body: bytes) -> bytes:
    """Without what would make the headers words of the mail: a mark, empty lines, old Mac line ends."""
    bare = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    return bare if b"\n" in bare else bare.replace(b"\r", b"\n")


def _parts(mail: Message) -> Iterator[Message]:
    """The parts that are no containers, in order; a forwarded mail's are among them."""
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def _words(parts: list[Message]) -> tuple[str, Sequence[str]]:
    """(words, links): of the HTML where it says something, else of the plain part."""
    markup = "\n".join(_content(p) for p in parts if _is(p, "text/html"))
    said, hrefs = _visible(markup) if markup else ("", ())
    plain = clean("\n\n".join(_content(p) for p in parts if _is(p, "text/plain"))).strip()
    return (said, hrefs) if len(said) >= LEAST_HTML or not plain else (plain, ())


def _is(part: Message, kind: str) -> bool:
    told = part.get_content_type()
    if part.get_content_maintype() == "multipart":  # without the boundary that it should name
        told = "text/plain"
    return told == kind and part.get_content_disposition() != "attachment"


def _content(part: Message) -> str:
    """A part's text; the charset that it names is believed where the bytes agree."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = str(part.get_param("charset") or "")
    if b"\x1b$" in raw and (told := _jis(raw)):
        return told
    return decode(raw, f"text/plain; charset={charset}" if charset else "")


def _jis(raw: bytes) -> str:
    """ISO-2022-JP as mail programs write it, with NEC's signs (①, ㈱) that the standard lacks."""
    try:
        return raw.decode("iso2022_jp_ext")
    except UnicodeError:
        pass
    wider = raw.replace(b"\x1b$B", b"\x1b$(Q").replace(b"\x1b$@", b"\x1b$(Q")
    return wider.decode("iso2022_jp_2004", "replace")


def _visible(markup: str) -> tuple[str, Sequence[str]]:
    """The words and links that a reader sees: what is hidden carries trackers, and orders."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    tree = etree.fromstring(clean(markup)[:2_000_000].encode("utf-8"), parser)
    if tree is None:
        return "", ()
    for node in list(tree.iter()):
        hidden = (
            _HIDDEN_STYLE.search(str(node.get("style") or "")) or node.get("hidden") is not None
        )
        if hidden and node.getparent() is not None:
            _remove(node)
    hrefs = [str(a.get("href") or "").strip() for a in tree.iter("a")]
    return plain_text(etree.tostring(tree, encoding="unicode", method="html")), hrefs


def _remove(node: object) -> None:
    from lxml import etree

    assert isinstance(node, etree._Element)
    parent, before = node.getparent(), node.getprevious()
    if parent is None:
        return
    tail = node.tail or ""
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(node)


def _header(mail: Message, name: str) -> str:
    """A header's words: encoded ones (RFC 2047) and raw bytes of any charset."""
    value = mail.get(name)
    if value is None:
        return ""
    try:
        pieces = decode_header(value)  # a Header where raw bytes stand in it
    except (ValueError, LookupError):
        return clean(str(value))
    return clean("".join(_piece(text, charset) for text, charset in pieces))


def _piece(text: bytes | str, charset: str | None) -> str:
    raw = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    if b"\x1b$" in raw:
        return _jis(raw)
    return decode(raw, f"charset={charset}" if charset and charset != "unknown-8bit" else "")


def _sender(mail: Message) -> tuple[str, ...]:
    told = getaddresses([_header(mail, "From")])
    names = (one_line(name or address.partition("@")[2], 200) for name, address in told)
    return tuple(name for name in names if name)[:5]


def _recipients(mail: Message) -> tuple[str, ...]:
    fields = ("To", "Cc", "Bcc", "Delivered-To", "X-Original-To", "Envelope-To")
    told = getaddresses([_header(mail, field) for field in fields])
    return tuple({address.lower() for _, address in told if "@" in address})


def _date(mail: Message) -> datetime | None:
    return plausible(moment(_header(mail, "Date").strip(), None))


def _address(mail: Message, body: bytes) -> str:
    """Where the mail is archived (RFC 5064), else a name made from its id: that holds no person."""
    archived = re.match(r"<?(https?://[^\s<>]{4,1000})>?$", _header(mail, "Archived-At").strip())
    if archived and (where := absolute(archived[1], "")):
        return where
    told = _header(mail, "Message-ID").strip().encode("utf-8", "replace") or body
    return f"mail:{hashlib.sha256(told).hexdigest()[:32]}"


def _notes(parts: list[Message], dropped: int, text: str) -> tuple[str, ...]:
    attached = sum(p.get_content_disposition() == "attachment" for p in parts)
    told = (
        (attached, "attachment(s) were not read."),
        (dropped, "link(s) that only count clicks or end the subscription were left out."),
        (int(len(text) > TEXT_CHARS), "part is too long: only its beginning was kept."),
    )
    return tuple(f"{count} {words}" for count, words in told if count)
