"""`/history`: one's own results, page by page, for oneself alone."""

from tests.cogs.pictures import custom_ids, id_of


async def asked(place, studio, *prompts):
    """Have pictures of these made, one after the other."""
    for prompt in prompts:
        await place.someone.slash(place.channel, "imagine", prompt=prompt)
        await studio.work(seconds=1)
    await studio.finish()


def prompts_on(answered):
    """Return what the page that an answer shows lists."""
    lines = answered.response.embeds[0].description.splitlines()
    return [line.removeprefix("> ") for line in lines if line.startswith("> ")]


async def turn(place, answered, verb):
    """Click on one of the buttons under an answer."""
    await place.someone.click(answered.response, custom_id=id_of(answered.response, verb))


async def test_one_turns_the_pages_back_and_forth(place, studio):
    """The newest come first; another person sees none of them."""
    prompts = [f"fox {number}" for number in range(9)]
    await asked(place, studio, *prompts)
    theirs = await place.someone.slash(place.channel, "history")
    first, its_ids = prompts_on(theirs), custom_ids(theirs.response)

    await turn(place, theirs, "older")
    second, second_ids = prompts_on(theirs), custom_ids(theirs.response)
    await turn(place, theirs, "newer")
    others = await place.another.slash(place.channel, "history")

    assert theirs.ephemeral
    assert list(reversed(prompts[1:])) == first == prompts_on(theirs)
    assert prompts[:1] == second
    assert its_ids == custom_ids(theirs.response)
    assert [["older"], ["newer"]] == [
        [each.partition(":")[0] for each in ids] for ids in (its_ids, second_ids)
    ]
    assert [] == prompts_on(others)
    assert [] == custom_ids(others.response)


async def test_words_find_what_was_asked_for(place, studio):
    """In any case; what still waits is no result."""
    await asked(place, studio, "a red FOX", "a lighthouse")
    await place.someone.slash(place.channel, "imagine", prompt="a fox that waits")

    found = await place.someone.slash(place.channel, "history", search="fox")

    assert ["a red FOX"] == prompts_on(found)
