"""What a look at an issue's addresses found, as findings of the check `links`. Pure.

They stand with the items of the stored issue until the next look, also when it is built anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from storage.records import Finding, Item

CHECK = "links"
OK, MOVED, DEAD, UNSURE = "ok", "moved", "dead", "unsure"
# In Japanese, as a writer reads them
STATES = {
    DEAD: "リンク切れ",
    MOVED: "転送されている",
    UNSURE: "確かめられない",
}
# A page that refuses programs may well open for a reader: that is told, but finds no fault.
VERDICTS = {DEAD: "NG", MOVED: "要確認"}


def with_looked(item: Item, looked: Sequence[Mapping[str, Any]]) -> Item:
    """The item with what a look found in its addresses, in place of what earlier ones did.

    Where it heard nothing (the network was away) what is known stays.
    """
    heard = {one["url"]: one for one in looked if one["state"] != UNSURE or one["status"]}
    known = {finding.found: finding for finding in item.findings if is_of_look(finding)}
    found = [_finding(heard[url]) if url in heard else known.get(url) for url in addresses(item)]
    return replace(item, findings=(*_others(item), *filter(None, found)))


def carried(item: Item, before: Item | None) -> Item:
    """A new item with what was found in those addresses of the old one that it still has."""
    kept = set(addresses(item))
    found = [f for f in (before.findings if before else ()) if is_of_look(f) and f.found in kept]
    return replace(item, findings=(*_others(item), *found))


def is_of_look(finding: Finding) -> bool:
    """Whether it tells of an address that was looked at, and not of words in a summary."""
    return finding.check == CHECK and finding.reason.startswith(tuple(STATES.values()))


def counts(items: Sequence[Item]) -> tuple[int, int]:
    """How many addresses are (dead, moved); one that two items have counts once."""
    found = [f for item in items for f in item.findings if is_of_look(f)]
    dead = {f.found for f in found if f.verdict == VERDICTS[DEAD]}
    return len(dead), len({f.found for f in found} - dead)


def addresses(item: Item) -> tuple[str, ...]:
    """参考, 関連 and 続報 of an item, each once, in order."""
    return tuple(dict.fromkeys(link.url for link in (*item.references, *item.related)))


def _others(item: Item) -> tuple[Finding, ...]:
    return tuple(finding for finding in item.findings if not is_of_look(finding))


def _finding(one: Mapping[str, Any]) -> Finding | None:
    verdict = VERDICTS.get(one["state"])
    if verdict is None:
        return None
    answer = f"(HTTP {one['status']})" if one["state"] == DEAD and one["status"] else ""
    reason = f"{STATES[one['state']]}{answer}"
    return Finding(CHECK, verdict, one["url"], one["url"], one["final"], reason=reason)
