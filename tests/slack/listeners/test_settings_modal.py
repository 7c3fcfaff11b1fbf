from collections.abc import Mapping

from bot.domain.member import Visibility
from bot.sandbox.people import ANA
from bot.sandbox.records import Filled
from bot.slack import ids
from tests.slack.stage import Stage, words


async def opened(stage: Stage) -> str:
    dm = await stage.join()
    await stage.say("/budge settings")
    return dm


async def save(stage: Stage, **fields: str | list[str] | None) -> Mapping[str, str]:
    """Fills these fields in, by the end of their names, and saves."""
    filled: Filled = {f"settings_{name}": {_action(stage, f"settings_{name}"): value} for name, value in fields.items()}
    errors = await stage.sandbox.gestures.submit(ANA, view_id=stage.modal().id, filled=filled)
    await stage.tasks.settle()
    return errors


def _action(stage: Stage, block_id: str) -> str:
    action: str = next(block["element"]["action_id"] for block in stage.modal().blocks if block["block_id"] == block_id)
    return action


async def test_saving_changes_everything_at_once_and_says_what_comes_next(stage: Stage) -> None:
    dm = await opened(stage)

    errors = await save(stage, interval="120", to="16:00")

    assert not errors
    assert stage.last(dm).text.startswith("Saved. Next at 11:")
    assert stage.last(dm).ephemeral_to == ANA
    member = (await stage.status()).member
    assert member.interval.total_seconds() == 7200
    assert member.week.days[0][0].end == 16 * 60
    assert not stage.sandbox.team.modals[ANA]


async def test_a_mistake_is_told_on_its_field_and_changes_nothing(stage: Stage) -> None:
    await opened(stage)
    before = await stage.status()

    assert await save(stage, gaps="12.30/13") == {ids.GAPS_FIELD: "I can't read 12.30/13. Try 12:30-13:15."}
    assert await save(stage, days=[]) == {ids.DAYS_FIELD: "Pick at least one day, or use Pause instead."}
    assert await stage.status() == before


async def test_a_day_too_short_is_asked_about_once(stage: Stage) -> None:
    await opened(stage)

    assert not await save(stage, differing="fri 9-10:30")
    assert "Fine? Save again." in words(stage.modal().blocks)

    assert not await save(stage)
    assert not stage.sandbox.team.modals[ANA]
    assert (await stage.status()).empty_days == (4,)


async def test_saving_as_it_was_keeps_the_leaderboard_question_open(stage: Stage) -> None:
    await opened(stage)

    await save(stage)

    assert (await stage.status()).member.visibility is Visibility.UNANSWERED


async def test_a_form_delivered_twice_is_saved_once_and_again_the_same(stage: Stage) -> None:
    dm = await opened(stage)
    stage.sandbox.wire.link.copies = 2

    assert not await save(stage, visibility="shown")

    assert (await stage.status()).member.visibility is Visibility.SHOWN
    assert stage.last(dm).text.startswith("Saved.")


async def test_a_mistake_delivered_twice_leaves_the_form_open(stage: Stage) -> None:
    await opened(stage)
    stage.sandbox.wire.link.copies = 2

    assert await save(stage, gaps="12.30/13") == {ids.GAPS_FIELD: "I can't read 12.30/13. Try 12:30-13:15."}
    assert stage.sandbox.team.modals[ANA]

    assert not await save(stage, gaps="", differing="fri 9-10:30")
    assert "Fine? Save again." in words(stage.modal().blocks)


async def test_a_zone_can_be_searched_for_in_the_form(stage: Stage) -> None:
    await opened(stage)

    assert (await stage.status()).member.zone == "Europe/Berlin"
    await save(stage, interval="135")

    assert (await stage.status()).member.zone_chosen is False


async def test_saving_on_the_home_draws_it_anew(stage: Stage) -> None:
    await stage.join()
    await stage.open_home()
    await stage.press_home("Settings")

    await save(stage, interval="120")

    assert "Every 2 h," in words(stage.home().blocks)
