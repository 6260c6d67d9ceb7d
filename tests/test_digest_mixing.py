"""The order of a batch: each host has its share of every stretch, and nobody is lost."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mixing import mixed

URLS = st.lists(st.builds("https://{}.example/{}".format, st.sampled_from("abcde"), st.integers(0)))


def itself(url: str) -> str:
    return url


@given(URLS)
def test_nothing_is_lost_and_a_host_keeps_its_order(urls: list[str]) -> None:
    after = mixed(urls, itself)
    assert sorted(after) == sorted(urls)
    for letter in "abcde":
        own = [url for url in urls if f"//{letter}." in url]
        assert [url for url in after if f"//{letter}." in url] == own
    assert mixed(urls, itself) == after


@pytest.mark.parametrize(("many", "others"), [(30, 170), (100, 100), (20, 1000), (5, 45)])
def test_each_batch_has_about_its_share_of_a_host(many: int, others: int) -> None:
    urls = [f"https://many.example/{n}" for n in range(many)]
    urls += [f"https://h{n}.example/" for n in range(others)]
    after = ["many" in url for url in mixed(urls, itself)]
    share = 50 * many / len(urls)
    for start in range(0, len(after) - 49, 50):
        assert share * 0.5 - 2 <= sum(after[start : start + 50]) <= share * 1.5 + 2


def test_odd_addresses_do_no_harm() -> None:
    odd = ["", "http://[", "file:///a", "no url", "https://a.example/"]
    assert sorted(mixed(odd, itself)) == sorted(odd)


def test_a_slow_host_holds_nobody_up() -> None:
    """Twelve sources of a host that takes one at a time, before twenty others; four threads."""
    urls = [f"https://slow.example/{n}" for n in range(12)]
    urls += [f"https://h{n}.example/" for n in range(20)]
    slow = threading.Lock()

    def waited_for(order: list[str]) -> int:
        """How many answers of the slow host the other half of the sources had to wait for."""
        seen: list[int] = []
        answers: list[str] = []

        def ask(url: str) -> None:
            if urlsplit(url).hostname == "slow.example":
                with slow:
                    time.sleep(0.04)
                    answers.append(url)
            else:
                seen.append(len(answers))

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(ask, order))
        return sorted(seen)[len(seen) // 2]

    assert waited_for(urls) >= 9
    assert waited_for(mixed(urls, itself)) < waited_for(urls)
