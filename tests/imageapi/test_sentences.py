"""Foreign sentences become fit to be logged and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.imageapi.sentences import MOST_CHARS, cleaned, page_text, without_prefix
from tests.imageapi.scripted import KEY


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("invalid size", "invalid size"),
        ("invalid API key (request id: 20261001120000123456789)", "invalid API key"),
        ("No. Include the request ID req_0a1b. Thanks", "No. Include the Thanks"),
        ("额度不足（request id: 2026）", "额度不足"),
        ("see https://evil.example/a?b=c now", "see … now"),
        ("see www.evil.example now", "see … now"),
        ("bad data:image/png;base64,AAAA url", "bad … url"),
        ("HTTP://EVIL.EXAMPLE", "…"),
        ("hello @everyone and @HERE and @@here", "hello everyone and HERE and here"),
        ("ask <@123>, <@!123>, <@&45>, <#6>, </run:7>", "ask …, …, …, …, …"),
        ("<:smile:1> <a:wave:2> <t:3:R> <id:guide>", "… … … …"),
        ("n must be < 5 and > 0", "n must be < 5 and > 0"),
        ("a\x00b\r\n\tc\u202ed\u200be", "a b c d e"),
        ("half \ud800 pair", "half pair"),
        (f"key {KEY} is bad", "key … is bad"),
        (f"key {KEY.removeprefix('sk-')} is bad", "key … is bad"),
        ("  spaced   out  ", "spaced out"),
        ("", ""),
        ("x" * 300, "x" * 300),
        ("x" * 301, "x" * 299 + "…"),
    ],
)
def test_a_sentence_is_cleaned(sentence, expected):
    """No key, no address, no number of a request, no mention, no control character."""
    assert expected == cleaned(sentence, key=KEY)


def test_without_a_key_nothing_is_cut_out():
    """An empty key is in every sentence, which must not matter."""
    assert "key sk- is bad" == cleaned("key sk- is bad", key="")


PIECES = st.sampled_from(
    [KEY, KEY[:9], KEY[9:], "sk-", "\x00", "\u200b", "<@", "@", "everyone", "http://", "(", ")"]
)


@given(st.lists(st.one_of(PIECES, st.text()), max_size=12).map("".join))
def test_whatever_the_sentence_nothing_forbidden_is_left(sentence):
    """Also where a cut joins two halves."""
    result = cleaned(sentence, key=KEY)

    assert len(result) <= MOST_CHARS
    assert result.isprintable()
    assert KEY not in result
    assert "://" not in result or result.count("://") < sentence.count("://") + 1
    assert "@everyone" not in result.lower()
    assert result == cleaned(result, key=KEY)


@pytest.mark.parametrize(
    "piece",
    ["(request id", "<@", "<a:", "a.", "a+", "@", "request id ", "<script", "data:", "http"],
)
def test_a_hostile_sentence_is_cleaned_like_any_other(piece):
    """No pattern here backtracks for ever: the timeout of the tests is the judge."""
    assert len(cleaned(page_text(piece * 1_000))) <= MOST_CHARS


def test_a_page_is_read_without_its_tags():
    """And without its styles and scripts."""
    page = "<html><STYLE>b {}</style><script>x('<b>')</script><h1>502 Bad Gateway</h1></html>"

    assert "502 Bad Gateway" == cleaned(page_text(page))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("build_request_failed: invalid size", "invalid size"),
        (" Build_Request_Failed:no", "no"),
        ("the build_request_failed: no", "the build_request_failed: no"),
        ("", ""),
    ],
)
def test_the_gateways_own_word_is_left_out(message, expected):
    """It says nothing to people."""
    assert expected == without_prefix(message)
