"""Links to the painter: what they open, for how long, and what opens nothing."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner

from bot.web.links import LINK_LIVES, LinkExpired, LinkForged, MaskLinks
from tests.web.room import DRAFT, PUBLIC_URL, SECRET

NOW = 1_800_000_000


@pytest.fixture
def clock(monkeypatch):
    """The signer's clock: a list of one moment, in seconds, that a test sets."""
    moment = [NOW]
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: moment[0])
    return moment


def token_of(links):
    """Return the token of a new link."""
    return links.url_of(DRAFT).rpartition("/")[2]


def test_a_link_opens_its_draft(links):
    """The draft's id comes back out of it."""
    assert links.draft_of(token_of(links)) == DRAFT


@pytest.mark.parametrize(
    ("public_url", "before"),
    [
        ("https://darkroom.example", "https://darkroom.example/mask/"),
        ("https://darkroom.example/", "https://darkroom.example/mask/"),
        ("https://example.org/bots/darkroom", "https://example.org/bots/darkroom/mask/"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/mask/"),
    ],
)
def test_a_link_stands_under_the_public_address(public_url, before):
    """A path before ours is kept: the proxy that people reach may have one."""
    url = MaskLinks(public_url, SECRET).url_of(DRAFT)

    assert url.startswith(before)
    assert "/" not in url.removeprefix(before)


def test_the_origin_is_what_browsers_call_it():
    """Without a path, and without the usual port."""
    assert "https://a.example" == MaskLinks("https://a.example:443/bots", SECRET).origin


def test_a_link_is_short_enough_to_be_a_button(links):
    """Discord takes 512 characters."""
    assert len(links.url_of(DRAFT)) < 200


def test_a_link_is_good_for_fifteen_minutes_and_not_longer(links, clock):
    """As long as the answer in which it stands can be edited."""
    token = token_of(links)
    clock[0] += 15 * 60

    assert timedelta(minutes=15) == LINK_LIVES
    assert links.draft_of(token) == DRAFT

    clock[0] += 1
    with pytest.raises(LinkExpired):
        links.draft_of(token)


def test_a_link_tells_for_how_long_it_is_good(links, clock):
    """The page shows it."""
    token = token_of(links)
    clock[0] += 60

    assert 14 * 60 == links.seconds_left(token)


def test_a_link_of_another_secret_is_forged(links):
    """Also one of before, where the secret has changed."""
    with pytest.raises(LinkForged):
        links.draft_of(token_of(MaskLinks(PUBLIC_URL, b"another secret")))


def test_an_old_link_of_another_secret_is_forged_not_expired(links, clock):
    """Nobody is told that a link was good once if it never was."""
    token = token_of(MaskLinks(PUBLIC_URL, b"another secret"))
    clock[0] += 3600
    with pytest.raises(LinkForged):
        links.draft_of(token)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_link_that_was_changed_is_forged(links, part):
    """Another draft, another time, another signature."""
    parts = token_of(links).split(".")
    parts[part] = ("a" if parts[part][0] != "a" else "b") + parts[part][1:]
    with pytest.raises(LinkForged):
        links.draft_of(".".join(parts))


@given(st.text())
@example("")
@example(".")
@example("..")
@example("draft0000001.aaaaaa.bbbb")
def test_whatever_is_no_link_is_forged(token):
    """Nothing that somebody types raises anything else."""
    with pytest.raises(LinkForged):
        MaskLinks(PUBLIC_URL, SECRET).draft_of(token)
