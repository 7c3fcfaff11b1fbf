import asyncio
from datetime import timedelta

from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, GENERAL, PRIYA
from bot.sandbox.records import Message
from tests.slack.stage import Stage, words


def shown(stage: Stage, message: Message) -> Message:
    found = stage.now_of(message)
    assert found is not None
    return found


async def test_both_done_folds_the_card_to_its_summary(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()

    await stage.press("Both done", card)

    assert "Both done, 11:" in shown(stage, card).text
    assert "1 of 1 today" in shown(stage, card).text


async def test_one_done_folds_that_exercise_and_keeps_the_card(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()

    await stage.press("Hip stretch done", card)

    assert "Hip stretch done" not in words(shown(stage, card).blocks)
    assert "Knee to chest done" in words(shown(stage, card).blocks)


async def test_a_press_that_comes_three_times_counts_once(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()
    stage.sandbox.wire.link.copies = 3

    await stage.press("Both done", card)
    stage.sandbox.wire.link.copies = 1

    status = await stage.status()
    assert status.week_exercises == 2
    assert "Both done" in shown(stage, card).text


async def test_two_presses_at_once_end_in_the_state_of_both(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()

    await asyncio.gather(stage.press("Hip stretch done", card), stage.press("Knee to chest done", card))

    assert "Both done" in shown(stage, card).text


async def test_undo_brings_the_card_back(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()
    await stage.press("Both done", card)

    await stage.press("Undo", shown(stage, card))

    assert "Both done" in words(shown(stage, card).blocks)
    assert (await stage.status()).week_exercises == 0


async def test_snooze_says_when_it_is_back_and_can_be_called_off(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()

    await stage.press("10 minutes", card)
    assert "Snoozed. Back at" in shown(stage, card).text

    await stage.press("Show it now", shown(stage, card))
    assert "Both done" in words(shown(stage, card).blocks)


async def test_moved_and_skipped_say_what_comes_next(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()
    await stage.press("I already moved", card)
    assert shown(stage, card).text.startswith("Noted: you moved on your own. Next at ")

    later = await stage.reminded()
    await stage.press("Skip this one", later)
    assert shown(stage, later).text.startswith("Skipped. Next ")


async def test_why_and_settings_open_from_the_menu(stage: Stage) -> None:
    dm = await stage.join()
    card = await stage.reminded()

    await stage.press("Why this helps", card)
    assert stage.last(dm).ephemeral_to == ANA
    assert "gluteus maximus" in words(stage.last(dm).blocks)

    await stage.press("Settings", card)
    assert stage.modal().title == "Settings"


async def test_a_press_on_somebody_elses_card_changes_nothing(stage: Stage) -> None:
    await stage.join()
    await stage.join(by=PRIYA)
    card = await stage.reminded()
    stage.sandbox.team.set_members(card.channel, members=(ANA, PRIYA, stage.sandbox.team.app.bot_user_id))

    await stage.press("Both done", card, by=PRIYA)

    assert shown(stage, card) == card
    assert stage.last(card.channel, by=PRIYA).text == "That one is closed."


async def test_a_press_on_a_card_that_is_long_closed_offers_a_new_one(stage: Stage) -> None:
    dm = await stage.join()
    card = await stage.reminded()
    await stage.say("stop", channel=dm)

    await stage.press("Both done", card)
    assert stage.last(dm).text.startswith("You haven't started yet.")


async def test_a_card_whose_message_is_gone_is_no_trouble(stage: Stage) -> None:
    dm = await stage.join()
    card = await stage.reminded()
    before = len(stage.seen(dm))

    stage.sandbox.team.delete(card)
    await stage.say("done", channel=dm)

    assert stage.last(dm).text.startswith("Both done")
    assert len(stage.seen(dm)) == before  # one gone, one reply


async def test_an_expired_response_url_falls_back_to_an_update(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()
    stage.sandbox.wire.response_urls._lifetime = -1.0

    await stage.press("Both done", card)

    assert shown(stage, card).text.startswith("Both done")
    assert shown(stage, card).metadata == card.metadata


async def test_typed_words_do_what_the_buttons_do(stage: Stage) -> None:
    dm = await stage.join()
    card = await stage.reminded()

    await stage.say("done 1", channel=dm)
    assert "Hip stretch done" not in words(shown(stage, card).blocks)
    assert "Still open: Lying knee to chest." in stage.last(dm).text

    stage.clock.at += timedelta(minutes=2)
    await stage.say("/budge done", channel=dm)
    assert "Both done" in shown(stage, card).text
    assert stage.last(dm).ephemeral_to == ANA

    await stage.say("undo", channel=dm)
    assert stage.last(dm).text == "Undone. Still open: Lying knee to chest."

    await stage.say("snooze 10", channel=dm)
    assert stage.last(dm).text.startswith("Back at ")

    await stage.say("skip", channel=dm)
    assert "the rest skipped. Next at " in stage.last(dm).text


async def test_moved_can_be_typed_without_a_card(stage: Stage) -> None:
    dm = await stage.join()

    await stage.say("moved", channel=dm)

    assert stage.last(dm).text.startswith("Noted: you moved on your own. Next at 11:")


async def test_now_posts_a_card_and_a_second_one_moves_it_down(stage: Stage) -> None:
    dm = await stage.join()

    await stage.say("/budge now")
    first = stage.last(dm)
    stage.clock.at += timedelta(minutes=2)
    await stage.say("now", channel=dm)
    await stage.services.reminding.tick()

    assert "Both done" in words(stage.last(dm).blocks)
    assert stage.now_of(first) is None


async def test_a_card_that_slack_is_slow_to_take_is_promised_and_not_said_to_be_there(stage: Stage) -> None:
    dm = await stage.join()
    before = stage.seen(dm)
    stage.sandbox.weather.rate = lambda method, _: 30 if method == "chat.postMessage" else None

    await stage.say("/budge now")
    stage.sandbox.weather.rate = None
    assert stage.last(GENERAL).text == (
        "Slack is slow to take it. It comes to our DM within a quarter of an hour, or not at all."
    )
    assert stage.seen(dm) == before

    stage.clock.at += timedelta(minutes=1)
    await stage.services.reminding.tick()
    assert "Both done" in words(stage.last(dm).blocks)


async def test_a_card_of_which_slack_tells_nothing_is_promised_too(stage: Stage) -> None:
    await stage.join()
    stage.sandbox.weather.fault = lambda method, _: Fault("error") if method == "chat.postMessage" else None

    await stage.say("/budge now")

    assert stage.last(GENERAL).text.startswith("Slack is slow to take it.")
