"""worker | jobs | status: the machinery."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from digest import __version__, refresh
from digest.commands.context import Context, one_line, table
from digest.commands.options import command
from digest.errors import NotFound, UsageError
from storage import articles, calls, database, digests, jobs, preferences, runs, sources
from storage.records import Run

DEFAULT_CRON = "0 7 * * 1"  # Mondays at seven in Tokyo


def register(commands: Any) -> None:
    """Add these commands to the parser."""
    worker = command(commands, "worker", _worker, "run jobs until stopped", json=False)
    worker.add_argument(
        "--queues", default=",".join(jobs.QUEUES), metavar="Q,...", help="default home,fetch,llm"
    )
    worker.add_argument(
        "--idle-exit", type=float, default=0, metavar="SECONDS", help="end when idle that long"
    )
    parser = commands.add_parser("jobs", help="what runs, ran, and will run")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    command(actions, "list", _list, "the last 50 jobs", reads=True)
    command(actions, "show", _show, "one job whole", reads=True).add_argument("id", metavar="ID")
    command(actions, "cancel", _cancel, "stop a job", reads=True).add_argument("id", metavar="ID")
    schedule = command(actions, "schedule", _schedule, "the weekly job of a worker, on or off")
    schedule.add_argument("state", choices=("on", "off", "show"))
    schedule.add_argument(
        "--cron", default=DEFAULT_CRON, help="five fields in Tokyo time, default Mondays at 7"
    )
    schedule.add_argument(
        "--batch", action="store_true", help="ask by the Batch API: half price, up to a day"
    )
    again = command(actions, "refresh", _refresh, "what a worker collects by itself, on or off")
    again.add_argument("state", choices=("on", "off", "show"))
    again.add_argument(
        "--every",
        type=int,
        default=refresh.DEFAULT_MINUTES,
        metavar="MINUTES",
        help=f"{refresh.SHORTEST} to {refresh.LONGEST}, default {refresh.DEFAULT_MINUTES}",
    )
    command(commands, "status", _status, "version, counts, model, worker, last runs")


def _worker(context: Context, args: argparse.Namespace) -> int:
    from digest.working import work

    queues = tuple(name for name in args.queues.split(",") if name)
    unknown = [name for name in queues if name not in jobs.QUEUES]
    if unknown or not queues:
        raise UsageError(f"No such queue: {', '.join(unknown)}.", "Queues: home, fetch, llm.")
    context.note(f"Worker for {context.settings.home} on {', '.join(queues)}. Ctrl-C stops it.")
    work(context.settings, context.db, queues, idle_exit=args.idle_exit)
    return 0


def plain(run: Run) -> dict[str, Any]:
    """A job as `--json` shows it."""
    return {
        "id": run.job_id,
        "kind": run.kind,
        "state": run.state,
        "stage": run.stage,
        "done": run.done,
        "total": run.total,
        "error": run.error or None,
        "created_at": run.created_at.isoformat() if run.created_at else None,
        "updated_at": run.updated_at.isoformat() if run.updated_at else None,
    }


def _list(context: Context, _args: argparse.Namespace) -> int:
    listed = runs.list_runs(context.db)
    context.give([plain(run) for run in listed])
    rows = [(r.job_id, r.state, f"{r.done}/{r.total}", one_line(r.error, 60)) for r in listed]
    context.say(table(("JOB", "STATE", "DONE", "ERROR"), rows) if rows else "No jobs yet.")
    return 0


def _show(context: Context, args: argparse.Namespace) -> int:
    run = runs.find(context.db, args.id)
    if run is None:
        raise NotFound("job", args.id, "`jobs list` shows the ids.")
    spent = asdict(calls.spending(context.db, job_id=run.job_id))
    document = plain(run) | {
        "arguments": json.loads(run.arguments),
        "result": json.loads(run.result) if run.result else None,
        "spending": spent,
    }
    context.give(document)
    context.say(json.dumps(document, ensure_ascii=False, indent=1))
    return 0


def _cancel(context: Context, args: argparse.Namespace) -> int:
    engine = jobs.Engine(context.settings.home, context.settings.engine_url)
    run = jobs.cancel(engine, args.id, db=context.db, now=context.now)
    context.say(f"Job {run.job_id} is {run.state}.")
    context.give(plain(run))
    return 0


def _schedule(context: Context, args: argparse.Namespace) -> int:
    if args.state != "show":
        from digest.working import check_cron

        check_cron(args.cron)
        wanted = {"on": args.state == "on", "cron": args.cron}
        preferences.put(context.db, "schedule", wanted | ({"batch": True} if args.batch else {}))
    chosen = preferences.get(context.db, "schedule", {"on": False, "cron": DEFAULT_CRON})
    chosen = {"batch": False} | chosen
    words = f"on: {chosen['cron']} (Asia/Tokyo), while a worker runs" if chosen["on"] else "off"
    words += ", by the Batch API" if chosen["on"] and chosen["batch"] else ""
    context.say(f"The weekly job is {words}.")
    context.give(chosen)
    return 0


def _refresh(context: Context, args: argparse.Namespace) -> int:
    if not refresh.SHORTEST <= args.every <= refresh.LONGEST:
        raise UsageError(
            f"--every {args.every} is out of range.",
            f"Use {refresh.SHORTEST} to {refresh.LONGEST} minutes.",
        )
    if args.state != "show":
        wanted = {"minutes": args.every if args.state == "on" else 0}
        preferences.put(context.db, refresh.KEPT, wanted)
    found = _ahead(context)
    if found["minutes"]:
        coming = found["next_at"] or "when there are sources"
        context.say(
            f"A worker asks what is due every {found['minutes']} minutes; next: {coming}. "
            "Without a worker, let cron call `collect --due`."
        )
    else:
        context.say("A worker does not collect by itself; cron can call `collect --due`.")
    if context.settings.refresh_minutes is not None:
        context.note("DIGEST_REFRESH_MINUTES decides; what is chosen here waits.")
    context.give(found)
    return 0


def _ahead(context: Context) -> dict[str, Any]:
    found = refresh.look_ahead(context.db, context.settings, context.now)
    coming = found["next_at"]
    return found | {"next_at": coming.isoformat(timespec="seconds") if coming else None}


def _status(context: Context, _args: argparse.Namespace) -> int:
    document = _document(context)
    context.give(document)
    context.say(json.dumps(document, ensure_ascii=False, indent=1))
    return 0


def _document(context: Context) -> dict[str, Any]:
    settings, db = context.settings, context.db
    return {
        "version": __version__,
        "schema": database.schema(db),
        "home": str(settings.home),
        "engine": "postgresql" if settings.engine_url else "sqlite",
        "counts": {
            "sources": len(sources.list_sources(db)),
            "articles": articles.count(db),
            "digests": len(digests.weeks(db)),
        },
        "model": {"server": settings.server, "name": settings.model, "key": bool(settings.api_key)}
        if settings.has_model
        else None,
        "spending": asdict(calls.spending(db)),
        "worker_alive": jobs.worker_alive(settings.home),
        "schedule": preferences.get(db, "schedule", {"on": False, "cron": DEFAULT_CRON}),
        "refresh": _ahead(context),
        "last_runs": [plain(run) for run in runs.list_runs(db, limit=5)],
    }
