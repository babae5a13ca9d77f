"""The measurements: both bots start on the thin Discord, and acknowledge what it sends."""

from bench.acknowledgement import bare, darkroom, image_api
from bench.discord_stub import DiscordStub


async def acknowledged(stub, bot):
    """Start a bot, send it one command, and return how many were acknowledged."""
    async with bot:
        interaction_id = await stub.interact(user_id=9000, prompt="a lighthouse")
        return len(await stub.all_acknowledged([interaction_id], timeout_seconds=10))


async def test_both_bots_can_be_measured(tmp_path):
    """Else a change to what the bot tells Discord would break the measurements unnoticed."""
    stub = DiscordStub()
    async with image_api() as api_url, stub.open():
        baseline = await acknowledged(stub, bare(stub))
        ours = await acknowledged(stub, darkroom(stub, api_url=api_url, folder=tmp_path / "bot"))

    assert (1, 1) == (baseline, ours)
