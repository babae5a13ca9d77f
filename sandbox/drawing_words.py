"""Read a prompt as a painter would: which colours, which scene, which subject.

Only looks words up; painting them is left to `drawing_scenes` and `drawing_motifs`.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from random import Random

Colour = tuple[int, int, int]

_WORD = re.compile(r"[a-z]+|[\u3040-\u30ff\u4e00-\u9fff]+")


def colour(hexadecimal: str) -> Colour:
    """Turn `#rrggbb` into a colour."""
    return (
        int(hexadecimal[1:3], 16),
        int(hexadecimal[3:5], 16),
        int(hexadecimal[5:7], 16),
    )


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Blend two colours; a share of 0 is all of the first, 1 all of the second."""
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The ten colours of one poster, from the top of the sky to the ink of the foreground."""

    top: Colour
    middle: Colour
    low: Colour
    sun: Colour
    far: Colour
    near: Colour
    accent: Colour
    second: Colour
    light: Colour
    dark: Colour

    @classmethod
    def of(cls, text: str) -> "Palette":
        """Read ten hexadecimal colours, in the order of the fields."""
        values = [colour(part) for part in text.split()]
        return cls(**dict(zip(cls.__dataclass_fields__, values, strict=True)))


PALETTES = {
    "dusk": Palette.of(
        "#2b2d5b #8f4f7f #f4a57c #ffdfae #83608c #241b3a #e8615a #f4b860 #fff1dc #1a1330"
    ),
    "ember": Palette.of(
        "#5b2340 #c4504b #f7b267 #ffe3a8 #a8434a #2a1020 #2f9c95 #ffd166 #fff0d6 #1e0b18"
    ),
    "dawn": Palette.of(
        "#86b6c9 #f3d9c6 #fbbd9f #fff4de #a9b7c0 #2f4858 #e4572e #f3c969 #fff8ea #1f2f3b"
    ),
    "night": Palette.of(
        "#0b1433 #1d2f5f #4a6c9c #f6efd2 #3a578a #070d20 #f2c14e #e07a5f #f4f1de #050918"
    ),
    "aurora": Palette.of(
        "#0d1b3a #17505f #73cfa4 #f4f7d9 #2a6f73 #08192b #ff7f6a #f6d365 #eefbf1 #06121f"
    ),
    "desert": Palette.of(
        "#e8a56d #f4cd98 #fbe7c6 #d1495b #e3a76f #7a3420 #2a7f86 #d1495b #fff6e5 #43190f"
    ),
    "forest": Palette.of(
        "#a3c7b3 #d6e5c8 #f5efd4 #fffbe6 #8fb39a #12352f #e76f51 #f4a261 #fdf8e6 #0b241f"
    ),
    "sea": Palette.of(
        "#5aabb4 #a9d6d5 #f9ecd2 #fff8e2 #4f98a3 #0f3a4d #ef6f6c #ffd166 #fffaf0 #0a2735"
    ),
    "winter": Palette.of(
        "#94b1ce #cbdcea #f6f2ee #fffdf5 #aec2d6 #2d4059 #c8553d #f2cc8f #ffffff #1c2a3d"
    ),
    "candy": Palette.of(
        "#f49fb2 #fbd0c8 #fef1da #ff7070 #dd9fba #5a3d6b #3d9a9b #ffb84c #fff7ee #3a2548"
    ),
    "clay": Palette.of(
        "#efdcc9 #f6e9db #fbf4ea #d9805f #dcb59a #59443b #c4553b #7d8f69 #fffaf2 #3a2c27"
    ),
    "teal": Palette.of(
        "#22707a #7fb8a8 #f3e5ba #f2b134 #5aa097 #143a40 #e4593b #f2b134 #fdf6df #0d282d"
    ),
    "ink": Palette.of(
        "#e4ded2 #efeae0 #f8f5ee #d64933 #bdb7ab #22252b #d64933 #8d8a83 #ffffff #17191d"
    ),
}

MOODS: dict[str, tuple[str, ...]] = {
    "night": ("night", "aurora", "dusk", "night"),
    "sunset": ("dusk", "ember", "candy", "dusk"),
    "dawn": ("dawn", "candy", "sea", "dawn"),
    "winter": ("winter", "dawn", "aurora", "winter"),
    "desert": ("desert", "ember", "clay", "dusk"),
    "forest": ("forest", "teal", "dawn", "dusk"),
    "sea": ("sea", "dawn", "dusk", "teal"),
    "indoors": ("clay", "teal", "candy", "forest"),
    "ink": ("ink", "ink", "clay", "ink"),
}

_HOUR_WORDS = {
    "night": "night midnight moon moonlit stars starry space galaxy cosmic dark "
    "aurora neon 夜 月 星 宇宙",
    "sunset": "sunset dusk evening twilight fire volcano autumn 夕 黄昏 日落 秋",
    "dawn": "dawn morning sunrise spring breakfast pastel soft 晨 日出 春",
}
"""The hour decides the colours before the place does."""

_MOOD_WORDS = {
    "winter": "winter snow snowy ice icy frozen arctic glacier 雪 冬 冰",
    "desert": "desert dune dunes sand mars canyon camel cactus 沙 沙漠",
    "forest": "forest wood woods jungle tree trees green moss garden meadow 森 林 树 花园",
    "sea": "sea ocean lake water river beach coast harbour harbor island wave waves 海 湖 水 河",
    "indoors": "tea coffee cup room table vase still kitchen book cat portrait 茶 咖啡 猫 房间",
    "ink": "ink monochrome black white minimal calligraphy line woodcut 墨 水墨 黑白",
}

_SCENE_WORDS = {
    "mountains": "mountain mountains alps peak hill hills valley volcano snow himalaya "
    "glacier 山 雪",
    "dunes": "desert dune dunes sand mars canyon camel cactus sahara 沙",
    "sea": "sea ocean lake water river beach coast harbour harbor island boat ship sail wave waves "
    "whale fish lighthouse 海 湖 船 鲸 灯塔",
    "forest": "forest wood woods pine pines tree trees jungle cabin fox deer mushroom bear "
    "森 林 狐",
    "city": "city town street skyline tokyo paris london berlin shanghai urban tower cyberpunk "
    "neon robot 城 街 机器人",
    "space": "space planet planets rocket galaxy cosmos astronaut orbit saturn star stars universe "
    "宇宙 火箭 星",
    "arches": "tea coffee cup cat book vase flower flowers room table still indoor portrait bottle "
    "茶 猫 花 杯",
    "tiles": "pattern geometric abstract bauhaus mosaic tiles quilt poster logo 图案 几何",
}

_MOTIF_WORDS = {
    "fox": "fox foxes wolf dog puppy 狐 狗 犬 狼",
    "cat": "cat cats kitten kitty 猫",
    "boat": "boat boats ship sail sailing sailboat yacht 船 帆",
    "lighthouse": "lighthouse beacon 灯塔",
    "cabin": "cabin house hut cottage home barn 屋 房",
    "tree": "tree trees oak maple sakura cherry 树 樱",
    "balloon": "balloon balloons airship zeppelin 气球",
    "cup": "tea coffee cup mug espresso latte cocoa 茶 咖啡 杯",
    "flower": "flower flowers rose tulip daisy sunflower bouquet lotus poppy 花 莲",
    "mushroom": "mushroom mushrooms toadstool 蘑菇",
    "rocket": "rocket rockets spaceship spacecraft astronaut 火箭 飞船",
    "whale": "whale whales 鲸",
    "fish": "fish koi goldfish shark salmon 鱼 鲤",
    "robot": "robot robots android mech 机器人",
    "castle": "castle fortress palace temple 城堡 宫",
    "cactus": "cactus cacti 仙人掌",
    "compass": "compass clock watch coin wheel 罗盘 钟",
    "bird": "bird birds owl crane raven crow sparrow penguin heron parrot 鸟 鹤",
}

_COLOUR_WORDS = {
    "#d62f3a": "red crimson scarlet ruby 红 赤",
    "#f0803c": "orange amber copper 橙",
    "#f2b632": "yellow gold golden brass 黄 金",
    "#3e9c5a": "green emerald jade 绿",
    "#1f9e9a": "teal turquoise cyan 青",
    "#2f6fc4": "blue azure cobalt indigo 蓝",
    "#8052b8": "purple violet lavender 紫",
    "#ee7fa6": "pink rose magenta 粉",
}


def dice(*seed: object) -> Random:
    """Return the same sequence for the same seed, on every machine and in every process."""
    digest = hashlib.sha256("\x1f".join(map(str, seed)).encode()).digest()
    return Random(int.from_bytes(digest[:8]))  # noqa: S311 - a picture, not a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a prompt asks a painter for."""

    seed: str
    palette: Palette
    scene: str
    motif: str
    dark_sky: bool


