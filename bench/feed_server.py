"""Many feeds from one loopback server with ETag and 304, in a process of its own.

python bench/feed_server.py FOLDER [SECONDS]     prints its port; serves FOLDER's files until
killed, each answer SECONDS late
"""

from __future__ import annotations

import asyncio
import sys
from hashlib import sha256
from pathlib import Path


class Files:
    """Every file of a folder, in memory, with its ETag."""

    def __init__(self, folder: Path, latency: float = 0.0) -> None:
        self.latency = latency
        self.held = {
            f"/{file.name}": (data, f'"{sha256(data).hexdigest()[:16]}"')
            for file in folder.iterdir()
            for data in [file.read_bytes()]
        }

    def answer(self, path: str, headers: dict[str, str]) -> bytes:
        """A whole HTTP/1.1 answer; pages have as many addresses as one likes (?n=1)."""
        path = path.partition("?")[0]
        if path not in self.held:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        data, etag = self.held[path]
        if headers.get("if-none-match") == etag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        kind = "text/html" if path.endswith(".html") else "application/xml"
        head = f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Type: {kind}\r\n"
        return f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept alive."""
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = request.decode("latin-1").split("\r\n")
                pairs = (line.split(":", 1) for line in lines if ":" in line)
                headers = {name.lower(): value.strip() for name, value in pairs}
                if self.latency:
                    await asyncio.sleep(self.latency)
                writer.write(self.answer(first.split(" ")[1], headers))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main(folder: Path, latency: float) -> None:
    files = Files(folder, latency)
    server = await asyncio.start_server(files.serve, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0))
