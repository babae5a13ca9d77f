"""Replies to pictures: what becomes of them, and what is said where Discord hides something."""

import sqlite3
from contextlib import closing

import discord
import pytest

from bot.domain.errors import SubmissionInDoubt
from bot.domain.jobs import JobStatus
from bot.domain.quota import Allowance
from tests.cogs.replying import called, ids, posted, reply, said, shown
from tests.discordio.world import png


async def test_a_reply_to_a_result_edits_it(place, studio):
    """Its picture is the reference, the text is the prompt, and the result answers the person."""
    result = await posted(place, studio)
    message = await reply(
        place, result, "make it --size 3:2 night --quality high", who=place.another
    )
    await studio.finish()

    first, job = await studio.jobs()
    assert JobStatus.POSTED == job.status
    assert ("make it night", "3:2", "high", 1) == (
        job.request.prompt,
        job.request.size,
        job.request.quality,
        job.request.count,
    )
    assert [result.attachments[0].url] == [source.url for source in job.request.references]
    assert (first.id, place.another.id) == (job.parent_id, job.requester_id)
    answer = shown(place, message)
    assert job.message_id == answer.id
    assert 1 == len(answer.attachments)
    assert [place.another.id] == [user.id for user in answer.mentions]


async def test_a_chain_of_replies_is_a_lineage(place, studio):
    """Each job knows the one before it."""
    await posted(place, studio)
    for text in ("make it night", "make it snow"):
        await reply(place, place.messages()[-1], text)
        await studio.finish()

    jobs = await studio.jobs()
    assert [None, jobs[0].id, jobs[1].id] == [job.parent_id for job in jobs]


async def test_the_mention_is_no_part_of_the_prompt(place, studio):
    """It is how the bot is called."""
    result = await posted(place, studio)
    await reply(place, result, f"{called(place)} make it night", ping=False)

    assert "make it night" == (await studio.jobs())[-1].request.prompt


async def test_pictures_of_the_reply_come_after_those_replied_to(place, studio):
    """In the order in which they were attached."""
    result = await posted(place, studio)
    message = await reply(
        place, result, "put this hat on it", files=[("hat.png", png()), ("b.png", png())]
    )
    job = (await studio.jobs())[-1]

    assert [result.attachments[0].url, *(each["url"] for each in message.attachments)] == [
        source.url for source in job.request.references
    ]
    assert ["image1", "image2", "image3"] == [source.name for source in job.request.references]


async def test_a_reply_that_is_delivered_twice_makes_one_job(place, studio):
    """Discord repeats itself when a connection is taken up again."""
    result = await posted(place, studio)
    emit = place.env.backend.emit
    place.env.backend.emit = lambda *event, **more: [emit(*event, **more) for _ in range(2)][-1]
    await reply(place, result, "make it night")

    assert 2 == len(await studio.jobs())


async def test_what_is_no_reply_to_us_is_none_of_our_business(place, studio):
    """People talk to each other, and to other bots."""
    result = await posted(place, studio)
    await place.someone.send(place.channel, f"{called(place)} hello")
    talk = await place.another.send(place.channel, "hello")
    await reply(place, talk, "hello yourself", ping=False)
    robot = place.guild.add_member(place.env.create_user("robot", bot=True))
    await reply(place, result, "make it night", who=robot)
    own_id = place.env.bot.user.id

    assert [result.id] == [each.id for each in place.messages() if each.author.id == own_id]
    assert 1 == len(await studio.jobs())


