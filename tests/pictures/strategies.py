"""Pictures and masks of any size and mode, for Hypothesis."""

import random

from hypothesis import strategies as st
from PIL import Image

from tests.pictures.drawing import encoded

MODES = ("1", "L", "LA", "P", "P with transparency", "RGB", "RGB with a key", "RGBA", "CMYK")
SIDES = st.integers(1, 40)
RATIOS = st.sampled_from([(1, 1), (3, 2), (2, 3), (16, 9), (9, 16), (21, 9)])


def noise(mode, width, height, seed):
    """Draw the same noise of a seed; a transparent mode is so in some pixels only."""
    chance = random.Random(seed)  # noqa: S311 - it need not be unguessable
    real = mode.partition(" ")[0]
    if real == "1":
        return noise("L", width, height, seed).convert("1")
    if real == "P":
        return noise("RGB", width, height, seed).quantize(16)
    size_bytes = width * height * len(Image.new(real, (1, 1)).getbands())
    return Image.frombytes(real, (width, height), chance.randbytes(size_bytes))


@st.composite
def contents(draw, modes=MODES):
    """Draw the bytes of a picture: PNG, or JPEG where the mode needs that."""
    mode = draw(st.sampled_from(modes))
    image = noise(mode, draw(SIDES), draw(SIDES), draw(st.integers(0, 99)))
    if mode == "CMYK":
        return encoded(image, "jpeg")
    if mode == "P with transparency":
        return encoded(image, "png", transparency=bytes(range(0, 256, 16)))
    if mode == "RGB with a key":
        return encoded(image, "png", transparency=image.getpixel((0, 0)))
    return encoded(image, draw(st.sampled_from(["png", "webp"])) if mode == "RGBA" else "png")


@st.composite
def alphas(draw):
    """Draw what a mask keeps (mode L: 255, else 0): rectangles that leave some pixel of each."""
    width, height = draw(SIDES), draw(st.integers(2, 40))
    alpha = Image.new("L", (width, height), 255)
    for _ in range(draw(st.integers(1, 4))):
        left, top = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
        right, bottom = draw(st.integers(left, width - 1)), draw(st.integers(top, height - 1))
        alpha.paste(0, (left, top, right + 1, bottom + 1))
    alpha.putpixel((0, 0), 255)
    alpha.putpixel((width - 1, height - 1), 0)
    return alpha
