"""What admins of a workspace see and set, and nobody else; and how members are told."""

from dataclasses import replace

import pytest

from bot.domain.ids import MemberId
from bot.sandbox.people import ANA, GENERAL, JONAS, KIT, LIN, MARA, TOM, WELLNESS
from bot.sandbox.records import Message
from bot.slack.blocks.installed import installed_message
from bot.slack.messenger import SlackMessenger
from tests.scenario.form import shown_in
from tests.scenario.screen import labels_of, words_of
from tests.scenario.stage import Scene

NOT_ADMIN = "That is for this workspace's admins and owners. Ask one of them, or try /budge help."
SAVED = "Members outside new bounds are moved to the nearest one and told."


async def joins(scene: Scene, *people: str, every: str | None = None) -> None:
    for person in people:
        await scene.types(person, "start")
        if every is not None:
            await scene.types(person, f"every {every}")


async def sets_bounds(scene: Scene, shortest: str, longest: str, *, by: str = LIN) -> dict[str, str]:
    await scene.types(by, "/budge admin")
    await scene.presses(by, "Bounds")
    return await scene.saves(by, {"Shortest interval": shortest, "Longest interval": longest})


def told(scene: Scene, person: str) -> list[str]:
    """What the person was told of new bounds."""
    return [m.text for m in scene.messages(person) if m.text.startswith("Your workspace's")]


async def is_told_nothing_new(scene: Scene, person: str, *, pressed: str, on: Message) -> None:
    before = await scene.stored()
    assert await scene.presses(person, pressed, on=on) == NOT_ADMIN
    assert not scene.team.modals.get(person)
    assert await scene.stored() == before


async def test_an_admin_sees_numbers_bounds_and_posts_and_nobody_by_name(scene: Scene) -> None:
    await joins(scene, ANA, TOM)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    answer = await scene.types(LIN, "/budge admin", into=GENERAL)
    assert answer.splitlines() == [
        "2 members. Bounds: 2 h to 3 h.",
        "<#C0WELLNESS>  Fridays at 16:00, Berlin time",
        "[Turn off]",
        "[Bounds] [Set up a channel post] [How to remove it]",
    ]
    home = await scene.opens_home(LIN)
    assert home.endswith("For admins\n" + answer)
    assert "Ana" not in answer
    assert "Tom" not in answer


async def test_whoever_is_no_admin_gets_one_sentence_and_no_section(scene: Scene) -> None:
    await joins(scene, TOM)
    assert await scene.types(TOM, "/budge admin", into=GENERAL) == NOT_ADMIN
    assert await scene.types(MARA, "/budge admin", into=GENERAL) == NOT_ADMIN
    assert "For admins" not in await scene.opens_home(TOM) + await scene.opens_home(MARA)


@pytest.mark.parametrize("press", ["Bounds", "Set up a channel post", "How to remove it", "Turn off"])
async def test_an_admins_buttons_ask_anew_who_presses(scene: Scene, press: str) -> None:
    await joins(scene, ANA)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    await scene.types(LIN, "/budge admin")
    answer = scene.messages(LIN)[-1]
    await scene.becomes(LIN, is_admin=False, is_owner=False)
    await is_told_nothing_new(scene, LIN, pressed=press, on=answer)
    await scene.opens_home(LIN)
    assert "For admins" not in scene.home_of(LIN)


async def test_a_form_that_was_opened_as_an_admin_is_not_saved_by_somebody_who_is_none_any_more(scene: Scene) -> None:
    await joins(scene, ANA, every="3h")
    await scene.types(LIN, "/budge admin")
    await scene.presses(LIN, "Bounds")
    await scene.becomes(LIN, is_admin=False, is_owner=False)
    assert not await scene.saves(LIN, {"Longest interval": "2 h 30"})
    assert words_of(scene.messages(LIN)[-1]) == NOT_ADMIN
    assert "Every 3 h" in await scene.types(ANA, "/budge")
    assert told(scene, ANA) == []


