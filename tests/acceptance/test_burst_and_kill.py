"""kill -9 in the moment after an acknowledgement: what a person sees as taken is taken."""

import pytest

from tests.acceptance.stage import open_studio, until, words

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
    pytest.mark.quiet,
]

AT_ONCE = 60


@pytest.mark.parametrize("acknowledged", [1, 20, AT_ONCE])
async def test_whatever_was_acknowledged_comes_though_we_die_at_once(tmp_path, acknowledged):
    """From the first acknowledgement to the last: nobody is left with an answer that thinks."""
    async with open_studio(tmp_path) as studio:
        place, ada = studio.channel(), studio.person()
        studio.api.turn(seconds=0.0)
        asked = {
            prompt: await ada.slash(place, "imagine", prompt=prompt)
            for prompt in (words(f"burst {number}") for number in range(AT_ONCE))
        }
        await studio.world.wait_for(
            lambda: sum(action.response is not None for action in asked.values()) >= acknowledged
        )
        await studio.restart_hard()
        taken = {prompt for prompt, action in asked.items() if action.response is not None}

        await until(lambda: taken <= {job.prompt for job in studio.jobs()}, within_seconds=60)
        await until(
            lambda: all(
                job.status in {"posted", "in_doubt"} and not job.notice_due for job in studio.jobs()
            ),
            within_seconds=60,
        )

        prompts = [job.prompt for job in studio.jobs()]
        paid = [submission.body["prompt"] for submission in studio.api.ledger.submissions]
        assert len(taken) >= acknowledged
        assert len(prompts) == len(set(prompts))
        assert len(paid) == len(set(paid))
        assert not any(message.thinking for message in studio.messages(place))
