"""How quick the screens are with 100,000 articles, in a real Chromium.

    python bench/screens.py [--articles N] [--clicks N] [--users N] [--home DIR] [--out FILE]

Measured: server start to first page drawn; click on an article to its text on the screen, for
one person and for several at once. Peers in the same run: a bare Streamlit page with one button
(the floor: browsers and server share the cores of one machine), and a naive page that shows the
same articles with st.dataframe. Prints one JSON document.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench.screens_archive import fill  # noqa: E402
from tests.browser import browsing, serving  # noqa: E402

APP = ROOT / "app.py"
NAIVE = ROOT / "bench" / "naive_page.py"
BARE = ROOT / "bench" / "bare_page.py"

# Both run in the page: click, and wait until the text stands in the pane and is painted. They
# watch the pane instead of asking at every frame, for all the browsers share the cores.
WAIT = """
const shown = (pane, mark, press) => new Promise((done) => {
  const start = performance.now();
  const late = setTimeout(() => done(10000), 10000);
  new MutationObserver((_, watch) => {
    if (!pane.textContent.includes(mark)) return;
    watch.disconnect();
    clearTimeout(late);
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
  }).observe(pane, { childList: true, subtree: true, characterData: true });
  press();
});
const pane = document.querySelector('.st-key-detail');
"""
CLICK = (
    "async (at) => {"
    + WAIT
    + """
  const host = [...document.querySelectorAll('*')]
    .find((node) => node.shadowRoot?.querySelector('.list .row'));
  const rows = host.shadowRoot.querySelectorAll('.row');
  const row = rows[at % rows.length];
  row.scrollIntoView({ block: 'nearest' });
  const mark = `〔${row.querySelector('.title').textContent.match(/\\d+/)[0]}〕`;
  if (pane.textContent.includes(mark)) return null;
  await new Promise((go) => setTimeout(go, 50));
  return shown(pane, mark, () => row.click());
}"""
)
BARE_CLICK = (
    "async () => {"
    + WAIT
    + """
  const now = Number(pane.textContent.match(/\\d+/)[0]);
  return shown(pane, `〔${now + 1}〕`, () => document.querySelector('.stButton button').click());
}"""
)


def main() -> None:
    args = _arguments()
    home = Path(args.home or tempfile.mkdtemp(prefix="digest-bench-"))
    try:
        if not (home / "digest.db").exists():
            fill(home, args.articles)
        result = measure(home, args)
    finally:
        if not args.home:
            shutil.rmtree(home, ignore_errors=True)
    text = json.dumps(result, ensure_ascii=False, indent=2)
    print(text)
    if args.out:
        Path(args.out).write_text(text + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--clicks", type=int, default=100, help="clicks of each person")
    parser.add_argument("--users", type=int, default=5)
    parser.add_argument(
        "--pause", type=float, default=1.0, help="mean seconds between a person's clicks"
    )
    parser.add_argument("--home", help="keep (or use again) the articles in this folder")
    parser.add_argument("--out", help="also write the JSON here")
    parser.add_argument("--no-peer", action="store_true")
    return parser.parse_args()


def measure(home: Path, args: argparse.Namespace) -> dict[str, Any]:
    with browsing() as browser:
        page = browser.new_page()
        with serving(home, DIGEST_START_WORKER="0") as (url, started):
            first = _first_page(page, url + "articles", ".row", started)
            ours = _all_people(browser, url + "articles", ".row", CLICK, args)
        page = browser.new_context().new_page()
        with serving(home, script=BARE) as (url, started):
            bare_first = _first_page(page, url, ".stButton", started)
            floor = _all_people(browser, url, ".stButton", BARE_CLICK, args)
        ours = {"first_page_s": first} | ours | {"load": _load(browser, home, APP, "articles")}
        result: dict[str, Any] = {
            "articles": args.articles,
            "screens": ours,
            "bare": {"first_page_s": bare_first} | floor,
        }
        result["screens / bare, p95"] = {
            key: round(ours[key]["p95"] / floor[key]["p95"], 2) for key in floor
        }
        if not args.no_peer:
            naive = _load(browser, home, NAIVE, "")
            result["st.dataframe"] = {"load": naive}
            result["st.dataframe / screens, load"] = {
                key: round(naive[key] / ours["load"][key], 1) for key in naive
            }
    return result


def _first_page(page: Any, url: str, ready: str, started: float) -> float:
    """Seconds from the start of the server to the page drawn; the browser is open already."""
    page.goto(url)
    page.locator(ready).first.wait_for()
    drawn = time.perf_counter() - started
    page.close()
    return round(drawn, 2)


def _all_people(
    browser: Any, url: str, ready: str, click: str, args: argparse.Namespace
) -> dict[str, Any]:
    return {
        f"{users} at once, ms": _people(browser, url, ready, click, users, args)
        for users in (1, args.users)
    }


def _people(
    browser: Any, url: str, ready: str, click: str, users: int, args: argparse.Namespace
) -> dict[str, float]:
    """Every person has a tab of their own and clicks at random moments, all at the same time."""
    pages = [browser.new_context().new_page() for _ in range(users)]
    for page in pages:
        page.goto(url)
        page.locator(ready).first.wait_for()
        page.wait_for_timeout(500)
    script = f"""
    async ([clicks, pause, seed]) => {{
      const click = {click};
      const times = [];
      for (let i = 0; times.length < clicks && i < clicks * 2; i++) {{
        const took = await click((seed * 7 + i * 3) % 50);
        if (took !== null) times.push(took);
        await new Promise((go) => setTimeout(go, pause * 1000 * (0.5 + Math.random())));
      }}
      window.__times = times;
    }}"""
    for seed, page in enumerate(pages):
        page.evaluate(f"(given) => {{ ({script})(given); }}", [args.clicks, args.pause, seed])
    times: list[float] = []
    for page in pages:
        page.wait_for_function("() => window.__times", timeout=600_000)
        times += page.evaluate("() => window.__times")[3:]  # the first ones warm up
        page.context.close()
    return summary(times)


def summary(times: list[float]) -> dict[str, float]:
    """p50, p95, worst in milliseconds, and how many."""
    ordered = sorted(times)
    return {
        "p50": round(statistics.median(ordered)),
        "p95": round(ordered[max(0, round(len(ordered) * 0.95) - 1)]),
        "worst": round(ordered[-1]),
        "clicks": len(ordered),
    }


def _load(browser: Any, home: Path, script: Path, path: str) -> dict[str, float]:
    """A new tab on a warm server: seconds to the list drawn, megabytes that the session got."""
    with serving(home, script=script, DIGEST_START_WORKER="0") as (url, _):
        browser.new_page().goto(url + path)
        time.sleep(6)
        page = browser.new_page()
        received = [0]
        page.on(
            "websocket",
            lambda socket: socket.on(
                "framereceived", lambda data: received.__setitem__(0, received[0] + len(data))
            ),
        )
        start = time.perf_counter()
        page.goto(url + path)
        page.locator(".st-key-detail").wait_for(timeout=120_000, state="attached")
        page.wait_for_selector("[data-test-script-state=notRunning]", timeout=120_000)
        seconds = time.perf_counter() - start
        page.wait_for_timeout(500)
        page.close()
    return {"seconds": round(seconds, 2), "megabytes": round(received[0] / 1e6, 3)}


if __name__ == "__main__":
    main()
