"""The small pieces of markup: money, moments, and what people wrote, made harmless."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discordio.markup import (
    as_written,
    code_block,
    file_size,
    moment,
    money,
    one_line,
    shortened,
)
from tests.discordio.specimens import PROMPTS
from tests.factories import NOON

CALLS = re.compile(r"@(everyone|here|[!&]?\d)")
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[`*_~|\[<]")
LINK = re.compile(r"https?://")
BLOCK = re.compile(r"(#{1,3}|-#|[-+*>]|\d+\.) ")


@pytest.mark.parametrize(
    ("microusd", "written"),
    [
        (0, "$0.00"),
        (130_000, "$0.13"),
        (133_000, "$0.133"),
        (200_000, "$0.20"),
        (9_000, "$0.009"),
        (500, "$0.0005"),
        (1, "$0.000001"),
        (1_234_567, "$1.23"),
        (12_000_000, "$12.00"),
        (1_234_000_000, "$1,234.00"),
    ],
)
def test_money_has_as_many_digits_as_it_needs(microusd, written):
    """A cheap picture costs less than a cent, and is not for nothing."""
    assert written == money(microusd)


@pytest.mark.parametrize(
    ("size_bytes", "written"),
    [
        (900 * 1024, "900 KiB"),
        (1024**2 - 1, "1023 KiB"),
        (1024**2, "1 MiB"),
        (10 * 1024**2, "10 MiB"),
    ],
)
def test_a_file_size_is_in_kibibytes_below_one_mebibyte(size_bytes, written):
    """A limit of 0 MiB would let nothing through."""
    assert written == file_size(size_bytes)


def test_a_moment_is_shown_in_each_readers_own_time():
    """Discord's own markup does it."""
    assert f"<t:{int(NOON.timestamp())}:R>" == moment(NOON)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a red fox, 3:2, well-lit (at dusk).", "a red fox, 3:2, well-lit (at dusk)."),
        ("two\n\n lines", "two lines"),
        ("*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"),
        ("<@99> @everyone", "\\<@\u200b99> @\u200beveryone"),
        ("https://x.example", "https:\\//x.example"),
        ("[x](y)", "\\[x](y)"),
        ("join discord.gg/fox", "join discord.gg/\u200bfox"),
        ("Discord.com/invite/fox", "Discord.com/invite/\u200bfox"),
        ("discord.gift/fox", "discord.gift/\u200bfox"),
        ("# loud", "\u200b# loud"),
        ("1. first", "\u200b1. first"),
        ("\u202edrawkcab\u202c", "drawkcab"),
        ("👩‍🚀", "👩‍🚀"),
        ("\n\0", ""),
    ],
)
def test_what_people_write_is_shown_as_they_wrote_it(written, shown):
    """Ordinary words stay as they are; markup becomes letters."""
    assert shown == as_written(written, 100)


@given(PROMPTS, st.integers(2, 500))
def test_what_people_write_formats_nothing_links_nowhere_and_calls_nobody(prompt, most):
    """Whatever it is."""
    shown = as_written(prompt, most)

    assert len(shown) <= 2 * most + 1
    assert "\n" not in shown
    assert not CALLS.search(shown)
    assert not LINK.search(shown)
    assert not UNESCAPED.search(shown)
    assert not BLOCK.match(shown)


@given(PROMPTS)
def test_a_block_to_copy_from_ends_only_at_its_end(prompt):
    """Three backticks inside would let the rest out."""
    block = code_block(one_line(prompt))

    assert 2 == block.count("```")
    assert block.endswith("\n```")


@pytest.mark.parametrize(
    ("text", "most", "kept"), [("short", 5, "short"), ("longer", 5, "long…"), ("a  b", 3, "a…")]
)
def test_what_is_too_long_ends_in_an_ellipsis(text, most, kept):
    """And what just fits does not."""
    assert kept == shortened(text, most)
