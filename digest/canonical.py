"""Canonical URLs and the ids of works: what has the same key is the same page. Pure.

Libraries do not know AMP, mobile hosts, arXiv versions or X, and some merge pages that differ
(`?ref=main`), so the rules are written out here; identity.py names them for the program.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

# Parameters that say where a reader came from, never what the page shows.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igsh(?:id)?|mc_[ce]id|_hsenc|_hsmi"
    r"|hsa_\w+|hsctatracking|__hs(?:tc|sc|fp)|srsltid|gad_(?:source|campaignid)|ysclid|ttclid|rdt_cid|li_fat_id"
    r"|_bhlid|ck_subscriber_id|triedredirect|isfreemail|mibextid|amp_(?:js_v|gsa|tf)|usqp|aoh"
    r"|mkt_tok|vero_\w+|oly_\w+|wt\.mc_id|cmpid|n_cid|s_cid|ncid|xtor|guccounter|guce_referrer\w*"
    r"|at_(?:medium|campaign|custom\d|link_\w+)|pk_(?:campaign|kwd|source|medium)|matomo_\w+|_ga|_gl"
    r"|hss_channel|trk|trkcampaign|spm|scm|ref_src|ref_url|amp|outputtype|__twitter_impression",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?<=\w/)amp/?$|^/amp(?=/.)|\.amp(?=\.html?$|$)", re.IGNORECASE)
_AMP_CACHE = re.compile(
    r"^(?:google\.[\w.]+/amp/|[\w-]+\.cdn\.ampproject\.org/[acv]/)(?:s/)?", re.I
)
# The Internet Archive's copies: the page behind them is what is told.
_ARCHIVED = re.compile(
    r"^(?:web\.archive\.org/web|archive\.org/wayback)/\d{4,14}[a-z_]*/(?:https?://)?(?:www\.)?",
    re.I,
)
# Where the last part of a path is a project's own name.
_NO_AMP = frozenset(["github.com", "gitlab.com", "codeberg.org", "huggingface.co", "npmjs.com"])
_LOCALE = re.compile(r"(?:ja|en|jp)(?:[-_](?:jp|us|gb))?|intl", re.IGNORECASE)
_WIDE_ENDINGS = frozenset(
    ["com", "net", "org", "jp", "co", "ne", "or", "ac", "go", "ai", "io", "dev", "tech"]
)
_SURROGATE = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # the others are bytes of an address
_PLAIN = "!$&'()*+,;=:@~"  # RFC 3986: may stand in a path segment as they are

_ARXIV_ID = r"(?:arxiv:)?(?P<arxiv>\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
_SUBJECT = re.compile(r"\.[a-z]{2}(?=/\d{7})")  # math.GT/0309136 is math/0309136
_TWITTER = r"(?:x|twitter|fxtwitter|vxtwitter|fixupx|fixvx|xcancel|nitter)\.(?:com|net)"
# One page under several addresses: host without www, path, query.
_SAME_PAGE = re.compile(
    rf"(?:export\.|browse\.|de\.|cn\.)?arxiv\.org/(?:abs|pdf|html|format|ps)/{_ARXIV_ID}(?:\.pdf)?(?![\d.])"
    rf"|{_TWITTER}/(?:#!/)?(?:\w+|i/web)/status(?:es)?/(?P<x>\d+)"
    r"|(?:music\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:.*&)?v=|shorts/|embed/|live/|v/|e/)(?P<youtube>[\w-]{11})"
    r"|youtu\.be/(?P<youtu_be>[\w-]{11})",
    re.IGNORECASE,
)
# One work on several pages, and ids that feeds use.
_SAME_WORK = re.compile(
    rf"(?:alphaxiv\.org/(?:abs|overview|pdf)/|huggingface\.co/papers/|oai:arxiv\.org:|arxiv:"
    rf"|(?:dx\.)?doi\.org/10\.48550/arxiv\.|ar5iv(?:\.labs\.arxiv)?\.org/(?:abs|html)/){_ARXIV_ID}"
    r"|yt:video:(?P<youtube>[\w-]{11})"
    r"|(?:(?:dx\.)?doi\.org/|doi:)(?P<doi>10\.\d{4,9}/[^\s?#]+)",
    re.IGNORECASE,
)


def page_id(url: str) -> str:
    """arxiv:2611.01234, x:123 or youtube:… for pages with many addresses; "" for any other."""
    return _named(_SAME_PAGE.match(_bare(url)))


def work_id(text: str) -> str:
    """The id of the work behind a URL or a feed's guid: page_id, arXiv's mirrors, doi:…, or ""."""
    bare = _bare(text)
    return _named(_SAME_PAGE.match(bare) or _SAME_WORK.match(bare))


def _named(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    name, value = next((n, v) for n, v in match.groupdict().items() if v)
    if name.startswith("youtu"):
        return f"youtube:{value}"  # the only ids whose case matters
    value = value.lower().rstrip(".,;")
    return f"{name}:{_SUBJECT.sub('', value) if name == 'arxiv' else value}"


def _bare(text: str) -> str:
    """Without scheme and www: what the patterns of ids expect."""
    rest = re.sub(r"^https?://", "", text.strip(), count=1, flags=re.IGNORECASE)
    return re.sub(r"^(?:www|m|mobile)\.(?=[^./]+\.)", "", rest, count=1, flags=re.IGNORECASE)


def url_key(url: str, *, fragment: bool = False) -> str:
    """The canonical form of a URL: what has the same key is the same page.

    Pages with an id of their own give that id (page_id). Otherwise: no scheme, www, m, amp,
    default port, tracking parameters, trailing slash or index file; sorted parameters; one way
    of percent encoding. `ref=` stays: for some sites it names the page. The fragment goes
    unless asked for. What is no URL comes back as it is.
    """
    if not url.isascii():
        url = _SURROGATE.sub("\ufffd", url)
    bare = _AMP_CACHE.sub("", _ARCHIVED.sub("", _bare(url), count=1), count=1)
    if known := page_id(bare):
        return known
    if not url.strip().lower().startswith(("http://", "https://")):
        return url.strip()
    try:
        parts = urlsplit(f"//{bare}")
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    anchored = parts.fragment and (fragment or parts.fragment[0] in "!/")
    anchor = f"#{parts.fragment}" if anchored else ""
    path = parts.path if host in _NO_AMP else _AMP_PATH.sub("", parts.path)
    return f"{where}{_path(path)}{_query(parts.query)}{anchor}"


def any_language(key: str) -> str:
    """A url_key without its sign of a language: /ja/, /ja-JP/, /jp/, /en-us/, /intl/ja-jp/."""
    head, mark, query = key.partition("?")
    host, *segments = head.split("/")
    kept = [s for i, s in enumerate(segments) if i > 2 or not _LOCALE.fullmatch(s)]
    return "/".join([host, *kept]) + mark + query


def site_slug(key: str) -> str:
    """Publisher and last part of a url_key, blogs.nvidia.co.jp/x/a-b-c-d → nvidia/a-b-c-d.

    "" where that part says too little: publishers keep it when they translate a page.
    """
    host, _, path = key.partition("?")[0].partition("/")
    slug = path.rpartition("/")[2]
    labels = [label for label in host.split(".") if label not in _WIDE_ENDINGS]
    return f"{labels[-1]}/{slug.lower()}" if labels and slug.count("-") > 2 else ""


def untracked(url: str) -> str:
    """The URL as it was given, without tracking parameters: what readers are sent to."""
    head, mark, rest = url.partition("?")
    if not mark:
        return url
    query, anchor, fragment = rest.partition("#")
    kept = [p for p in query.split("&") if p and not _tracks(p)]
    return head + ("?" + "&".join(kept) if kept else "") + anchor + fragment


def _tracks(parameter: str) -> bool:
    return bool(_TRACKING.fullmatch(parameter.partition("=")[0].removeprefix("amp;")))


def _host(host: str) -> str:
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            pass
    host = _PREFIX.sub("", host.rstrip(".").lower())
    return host.replace(".m.wikipedia.", ".wikipedia.")


def _path(path: str) -> str:
    walked: list[str] = []
    for one in _INDEX.sub("/", path).split("/"):
        if one == "..":
            del walked[-1:]
        elif one not in ("", "."):
            walked.append(one)
    segments = (
        quote(unquote(s, errors="surrogateescape"), safe=_PLAIN, errors="surrogateescape")
        for s in walked
    )
    return "".join(f"/{segment}" for segment in segments)


def _query(query: str) -> str:
    query = query.replace("&amp;", "&")  # escaped twice, as in many feeds
    asked = parse_qsl(query, keep_blank_values=True, errors="surrogateescape") if query else []
    kept = sorted(
        (name, value)
        for name, value in asked
        if not _TRACKING.fullmatch(name) and not (name == "source" and value.startswith("rss"))
    )
    return f"?{urlencode(kept, errors='surrogateescape')}" if kept else ""
