"""Servers on loopback that no well-behaved library would give: raw bytes, slow, endless."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[socket.socket, bytes], None]


@contextmanager
def raw_server(
    answer: Answer, context: ssl.SSLContext | None = None, *, everywhere: bool = False
) -> Iterator[str]:
    """A TCP server that reads a request and lets `answer` write what it likes; gives host:port.

    everywhere: it listens at all of this machine's addresses.
    """
    listener = socket.create_server(("" if everywhere else "127.0.0.1", 0))
    stopped = threading.Event()

    def talk(client: socket.socket) -> None:
        with client:
            try:
                wrapped = context.wrap_socket(client, server_side=True) if context else client
                answer(wrapped, wrapped.recv(65536))
            except OSError:
                pass  # the client hung up, as it should

    def serve() -> None:
        while not stopped.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(client,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopped.set()
        listener.close()
