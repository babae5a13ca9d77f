"""Where pictures stand in a message, and whose result it is."""

import discord
import pytest
from discord.asset import Asset

from bot.discordio.message_pictures import attached_to, pictures_in, result_job_of
from bot.domain.errors import InvalidRequest
from tests.discordio.world import png

CDN = "https://cdn.discordapp.com/attachments/1/2"
MEDIA = "https://media.discordapp.net/attachments/1/2"

GALLERY, SECTION, THUMBNAIL, FILE, CONTAINER, TEXT = 12, 9, 11, 13, 17, 10


@pytest.fixture
def message(env, place):
    """Return a builder of messages of somebody's, as Discord describes them."""

    def build(*, author_id=None, **parts):
        usual = {
            "id": "900",
            "channel_id": str(place.channel.id),
            "author": {
                "id": str(author_id or place.someone.id),
                "username": "x",
                "discriminator": "0",
                "avatar": None,
            },
            "type": 0,
            "content": "",
            "attachments": [],
            "embeds": [],
            "components": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            "timestamp": "2026-05-17T12:00:00+00:00",
            "edited_timestamp": None,
        }
        channel = env.bot.get_channel(place.channel.id)
        return discord.Message(state=env.bot._connection, channel=channel, data=usual | parts)

    return build


def attachment(name, **fields):
    """Return an attachment as Discord describes it."""
    url = f"{CDN}/{name}?ex=1&is=2&hm=3"
    usual = {"id": "3", "filename": name, "size": 9, "url": url, "proxy_url": url}
    return usual | {"content_type": "image/png", "width": 640, "height": 480} | fields


def media(name, **fields):
    """Return a picture of a component as Discord describes it."""
    return {"media": {"url": f"{CDN}/{name}?ex=1", "width": 64, "height": 48} | fields}


def names(sources):
    """Return the files' names, in order."""
    return [source.filename for source in sources]


def test_attachments_come_in_order_as_discord_declares_them(message):
    """What is declared lets us refuse before we fetch."""
    found = pictures_in(message(attachments=[attachment("a.png"), attachment("b.png")]))

    assert [("image1", "a.png"), ("image2", "b.png")] == [(x.name, x.filename) for x in found]
    first = found[0]
    assert (f"{CDN}/a.png?ex=1&is=2&hm=3", 9, 640, 480) == (
        first.url,
        first.size_bytes,
        first.width,
        first.height,
    )


@pytest.mark.parametrize(
    ("fields", "is_picture"),
    [
        ({"filename": "a.png", "content_type": "image/png"}, True),
        ({"filename": "a", "content_type": "image/heic"}, True),
        ({"filename": "a.JPG", "content_type": None}, True),
        ({"filename": "a.webp", "content_type": "application/octet-stream"}, True),
        ({"filename": "a", "content_type": None}, True),
        ({"filename": "a", "content_type": None, "width": None}, False),
        ({"filename": "a.mp4", "content_type": "video/mp4"}, False),
        ({"filename": "a.txt", "content_type": "text/plain", "width": None}, False),
        ({"filename": "a.pdf", "content_type": "application/pdf"}, False),
    ],
)
def test_a_picture_is_told_by_type_then_name_then_width(message, fields, is_picture):
    """Videos have a width, too, and Discord does not always know the type."""
    shown = message(attachments=[attachment("a.png", **fields)])

    assert is_picture == bool(pictures_in(shown))


def test_what_is_attached_is_named_in_order(message):
    """A single one, too; or behind others."""
    one, two = ([attachment(name) for name in names] for names in (["a.png"], ["a.png", "b.jpg"]))

    assert ["image1"] == [source.name for source in attached_to(message(attachments=one))]
    assert ["image3", "image4"] == [
        source.name for source in attached_to(message(attachments=two), first=3)
    ]


def test_what_is_attached_and_declared_to_be_no_picture_is_refused(message):
    """It is told which, before anything is fetched."""
    tale = attachment("b.txt", content_type="text/plain", width=None)

    with pytest.raises(InvalidRequest) as refused:
        attached_to(message(attachments=[attachment("a.png"), tale]))

    assert ("reference-not-a-picture", "image2") == (refused.value.rule, refused.value.field)


def test_components_are_looked_through_in_order(message):
    """Galleries, files and thumbnails, within containers or not."""
    thumbnail = {"type": THUMBNAIL, **media("c.png")}
    section = {
        "type": SECTION,
        "components": [{"type": TEXT, "content": "look"}],
        "accessory": thumbnail,
    }
    gallery = {"type": GALLERY, "items": [media("a.png"), media("b.png")]}
    file = {"type": FILE, "file": media("d.png")["media"]}
    container = {"type": CONTAINER, "components": [section, file], "accent_color": None}
    found = pictures_in(message(flags=1 << 15, components=[gallery, container]))

    assert ["a.png", "b.png", "c.png", "d.png"] == names(found)
    assert (64, 48) == (found[0].width, found[0].height)


def test_what_a_component_shows_from_elsewhere_is_left_out(message):
    """It would not be fetched anyway; neither would a text or a video."""
    items = [
        media("", url="https://pictures.example/a.png"),
        media("a.mp4", content_type="video/mp4"),
        media("a.txt", content_type="text/plain"),
    ]
    shown = message(components=[{"type": GALLERY, "items": items}])

    assert () == pictures_in(shown)