class TestSeveralPictures:
    """A result of several pictures: which one is meant?"""

    async def test_a_number_chooses(self, place, studio):
        """In the order in which they are named."""
        result = await posted(place, studio, count=3)
        await reply(place, result, "#3 #1 merge them")
        job = (await studio.jobs())[-1]

        assert [result.attachments[2].url, result.attachments[0].url] == [
            source.url for source in job.request.references
        ]
        assert "merge them" == job.request.prompt

    async def test_without_a_number_it_is_asked_and_the_prompt_remembered(self, place, studio):
        """The question shows thumbnails; the answer makes the job."""
        result = await posted(place, studio, count=3)
        message = await reply(place, result, "make it night --quality high")
        question = shown(place, message)
        assert 1 == len(question.attachments)
        assert [] == question.mentions
        assert 1 == len(await studio.jobs())

        [second] = [each for each in ids(question) if each.endswith(":2")]
        await place.someone.click(question, custom_id=second)
        await studio.finish()

        job = (await studio.jobs())[-1]
        assert ("make it night", "high") == (job.request.prompt, job.request.quality)
        assert [result.attachments[1].url] == [source.url for source in job.request.references]
        assert (await studio.jobs())[0].id == job.parent_id
        assert message.id == job.origin.reply_to_id

    async def test_what_was_attached_goes_along_with_the_chosen_one(self, place, studio):
        """There is nothing to choose about it."""
        result = await posted(place, studio, count=3)
        message = await reply(place, result, "with this hat", files=[("hat.png", png())])
        question = shown(place, message)
        [second] = [each for each in ids(question) if each.endswith(":2")]
        assert [] == [each for each in ids(question) if each.endswith(":4")]

        await place.someone.click(question, custom_id=second)
        await studio.finish()

        job = (await studio.jobs())[-1]
        chosen, beside = job.request.references
        assert result.attachments[1].url == chosen.url
        assert "hat.png" == beside.filename

    async def test_of_one_picture_a_number_is_a_word(self, place, studio):
        """There is nothing to choose."""
        result = await posted(place, studio)
        await reply(place, result, "put #10 on his shirt")

        assert "put #10 on his shirt" == (await studio.jobs())[-1].request.prompt

    async def test_a_number_that_no_picture_has_is_refused(self, place, studio):
        """The sentence says which there are."""
        result = await posted(place, studio, count=3)
        message = await reply(place, result, "#4 make it night")

        assert ["There is no picture 4 in that message. They go from 1 to 3."] == said(
            place, message
        )


class TestRefused:
    """What is wrong is told in a reply that calls nobody, and costs nothing."""

    @pytest.fixture
    def allowance(self):
        """One job at a time."""
        return Allowance(jobs_at_once=1)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("night --sise 3:2", "I do not know `--sise` in a prompt. You can use: --size"),
            ("night --size 16:9", "“16:9” is not possible for `size`. You can choose: 1:1"),
            ("night --count 9", "`count` cannot be 9. It goes from 1 to 4."),
            ("night --count two", "`count` is a whole number from 1 to 4, but you wrote “two”."),
            ("night --size", "`size` needs a value after `--size`. You can choose: 1:1"),
            ("night --size 3:2 --size 2:3", "`size` is there twice, as “3:2” and as “2:3”."),
            ("night --exact maybe", "“maybe” is not possible for `exact`."),
            ("night --exact on", "`exact` keeps what is outside a mask"),
            ("night --compression 9 --format png", "works only with JPEG"),
            ("night --model nobody", "“nobody” is not possible for `model`."),
            ("--size 3:2", "Your prompt is empty."),
        ],
    )
    async def test_a_flag(self, place, studio, text, sentence):
        """Told with what is possible."""
        result = await posted(place, studio)
        message = await reply(place, result, text)

        [told] = said(place, message)
        assert sentence in told
        assert [] == shown(place, message).mentions
        assert 1 == len(await studio.jobs())

    async def test_a_file_that_is_no_picture(self, place, studio):
        """It is looked at before anything is asked for."""
        result = await posted(place, studio)
        message = await reply(place, result, "make it night", files=[("a.txt", b"a tale")])

        assert "`image2` is not a picture" in said(place, message)[0]
        assert 1 == len(await studio.jobs())

    async def test_a_request_beyond_the_limits(self, place, studio):
        """As anywhere else."""
        result = await posted(place, studio)
        await reply(place, result, "make it night")
        message = await reply(place, result, "make it day")

        assert "one at a time is the limit" in said(place, message)[0]
        assert 2 == len(await studio.jobs())

    async def test_where_the_result_could_not_be_posted(self, place, studio):
        """It is told before it is paid for."""
        closed = place.forbidding(attach_files=False)
        picture = await place.another.send(
            closed.channel, called(place), attachments=[("a.png", png())]
        )
        message = await reply(
            place, picture, f"{called(place)} make it night", channel=closed.channel
        )

        assert "I may not send messages with files here" in said(closed, message)[0]
        assert [] == await studio.jobs()

    async def test_in_the_language_of_the_server(self, place, studio):
        """A message does not tell its author's."""
        result = await posted(place, studio)
        place.env.bot.get_guild(place.guild.id).preferred_locale = discord.Locale.chinese
        message = await reply(place, result, "--size")

        assert "缺少`尺寸`的值" in said(place, message)[0]

    async def test_a_fault_of_ours_has_a_reference(self, place, studio, caplog, tmp_path):
        """It stands in the log, and nothing comes of the reply later."""
        result = await posted(place, studio)
        with closing(sqlite3.connect(studio.store._database.path)) as connection:
            connection.execute(
                "CREATE TRIGGER refusing BEFORE INSERT ON job"
                " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
            message = await reply(place, result, "make it night")

        reference = said(place, message)[0].split("`")[1]
        assert f"reference {reference}" in caplog.text
        assert b"" == (tmp_path / "inbox").read_bytes()

    async def test_a_reply_that_cannot_be_sent_is_logged(self, env, place, studio, caplog):
        """Somebody may have taken the permission away."""
        result = await posted(place, studio)
        env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=1)
        message = await reply(place, result, "--size")

        assert [] == said(place, message)
        assert f"message {message.id} cannot be answered" in caplog.text


