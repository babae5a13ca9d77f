"""Words and patterns in prompts: whole words in any spelling, and an end to every search."""

import asyncio

import pytest

from bot.blocklist import RegexMatcher, matcher
from bot.domain.errors import InvalidRequest


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Ass", "an ASS, grey"),
        ("ass", "an \uff21\uff33\uff33"),
        ("straße", "STRASSE"),
        ("cafe\u0301", "at the caf\u00e9"),
        ("nude", "nu\u00adde, n\u200bude"),
        ("nude", "n\u034fu\ufe0fd\u3164e"),
        ("nude", "n\u0336u\u0336d\u0336e\u0336"),
        ("bad word", "a bad\n  word"),
        ("ass", "画一只ass吧"),
        ("裸体", "一幅裸体画"),
        ("ｶﾒﾗ", "カメラを持つ人"),
        ("노출", "노출을 그려"),
        ("AI画", "请用ai画一张"),
        ("18+", "an 18+ scene"),
        ("🍆", "two🍆🍆"),
    ],
)
async def test_a_word_is_found_however_it_is_written(word, text):
    """In any case, width and composition; in some scripts words have nothing around them."""
    assert word == await RegexMatcher().found(text, words=["other", word], patterns=[])


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("ass", "a glass, some grass, an assembly"),
        ("ass", "ass_1 and ass2"),
        ("cafe", "at the café"),
        ("AI画", "mosai画"),
        ("\u200b", "nothing that anybody sees"),
        ("a.c", "abc"),
    ],
)
async def test_a_part_of_another_word_is_not_that_word(word, text):
    """Nobody may be kept from drawing glass."""
    assert None is await RegexMatcher().found(text, words=[word], patterns=[])


async def test_a_pattern_is_found_in_any_case_and_width():
    """It sees the text as it was written, too."""
    found = RegexMatcher().found
    patterns = [r"\bn[u0]de\b", "（画"]

    assert patterns[0] == await found("\uff2e0DE", words=[], patterns=patterns)
    assert patterns[1] == await found("（画）", words=[], patterns=patterns)
    assert patterns[0] == await found("n\u200bu\ufe0fde", words=[], patterns=patterns)
    assert None is await found("denude (画)", words=[], patterns=patterns)


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ("(", "pattern-broken"),
        ("(?V0)(?V1)", "pattern-broken"),
        (r"\L<names>", "pattern-broken"),
        ("x*", "pattern-matches-nothing-said"),
        ("(a+)+$", "pattern-slow"),
        (r"(\w+\s?)*!$", "pattern-slow"),
        ("(q+q+)+y", "pattern-slow"),
        (r"\s+\s+\s+\s+\s+x", "pattern-slow"),
        ("(?R)", "pattern-slow"),
        ("(?:abcdefghij){e<=9}", "pattern-slow"),
    ],
)
async def test_a_pattern_that_cannot_be_used_is_refused(pattern, rule):
    """Those that would never end are tried, and given up."""
    with pytest.raises(InvalidRequest) as caught:
        await RegexMatcher().check_pattern(pattern)

    assert (rule, "pattern") == (caught.value.rule, caught.value.field)


@pytest.mark.parametrize(
    "pattern",
    [r"\bn[u0]de\b", "nude.*child", "裸体|成人", r"(?:\d{4}[- ]?){4}", r"[\p{Han}--[画]]字"],
)
async def test_a_pattern_that_can_be_used_is_taken(pattern):
    """Also one that takes the square of a text."""
    await RegexMatcher().check_pattern(pattern)


async def test_a_search_that_does_not_end_counts_as_found_and_holds_nobody_up():
    """Whoever writes the worst text for a pattern has not found a way past it.

    The event loop runs while it is looked for.
    """
    text = "a" * 10_000 + "!"
    search = asyncio.ensure_future(RegexMatcher().found(text, words=[], patterns=["(a+)+$"]))
    turns = 0
    while not search.done():
        turns += 1
        await asyncio.sleep(0)

    assert "(a+)+$" == await search
    assert turns > 100


async def test_many_slow_patterns_take_no_longer_than_one_prompt_may(monkeypatch):
    """What has no time left counts as found, whatever it is."""
    monkeypatch.setattr(matcher, "PROMPT_SECONDS", 0.0)

    assert "unlike" == await RegexMatcher().found("a kite", words=[], patterns=["unlike"])


async def test_a_pattern_of_another_version_is_passed_over(caplog):
    """Nobody could ask for anything any more; the operator reads of it."""
    found = await RegexMatcher().found("a bad word", words=[], patterns=["(", "bad"])

    assert "bad" == found
    assert "a pattern is passed over" in caplog.text
