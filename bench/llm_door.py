"""40 structured answers, 16 at a time, from a server that takes 1 s: the door against the ideal
and against the bare openai SDK in the same run.

    python bench/llm_door.py [--seconds 1] [--calls 40]
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import openai
from pydantic import BaseModel

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from llm.attempt import attempt, warm_up
from llm.endpoint import Endpoint
from llm.outcome import Outcome
from llm.prompt import Prompt
from llm.structured import first_body, structured
from tests.llm_servers import slow_server

AT_ONCE = 16


class Reply(BaseModel):
    title: str


PROMPT = Prompt("bench", (("system", "rule. " * 500), ("user", "あ" * 6000)))


async def door(endpoint: Endpoint, calls: int) -> None:
    """As a job does it."""

    async def send(_slot: int, body: dict[str, Any]) -> Outcome:
        return await attempt(endpoint, body)

    asked = (structured(endpoint, PROMPT, Reply, rung=0, attempt=send) for _ in range(calls))
    await asyncio.gather(*asked)


async def sdk(endpoint: Endpoint, calls: int) -> None:
    """The same bodies through openai's own create(), behind a semaphore."""
    client = openai.AsyncOpenAI(base_url=endpoint.base_url, api_key="none", max_retries=0)
    body: Any = first_body(endpoint, PROMPT, Reply, 0)
    permits = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with permits:
            await client.chat.completions.create(**body)

    await asyncio.gather(*(one() for _ in range(calls)))
    await client.close()


async def timed(run: Callable[[Endpoint, int], Awaitable[None]], url: str, calls: int) -> float:
    """Seconds, with everything imported."""
    endpoint = Endpoint(url, "local", concurrency=AT_ONCE)
    await warm_up(endpoint)
    start = time.perf_counter()
    await run(endpoint, calls)
    return time.perf_counter() - start


def main() -> None:
    """Print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=1.0)
    options.add_argument("--calls", type=int, default=40)
    chosen = options.parse_args()
    ideal = math.ceil(chosen.calls / AT_ONCE) * chosen.seconds
    with slow_server(chosen.seconds, '{"title": "x"}') as url:
        for run in (sdk, door, sdk, door):
            took = asyncio.run(timed(run, url, chosen.calls))
            print(f"{run.__name__:5} {took:6.3f} s  {took / ideal:5.3f} x ideal ({ideal:.1f} s)")


if __name__ == "__main__":
    main()
