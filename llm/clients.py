"""openai clients and gates, one per running event loop and server.

An AsyncOpenAI belongs to the loop that it was first used in, and a process may have several
(the job engine has its own). Importing this module imports openai (0.3-0.5 s).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field

import httpx2
import openai

from llm.endpoint import Endpoint
from llm.gate import Gate, Pause

CONNECT_SECONDS = 10.0
MAX_BYTES = 8_000_000  # of a reply; the longest real ones are below 1 MB
MAX_PACKED_BYTES = 100_000  # of a compressed one, which may grow a thousandfold


class ReplyTooLong(httpx2.HTTPError):
    """More bytes than any model's answer has."""


@dataclass(slots=True)
class _Loop:
    """What belongs to one event loop."""

    clients: dict[tuple[str, str, int], openai.AsyncOpenAI] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)
    closers: list[AsyncGenerator[None]] = field(default_factory=list)


_loops: dict[asyncio.AbstractEventLoop, _Loop] = {}
_pauses: dict[str, Pause] = {}


async def client_for(endpoint: Endpoint) -> openai.AsyncOpenAI:
    """The running loop's client for this server and key; closed when the loop is."""
    own = _own()
    key = (endpoint.base_url, endpoint.api_key, endpoint.concurrency)
    if key not in own.clients:
        own.clients[key] = client = new_client(endpoint)
        closer = _closing(client)
        own.closers.append(closer)
        await anext(closer)
    return own.clients[key]


def gate_for(endpoint: Endpoint) -> Gate:
    """The running loop's gate of this server; its pause is the whole process's."""
    gates = _own().gates
    if endpoint.server not in gates:
        pause = _pauses.setdefault(endpoint.server, Pause())
        gates[endpoint.server] = Gate(endpoint.concurrency, pause)
    gate = gates[endpoint.server]
    gate.resize(endpoint.concurrency)
    return gate


def new_client(
    endpoint: Endpoint, transport: httpx2.AsyncBaseTransport | None = None
) -> openai.AsyncOpenAI:
    """A client without retries of its own, redirects, and (on loopback) proxies."""
    limit = endpoint.concurrency
    http = httpx2.AsyncClient(
        transport=transport,
        # No TLS on plain loopback, where building a trust store would be the slowest step.
        verify=not (endpoint.is_loopback and endpoint.base_url.startswith("http:")),
        trust_env=not endpoint.is_loopback,
        follow_redirects=False,
        limits=httpx2.Limits(max_connections=limit + 4, max_keepalive_connections=limit + 4),
        event_hooks={"response": [_cap]},
    )
    return openai.AsyncOpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.api_key.strip() or "no-key",
        max_retries=0,
        timeout=httpx2.Timeout(endpoint.timeout, connect=min(CONNECT_SECONDS, endpoint.timeout)),
        http_client=http,
        default_headers={"Accept-Encoding": "identity"},
    )


def _own() -> _Loop:
    for loop in [known for known in list(_loops) if known.is_closed()]:
        _loops.pop(loop, None)
    return _loops.setdefault(asyncio.get_running_loop(), _Loop())


async def _closing(client: openai.AsyncOpenAI) -> AsyncGenerator[None]:
    """Closes the client when the loop shuts down its asynchronous generators (asyncio.run)."""
    try:
        yield
    finally:
        await client.close()


async def _cap(response: httpx2.Response) -> None:
    packing = response.headers.get("content-encoding", "identity")
    if "," in packing:
        raise ReplyTooLong("packed more than once: it could grow a millionfold")
    stream = response.stream
    assert isinstance(stream, httpx2.AsyncByteStream)
    response.stream = _Capped(stream, MAX_BYTES if packing == "identity" else MAX_PACKED_BYTES)


class _Capped(httpx2.AsyncByteStream):
    """A reply's bytes up to a limit."""

    def __init__(self, stream: httpx2.AsyncByteStream, limit: int) -> None:
        self._stream = stream
        self._left = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise ReplyTooLong("reply too long")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
