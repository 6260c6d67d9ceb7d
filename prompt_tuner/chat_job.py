"""The flow of a chat job: what was said is answered once, then the prompt's growth is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from digest.errors import UsageError
from digest.flow import Job, Plain, now
from digest.settings import Settings as House
from prompt_tuner import chatting
from prompt_tuner.effects_live import LiveEffects, Send
from prompt_tuner.questions import ROLES, FreeAsking
from prompt_tuner.records import Task
from prompt_tuner.tuning import endpoints
from storage import chats, jobs
from storage.records import Chat, Turn


def launch(
    db: Database,
    house: House,
    chat: Chat,
    said: str,
    documents: Sequence[str] = (),
    *,
    number: int | None = None,
    now: datetime,
) -> str:
    """Queue a turn for whoever is home, and give the job's id.

    number: a turn that was answered already, for a new proposal. Raises EngineError.
    """
    wanted = {
        "chat": chat.id,
        "number": number or len(chats.turns(db, chat.id)) + 1,
        "said": said,
        "documents": list(documents),
        "settings": house.public(),
    }
    return jobs.start(jobs.Engine(house.home, house.engine_url), "chat", wanted, db=db, now=now)


async def chat(job: Job, send: Send) -> Plain:
    """One turn, or what is left of it. Raises LLMError; UsageError when two spoke at once."""
    talk = chats.get(job.db, str(job.arguments["chat"]))
    effects = effects_of(job.db, job.settings, talk, send)
    try:
        job.report(stage="回答", total=2)
        turn = _answered(job) or await _say(job, effects, talk)
        job.report(stage="育て方の提案", done=1)
        language = job.settings.language
        turn = await chatting.propose(job.db, effects, turn, language=language)
    finally:
        effects.close()
    job.report(done=2)
    return {"chat": talk.id, "turn": turn.number, "proposed": bool(turn.proposed)}


def effects_of(db: Database, house: House, talk: Chat, send: Send) -> LiveEffects:
    """The model that answers in a chat, within DIGEST_MAX_USD for the whole chat."""
    models = dict.fromkeys(ROLES, house.model)
    served = endpoints(house, Task(talk.prompt_name, talk.prompt, models, (), ()))
    return LiveEffects(db, talk.id, served, FreeAsking(), send=send, max_usd=house.max_usd)


def _answered(job: Job) -> Turn | None:
    """The job's turn where it is stored already: after a kill, or for a new proposal."""
    known = chats.turns(job.db, str(job.arguments["chat"]))
    turn = next((one for one in known if one.number == job.arguments["number"]), None)
    if turn is not None and turn.said != job.arguments["said"]:
        raise UsageError(chatting.MEANWHILE, "Read it, then say yours again.")
    return turn


async def _say(job: Job, effects: LiveEffects, talk: Chat) -> Turn:
    said, documents = str(job.arguments["said"]), list(job.arguments["documents"])
    return await chatting.say(job.db, effects, talk, said, documents, now=now())
