"""The pictures that people on the tour attach."""

from io import BytesIO

from PIL import Image, ImageDraw


def photograph(
    low: tuple[int, int, int], high: tuple[int, int, int], *, kind: str = "PNG"
) -> bytes:
    """Return a picture that somebody might attach: a soft gradient with a sun in it."""
    height = Image.linear_gradient("L").resize((640, 480))
    picture = Image.composite(
        Image.new("RGB", (640, 480), low), Image.new("RGB", (640, 480), high), height
    )
    sun = ImageDraw.Draw(picture)
    sun.ellipse((400, 90, 500, 190), fill=(255, 250, 235))
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()
