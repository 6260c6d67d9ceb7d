"""Model servers on loopback for tests: aimock (written elsewhere), and a slow one.

Run as a program, this file is the slow server: python tests/llm_servers.py SECONDS [TEXT].
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEY = "sk-test-0123456789abcdef"
_CLI = "node_modules/@copilotkit/aimock/dist/cli.js"


def completion(
    text: str | None = "{}", finish: str | None = "stop", **fields: Any
) -> dict[str, Any]:
    """A Chat Completions reply. fields override or add at the top (usage=None: left out)."""
    made = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1795219200,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, "refusal": None},
            }
        ],
        "usage": {"prompt_tokens": 50, "completion_tokens": 10, "total_tokens": 60},
    }
    return {name: value for name, value in (made | fields).items() if value is not None}


@dataclass(frozen=True)
class Aimock:
    """A running aimock. base_url ends in /v1."""

    base_url: str
    key: str = KEY

    def journal(self) -> list[dict[str, Any]]:
        """Every request that it got: {"path", "body", "response", ...}."""
        made: list[dict[str, Any]] = self._control("GET", "journal")
        return made

    def reset(self) -> None:
        """Forget requests and how often each fixture was served."""
        self._control("POST", "reset/journal")

    def _control(self, method: str, path: str) -> Any:
        url = self.base_url.removesuffix("/v1") + "/__aimock/" + path
        headers = {"authorization": f"Bearer {self.key}"}
        request = urllib.request.Request(url, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.loads(reply.read() or b"null")


@contextmanager
def aimock(home: str, folder: Path, fixtures: Sequence[dict[str, Any]]) -> Iterator[Aimock]:
    """Start aimock with these fixtures. home: what tests.tools.needs("aimock") gave; folder: an
    empty one for the fixture file. A request that no fixture matches gets a 503.
    """
    file = folder / "fixtures.json"
    file.write_text(json.dumps({"fixtures": list(fixtures)}, ensure_ascii=False), "utf-8")
    command = ["node", str(Path(home) / _CLI), "-p", "0", "-f", str(file), "--strict"]
    with _running(command, {"AIMOCK_API_KEYS": KEY}) as url:
        yield Aimock(f"{url}/v1")


@contextmanager
def slow_server(seconds: float, text: str = "{}") -> Iterator[str]:
    """A server in a process of its own that answers every completion after so many seconds.

    Gives the base URL; GET base_url/peak says how many requests it had at once, at most,
    and how many in all: {"peak", "requests"}.
    """
    with _running([sys.executable, __file__, str(seconds), text], {}) as url:
        yield f"{url}/v1"


def peak(base_url: str) -> dict[str, int]:
    """What a slow server saw."""
    with urllib.request.urlopen(f"{base_url}/peak", timeout=10) as reply:
        seen: dict[str, int] = json.loads(reply.read())
    return seen


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[str]:
    """Run a server that prints its http:// address; gives the address."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | environment,
    )
    assert process.stdout is not None
    try:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if found := re.search(r"http://[\w.]+:\d+", line):
                break
        else:
            raise AssertionError(f"no server came up: {''.join(printed)}")
        # Read on, so that a chatty server never waits for a full pipe.
        drain = threading.Thread(target=process.stdout.read, daemon=True)
        drain.start()
        yield found[0]
    finally:
        process.terminate()
        process.wait(timeout=10)
    drain.join(timeout=10)
    process.stdout.close()


class _Slow:
    """The slow server: HTTP/1.1 over asyncio streams, keep-alive."""

    def __init__(self, seconds: float, text: str) -> None:
        self.seconds = seconds
        self.reply = json.dumps(completion(text)).encode()
        self.now = self.peak = self.requests = 0

    async def serve(self) -> None:
        server = await asyncio.start_server(self.client, "127.0.0.1", 0)
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()

    async def client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
                await reader.readexactly(int(length[1]) if length else 0)
                body = await self.answer(head.split(b" ", 2)[1])
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                    b"content-length: %d\r\n\r\n" % len(body) + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def answer(self, path: bytes) -> bytes:
        if path.endswith(b"/peak"):
            return json.dumps({"peak": self.peak, "requests": self.requests}).encode()
        self.requests += 1
        self.now += 1
        self.peak = max(self.peak, self.now)
        await asyncio.sleep(self.seconds)
        self.now -= 1
        return self.reply


if __name__ == "__main__":
    asyncio.run(_Slow(float(sys.argv[1]), (sys.argv[2:] or ["{}"])[0]).serve())