async def test_members_outside_new_bounds_are_moved_and_told_once(either_scene: Scene) -> None:
    scene = either_scene
    await joins(scene, ANA, every="3h")
    await joins(scene, TOM, every="2h")
    await joins(scene, MARA)
    assert not await sets_bounds(scene, "2 h 15", "2 h 45")
    assert words_of(scene.messages(LIN)[-1]) == f"Saved: every 2 h 15 to 2 h 45. {SAVED}"
    [ana] = told(scene, ANA)
    assert ana.startswith("Your workspace's longest interval is now 2 h 45, so you moved from 3 h. Next at 11:")
    assert told(scene, TOM) == []  # it is night in New York
    assert told(scene, MARA) == []
    assert (await scene.types(ANA, "/budge")).startswith(ana.partition("3 h. ")[2])
    card = await scene.next_card(ANA)
    assert ana.endswith(f"{scene.time().removeprefix('Tue ')}.")
    await scene.presses(ANA, "Both done", on=card)
    await scene.passes(days=1)
    [tom] = told(scene, TOM)
    assert tom.startswith("Your workspace's shortest interval is now 2 h 15, so you moved from 2 h. Next at 11:")
    assert len(told(scene, ANA)) == 1


async def test_the_new_bounds_hold_for_words_forms_and_newcomers(scene: Scene) -> None:
    await sets_bounds(scene, "3 h", "4 h")
    assert "every 3 h" in await scene.types(ANA, "start")
    assert (
        await scene.types(ANA, "every 2h") == "2 hours is shorter than this workspace's 3 hours. Try /budge every 3h."
    )
    assert await scene.types(ANA, "every lunchtime") == "I can't read lunchtime as a time. Try /budge every 3h."
    assert "/budge every 3h" in await scene.types(ANA, "help")
    await scene.types(ANA, "/budge settings")
    assert shown_in(scene.modal_of(ANA))["How often"] == "Every 3 h"
    assert "Every 3 to 4 hours of your working day" in await scene.types(TOM, "hello")


async def test_bounds_too_close_are_refused_in_the_form(scene: Scene) -> None:
    await joins(scene, ANA)
    await scene.types(LIN, "/budge admin")
    await scene.presses(LIN, "Bounds")
    assert shown_in(scene.modal_of(LIN)) == {"Shortest interval": "2 h", "Longest interval": "3 h"}
    assert await scene.saves(LIN, {"Longest interval": "2 h 15"}) == {
        "Longest interval": "This has to be at least 30 min above the shortest. Pick 2 h 30 or more."
    }
    assert await scene.saves(LIN, {"Longest interval": "1 h"}) == {
        "Longest interval": "This is shorter than the shortest interval. Pick 2 h 30 or more."
    }
    assert shown_in(scene.modal_of(LIN))["Longest interval"] == "3 h"
    assert "Bounds: 2 h to 3 h." in await scene.types(LIN, "/budge admin")


async def test_who_has_stopped_is_not_moved_or_written_to_but_comes_back_within_the_bounds(scene: Scene) -> None:
    await joins(scene, ANA, every="3h")
    await scene.types(ANA, "stop")
    await sets_bounds(scene, "2 h", "2 h 30")
    assert told(scene, ANA) == []
    assert "every 2 h 30" in await scene.types(ANA, "start")


async def test_an_admin_who_has_not_joined_can_do_it_all_from_the_home(scene: Scene) -> None:
    await joins(scene, ANA)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    assert (await scene.opens_home(LIN)).startswith("Budge\nI'm Budge.")
    await scene.presses_at_home(LIN, "Turn off")
    assert "No posts in channels." in scene.home_of(LIN)
    assert words_of(scene.messages(JONAS, WELLNESS)[-1]) == "Off. No more posts here."
    await scene.presses_at_home(LIN, "Bounds")
    assert not await scene.saves(LIN, {"Longest interval": "4 h"})
    assert "Bounds: 2 h to 4 h." in scene.home_of(LIN)
    await scene.presses_at_home(LIN, "How to remove it")
    assert words_of(scene.modal_of(LIN)).startswith("Remove the app in Slack's settings. I erase every member")


