"""Slug and front matter as Zenn's validators want them (zenn-model, validateArticle). Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from digest.errors import UsageError
from digest.export.escape import clean
from digest.export.fitting import fit, units
from storage.weeks import first_day

TITLE_UNITS = 70
TOPIC_UNITS = 18
MOST_TOPICS = 5
_SLUG = re.compile(r"[0-9a-z\-_]{12,50}")
ACCOUNT = re.compile(r"[0-9a-z_]{3,15}")  # a user name at Zenn
# One character that is drawn as an emoji by itself (Unicode 15, Emoji_Presentation) ...
_DRAWN = (
    "⌚⌛⏩-⏬⏰⏳◽◾☔☕♈-♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓-❕❗➕-➗➰➿⬛⬜⭐⭕"
    "🌀-🌠🌭-🌵🌷-🍼🍾-🎓🎠-🏊🏏-🏓🏠-🏰🏴🏸-🐾👀👂-📼📿-🔽🕋-🕎🕐-🕧🕺🖕🖖🖤🗻-🙏🚀-🛅🛌🛐-🛒🛕-🛗"
    "🛫🛬🛴-🛼🟠-🟫🤌-🤺🤼-🥅🥇-🧿"
)
# ... or one that becomes one with U+FE0F.
_CHOSEN = "⌨☀☁☂☎☑♻⚒⚔⚖⚗⚙⚛⚠✈✉✍✏✒✔❄❤🌡🎖🎙🎛🎞🏆🏗🏛🏷👁🕵🕹🖇🖊🖋🖌🖍🖥🖨🖼🗂🗃🗄🗒🗓🗜🗝🗞🗣🗯🗳🗺🛋🛠🛡🛰"
_EMOJI = re.compile(f"[{_DRAWN}]\ufe0f?|[{_CHOSEN}]\ufe0f")
_SPELLED = {"c++": "cpp", "c#": "csharp", "f#": "fsharp", ".net": "dotnet"}


def slug(week: str, salt: str) -> str:
    """weekly-genai-2026w46-3f9a1c2b: unique over all of Zenn by the salt, the same every time.

    A published article keeps its slug for ever, so the salt must be kept too. Raises
    UsageError without a salt, ValueError for what is no week.
    """
    if not salt:
        raise UsageError("An export needs a slug salt.", "Zenn's slugs are unique site-wide.")
    year_week = f"{first_day(week):%G}w{first_day(week):%V}"
    name = f"weekly-genai-{year_week}-{sha256(f'{salt}:{week}'.encode()).hexdigest()[:8]}"
    assert _SLUG.fullmatch(name)
    return name


def article_url(week: str, account: str, salt: str) -> str:
    """Where a week's issue is published; "" without a sound account, salt and week."""
    if not week or not salt or not ACCOUNT.fullmatch(account):
        return ""
    try:
        return f"https://zenn.dev/{account}/articles/{slug(week, salt)}"
    except ValueError:
        return ""


def front_matter(title: str, *, emoji: str, topics: Iterable[str], published: bool) -> str:
    """The lines from --- to ---. Raises UsageError for what Zenn would refuse."""
    shown = fit(clean(title), TITLE_UNITS)
    if not shown:
        raise UsageError("The issue has no title.", "Give it one on the editing screen.")
    if not _EMOJI.fullmatch(emoji):
        raise UsageError(f"{emoji!r} is not one emoji.", "Choose a single one, such as 📰 or 🤖.")
    return "\n".join(
        (
            "---",
            f"title: {_quoted(shown)}",
            f"emoji: {_quoted(emoji)}",
            'type: "tech"',
            f"topics: [{', '.join(map(_quoted, _topics(topics)))}]",
            f"published: {'true' if published else 'false'}",
            "---",
        )
    )


def _topics(given: Iterable[str]) -> list[str]:
    """As Zenn writes them: gpt-4 → gpt4, next.js → nextjs, c++ → cpp; each once."""
    shown = list(dict.fromkeys(filter(None, map(_topic, given))))
    if not 1 <= len(shown) <= MOST_TOPICS:
        raise UsageError(f"{len(shown)} topics.", f"Zenn takes 1 to {MOST_TOPICS} topics.")
    for topic in shown:
        if units(topic) > TOPIC_UNITS:
            raise UsageError(f"The topic {topic!r} is too long.", f"{TOPIC_UNITS} units at most.")
    return shown


def _topic(text: str) -> str:
    folded = unicodedata.normalize("NFKC", clean(text)).lower()
    folded = _SPELLED.get(folded, folded)
    return "".join(char for char in folded if char.isalnum() or char == "・")


def _quoted(text: str) -> str:
    """A double-quoted YAML scalar that every parser reads as the same text."""
    return json.dumps(text, ensure_ascii=False)
