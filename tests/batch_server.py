"""A model server with files and batches on loopback, with the ways in which they go wrong.

Real HTTP like tests/model_server.py; the answers to chat completions are its own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.model_server import Answer, well_behaved
from tests.serving import Answering, serving

Fate = Callable[[int, dict[str, Any]], str]  # place and body of a request → what becomes of it


def answered(_place: int, _body: dict[str, Any]) -> str:
    """Every request is answered."""
    return "ok"


@dataclass
class BatchServer:
    """fate: ok, error (in the error file), expired, or missing (in no file). status: of the end."""

    url: str = ""
    fate: Fate = answered
    answer: Answer = well_behaved
    status: str = "completed"
    seconds: float = 0.0  # until a batch ends
    supported: bool = True
    lose_create: int = 0  # how many creations are made, but their answers lost
    lose_content: int = 0  # how many times a file cannot be had, and
    content_status: int = 503  # what is said then
    lose_list: int = 0  # how many times the list of batches cannot be had
    lost_files: set[str] = field(default_factory=set)  # keys of a batch: files that are gone
    lose_cancel: int = 0  # how many wishes to stop a batch are not heard
    stopping: int = 0  # looks at a cancelled batch before it has stopped
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    direct: list[dict[str, Any]] = field(default_factory=list)  # bodies of plain requests
    keys: list[str] = field(default_factory=list)  # that came, for nothing else than to compare
    looks: int = 0

    @property
    def batched(self) -> list[dict[str, Any]]:
        """The bodies of all requests in batches."""
        return [row["body"] for batch in self.batches.values() for row in self.rows(batch)]

    def rows(self, batch: dict[str, Any]) -> list[dict[str, Any]]:
        """The lines of a batch's input file."""
        return [json.loads(line) for line in self.files[batch["input_file_id"]].splitlines()]

    def look(self, batch: dict[str, Any]) -> dict[str, Any]:
        """A batch as it is now; at its end its files are there."""
        self.looks += 1
        ends = time.time() >= batch["created_at"] + self.seconds
        if batch["status"] == "cancelling" and self.stopping:
            self.stopping -= 1
        elif batch["status"] == "cancelling" or (batch["status"] == "in_progress" and ends):
            self._end(batch)
        return {name: value for name, value in batch.items() if not name.startswith("_")}

    def _end(self, batch: dict[str, Any]) -> None:
        good, bad = [], []
        for place, row in enumerate(self.rows(batch)):
            fate = self.fate(place, row["body"])
            line = {"id": f"r{place}", "custom_id": row["custom_id"], "error": None}
            if fate == "ok":
                status, body = self.answer(row["body"])
                good.append(line | {"response": {"status_code": status, "body": body}})
            elif fate == "error":
                body = {"error": {"message": "The server had an error", "type": "server_error"}}
                bad.append(line | {"response": {"status_code": 500, "body": body}})
            elif fate == "expired":
                gone = {"code": "batch_expired", "message": "not executed in time"}
                bad.append(line | {"response": None, "error": gone})
        # The order of the lines says nothing, and a broken one is passed over.
        batch["output_file_id"] = self._file(list(reversed(good)), broken="{broken\n")
        batch["error_file_id"] = self._file(bad)
        cancelled = batch["status"] == "cancelling"
        batch["status"] = "cancelled" if cancelled else self.status

    def _file(self, rows: list[dict[str, Any]], broken: str = "") -> str | None:
        if not rows:
            return None
        name = f"file-{len(self.files)}"
        text = broken + "".join(json.dumps(row) + "\n" for row in rows)
        self.files[name] = text.encode()
        return name


@contextmanager
def batch_server(**given: Any) -> Iterator[BatchServer]:
    """Serve /v1/files, /v1/batches and /v1/chat/completions."""
    made = BatchServer(**given)

    class Handler(Answering):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = self.path.split("?")[0].strip("/").split("/")[1:]
            if made.lose_content and parts[-1] == "content":
                made.lose_content -= 1
                self._json({"error": {"message": "Try again"}}, made.content_status)
            elif parts[0] == "files" and parts[-1] == "content":
                if any(
                    batch[key] == parts[1]
                    for batch in made.batches.values()
                    for key in made.lost_files
                ):
                    self._json({"error": {"message": "No such File object"}}, 404)
                else:
                    self.send(made.files[parts[1]], kind="application/octet-stream")
            elif parts == ["batches"] and made.lose_list:
                made.lose_list -= 1
                self._json({"error": {"message": "Try again"}}, 503)
            elif parts == ["batches"]:
                listed = [made.look(batch) for batch in reversed(made.batches.values())]
                self._json({"object": "list", "data": listed, "has_more": False})
            elif parts[0] == "batches" and parts[1] in made.batches:
                self._json(made.look(made.batches[parts[1]]))
            else:
                self._json({"error": {"message": "Not found"}}, 404)

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"] or 0))
            made.keys.append(self.headers.get("Authorization", ""))
            parts = self.path.strip("/").split("/")[1:]
            if parts == ["chat", "completions"]:
                made.direct.append(json.loads(data))
                status, reply = made.answer(made.direct[-1])
                self._json(reply, status)
            elif not made.supported:
                self._json({"error": {"message": "Not Found"}}, 404)
            elif parts == ["files"]:
                self._json({"id": self._store(data), "object": "file", "purpose": "batch"})
            elif parts == ["batches"]:
                self._create(json.loads(data))
            else:
                batch = made.batches[parts[1]]
                if made.lose_cancel:
                    made.lose_cancel -= 1
                    self._json({"error": {"message": "Try again"}}, 503)
                    return
                if batch["status"] == "in_progress":
                    batch["status"] = "cancelling"
                self._json(made.look(batch))

        def _store(self, data: bytes) -> str:
            start = data.index(b"\r\n\r\n", data.index(b"filename=")) + 4
            name = f"file-{len(made.files)}"
            made.files[name] = data[start : data.index(b"\r\n--", start)]
            return name

        def _create(self, asked: dict[str, Any]) -> None:
            name = f"batch_{len(made.batches)}"
            made.batches[name] = asked | {
                "id": name,
                "object": "batch",
                "status": "in_progress",
                "created_at": time.time(),
                "output_file_id": None,
                "error_file_id": None,
            }
            if made.lose_create:
                made.lose_create -= 1
                self.close_connection = True
                self.connection.close()
                return
            self._json(made.look(made.batches[name]))

        def _json(self, value: Any, status: int = 200) -> None:
            self.send(json.dumps(value).encode(), status)

    with serving(Handler) as port:
        made.url = f"http://127.0.0.1:{port}/v1"
        yield made