class TestHidden:
    """What Discord hides without the message content intent: a sentence, never silence."""

    async def test_somebody_elses_picture(self, place, studio):
        """The way to it is the message's menu."""
        picture = await place.another.send(place.channel, attachments=[("a.png", png())])
        message = await reply(place, picture, f"{called(place)} make it night")

        assert "**Apps → Edit image**" in said(place, message)[0]
        assert "`/edit`" in said(place, message)[0]
        assert [] == await studio.jobs()

    async def test_somebody_elses_picture_beside_an_attached_one(self, place, studio):
        """Half of what was meant is not made, and not paid for."""
        picture = await place.another.send(place.channel, attachments=[("a.png", png())])
        message = await reply(
            place, picture, f"{called(place)} this hat", files=[("hat.png", png())]
        )

        assert "**Apps → Edit image**" in said(place, message)[0]
        assert [] == await studio.jobs()

    async def test_the_text_of_a_reply_without_a_ping(self, place, studio):
        """Told how we can see it."""
        result = await posted(place, studio)
        message = await reply(place, result, "make it night", ping=False)

        assert "with the ping on" in said(place, message)[0]
        assert 1 == len(await studio.jobs())

    async def test_a_reply_to_an_answer_of_ours_without_a_picture(self, place, studio):
        """Discord hides its text; a picture there is none in any case."""
        asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
        message = await reply(place, asked.response.message, "make it night")

        assert "no finished picture" in said(place, message)[0]
        assert 1 == len(await studio.jobs())

    async def test_a_question_of_ours_is_no_picture(self, place, studio):
        """Its thumbnails are not what anybody wants edited."""
        result = await posted(place, studio, count=2)
        question = shown(place, await reply(place, result, "make it night"))
        message = await reply(place, question, "the second")

        assert "no finished picture" in said(place, message)[0]
        assert 1 == len(await studio.jobs())

    async def test_a_reply_without_a_ping_to_what_is_no_result(self, place, studio):
        """People may talk about it."""
        result = await posted(place, studio, count=2)
        question = shown(place, await reply(place, result, "make it night"))
        message = await reply(place, question, "what is this", ping=False)

        assert [] == said(place, message)

    async def test_a_message_that_is_gone(self, place, studio):
        """There is nothing left to edit."""
        result = await posted(place, studio)
        place.env.backend.delete_message(place.channel.id, result.id)
        message = await reply(place, result, f"{called(place)} make it night")

        assert "is gone" in said(place, message)[0]
        assert 1 == len(await studio.jobs())


