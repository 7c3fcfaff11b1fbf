"""The channel's weekly post, and what it may tell."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.sandbox.people import ANA, GENERAL, JONAS, KIT, LIN, MARA, SAM, WELLNESS
from bot.sandbox.records import Message
from tests.scenario.screen import labels_of, words_of
from tests.scenario.stage import Scene

SET_UP = (
    "Ana set up a weekly movement post here: Fridays at 16:00, Berlin time. "
    "Only people who asked to be shown are named."
)


def posts(scene: Scene) -> list[Message]:
    return [message for message in scene.messages(ANA, WELLNESS) if "Our week to" in message.text]


async def joins(scene: Scene, *people: str, shown: bool = False, resting: bool = False) -> None:
    """They join and answer; somebody who rests gets no reminders but those asked for."""
    for person in people:
        await scene.types(person, "start")
        await scene.presses(person, "Show me" if shown else "Keep me private")
        if resting:
            await scene.types(person, "pause until 2027-06-01")


async def does(scene: Scene, person: str, times: int) -> None:
    """Ticks off both exercises so many times, a minute apart."""
    for _ in range(times):
        await scene.passes(minutes=1)
        await scene.types(person, "now")
        await scene.types(person, "done")


async def works_to(scene: Scene, at: str, doing: dict[str, int]) -> None:
    """Goes there; each ticks off that many of the cards that come, and lets the rest go by."""
    left = dict(doing)
    end = scene.next_time(at)
    while scene.clock.now() < end:
        await scene.mover.move(min(scene.clock.now() + timedelta(hours=2), end))
        for person in doing:
            for card in scene.cards(person):
                if left[person] and "Both done" in labels_of(card):
                    left[person] -= 1
                    await scene.presses(person, "Both done", on=card)


async def test_a_post_is_set_up_and_ended_in_the_channel_for_all_to_see(scene: Scene) -> None:
    await joins(scene, ANA, resting=True)
    told = await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    assert told.replace("\n", "") == f"{SET_UP}[Turn off]"
    [announced] = scene.messages(LIN, WELLNESS)
    assert announced.ephemeral_to is None
    await scene.presses(KIT, "Turn off", on=announced)
    assert words_of(scene.messages(LIN, WELLNESS)[-1]) == "Off. No more posts here."
    await does(scene, ANA, 2)
    await scene.passes(days=7)
    assert posts(scene) == []


async def test_ending_by_words_is_seen_by_the_channel(scene: Scene) -> None:
    await joins(scene, ANA)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    await scene.types(ANA, "/budge leaderboard off", into=WELLNESS)
    assert words_of(scene.messages(LIN, WELLNESS)[-1]) == "Off. No more posts here."


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (None, "Type this in the channel that should get the post."),
        (GENERAL, "I'm not in this channel yet. Type /invite @Budge, then the same command again."),
    ],
)
async def test_a_post_is_refused_where_it_cannot_be(scene: Scene, place: str | None, sentence: str) -> None:
    await joins(scene, ANA)
    before = await scene.stored()
    assert await scene.types(ANA, "/budge leaderboard post fri 16:00", into=place) == sentence
    assert await scene.stored() == before


async def test_a_post_is_refused_in_a_channel_shared_with_another_company(scene: Scene) -> None:
    await joins(scene, ANA)
    scene.team.channels[WELLNESS] = replace(scene.team.channels[WELLNESS], is_ext_shared=True)
    before = await scene.stored()
    told = await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    assert (
        told == "This channel is shared with another company, so I don't post names here. Pick one that's only yours."
    )
    assert await scene.stored() == before


async def test_after_an_invitation_the_same_command_works(scene: Scene) -> None:
    await joins(scene, ANA)
    await scene.types(ANA, "/invite @Budge", into=GENERAL)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=GENERAL)
    assert words_of(scene.messages(LIN, GENERAL)[-1]).startswith("Ana set up a weekly movement post here")


async def test_the_friday_post_comes_once_and_names_only_those_who_asked(scene: Scene) -> None:
    await joins(scene, ANA, LIN, KIT, shown=True)
    await joins(scene, JONAS, MARA)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    await works_to(scene, "Fri 15:59", {ANA: 20, LIN: 6, KIT: 5, JONAS: 4})
    assert posts(scene) == []
    await scene.passes(minutes=1)
    [post] = posts(scene)
    words = words_of(post)
    assert words.startswith("Our week to Friday 20 November")
    assert "Most of their reminders done" in words
    assert "Ana, 100 %" in words
    assert "Jonas" not in words
    assert "Mara" not in words
    assert "together" not in words  # Jonas alone is private and moved: a total would tell his number
    assert "Set up by Ana. Anyone in this channel: /budge leaderboard off" in words
    assert "Jonas" not in post.text
    assert scene.time() == "Fri 16:00"
    await scene.goes_to("Mon 9:00")
    assert len(posts(scene)) == 1


async def test_three_private_people_make_a_total_and_no_names(scene: Scene) -> None:
    await joins(scene, JONAS, MARA, ANA, resting=True)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    for person, times in ((ANA, 1), (JONAS, 1), (MARA, 2)):
        await does(scene, person, times)
    await scene.goes_to("Fri 16:00")
    [post] = posts(scene)
    words = words_of(post)
    assert "8 exercises together. Three people took part." in words
    assert "Most of their reminders" not in words
    assert "Set up by Ana" in words
    assert "Jonas" not in words + post.text
    assert "more than last week" not in words


async def test_the_second_week_compares_only_when_it_is_up(scene: Scene) -> None:
    await joins(scene, JONAS, MARA, ANA, resting=True)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    for times in (1, 2, 1):
        for person in (ANA, JONAS, MARA):
            await does(scene, person, times)
        await scene.goes_to("Fri 16:00")
    first, second, third = (words_of(post) for post in posts(scene))
    assert "6 exercises together. Three people took part." in first
    assert "12 exercises together, 6 more than last week. Three people took part." in second
    assert "6 exercises together. Three people took part." in third


async def test_a_post_moved_to_a_later_day_does_not_come_twice_in_a_week(scene: Scene) -> None:
    await joins(scene, JONAS, MARA, ANA, resting=True)
    await scene.types(ANA, "/budge leaderboard post wed 16:00", into=WELLNESS)
    for person in (ANA, JONAS, MARA):
        await does(scene, person, 1)
    await scene.goes_to("Wed 16:00")
    assert len(posts(scene)) == 1
    await scene.types(ANA, "/budge leaderboard post thu 16:00", into=WELLNESS)
    for person in (ANA, JONAS, MARA):
        await does(scene, person, 1)
    await scene.goes_to("Thu 17:00")
    assert len(posts(scene)) == 1
    for person in (ANA, JONAS, MARA):
        await does(scene, person, 1)
    await scene.goes_to("Thu 16:00")
    assert [post.text.splitlines()[0] for post in posts(scene)] == [
        "Our week to Wednesday 18 November",
        "Our week to Thursday 26 November",
    ]


async def test_when_nobody_moved_there_is_no_post(scene: Scene) -> None:
    await joins(scene, ANA, LIN, KIT, shown=True)
    await scene.types(ANA, "/budge leaderboard post wed 16:00", into=WELLNESS)
    await scene.goes_to("Wed 17:00")
    assert posts(scene) == []


async def test_my_week_and_join_in_answer_the_one_who_pressed(scene: Scene) -> None:
    await joins(scene, JONAS, MARA, ANA, resting=True)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    for person in (ANA, JONAS, MARA):
        await does(scene, person, 1)
    await scene.goes_to("Fri 16:00")
    [post] = posts(scene)
    assert (await scene.presses(ANA, "My week", on=post)).startswith("Your week: 2 exercises.")
    assert (await scene.presses(ANA, "Join in", on=post)).startswith("You're already in: ")
    introduction = await scene.presses(SAM, "Join in", on=post)
    assert introduction.startswith("I'm Budge.")
    assert await scene.presses(SAM, "My week", on=post) == "You haven't started yet. Try /budge start."
    assert "You're in." in await scene.presses(SAM, "Start")
    assert [m for m in scene.messages(LIN, WELLNESS) if m.ephemeral_to] == []


@pytest.mark.parametrize("way", ["words", "button", "settings", "home"])
async def test_every_way_of_hiding_takes_the_name_out_of_the_last_post(scene: Scene, way: str) -> None:
    await joins(scene, ANA, LIN, KIT, shown=True)
    await scene.types(LIN, "/budge leaderboard post thu 16:00", into=WELLNESS)
    for day in ("Tue", "Wed", "Thu"):
        await works_to(scene, f"{day} 15:59", {ANA: 20, LIN: 1, KIT: 1})
    await scene.passes(minutes=1)
    assert "Ana, 100 %" in words_of(posts(scene)[0])
    match way:
        case "words":
            told = await scene.types(ANA, "/budge hide me")
            assert told == "You're private again, also in this week's post."
        case "button":
            await scene.types(ANA, "stats")
            await scene.presses(ANA, "Hide me")
        case "home":
            await scene.opens_home(ANA)
            await scene.presses_at_home(ANA, "Hide me")
        case _:
            await scene.types(ANA, "/budge settings")
            await scene.saves(ANA, {"On the leaderboard": "Keep me private"})
    [post] = posts(scene)
    assert "Ana" not in words_of(post) + post.text
    assert "Set up by Lin" in words_of(post)


async def test_the_own_view_names_only_shown_people_just_ahead(scene: Scene) -> None:
    await joins(scene, LIN, KIT, shown=True)
    await joins(scene, ANA, JONAS)
    await works_to(scene, "Fri 15:59", {LIN: 20, KIT: 6, ANA: 5, JONAS: 20})
    stats = await scene.types(ANA, "/budge stats")
    assert "Just ahead of you: Kit, " in stats
    assert "Lin, 100 %" in stats
    assert "Jonas" not in stats
    assert "Just ahead" not in await scene.types(LIN, "/budge leaderboard")
    assert "Ana" not in await scene.types(KIT, "/budge leaderboard")


async def test_show_me_says_under_which_name(scene: Scene) -> None:
    await joins(scene, ANA)
    assert (await scene.types(ANA, "/budge show me")).strip() == 'You\'re on the leaderboard as "Ana".'


async def test_a_channel_that_becomes_shared_gets_no_more_posts(scene: Scene) -> None:
    await joins(scene, JONAS, MARA, ANA, resting=True)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    for person in (ANA, JONAS, MARA):
        await does(scene, person, 1)
    scene.team.channels[WELLNESS] = replace(scene.team.channels[WELLNESS], is_ext_shared=True)
    await scene.goes_to("Fri 17:00")
    assert posts(scene) == []


@pytest.mark.parametrize(("late", "comes"), [(23, True), (25, False)])
async def test_a_post_comes_up_to_a_day_late_and_never_later(scene: Scene, late: int, comes: bool) -> None:
    await joins(scene, JONAS, MARA, ANA, resting=True)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    for person in (ANA, JONAS, MARA):
        await does(scene, person, 1)
    await scene.goes_to("Fri 15:50")
    scene.clock.move_to(scene.clock.now() + timedelta(hours=late))  # the machine slept
    await scene.settles()
    assert len(posts(scene)) == comes
    await scene.goes_to("Thu 9:00")
    assert len(posts(scene)) == comes
    for person in (ANA, JONAS, MARA):
        await does(scene, person, 1)
    await scene.goes_to("Fri 16:00")
    assert len(posts(scene)) == comes + 1
