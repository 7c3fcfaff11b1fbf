from bot.sandbox.controls import find
from bot.sandbox.people import ANA, GENERAL, NOOR
from bot.slack import ids
from bot.slack.wording.failures import SAVE_FAILED
from bot.slack.wording.refusals import DAY_HAS_PASSED, DAY_TOO_FAR
from tests.slack.stage import Stage, words


async def asked_for_a_day(stage: Stage) -> str:
    dm = await stage.join()
    await stage.open_home()
    await stage.press_home("Pick a day", menu="Pause")
    return dm


async def pick(stage: Stage, day: str) -> dict[str, str]:
    """Picks the day and submits; what is wrong with it stands beside the field."""
    filled = {ids.PAUSE_FIELD: {ids.PAUSE_FIELD: day}}
    errors = await stage.sandbox.gestures.submit(ANA, view_id=stage.modal().id, filled=filled)
    await stage.tasks.settle()
    return dict(errors)


async def test_a_picked_day_ends_the_pause(stage: Stage) -> None:
    dm = await asked_for_a_day(stage)

    assert not await pick(stage, "2026-12-24")

    assert stage.last(dm).text.startswith("Paused until Thursday 24 December, 9:00.")
    assert stage.last(dm).ephemeral_to == ANA
    assert "Paused until Thursday 24 December, 9:00." in words(stage.home().blocks)
    assert not stage.sandbox.team.modals[ANA]


async def test_a_day_that_has_passed_or_is_too_far_away_is_told_on_the_field(stage: Stage) -> None:
    await asked_for_a_day(stage)

    assert await pick(stage, "2026-11-16") == {ids.PAUSE_FIELD: DAY_HAS_PASSED}
    assert await pick(stage, "2027-11-19") == {ids.PAUSE_FIELD: DAY_TOO_FAR}
    assert not (await stage.status()).member.paused

    assert not await pick(stage, "2027-11-18")
    assert (await stage.status()).member.paused


async def test_a_day_that_could_not_be_saved_is_told_on_the_field(stage: Stage) -> None:
    await asked_for_a_day(stage)
    await stage.break_store()

    assert await pick(stage, "2026-12-24") == {ids.PAUSE_FIELD: SAVE_FAILED}


async def test_the_menu_of_the_status_asks_for_a_day_too(stage: Stage) -> None:
    await stage.join()
    await stage.say("/budge")

    await stage.press("Pick a day", stage.last(GENERAL))

    assert stage.modal().title == "Pause"


async def test_no_day_is_asked_for_where_nothing_is_planned_without_a_zone(stage: Stage) -> None:
    await stage.join(by=NOOR)
    await stage.say("/budge", by=NOOR)

    await stage.press("Pick a day", stage.last(GENERAL, by=NOOR), by=NOOR)

    assert not stage.sandbox.team.modals.get(NOOR)
    assert stage.last(GENERAL, by=NOOR).text.startswith("I don't know your time zone yet.")


async def test_no_two_choices_of_the_menu_are_the_same_pause(stage: Stage) -> None:
    await stage.join()
    await stage.open_home()
    labels = ("1 hour", "Until tomorrow", "Until Monday", "Two weeks")
    assert all(find(stage.home().blocks, label, menu="Pause") for label in (*labels, "Pick a day"))
    assert find(stage.home().blocks, "Rest of today", menu="Pause") is None

    ends = set()
    for label in labels:
        await stage.press_home(label, menu="Pause")
        ends.add((await stage.status()).member.paused_until)
        await stage.press_home("Resume now")

    assert len(ends) == len(labels)