async def test_a_notice_may_be_answered_with_other_pictures(place, studio):
    """They belong together, and have nothing to do with the job that failed."""
    studio.api.refusal = SubmissionInDoubt("lost")
    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    studio.api.refusal = None
    [notice] = [each for each in place.messages() if each.author.id == place.env.bot.user.id]
    await reply(place, notice, f"{called(place)} merge", files=[("a.png", png()), ("b.png", png())])
    job = (await studio.jobs())[-1]

    assert ["a.png", "b.png"] == [source.filename for source in job.request.references]
    assert job.parent_id is None


async def test_a_picture_is_seen_where_its_message_mentions_us(place, studio):
    """Discord shows a message that calls us, and forwards and attachments with it."""
    picture = await place.another.send(
        place.channel, f"for {called(place)}", attachments=[("a.png", png())]
    )
    await reply(place, picture, f"{called(place)} make it night")
    job = await studio.only_job()

    assert [picture.attachments[0].url] == [source.url for source in job.request.references]
    assert job.parent_id is None


async def test_in_direct_messages_everything_is_seen(place, studio):
    """A ping is not needed there."""
    channel = place.someone.user.dm_channel
    await place.someone.user.slash("imagine", prompt="a lighthouse")
    await studio.finish()
    result = channel.history()[-1]
    await reply(place, result, "make it night", ping=False, channel=channel)
    await studio.finish()

    first, job = await studio.jobs()
    assert (JobStatus.POSTED, first.id, None) == (job.status, job.parent_id, job.origin.guild_id)


class TestWithMessageContent:
    """Where the operator has switched the intent on."""

    @pytest.fixture
    def message_content(self):
        """Discord shows everything."""
        return True

    async def test_a_reply_without_a_ping_edits_a_result(self, place, studio):
        """Its text is seen."""
        result = await posted(place, studio)
        await reply(place, result, "make it night", ping=False)

        assert "make it night" == (await studio.jobs())[-1].request.prompt

    async def test_all_pictures_of_somebody_else_are_references_in_order(self, place, studio):
        """They belong together; a number chooses here, too."""
        files = [(f"{number}.png", png()) for number in range(3)]
        picture = await place.another.send(place.channel, attachments=files)
        await reply(place, picture, f"{called(place)} merge them", files=[("3.png", png())])
        await reply(place, picture, f"{called(place)} #2 make it night")

        jobs = await studio.jobs()
        assert [["0.png", "1.png", "2.png", "3.png"], ["1.png"]] == [
            [source.filename for source in job.request.references] for job in jobs
        ]

    async def test_a_forwarded_picture_is_a_reference(self, place, studio):
        """A forward carries a copy of what it shows."""
        picture = await place.another.send(place.channel, attachments=[("a.png", png())])
        forward = await place.another.forward(picture, place.channel)
        await reply(place, forward, f"{called(place)} make it night")
        [source] = (await studio.only_job()).request.references

        assert "a.png" == source.filename

    async def test_without_a_ping_somebody_elses_picture_is_left_alone(self, place, studio):
        """Nobody has called us."""
        picture = await place.another.send(place.channel, attachments=[("a.png", png())])
        message = await reply(place, picture, "how nice", ping=False)

        assert [] == said(place, message)
        assert [] == await studio.jobs()

    async def test_a_message_without_a_picture_is_said_to_have_none(self, place, studio):
        """Here we can be sure."""
        talk = await place.another.send(place.channel, "hello")
        message = await reply(place, talk, f"{called(place)} make it night")

        assert "I see no picture in that message" in said(place, message)[0]

    async def test_attached_pictures_alone_are_edited(self, place, studio):
        """They are what is meant where the message replied to has none."""
        talk = await place.another.send(place.channel, "hello")
        await reply(place, talk, f"{called(place)} night", files=[("a.png", png())])
        [source] = (await studio.only_job()).request.references

        assert "a.png" == source.filename
