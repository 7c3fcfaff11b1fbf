from datetime import timedelta

from bot.domain.ids import WorkspaceId
from bot.sandbox.people import ANA, GENERAL, JONAS, NOOR
from bot.slack.profiles import read_profile
from tests.slack.stage import Stage, words

TEAM = WorkspaceId("T1")


async def test_a_new_zone_in_slack_moves_the_hours_and_offers_to_stay(stage: Stage) -> None:
    dm = await stage.join()

    await stage.sandbox.gestures.set_zone(ANA, tz="Europe/Lisbon")
    await stage.tasks.settle()

    moved = stage.last(dm)
    assert moved.text.startswith("Slack says you're on Lisbon time now. Your hours stay 9:00–17:30, Lisbon time.")
    assert (await stage.status()).member.zone == "Europe/Lisbon"

    await stage.press("Stay on Berlin time", moved)
    stayed = stage.now_of(moved)
    assert stayed is not None
    assert stayed.text.startswith("Berlin time from now on.")
    assert (await stage.status()).member.zone == "Europe/Berlin"


async def test_a_zone_that_slack_tells_at_last_brings_the_one_welcome(stage: Stage) -> None:
    dm = await stage.join(by=NOOR)

    await stage.sandbox.gestures.set_zone(NOOR, tz="Asia/Beirut")
    await stage.tasks.settle()
    welcomed = stage.seen(dm, by=NOOR)
    assert "You're in." in words(welcomed[-1].blocks)

    stage.clock.at += timedelta(minutes=2)
    await stage.say("/budge start", by=NOOR)
    assert stage.last(GENERAL, by=NOOR).text.startswith("You're already in:")
    assert stage.seen(dm, by=NOOR) == welcomed


async def test_a_zone_that_slack_no_longer_tells_changes_nothing(stage: Stage) -> None:
    dm = await stage.join()
    before = stage.seen(dm)

    await stage.sandbox.gestures.set_zone(ANA, tz=None)
    await stage.tasks.settle()

    assert stage.seen(dm) == before
    assert (await stage.status()).member.zone == "Europe/Berlin"


async def test_other_changes_and_other_people_are_no_news(stage: Stage) -> None:
    dm = await stage.join()
    before = stage.seen(dm)

    await stage.sandbox.gestures.set_status(ANA, text="lunch", emoji=":fork_and_knife:")
    await stage.sandbox.gestures.set_zone(JONAS, tz="Asia/Tokyo")
    await stage.tasks.settle()

    assert stage.seen(dm) == before


async def test_a_cut_down_user_object_changes_nothing(stage: Stage) -> None:
    await stage.join()
    before = (await stage.status()).member

    outcome = await stage.sandbox.wire.tell({"type": "user_change", "user": {"id": ANA}})

    assert outcome.ok
    assert (await stage.status()).member == before


async def test_somebody_who_left_is_reminded_no_more(stage: Stage) -> None:
    dm = await stage.join()
    due_at = (await stage.status()).next_at
    assert due_at is not None

    await stage.sandbox.gestures.leave_team(ANA)
    before = stage.seen(dm)
    stage.clock.at = due_at
    await stage.services.reminding.tick()

    assert stage.seen(dm) == before


def test_bots_strangers_and_people_who_left_cannot_join() -> None:
    person = {"id": "U1", "team_id": "T1", "tz": "Europe/Berlin", "profile": {"display_name": "Ana"}}

    assert read_profile(person, workspace=TEAM).can_join
    for other in (
        {"is_bot": True},
        {"deleted": True},
        {"is_stranger": True},
        {"id": "USLACKBOT"},
        {"team_id": "T2"},
        {"team_id": "T2", "enterprise_user": {"teams": ["T3"]}},
    ):
        assert not read_profile(person | other, workspace=TEAM).can_join


def test_people_of_other_workspaces_of_the_same_organisation_can_join() -> None:
    person = {"id": "U1", "team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}

    assert read_profile(person, workspace=TEAM).can_join


def test_the_display_name_comes_first_and_a_name_is_never_empty() -> None:
    names = {"display_name": " ", "real_name": "Ana Ferreira"}

    assert read_profile({"profile": names, "name": "ana"}, workspace=TEAM).name == "Ana Ferreira"
    assert read_profile({"name": "ana"}, workspace=TEAM).name == "ana"
    assert read_profile({}, workspace=TEAM).name == "Somebody"


def test_a_zone_that_does_not_exist_is_none() -> None:
    for tz in (None, "", "Europe/Atlantis", "../etc/passwd", "Europe", 7):
        assert read_profile({"tz": tz}, workspace=TEAM).zone is None