def test_embeds_give_picture_and_thumbnail_where_discord_has_them(message):
    """A picture elsewhere counts only where Discord keeps a copy of it."""
    elsewhere = "https://pictures.example/a.png"
    embeds = [
        {
            "type": "rich",
            "image": {"url": f"{CDN}/a.png", "width": 4, "height": 3},
            "thumbnail": {"url": f"{CDN}/b.png"},
        },
        {"type": "image", "thumbnail": {"url": elsewhere, "proxy_url": f"{MEDIA}/c.png"}},
        {"type": "rich", "image": {"url": elsewhere, "proxy_url": elsewhere}},
        {"type": "rich", "description": "nothing to see"},
    ]
    found = pictures_in(message(embeds=embeds))

    assert ["a.png", "b.png", "c.png"] == names(found)
    assert (4, 3) == (found[0].width, found[0].height)


LOOK_ALIKES = [
    "https://images-ext-3.discordapp.net/external/x/https/pictures.example/a.png",
    "https://images-ext-1.discordapp.net.example/a.png",
    "https://images-ext-1.discordapp.net@pictures.example/a.png",
    "https://xn--images-ext-1.discordapp.net/a.png",
    "https://example.images-ext-1.discordapp.net/a.png",
    "https://pictures.example/images-ext-1.discordapp.net/a.png",
]


@pytest.mark.parametrize("number", [1, 2])
def test_a_picture_from_elsewhere_is_taken_from_discords_copy(message, number):
    """Of an embed, a gallery and a thumbnail; never from where somebody says that it is."""
    copy = f"https://images-ext-{number}.discordapp.net/external/s1g-n_/https/pictures.example"
    elsewhere = "https://pictures.example"
    gallery = {
        "type": GALLERY,
        "items": [media("", url=f"{elsewhere}/a.png", proxy_url=f"{copy}/a.png")],
    }
    thumbnail = {"type": THUMBNAIL, **media("", url=f"{elsewhere}/b", proxy_url=f"{copy}/b")}
    section = {
        "type": SECTION,
        "components": [{"type": TEXT, "content": "look"}],
        "accessory": thumbnail,
    }
    embed = {"type": "image", "thumbnail": {"url": f"{elsewhere}/c", "proxy_url": f"{copy}/c"}}
    found = pictures_in(message(components=[gallery, section], embeds=[embed]))

    assert [f"{copy}/a.png", f"{copy}/b", f"{copy}/c"] == [source.url for source in found]


@pytest.mark.parametrize("copy", LOOK_ALIKES)
def test_what_only_looks_like_discords_copy_is_none(message, copy):
    """Nothing is asked of a host that somebody made up."""
    elsewhere = "https://pictures.example/a.png"
    shown = message(
        components=[{"type": GALLERY, "items": [media("", url=elsewhere, proxy_url=copy)]}],
        embeds=[{"type": "image", "thumbnail": {"url": elsewhere, "proxy_url": copy}}],
    )

    assert () == pictures_in(shown)


def test_a_typed_address_of_discords_copies_is_none(message):
    """It names the place that it is a copy of, and may be made up."""
    typed = "https://images-ext-1.discordapp.net/external/x/https/pictures.example/a.png"

    assert () == pictures_in(message(content=typed))


def test_typed_links_count_where_they_lead_to_a_picture_on_the_cdn(message):
    """No other address that a person types is ever fetched."""
    text = (
        f"look ({CDN}/a.png?ex=1&is=2), <{MEDIA}/b.jpg> and {CDN}/c.txt "
        "https://pictures.example/d.png http://[/e.png "
        f"https://cdn.discordapp.com.example/f.png"
    )
    found = pictures_in(message(content=text))

    assert [f"{CDN}/a.png?ex=1&is=2", f"{MEDIA}/b.jpg"] == [source.url for source in found]


def test_the_cdn_may_stand_somewhere_else(message, monkeypatch):
    """It is where the library was told that it is."""
    monkeypatch.setattr(Asset, "BASE", "http://discord.example:8080")
    found = pictures_in(message(content="http://discord.example:8080/cdn/a.png"))

    assert ["a.png"] == names(found)


def test_a_picture_that_is_shown_twice_counts_once(message):
    """Its addresses differ in how they are signed, or in which of the two hosts has it."""
    shown = message(
        attachments=[attachment("a.png")],
        embeds=[{"type": "image", "thumbnail": {"url": f"{MEDIA}/a.png?ex=9&width=80"}}],
        content=f"{CDN}/a.png?ex=7 {CDN}/b.png",
    )

    assert [("image1", "a.png"), ("image2", "b.png")] == [
        (source.name, source.filename) for source in pictures_in(shown)
    ]


async def test_forwarded_pictures_count(env, place):
    """A forward carries a copy of what it shows."""
    await place.someone.send(place.channel, attachments=[("a.png", png())])
    [posted] = place.messages()
    forward = await place.someone.forward(posted, place.channel)

    assert ["a.png"] == names(pictures_in(forward))


async def test_a_result_knows_its_job(place, studio):
    """By the id of a button under it."""
    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    [result] = place.messages()

    assert (await studio.only_job()).id == result_job_of(result)


def test_what_somebody_else_or_nobody_made_is_no_result(env, message):
    """Another application may have buttons with any id."""
    button = {"type": 2, "style": 2, "label": "x", "custom_id": "details:0123456789ab"}
    row = {"type": 1, "components": [button]}
    own_id = env.bot.user.id

    assert result_job_of(message(components=[row])) is None
    assert "0123456789ab" == result_job_of(message(author_id=own_id, components=[row]))
    assert result_job_of(message(author_id=own_id)) is None