def read(prompt: str, *, model: str, number: int) -> Reading:
    """Choose palette, scene and subject for the picture `number` (from 1) of a set."""
    words = _WORD.findall(prompt.lower())
    seed = f"{model}|{' '.join(words) or prompt}|{number}"
    mood = _first(words, _HOUR_WORDS) or _first(words, _MOOD_WORDS) or ""
    names = MOODS.get(mood) or _any_palettes(prompt)
    name = names[(number - 1) % len(names)]
    palette = PALETTES[name]
    wanted = _first(words, _COLOUR_WORDS)
    if wanted:
        palette = replace(palette, accent=colour(wanted))
    motif = _first(words, _MOTIF_WORDS) or ""
    scene = _first(words, _SCENE_WORDS) or _any_scene(prompt, number, subject=bool(motif))
    dark_sky = sum(palette.top) < 330
    return Reading(seed=seed, palette=palette, scene=scene, motif=motif, dark_sky=dark_sky)


def _first(words: list[str], table: dict[str, str]) -> str | None:
    """Find the entry that the earliest word of the prompt belongs to."""
    for word in words:
        for name, members in table.items():
            known = members.split()
            if word in known or (not word.isascii() and any(part in word for part in known)):
                return name
    return None


def _any_palettes(prompt: str) -> tuple[str, ...]:
    """Choose four palettes for a prompt that names no mood."""
    names = sorted(PALETTES)
    return tuple(dice("palettes", prompt).sample(names, 4))


def _any_scene(prompt: str, number: int, *, subject: bool) -> str:
    """Choose a scene for a prompt that names none; a set of four then shows several."""
    scenes = ["mountains", "dunes", "forest", "arches"]
    if not subject:
        scenes += ["tiles", "sea", "space"]
    order = dice("scenes", prompt).sample(scenes, len(scenes))
    return order[(number - 1) % len(order)]
