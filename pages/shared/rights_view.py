"""Stated rights and limits of quotation, in words. Pure."""

from __future__ import annotations

import re

from digest.rights import POLICIES, STRICT, USUAL, is_open
from pages.shared.markup import EMPTY, Html, join, link, safe_url, tag, text
from storage.records import Article

_CC = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/"
    r"(?:licenses/(?P<terms>by[a-z-]{0,9})/(?P<version>\d\.\d)?|(?P<public>publicdomain)/(?P<which>\w+))",
    re.IGNORECASE,
)
_PUBLIC = {"zero": "CC0", "mark": "パブリックドメイン"}


_SHOWN = 160  # characters: some state their whole terms


def line(article: Article) -> Html:
    """権利表示 of an article, else that of its source; nothing where none is stated."""
    of_source = "" if article.terms in POLICIES or article.terms.isdigit() else article.terms
    rights = article.rights or of_source
    if not rights:
        return EMPTY
    return tag("span", join([text("権利表示: "), stated(rights)]))


def stated(rights: str) -> Html:
    """Rights as a source or article states them; a licence's address as a link with its name."""
    return link(rights, _name(rights)) if safe_url(rights) else text(_short(rights))


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _name(url: str) -> str:
    found = _CC.match(url)
    if found is None:
        return url
    if found["public"]:
        return _PUBLIC.get(found["which"].lower(), url)
    return " ".join(filter(None, ("CC", found["terms"].upper(), found["version"])))


def limit(policy: str, rights: str = "") -> str:
    """A limit of quotation as digest.rights keeps it; rights: of the source."""
    if not policy:
        return "既定(権利表示により制限なし)" if is_open(rights) else f"既定({USUAL}字まで)"
    if policy in POLICIES:
        return "制限なし(自分の文章など)" if POLICIES[policy] is None else f"厳しく({STRICT}字まで)"
    return f"{policy}字まで" if policy.isdigit() else policy