async def test_turning_a_post_off_draws_the_answer_anew(scene: Scene) -> None:
    await joins(scene, ANA)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    await scene.types(LIN, "/budge admin")
    answer = scene.messages(LIN)[-1]
    await scene.presses(LIN, "Turn off", on=answer)
    assert words_of(scene.messages(LIN)[-1]).startswith("1 member. Bounds: 2 h to 3 h. No posts in channels.")


async def test_members_whom_slack_lets_nobody_message_are_a_number_and_a_way_to_mend_it(scene: Scene) -> None:
    await joins(scene, ANA, TOM)
    scene.team.app = replace(scene.team.app, has_messages_tab=False)
    await scene.goes_to("Fri 16:00")
    scene.complaints.clear()
    told = await scene.types(LIN, "/budge admin", into=GENERAL)
    assert (
        "Slack doesn't let me message 2 members: the Messages tab is off. "
        "Turn it on under App Home in the app's settings." in told
    )


async def test_the_installers_message_has_three_buttons_that_work(scene: Scene) -> None:
    workspace, messenger = scene.bot.workspace, scene.bot.messenger
    assert workspace is not None
    assert isinstance(messenger, SlackMessenger)
    await messenger.post(workspace, installed_message(), to=await messenger.open_dm(workspace, MemberId(LIN)))
    [greeting] = scene.messages(LIN)
    assert labels_of(greeting) == ["Bounds", "Set up a channel post", "How to remove it"]
    assert "/budge leaderboard post fri 16:00" in await scene.presses(LIN, "Set up a channel post", on=greeting)
    assert (await scene.presses(LIN, "How to remove it", on=greeting)).startswith("Remove the app in Slack's settings.")
    await scene.presses(LIN, "Bounds", on=greeting)
    assert shown_in(scene.modal_of(LIN))["Longest interval"] == "3 h"


@pytest.mark.parametrize("channel", [WELLNESS, GENERAL])
async def test_anybody_shares_budge_with_a_channel_it_is_in_or_not(scene: Scene, channel: str) -> None:
    await joins(scene, ANA)
    await scene.types(ANA, "/budge share", into=channel)
    [shared] = scene.messages(JONAS, channel)
    assert shared.ephemeral_to is None
    assert words_of(shared).replace("\n", "") == (
        "Ana uses Budge: two short exercises every 2 to 3 hours of desk work. Want it too? "
        "Only you can sign yourself up, and only you see your reminders.[Start] [Show me the exercises]"
    )
    assert "Standing hip stretch" in await scene.presses(TOM, "Show me the exercises", on=shared)
    assert "You're in." in await scene.presses(TOM, "Start", on=shared)
    assert (await scene.types(KIT, "/budge")).startswith("I'm Budge.")
    assert [m for m in scene.messages(KIT, channel) if not m.ephemeral_to] == [shared]


async def test_who_has_not_joined_may_share_it_all_the_same(scene: Scene) -> None:
    await scene.types(MARA, "/budge share", into=GENERAL)
    [shared] = scene.messages(JONAS, GENERAL)
    assert words_of(shared).startswith("Mara tells you of Budge: two short exercises")


async def test_sharing_is_refused_where_the_leaderboard_is(scene: Scene) -> None:
    await joins(scene, ANA)
    in_dm = "Type this in the channel that should get the post."
    assert await scene.types(ANA, "share") == await scene.types(TOM, "/budge share") == in_dm
    scene.team.channels[GENERAL] = replace(scene.team.channels[GENERAL], is_ext_shared=True)
    assert (await scene.types(ANA, "/budge share", into=GENERAL)).startswith("This channel is shared with another")
    assert scene.messages(JONAS, GENERAL) == []


async def test_a_mistyped_word_of_these_is_suggested(scene: Scene) -> None:
    await joins(scene, ANA)
    assert await scene.types(ANA, "amdin") == "I don't know amdin. Did you mean /budge admin?"
    assert await scene.types(ANA, "shear") == "I don't know shear. Did you mean /budge share?"
