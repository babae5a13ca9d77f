"""The tour of the demo, as `darkroom demo --script` plays it."""

import pytest

from sandbox.demo import open_stage
from sandbox.dials import Dials
from sandbox.tour import play_tour

# One picture after another, and the bot starts twice.
pytestmark = pytest.mark.timeout(180)


async def test_every_scene_of_the_tour_comes_out_as_it_should(tmp_path, capsys):
    """Asked, paid and posted agree, and what is masked is exact; the pictures are kept."""
    # Nobody looks on: there is no need for the leisure of the real one.
    quick = {"DARKROOM_POLLING__FLOOR_SECONDS": "0.1"}
    async with open_stage(tmp_path / "bot", dials=Dials(drawing="plain"), settings=quick) as stage:
        status = await play_tour(stage, output=tmp_path / "pictures")
    table, _, _ = capsys.readouterr().out.partition("\n\n")

    scenes = {line.partition("  ")[0] for line in table.splitlines()[2:]}
    assert 0 == status, table
    assert {"one picture", "kill -9 and restart", "mask in the grid", "paint a mask"} < scenes
    assert {"refused at the limit", "share, and a star", "/admin usage"} < scenes
    assert 14 == len(list((tmp_path / "pictures").iterdir()))
