"""How the operator says a verb: `darkroom admin limits set --guild 1234 --images-per-day 10`.

Names and values read as those of `/admin` in Discord. Whether a value may be laid down is said by
the engine.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.admin import verbs
from bot.domain.jobs import JobStatus
from bot.domain.rules import EVERYWHERE, LowModeration, StrikeRule
from bot.engine.bounds import MOST_DAYS, MOST_HOURS
from bot.text.money import typed_microusd

MOST_LINES = 1000

OFF = "off"
UNSET = "unset"
"""Said in place of a channel or a sum."""


def parse(said: Sequence[str], *, program: str) -> argparse.Namespace:
    """Read what was said after `darkroom admin`; raises SystemExit for help and for wrong usage."""
    parser = argparse.ArgumentParser(
        prog=program, description="Do what /admin does in Discord, for any server or all."
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the configuration (default: config.toml)"
    )
    tree = Tree(parser)
    _add_limits(tree)
    _add_people(tree)
    _add_places(tree)
    _add_words(tree)
    _add_jobs(tree)
    _add_reports(tree)
    return parser.parse_args(said)


class Tree:
    """A place in the command line where one of several verbs is said."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        """Ask for a verb here."""
        self._parsers = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    def among(self, name: str, words: str) -> Tree:
        """Add a name that is followed by a verb of its own."""
        return Tree(self._parsers.add_parser(name, help=words, description=words))

    def add(
        self, name: str, act: verbs.Act, words: str, *, is_about_one: bool = True
    ) -> argparse.ArgumentParser:
        """Add a verb: about one server, or everywhere; else about one, or all if none is named."""
        parser = self._parsers.add_parser(name, help=words, description=words)
        parser.set_defaults(act=act, what=name)
        where = parser.add_mutually_exclusive_group(required=is_about_one)
        where.add_argument(
            "--guild", dest="guild_id", type=_id, metavar="ID", help="the server that it is about"
        )
        if is_about_one:
            where.add_argument(
                "--everywhere",
                dest="guild_id",
                action="store_const",
                const=EVERYWHERE,
                help="for all servers, and direct messages",
            )
        return parser


def _add_limits(tree: Tree) -> None:
    tree.add("show", verbs.show, "Show all that is laid down.")
    limits = tree.among("limits", "Set or clear what each person may use.")
    lay_down = limits.add("set", verbs.limits, "Set limits; 0 is no limit, what is not said stays.")
    for name, kind in (
        ("images-per-day", int),
        ("usd-per-day", _usd),
        ("jobs-at-once", int),
        ("cooldown-seconds", int),
        ("weight", int),
    ):
        lay_down.add_argument(f"--{name}", type=kind, metavar="N")
    for parser in (lay_down, limits.add("clear", verbs.clear_limits, "Forget the limits.")):
        whose = parser.add_mutually_exclusive_group()
        whose.add_argument("--role", type=_id, metavar="ID", help="only of those with this role")
        whose.add_argument("--person", type=_id, metavar="ID", help="only of this person")
    budget = tree.add("budget", verbs.budget, "Set what a server may spend a month.")
    budget.add_argument(
        "usd_per_month", type=_or(UNSET, _usd), metavar="USD", help=f"0: no limit; or `{UNSET}`"
    )
    weight = tree.add("weight", verbs.weight, "Set a server's share of turns.")
    weight.add_argument("weight", type=int, metavar="N", help="1 to 100")


def _add_people(tree: Tree) -> None:
    grant = tree.add("grant", verbs.grant, "Give somebody more than the daily limits, once.")
    grant.add_argument("person", type=_id, metavar="PERSON")
    grant.add_argument("--images", type=int, default=0, metavar="N")
    grant.add_argument("--usd", type=_usd, default=0, metavar="N")
    grant.add_argument("--days", type=_up_to(MOST_DAYS), default=30, metavar="N")
    grant.add_argument("--note", default="", metavar="TEXT")
    revoke = tree.add("revoke", verbs.revoke, "Take a grant back.")
    revoke.add_argument("grant", metavar="GRANT", help="its id, as `show` says it")
    block = tree.add("block", verbs.block, "Let somebody ask for nothing.")
    block.add_argument("person", type=_id, metavar="PERSON")
    pause = tree.add("pause", verbs.pause, "Take no requests for a while.")
    for parser in (block, pause):
        parser.add_argument("--reason", required=True, metavar="TEXT", help="people read it")
        parser.add_argument("--hours", type=_up_to(MOST_HOURS), metavar="N", help="(no end)")
    unblock = tree.add(
        "unblock", verbs.unblock, "Let somebody ask again; forgive what was refused."
    )
    unblock.add_argument("person", type=_id, metavar="PERSON")
    tree.add("resume", verbs.resume, "Take requests again.")


def _add_places(tree: Tree) -> None:
    channels = tree.among("channels", "Set where pictures may be asked for.")
    for name, words in (
        ("allow", "Allow a channel; the others are then refused, unless they are allowed, too."),
        ("refuse", "Refuse a channel."),
        ("reset", "Say nothing of a channel any more."),
    ):
        channels.add(name, verbs.channels, words).add_argument(
            "channel", type=_id, metavar="CHANNEL"
        )
    gallery = tree.add("gallery", verbs.gallery, "Set where shared pictures go.")
    gallery.add_argument("--seconds-between", type=int, metavar="N", help="one every N seconds")
    log = tree.add("log", verbs.log, "Set where the lines of the audit log are told.")
    for parser in (gallery, log):
        parser.add_argument(
            "channel", type=_or(OFF, _id), metavar="CHANNEL", help=f"its id; or `{OFF}`"
        )


def _add_words(tree: Tree) -> None:
    models = tree.add("models", verbs.models, "Set which models may be used.")
    models.add_argument("models", nargs="*", metavar="MODEL", help="none: all of them")
    options = tree.add("options", verbs.options, "Set how far options may go.")
    options.add_argument("--highest-quality", metavar="QUALITY", help=f"or `{verbs.ANY}`")
    options.add_argument("--largest-count", type=int, metavar="N", help="0: any")
    options.add_argument("--low-moderation", choices=[each.value for each in LowModeration])
    options.add_argument("--spoilers", choices=("yes", "no"), help="post pictures as spoilers")
    words = tree.among("words", "Set which words no prompt may have.")
    words.add("list", verbs.word_list, "List them.")
    for name, text in (
        ("add", "Refuse a word."),
        ("remove", "Refuse a word no more."),
        ("add-pattern", "Refuse what a regular expression finds."),
        ("remove-pattern", "Refuse it no more."),
    ):
        words.add(name, verbs.words, text).add_argument("word", metavar="TEXT")
    usual = StrikeRule()
    moderation = tree.add("moderation", verbs.moderation, "Set when refusals pause a person.")
    moderation.add_argument("refusals", type=int, metavar="N", help="0: never")
    for name, seconds in (("window", usual.window_seconds), ("pause", usual.pause_seconds)):
        moderation.add_argument(
            f"--{name}", type=int, default=seconds // 60, metavar="MINUTES", help="(%(default)s)"
        )


def _add_jobs(tree: Tree) -> None:
    jobs = tree.among("jobs", "List jobs, and settle them.")
    listed = jobs.add("list", verbs.job_list, "List jobs, newest first.", is_about_one=False)
    listed.add_argument(
        "--status",
        action="append",
        choices=[each.value for each in JobStatus],
        metavar="STATUS",
        help="only these; may be said several times: %(choices)s",
    )
    listed.add_argument("--person", type=_id, metavar="ID", help="only of this person")
    listed.add_argument("--limit", type=_up_to(MOST_LINES), default=20, metavar="N")
    for name, act, words in (
        ("cancel", verbs.job, "Withdraw a job before it is sent."),
        ("repost", verbs.job, "Post pictures again that could not be delivered."),
        (
            "never-taken",
            verbs.job,
            "Settle a doubt: the image API never had it, so it costs nothing.",
        ),
        ("send-again", verbs.job, "Settle a doubt: send it once more."),
        ("found", verbs.found, "Settle a doubt: the image API has it under an id."),
    ):
        parser = jobs.add(name, act, words, is_about_one=False)
        parser.add_argument("job", metavar="JOB")
        if act is verbs.found:
            parser.add_argument("remote_id", metavar="ID")


def _add_reports(tree: Tree) -> None:
    usage = tree.add("usage", verbs.usage, "Say what was made and spent.", is_about_one=False)
    usage.add_argument("--days", type=_up_to(MOST_DAYS), default=30, metavar="N", help="(30)")
    form = usage.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="as a table for a spreadsheet")
    form.add_argument("--chart", type=Path, metavar="FILE", help="as a picture, a PNG")
    audit = tree.add("audit", verbs.audit, "Show the newest lines of the log.", is_about_one=False)
    audit.add_argument("--person", type=_id, metavar="ID", help="only about this person")
    audit.add_argument("--limit", type=_up_to(MOST_LINES), default=20, metavar="N")


def _id(text: str) -> int:
    """Read one of Discord's ids."""
    if not re.fullmatch("[1-9][0-9]{0,18}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no id: right-click, Copy ID")
    return int(text)


def _usd(text: str) -> int:
    """Read dollars; return micro-dollars."""
    microusd = typed_microusd(text)
    if microusd is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no sum of dollars, like 12.50")
    return microusd


def _up_to(most: int) -> Callable[[str], int]:
    """Return what reads a number from 1 to the most."""

    def number(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {most}")
        return int(text)

    return number


def _or(word: str, read: Callable[[str], int]) -> Callable[[str], int | None]:
    """Return what reads this word as None, and all else as it is read."""
    return lambda text: None if text == word else read(text)
