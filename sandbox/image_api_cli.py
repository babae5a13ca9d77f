"""The command `darkroom image-api`: the sandbox by itself, until it is told to stop."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from sandbox.dials import Dials
from sandbox.image_api import SandboxImageApi

DEFAULT_KEY = "sandbox"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="darkroom image-api",
        description="A local stand-in for the asynchronous GPT-Image API, drawing real pictures.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    add("--port", type=int, default=8090, help="0 takes a free one (default: %(default)s)")
    add("--key", default=DEFAULT_KEY, help="the bearer key to ask for (default: %(default)s)")
    add("--seconds", type=float, default=6.0, help="how long a task takes (default: %(default)s)")
    add("--spread", type=float, default=0.3, help="sigma of its lognormal factor (%(default)s)")
    add("--polls", type=int, default=0, help="answer so many questions as unfinished first")
    add("--stuck", action="store_true", help="never end a task")
    add("--fail", default="", metavar="CODE", help="fail every task, as by moderation_blocked")
    add("--http", type=int, default=0, metavar="STATUS", help="refuse submissions with a status")
    add("--http-style", default="docs", help="docs, live, html, build_request_failed, ...")
    add("--wire", default="", help="reset_before, reset_after, hang_before or hang_after")
    add(
        "--dial",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="turn any other dial of sandbox/dials.py; may be repeated",
    )
    return parser


def _dials(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Dials:
    turned: dict[str, object] = {
        name: getattr(options, name)
        for name in ("seconds", "spread", "polls", "stuck", "fail", "http", "http_style", "wire")
    }
    for dial in options.dial:
        name, equals, value = dial.partition("=")
        if not equals:
            parser.error(f"--dial {dial}: expected NAME=VALUE")
        turned[name] = value
    try:
        return Dials().turned(turned)
    except ValidationError as error:
        first = error.errors()[0]
        parser.error(f"dial {'.'.join(map(str, first['loc']))}: {first['msg']}")


async def serve(argv: Sequence[str]) -> int:
    """Run until SIGINT or SIGTERM and return the exit code; raises `SystemExit` on bad usage."""
    parser = _parser()
    options = parser.parse_args(argv)
    api = SandboxImageApi(
        key=options.key, dials=_dials(parser, options), host=options.host, port=options.port
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        async with api:
            sys.stdout.write(f"sandbox image API on {api.base_url}\n")
            sys.stdout.flush()
            await stop.wait()
    except OSError as error:
        sys.stderr.write(f"cannot listen on {options.host}:{options.port}: {error.strerror}\n")
        return 1
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)
    return 0
