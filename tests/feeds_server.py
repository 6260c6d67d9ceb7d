"""A site on loopback whose feeds wait for a word before they answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.serving import Answering, serving

_FEED = (
    b"<rss version='2.0'><channel><title>One</title><item><title>News</title>"
    b"<link>https://a.example/1</link><description>Words.</description></item></channel></rss>"
)


@dataclass(slots=True)
class Site:
    """What was asked (paths of feeds, in order), and whether answers go out."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        """For DIGEST_ALLOW_PRIVATE_HOSTS."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """The address of a path here."""
        return f"http://{self.host}{path}"


@contextmanager
def site() -> Iterator[Site]:
    """Serve while the block runs; answers go out unless hold is cleared."""
    seen = Site()
    seen.hold.set()

    class Answer(Answering):
        def do_GET(self) -> None:
            seen.asked.append(self.path)
            seen.hold.wait(30)
            self.send(_FEED, kind="application/rss+xml")

    with serving(Answer) as seen.port:
        try:
            yield seen
        finally:
            seen.hold.set()
