"""The command `darkroom image-api`, run as a process."""

import asyncio
import re
import signal
import sys

import aiohttp
import pytest

from sandbox.image_api_cli import serve

RUN = (
    "import asyncio, sys; from sandbox.image_api_cli import serve; "
    "sys.exit(asyncio.run(serve(sys.argv[1:])))"
)


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
async def test_it_serves_until_it_is_told_to_stop(name: signal.Signals) -> None:
    """It prints its address, takes its dials, and ends well."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", RUN, "--port", "0", "--fail", "timeout", "--dial", "batch=false",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        if process.stdout is None:
            raise AssertionError("no output")
        line = (await process.stdout.readline()).decode()
        address = re.findall(r"http://[0-9.:]+", line)[0]
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{address}/sandbox/dials") as answer,
        ):
            dials = await answer.json()
        process.send_signal(name)
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

    assert ("timeout", False, 6.0) == (dials["fail"], dials["batch"], dials["seconds"])
    assert 0 == code


@pytest.mark.parametrize(
    "argv", [["--dial", "nonsense=1"], ["--dial", "polls"], ["--http-style", "x"], ["--nonsense"]]
)
async def test_bad_usage_is_said_with_exit_code_2(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """And names what was wrong."""
    with pytest.raises(SystemExit) as stopped:
        await serve(argv)

    assert 2 == stopped.value.code
    assert "darkroom image-api: error: " in capsys.readouterr().err


async def test_a_taken_port_is_said_with_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    """In one line."""
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    async with taken:
        code = await serve(["--port", str(port)])

    assert 1 == code
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err
