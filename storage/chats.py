"""Growing chats: begin · turns · the prompt as it has grown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import Chat, Turn
from storage.rows import from_row, stamp, to_row


def save(db: Database, chat: Chat, *, now: datetime) -> Chat:
    """Store a chat, or what changed in it."""
    found = find(db, chat.id)
    began = found.created_at if found and found.created_at else now
    row = to_row(chat, skip=()) | {"created_at": stamp(began), "updated_at": stamp(now)}
    pairs = ", ".join(f"{name} = excluded.{name}" for name in row if name != "id")
    with write(db) as conn:
        conn.execute(
            f"INSERT INTO chats ({', '.join(row)}) VALUES ({', '.join(f':{n}' for n in row)})"
            f" ON CONFLICT (id) DO UPDATE SET {pairs}",
            row,
        )
    return get(db, chat.id)


def find(db: Database, chat_id: str) -> Chat | None:
    """One chat."""
    row = db.conn.execute("SELECT * FROM chats WHERE id = ?", [chat_id]).fetchone()
    return None if row is None else from_row(Chat, row)


def get(db: Database, chat_id: str) -> Chat:
    """Raises NotFound."""
    found = find(db, chat_id)
    if found is None:
        raise NotFound("chat", chat_id)
    return found


def list_chats(db: Database, name: str) -> list[Chat]:
    """The chats with a prompt, newest first."""
    rows = db.conn.execute(
        "SELECT * FROM chats WHERE prompt_name = ? ORDER BY created_at DESC, rowid DESC", [name]
    )
    return [from_row(Chat, row) for row in rows]


def add(db: Database, turn: Turn) -> Turn | None:
    """Store a new turn; None where its chat has one of this number already."""
    row = to_row(turn, skip=())
    with write(db) as conn:
        done = conn.execute(
            f"INSERT INTO turns ({', '.join(row)}) VALUES ({', '.join(f':{n}' for n in row)})"
            " ON CONFLICT (chat_id, number) DO NOTHING",
            row,
        )
    return get_turn(db, turn.chat_id, turn.number) if done.rowcount else None


def change(db: Database, turn: Turn, **fields: Any) -> Turn:
    """Store some fields of a turn; what others wrote into the rest meanwhile stays."""
    row = to_row(replace(turn, **fields), skip=())
    pairs = ", ".join(f"{name} = :{name}" for name in fields)
    with write(db) as conn:
        conn.execute(f"UPDATE turns SET {pairs} WHERE chat_id = :chat_id AND number = :number", row)
    return get_turn(db, turn.chat_id, turn.number)


def get_turn(db: Database, chat_id: str, number: int) -> Turn:
    """Raises NotFound."""
    found = next((one for one in turns(db, chat_id) if one.number == number), None)
    if found is None:
        raise NotFound("turn", f"{number} of {chat_id}")
    return found


def turns(db: Database, chat_id: str) -> list[Turn]:
    """In their order."""
    rows = db.conn.execute("SELECT * FROM turns WHERE chat_id = ? ORDER BY number", [chat_id])
    return [from_row(Turn, row) for row in rows]
