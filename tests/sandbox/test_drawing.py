"""The pictures of the sandbox: size, format, transparency, masks, and what the words do."""

import io
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from sandbox.drawing import Sketch, draw
from sandbox.drawing_motifs import MOTIFS
from sandbox.drawing_scenes import SCENES
from sandbox.drawing_words import read

MODEL = "gpt-image-1.5-official"
SQUARE: dict[str, Any] = {"model": MODEL, "width": 1024, "height": 1024}


def sketch(prompt: str = "a red fox in the forest", **changes: Any) -> Sketch:
    """Return a square sketch of a fox, but for the changes."""
    return Sketch(**{"prompt": prompt, **SQUARE, **changes})


def opened(data: bytes) -> Image.Image:
    """Read a picture completely."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def png(image: Image.Image) -> bytes:
    """Return a picture as PNG bytes."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("width", "height"), [(1024, 1024), (1536, 1024), (1024, 1536)])
@pytest.mark.parametrize("output_format", ["png", "jpeg"])
def test_a_picture_has_the_size_and_format_asked_for(
    width: int, height: int, output_format: str
) -> None:
    """The bytes are what the parameters say."""
    image = opened(draw(sketch(width=width, height=height, output_format=output_format)))

    assert ((width, height), output_format.upper()) == (image.size, image.format)


def test_the_same_sketch_gives_the_same_bytes() -> None:
    """A test can compare pictures, and a demo can be repeated."""
    assert draw(sketch()) == draw(sketch())


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": "a lighthouse by the sea"},
        {"number": 2},
        {"quality": "high"},
        {"model": "gpt-image-1-official"},
    ],
)
def test_each_parameter_changes_the_picture(changes: dict[str, Any]) -> None:
    """Words, number, quality and model are all visible."""
    assert draw(sketch(quality="low")) != draw(sketch(**{"quality": "low", **changes}))


def test_high_quality_holds_more_detail_than_low() -> None:
    """Detail shows in how much there is to compress."""
    low, high = (draw(sketch("a city at night", quality=name)) for name in ("low", "high"))

    assert len(low) < len(high)


@pytest.mark.parametrize("prompt", ["a fox", "a mountain", "a pattern of tiles"])
def test_a_transparent_background_is_nothing_around_a_subject(prompt: str) -> None:
    """Corners are empty, and the middle is not."""
    image = opened(draw(sketch(prompt, background="transparent")))

    assert "RGBA" == image.mode
    assert (0, 0) == (image.getpixel((2, 2))[3], image.getpixel((1021, 2))[3])  # type: ignore[index]
    assert 255 == image.getchannel("A").crop((462, 462, 562, 562)).getextrema()[1]


def test_an_opaque_picture_has_no_alpha() -> None:
    """Only a transparent background brings an alpha channel."""
    assert "RGB" == opened(draw(sketch(background="opaque"))).mode


def test_a_mask_keeps_every_pixel_that_it_covers() -> None:
    """Outside the hole the first reference stays to the last bit; inside something new stands."""
    reference = Image.effect_noise((1024, 1024), 90).convert("RGB")
    mask = Image.new("RGBA", (1024, 1024), (0, 0, 0, 255))
    hole = (300, 400, 700, 800)
    ImageDraw.Draw(mask).rectangle((300, 400, 699, 799), fill=(0, 0, 0, 0))

    image = opened(draw(sketch(references=(png(reference),), mask=png(mask))))

    assert hole == _inside(ImageChops.difference(image.convert("RGB"), reference), hole)


def _inside(difference: Image.Image, hole: tuple[int, int, int, int]) -> tuple[int, ...] | None:
    """Return the box of all changes, widened to the hole where nothing lies outside it."""
    box = difference.getbbox()
    if box is None:
        return None
    return (
        min(box[0], hole[0]),
        min(box[1], hole[1]),
        max(box[2], hole[2]),
        max(box[3], hole[3]),
    )


def test_a_reference_of_another_size_is_brought_to_the_size_asked_for() -> None:
    """The ratio table wins, as it does upstream."""
    reference = Image.new("RGB", (300, 200), "navy")
    mask = Image.new("RGBA", (300, 200), (0, 0, 0, 0))

    image = opened(draw(sketch(width=1536, references=(png(reference),), mask=png(mask))))

    assert (1536, 1024) == image.size


@pytest.mark.parametrize("count", [1, 2, 15])
def test_references_are_laid_into_the_picture(count: int) -> None:
    """A photograph of pure magenta leaves magenta in the result, once for each."""
    reference = png(Image.new("RGB", (200, 150), (255, 0, 255)))
    plain = opened(draw(sketch("dunes in the desert"))).convert("RGB")

    image = opened(draw(sketch("dunes in the desert", references=(reference,) * count)))

    assert 0 == _magenta(plain)
    assert 4000 * count < _magenta(image.convert("RGB"))


def _magenta(image: Image.Image) -> int:
    red, green, blue = image.split()
    pure = ImageChops.darker(
        ImageChops.darker(
            red.point(lambda v: 255 * (v > 250)), blue.point(lambda v: 255 * (v > 250))
        ),
        green.point(lambda v: 255 * (v < 5)),
    )
    return pure.histogram()[255]


def test_compression_makes_a_jpeg_smaller() -> None:
    """The level is the quality: 100 keeps most."""
    sizes = [
        len(draw(sketch(output_format="jpeg", output_compression=level))) for level in (0, 60, 100)
    ]

    assert sorted(sizes) == sizes
    assert sizes[0] < sizes[2]


@pytest.mark.parametrize("prompt", ["一只猫在窗边喝茶", "夜晚的山", "🦊", "Ærø café", "\u202e]]"])
def test_words_that_the_font_cannot_spell_are_drawn_without_them(prompt: str) -> None:
    """The mark then says nothing but where the picture comes from."""
    assert (1024, 1024) == opened(draw(sketch(prompt))).size


@pytest.mark.parametrize("scene", sorted(SCENES))
@pytest.mark.parametrize("quality", ["low", "high"])
def test_every_scene_can_be_painted(scene: str, quality: str) -> None:
    """No scene is one flat colour."""
    word = {"dunes": "desert", "arches": "table", "tiles": "pattern"}.get(scene, scene)
    assert scene == read(word, model=MODEL, number=1).scene

    image = opened(draw(sketch(word, quality=quality))).convert("RGB")

    assert 5 < max(ImageStat.Stat(image).stddev)


@pytest.mark.parametrize("motif", sorted(set(MOTIFS) - {"emblem"}))
def test_every_subject_can_be_drawn(motif: str) -> None:
    """Each subject is found by its own name and leaves something on an empty ground."""
    assert motif == read(motif, model=MODEL, number=1).motif

    image = opened(draw(sketch(motif, background="transparent", quality="high")))

    assert image.getchannel("A").getbbox() is not None


def test_a_plain_drawing_keeps_size_format_and_alpha() -> None:
    """The fast way differs in beauty alone."""
    image = opened(draw(sketch(plain=True, background="transparent")))

    assert ((1024, 1024), "PNG", "RGBA") == (image.size, image.format, image.mode)


def test_four_pictures_of_a_set_differ() -> None:
    """Nobody wants the same picture four times."""
    assert 4 == len({draw(sketch(number=number, plain=False)) for number in (1, 2, 3, 4)})
