"""grow: talk to a prompt in a terminal, and let it grow."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from digest.commands.context import Context, one_line
from digest.commands.options import command
from digest.errors import UsageError, WorkbenchError
from prompt_tuner import chat_job, chatting, registry
from prompt_tuner.sources import read_text
from storage import chats
from storage.records import PromptVersion, Turn

MAX_DOCUMENT = 1_000_000
COMMANDS = """\
/good [words]  /bad [words]   what you think of the answer; it becomes an example
/apply  /edit RULE  /dismiss  what becomes of the proposal (/edit adds your own rule instead)
/back N                       the prompt as it was before turn N
/doc FILE                     give a document with the next message; it never instructs
/prompt  /save [why]  /quit   show the prompt; store it as a version; end"""


def register(commands: Any) -> None:
    """Add the `grow` command to the parser."""
    grow = command(commands, "grow", _grow, "talk to a prompt, and let it grow by what you say")
    grow.add_argument("name", metavar="NAME[@N]", help="@N, @active or @previous; default active")


def _grow(context: Context, args: argparse.Namespace) -> int:
    if args.name.partition("@")[0] in registry.SHIPPED:
        registry.ensure_shipped(context.db, now=context.now)
    version = registry.resolve(context.db, args.name)
    terminal = Terminal(context, version)
    asyncio.run(terminal.talk(sys.stdin.readline))
    context.give(terminal.document())
    return 0


class Terminal:
    """One chat in a terminal. Lines that begin with / are commands, all others are said."""

    def __init__(self, context: Context, version: PromptVersion, send: Any = None) -> None:
        from llm.attempt import attempt

        self._context, self._db = context, context.db
        house = context.settings
        self.chat = chatting.begin(self._db, house, version, now=context.now)
        self._effects = chat_job.effects_of(self._db, house, self.chat, send or attempt)
        self.turn: Turn | None = None
        self.saved: PromptVersion | None = None
        self._documents: list[str] = []

    async def talk(self, read: Callable[[], str]) -> None:
        """Read lines until /quit or the end."""
        self._context.say(f"Chat {self.chat.id} with {self.chat.prompt_name}.\n{COMMANDS}")
        while line := read():
            words = line.strip()
            if words == "/quit":
                return
            try:
                if words:
                    await self.take(words)
            except (WorkbenchError, ValueError) as error:
                self._context.note(f"error: {error}")

    async def take(self, line: str) -> None:
        """One line. Raises WorkbenchError for what cannot be done."""
        if not line.startswith("/"):
            await self._say(line)
            return
        name, _, rest = line[1:].partition(" ")
        handlers: dict[str, Callable[[str], Any]] = {
            "good": lambda words: self._react(True, words),
            "bad": lambda words: self._react(False, words),
            "apply": self._apply,
            "edit": self._edit,
            "dismiss": self._dismiss,
            "back": self._back,
            "doc": self._doc,
            "prompt": lambda _words: self._show(self.chat.prompt),
            "save": self._save,
        }
        if name not in handlers:
            raise UsageError(f"There is no /{one_line(name, 30)}.", f"There are:\n{COMMANDS}")
        done = handlers[name](rest.strip())
        if asyncio.iscoroutine(done):
            await done

    async def _say(self, words: str) -> None:
        now, documents = self._context.now, tuple(self._documents)
        said = await chatting.say(self._db, self._effects, self.chat, words, documents, now=now)
        self.turn, self._documents = said, []
        self._show(said.answer)
        await self._propose(said)

    async def _propose(self, turn: Turn) -> None:
        """Ask how the prompt should grow, and show the proposal."""
        language = self._context.settings.language
        self.turn = await chatting.propose(self._db, self._effects, turn, language=language)
        self._offer()

    async def _react(self, liked: bool, words: str) -> None:
        self.turn = chatting.react(self._db, self._current(), liked, words, now=self._context.now)
        if self.turn.decision in ("", "dismissed"):
            await self._propose(self.turn)

    def _offer(self) -> None:
        for delta in json.loads(self._current().proposal):
            mark = {"add": "+", "change": "~", "remove": "-"}[delta["kind"]]
            told = f"{mark} {delta['rule'] or delta['target']} ({delta['reason']})"
            refused = f" — refused: {delta['refused']}" if delta["refused"] else ""
            self._context.say(f"  {one_line(told + refused, 600)}")
        if self._current().proposed:
            self._context.say("  /apply, /edit RULE or /dismiss")

    def _apply(self, _words: str) -> None:
        turn = self._current()
        if not turn.proposed or turn.decision:
            raise UsageError("There is no open proposal.", "Say something, or react first.")
        if self.chat.prompt != turn.prompt:
            raise UsageError("The prompt has changed since.", "Say something for a new proposal.")
        self._decided(turn, "applied", turn.proposed)

    def _edit(self, words: str) -> None:
        if not words:
            raise UsageError("/edit needs the rule.", "Like: /edit 結論を先に書く。")
        registry.check_text(words)
        grown = f"{self.chat.prompt.rstrip()}\n- {words}"
        self._decided(self._current(), "edited", grown)

    def _dismiss(self, _words: str) -> None:
        self._decided(self._current(), "dismissed", self.chat.prompt)

    def _back(self, words: str) -> None:
        known = {str(turn.number): turn for turn in chats.turns(self._db, self.chat.id)}
        if words not in known:
            raise UsageError(f"There is no turn {one_line(words, 20)!r}.", "Like: /back 1")
        wanted = replace(self.chat, prompt=known[words].prompt)
        self.chat = chats.save(self._db, wanted, now=self._context.now)
        self._show(self.chat.prompt)

    def _doc(self, words: str) -> None:
        self._documents.append(read_text(Path(words).expanduser(), MAX_DOCUMENT))
        self._context.say(f"It goes with the next message ({len(self._documents[-1])} characters).")

    def _save(self, words: str) -> None:
        self.saved = chatting.keep(self._db, self.chat, words, now=self._context.now)
        self.chat = chats.get(self._db, self.chat.id)
        name, number = self.saved.name, self.saved.number
        self._context.say(f"Stored as {name}@{number}; `tune {name}-chat` can prove it.")

    def _decided(self, turn: Turn, decision: str, text: str) -> None:
        self.chat = chatting.decide(self._db, turn, decision, text, now=self._context.now)
        self.turn = replace(turn, decision=decision)
        self._context.say(f"  {decision}")

    def _current(self) -> Turn:
        if self.turn is None:
            raise UsageError("Nothing was said yet.", "Write a message first.")
        return self.turn

    def _show(self, text: str) -> None:
        for line in text.splitlines():
            self._context.say(one_line(line, 10_000))

    def document(self) -> dict[str, Any]:
        """The whole chat for --json."""
        return {
            "chat": self.chat.id,
            "name": self.chat.prompt_name,
            "prompt": self.chat.prompt,
            "version": self.saved.number if self.saved else None,
            "turns": [
                {
                    "number": one.number,
                    "said": one.said,
                    "answer": one.answer,
                    "liked": one.liked,
                    "comment": one.comment,
                    "proposal": json.loads(one.proposal),
                    "decision": one.decision,
                }
                for one in chats.turns(self._db, self.chat.id)
            ],
        }
