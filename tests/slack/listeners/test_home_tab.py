from bot.domain.ids import MemberId
from bot.sandbox.people import ANA, NOOR
from tests.slack.stage import Stage, words


async def test_the_home_of_a_stranger_introduces_budge(stage: Stage) -> None:
    await stage.open_home()

    assert "I'm Budge." in words(stage.home().blocks)

    await stage.press_home("Start")
    assert "Next: today at 11:" in words(stage.home().blocks)
    assert "You're in." in words(stage.last(stage.dm()).blocks)


async def test_a_reminder_that_went_by_can_be_marked_done(stage: Stage) -> None:
    await stage.join()
    await stage.open_home()
    first = await stage.reminded()
    await stage.reminded()
    assert stage.now_of(first) is None

    await stage.open_home()
    assert "went by" in words(stage.home().blocks)
    await stage.press_home("Mark done")

    assert "both done at" in words(stage.home().blocks)
    assert (await stage.status()).week_exercises == 2


async def test_a_press_on_a_card_draws_a_home_that_was_opened(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()
    await stage.open_home()

    await stage.press("Both done", card)

    assert "both done at" in words(stage.home().blocks)


async def test_a_press_draws_no_home_that_nobody_opened(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()

    await stage.press("Both done", card)

    assert ANA not in stage.sandbox.team.homes


async def test_the_messages_tab_publishes_nothing(stage: Stage) -> None:
    await stage.sandbox.gestures.open_messages(ANA)
    await stage.tasks.settle()

    assert ANA not in stage.sandbox.team.homes


async def test_pausing_and_resuming_on_the_home_redraws_it(stage: Stage) -> None:
    await stage.join()
    await stage.open_home()

    await stage.press_home("Until Monday", menu="Pause")
    assert "Paused until Monday 23 November" in words(stage.home().blocks)

    await stage.press_home("Resume now")
    assert "Next: today at 11:" in words(stage.home().blocks)


async def test_visibility_changes_on_the_home(stage: Stage) -> None:
    await stage.join()
    await stage.open_home()

    await stage.press_home("Show me")
    assert 'shown as "Ana"' in words(stage.home().blocks)

    await stage.press_home("Hide me")
    assert "Leaderboard: private." in words(stage.home().blocks)


async def test_steps_and_reasons_open_as_modals(stage: Stage) -> None:
    await stage.join()
    await stage.open_home()

    await stage.press_home("See the steps")
    assert stage.modal().title == "Hip stretch"

    await stage.press_home("Why this helps")
    assert "gluteus maximus" in words(stage.modal().blocks)


async def test_do_them_now_posts_a_card(stage: Stage) -> None:
    dm = await stage.join()
    await stage.open_home()

    await stage.press_home("Do them now")

    assert "Both done" in words(stage.last(dm).blocks)
    assert "open in our DM" in words(stage.home().blocks)


async def test_stopping_on_the_home_shows_the_introduction_again(stage: Stage) -> None:
    await stage.join()
    await stage.open_home()

    await stage.press_home("Stop reminders")

    assert "I'm Budge." in words(stage.home().blocks)


async def test_a_refusal_on_the_home_is_said_in_a_modal(stage: Stage) -> None:
    await stage.join()
    await stage.open_home()
    await stage.services.enrolment.stop(stage.workspace, MemberId(ANA))

    await stage.press_home("Until Monday", menu="Pause")

    assert "I'm Budge." in words(stage.modal().blocks) + words(stage.home().blocks)


async def test_somebody_still_without_a_zone_is_asked_for_it_on_the_home_too(stage: Stage) -> None:
    dm = await stage.join(by=NOOR)
    await stage.open_home(by=NOOR)

    await stage.pick_on_home("beirut", "Asia/Beirut", by=NOOR)

    assert "Beirut time" in words(stage.home(NOOR).blocks)
    assert "You're in." in words(stage.last(dm, by=NOOR).blocks)
