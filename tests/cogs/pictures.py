"""Pictures that can be told apart, masks for them, and what of them came to the API."""

import io

from PIL import Image

SIDE = 8
"""Width and height of these pictures, in pixels."""

MOST_BYTES = 1_000_000


def picture(number):
    """Return a picture unlike those of other numbers."""
    return _saved(Image.new("RGB", (SIDE, SIDE), (number, 100, 100)))


def pictures(count):
    """Return so many pictures, by the options that take them."""
    return {f"image{number}": named(number) for number in range(1, count + 1)}


def named(number):
    """Return the picture of a number as a file."""
    return (f"{number}.png", picture(number))


def mask(*, side=SIDE, clear=0.5):
    """Return a mask file of a square picture that repaints this share of it, from the left."""
    image = Image.new("RGBA", (side, side), "black")
    image.paste((0, 0, 0, 0), (0, 0, round(side * clear), side))
    return ("mask.png", _saved(image))


def alpha_of_first_row(content):
    """Return how opaque a mask is, from left to right."""
    alpha = Image.open(io.BytesIO(content)).getchannel("A")
    return [alpha.getpixel((left, 0)) for left in range(alpha.width)]


async def come_to_the_api(studio, sources):
    """Return the bytes that the API finds at the addresses it was given, in order."""
    return [
        await studio.cdn.fetch(source.reachable_url, most_bytes=MOST_BYTES) for source in sources
    ]


def custom_ids(message):
    """Return the ids of what can be clicked on a message."""
    parts = [part for row in message.components for part in row["components"]]
    return [part["custom_id"] for part in parts if "custom_id" in part]


def id_of(message, verb):
    """Return the id of the one thing of that verb on a message."""
    [found] = [each for each in custom_ids(message) if each.partition(":")[0] == verb]
    return found


def _saved(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
