"""The best of the week, and one's own shares."""

from datetime import timedelta

import pytest

from bot.discordio.gallery_page import mine_page, top_page
from bot.domain.jobs import JobId
from bot.domain.sharing import Share, ShareStatus
from bot.text import Words
from tests.discordio.specimens import LOCALES
from tests.factories import ALICE, CHANNEL, GUILD, NOON

WORDS = Words(strict=True)
LINK = f"[to the picture](https://discord.com/channels/{GUILD}/{CHANNEL}/5)"


def share(**fields):
    """Return a picture of Alice's that is up since noon, with three stars."""
    usual = {
        "id": "abcdefghijkl",
        "job_id": JobId("0123456789ab"),
        "picture": 1,
        "maker_id": ALICE,
        "guild_id": GUILD,
        "channel_id": CHANNEL,
        "asked_at": NOON,
        "due_at": NOON,
        "locale": "en-US",
        "url": "https://cdn.example/1.png",
        "prompt": "a *red* fox",
        "status": ShareStatus.POSTED,
        "message_id": 5,
        "stars": 3,
    }
    return Share(**usual | fields)


def test_the_best_come_with_their_pictures_and_the_rest_as_a_list():
    """In their order, whichever picture is not to be had; a spoiler stays one."""
    shares = [share(), share(is_spoiler=True), share(prompt=""), share(), share()]
    urls = [f"https://cdn.example/{number}.png" for number in range(2)]

    pages = top_page(shares, [urls[0], urls[0], None, urls[1]], WORDS, "en-US")

    assert [urls[0], None, urls[1], None] == [page.image.url for page in pages]
    assert ["The best of this week", None, None, None] == [page.title for page in pages]
    facts = f"<@{ALICE}> · ⭐ 3 · {LINK}"
    quote = r"> a \*red\* fox"
    assert [
        f"🥇 {facts}\n{quote}",
        f"🥈 {facts}\n{quote}\n🥉 {facts}",
        f"**4** {facts}\n{quote}",
        f"**5** {facts}\n{quote}",
    ] == [page.description for page in pages]


@pytest.mark.parametrize("locale", LOCALES)
def test_ones_own_shares_say_how_they_stand(locale):
    """What is not up has no link."""
    shares = [share(status=status, message_id=5) for status in ShareStatus]

    lines = mine_page(shares, WORDS, locale).description.splitlines()[::2]

    assert len(ShareStatus) == len(set(lines))
    assert [ShareStatus.POSTED] == [
        each.status for each, line in zip(shares, lines, strict=True) if "](https" in line
    ]


def test_a_share_that_waits_says_when_it_goes_up():
    """There is a drip."""
    due_at = NOON + timedelta(minutes=2)
    waiting = share(status=ShareStatus.WAITING, due_at=due_at, prompt="")

    page = mine_page([waiting], WORDS, "en-US")

    moments = [f"<t:{int(at.timestamp())}:R>" for at in (NOON, due_at)]
    assert f"{moments[0]} · goes up {moments[1]}" == page.description


@pytest.mark.parametrize("locale", LOCALES)
def test_where_there_is_nothing_one_is_told_how_to_begin(locale):
    """By the buttons' names."""
    [top] = top_page([], [], WORDS, locale)

    assert "⭐" in top.description
    assert f"**{WORDS.say('button-share', locale)}**" in mine_page([], WORDS, locale).description
