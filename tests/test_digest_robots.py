"""robots.txt before pages: what it forbids, what fails, how long it is remembered."""

from __future__ import annotations

import time

import pytest
from urllib3.util import Url

from digest.errors import BadStatus, Disallowed, FetchError, TooLarge, Unreachable
from digest.fetch import Response, user_agent
from digest.pages import full_text
from digest.robots import AGENT, HOSTS, Robots, parse
from storage.records import Article
from tests.fakes_fetch import FakeFetch

SITE = "https://site.example"
ROBOTS = f"{SITE}/robots.txt"


class Web(FakeFetch):
    """FakeFetch that knows whom a person allowed, and remembers pauses."""

    allowed: tuple[str, ...] = ()

    def trusts(self, place: Url) -> bool:
        return place.host in self.allowed

    def slow_down(self, host: str, seconds: float) -> None:
        self.slowed = (host, seconds)

    def urls(self) -> list[str]:
        return [url for url, _, _ in self.asked]


def web(robots: object, **more: object) -> Web:
    pages: dict[str, object] = {
        ROBOTS: robots,
        f"{SITE}/a": "page a",
        f"{SITE}/private/b": "page b",
    }
    return Web(pages | more)  # type: ignore[arg-type]


def test_the_product_token_is_the_user_agents() -> None:
    assert user_agent("x").startswith(f"{AGENT}/")


@pytest.mark.parametrize(
    ("rules", "forbidden"),
    [
        ("User-agent: *\nDisallow: /private/", True),
        ("User-agent: *\nDisallow:", False),
        ("User-agent: *\nDisallow: /\nAllow: /private/b$", False),
        ("User-agent: otherbot\nDisallow: /", False),
        (f"User-agent: {AGENT}\nAllow: /\n\nUser-agent: *\nDisallow: /", False),
        (f"User-agent: otherbot\nUser-agent: {AGENT}\nDisallow: /private/*", True),
        ("\ufeffUser-agent: *\nDisallow: /private", True),
        ("<html><title>Not here</title></html>", False),
        ("", False),
        ("\0\1 nonsense : :: \n" * 100, False),
    ],
)
def test_rules_are_kept(rules: str, forbidden: bool) -> None:
    read = Robots(web(rules))
    if forbidden:
        with pytest.raises(Disallowed, match=r"robots\.txt"):
            read(f"{SITE}/private/b")
    else:
        assert read(f"{SITE}/private/b").body == b"page b"
    if "Disallow: /\n" not in rules:
        assert read(f"{SITE}/a").body == b"page a"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_robots_txt_everything_is_allowed(status: int) -> None:
    assert Robots(web(BadStatus(ROBOTS, status, "No.")))(f"{SITE}/a").body == b"page a"


@pytest.mark.parametrize(
    "error",
    [BadStatus(ROBOTS, 503, "Busy."), BadStatus(ROBOTS, 429, "Busy."), Unreachable(ROBOTS, "No.")],
)
def test_where_it_cannot_be_read_pages_are_left_alone_for_an_hour(error: FetchError) -> None:
    moment = [0.0]
    net = web(error)
    read = Robots(net, clock=lambda: moment[0])
    for _ in range(3):
        with pytest.raises(Disallowed, match="could not be read"):
            read(f"{SITE}/a")
    assert net.urls() == [ROBOTS]
    net.pages = {**net.pages, ROBOTS: ""}
    moment[0] += 3601
    assert read(f"{SITE}/a").body == b"page a"


def test_one_too_large_forbids_nothing() -> None:
    assert Robots(web(TooLarge(ROBOTS, "Large.")))(f"{SITE}/a").body == b"page a"


def test_it_is_asked_once_a_day_per_site_and_hosts_that_were_allowed_are_not() -> None:
    moment = [0.0]
    net = web("", **{"https://mine.example/x": "mine"})
    net.allowed = ("mine.example",)
    read = Robots(net, clock=lambda: moment[0])
    for _ in range(3):
        read(f"{SITE}/a")
    assert net.urls().count(ROBOTS) == 1
    moment[0] += 86_401
    read(f"{SITE}/a")
    assert net.urls().count(ROBOTS) == 2
    read("https://mine.example/x")
    assert "https://mine.example/robots.txt" not in net.urls()


def test_where_a_redirect_ends_counts_too() -> None:
    net = web("User-agent: *\nDisallow: /private/")
    net.pages = {**net.pages, f"{SITE}/go": Response(f"{SITE}/private/b", 200, {}, b"page b")}
    with pytest.raises(Disallowed):
        Robots(net)(f"{SITE}/go")


def test_crawl_delay_slows_down() -> None:
    net = web("User-agent: *\nCrawl-delay: 7")
    Robots(net)(f"{SITE}/a")
    assert net.slowed == ("site.example", 7.0)


def test_memory_is_bounded() -> None:
    class Anywhere(Web):
        def __call__(self, url: str, **_: object) -> Response:  # type: ignore[override]
            return Response(url, 200, {}, b"")

    read = Robots(Anywhere({}))
    for n in range(HOSTS + 50):
        read(f"https://h{n}.example/")
    assert len(read._sites) == HOSTS


HOSTILE = {
    "stars": "User-agent: *\nDisallow: /" + "*a" * 5000 + "b",
    "agents": "".join(f"User-agent: a{i}\n" for i in range(20_000)) + "Disallow: /x\n" * 200,
    "odd line ends": "".join(f"User-agent: a{i}\u2028" for i in range(20_000)) + "Disallow: /x\u2028" * 200,
    "rules": "User-agent: *\n" + "".join(f"Disallow: /x{i}*y*z$\n" for i in range(20_000)),
    "spaces": "User agent" + " " * 400_000 + "x",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_rules_end(name: str) -> None:
    started = time.monotonic()
    assert parse(HOSTILE[name]).can_fetch(f"{SITE}/{'a' * 1900}", AGENT)
    assert time.monotonic() - started < 5


def test_a_snippet_whose_page_may_not_be_read_stays_and_says_why() -> None:
    article = Article(id=1, url=f"{SITE}/private/b", title="t", text="short", text_chars=5)
    kept = full_text(Robots(web("User-agent: *\nDisallow: /private/")), article)
    assert kept.text == "short"
    assert "robots.txt" in kept.note
