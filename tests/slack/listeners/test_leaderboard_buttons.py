from datetime import UTC, datetime

from bot.domain.member import Visibility
from bot.sandbox.people import ANA, GENERAL, LIN, NOOR, PRIYA, SAM, WELLNESS
from bot.sandbox.records import Message
from tests.slack.stage import Stage, words

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


async def posted(stage: Stage) -> Message:
    """The weekly post of #wellness, after four people were reminded once; three of them are shown."""
    for person in (ANA, LIN, PRIYA, SAM):
        await stage.join(by=person)
        await stage.say("/budge show me", by=person)
        await stage.say("/budge now", by=person)
        await stage.say("done", by=person, channel=stage.dm(person))
    await stage.say("/budge leaderboard post fri 16:00", channel=WELLNESS)
    stage.clock.at = FRIDAY
    await stage.services.reminding.tick()
    return stage.last(WELLNESS)


async def test_setting_up_a_post_is_visible_in_the_channel_and_can_be_turned_off_there(stage: Stage) -> None:
    await stage.join()

    await stage.say("/budge leaderboard post fri 16:00", channel=WELLNESS)
    announced = stage.last(WELLNESS, by=SAM)
    assert "Ana set up a weekly movement post here: Fridays at 16:00, Berlin time." in words(announced.blocks)

    await stage.press("Turn off", announced, by=SAM)
    ended = stage.now_of(announced)
    assert ended is not None
    assert ended.text == "Off. No more posts here."


async def test_ending_a_post_is_visible_in_the_channel(stage: Stage) -> None:
    await stage.join()
    await stage.say("/budge leaderboard post fri 16:00", channel=WELLNESS)

    await stage.say("/budge leaderboard off", channel=WELLNESS)

    assert stage.last(WELLNESS, by=SAM).text == "Off. No more posts here."


async def test_a_post_needs_budge_in_the_channel(stage: Stage) -> None:
    await stage.join()

    await stage.say("/budge leaderboard post fri 16:00", channel=GENERAL)

    assert stage.last(GENERAL).text.startswith("I'm not in this channel yet. Type `/invite @Budge`")


async def test_a_post_cannot_be_set_up_in_the_dm(stage: Stage) -> None:
    dm = await stage.join()

    for typed in ("leaderboard post fri 16:00", "leaderboard off"):
        await stage.say(typed, channel=dm)
        assert stage.last(dm).text == "Type this in the channel that should get the post."


async def test_the_post_offers_ones_own_week_and_joining(stage: Stage) -> None:
    post = await posted(stage)

    await stage.press("My week", post)
    assert "Your week: 2 exercises" in words(stage.last(WELLNESS).blocks)
    assert stage.last(WELLNESS).ephemeral_to == ANA

    await stage.press("Join in", post)
    assert stage.last(WELLNESS).text.startswith("You're already in:")

    await stage.press("Join in", post, by="U0TOM")
    assert stage.last(WELLNESS, by="U0TOM").text.startswith("I'm Budge.")


async def test_my_week_of_a_stranger_says_how_to_start(stage: Stage) -> None:
    post = await posted(stage)

    await stage.press("My week", post, by="U0TOM")

    assert stage.last(WELLNESS, by="U0TOM").text == "You haven't started yet. Try `/budge start`."


async def test_hiding_takes_the_name_out_of_the_last_post(stage: Stage) -> None:
    post = await posted(stage)
    await stage.say("/budge hide me")

    redrawn = stage.now_of(post)
    assert redrawn is not None
    assert "Ana," not in words(redrawn.blocks)


async def test_the_own_week_can_show_and_hide(stage: Stage) -> None:
    await stage.join()
    await stage.say("/budge stats")
    week = stage.last(GENERAL)

    await stage.press("Show me", week)
    shown = stage.now_of(week)
    assert shown is not None
    assert "Hide me" in words(shown.blocks)

    await stage.press("Hide me", shown)
    hidden = stage.now_of(week)
    assert hidden is not None
    assert "Show me" in words(hidden.blocks)
    assert (await stage.status()).member.visibility is Visibility.PRIVATE


async def test_hiding_on_the_home_takes_the_name_out_of_the_last_post(stage: Stage) -> None:
    post = await posted(stage)
    await stage.open_home()

    await stage.press_home("Hide me")

    redrawn = stage.now_of(post)
    assert redrawn is not None
    assert "Ana," not in words(redrawn.blocks)


async def test_somebody_without_a_zone_shows_and_hides_on_the_home_without_trouble(stage: Stage) -> None:
    await stage.join(by=NOOR)
    await stage.open_home(by=NOOR)

    await stage.press_home("Show me", by=NOOR)
    assert (await stage.status(of=NOOR)).member.visibility is Visibility.SHOWN
    assert "Hide me" in words(stage.home(NOOR).blocks)

    await stage.press_home("Hide me", by=NOOR)
    assert (await stage.status(of=NOOR)).member.visibility is Visibility.PRIVATE
    assert "Show me" in words(stage.home(NOOR).blocks)
    assert not stage.sandbox.team.modals.get(NOOR)
