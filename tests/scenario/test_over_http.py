"""The same stories where Slack comes by signed requests: whoever uses the bot must not notice."""

from collections.abc import AsyncIterator

import pytest

from tests.scenario.stage import Scene, stage
from tests.scenario.test_cards import (
    test_both_done_folds_the_card_to_its_summary_and_plans_the_next_from_then,
    test_each_done_folds_its_own_exercise_and_the_second_folds_the_card,
    test_the_words_do_what_the_buttons_do,
    test_undo_brings_the_card_back_as_it_was,
)
from tests.scenario.test_joining import (
    test_a_greeting_enrols_nobody_and_start_in_the_introduction_does,
    test_a_member_joins_by_command_in_a_channel_and_reads_the_details_in_the_dm,
    test_somebody_who_leaves_the_team_is_not_reminded_any_more,
    test_the_home_of_a_stranger_has_a_start_that_joins,
)
from tests.scenario.test_leaderboard import test_the_friday_post_comes_once_and_names_only_those_who_asked
from tests.scenario.test_presses import (
    reminded,
    test_a_card_with_a_value_of_nobodys_is_closed,
    test_a_press_acts_once_however_often_it_comes,
    test_a_stranger_who_presses_a_members_button_is_told_how_to_start,
    test_now_pressed_twice_at_once_leaves_one_live_card,
    test_somebody_elses_card_cannot_be_pressed,
    test_start_pressed_twice_joins_once,
    test_two_presses_at_once_end_in_what_is_stored,
    test_unknown_actions_views_and_events_are_acked_and_change_nothing,
)
from tests.scenario.test_settings import (
    joined,
    test_a_day_that_is_too_short_is_asked_about_once_and_then_taken,
    test_an_error_stands_beside_its_field_and_nothing_is_saved,
    test_each_field_is_kept_and_shown_again,
)
from tests.scenario.test_snoozing import test_a_snoozed_card_comes_back_when_it_says
from tests.scenario.test_zones import (
    test_a_person_without_a_zone_is_asked_and_picks_a_city,
    test_slacks_change_of_zone_moves_the_plan_and_offers_to_stay,
)

__all__ = [
    "joined",
    "reminded",
    "test_a_card_with_a_value_of_nobodys_is_closed",
    "test_a_day_that_is_too_short_is_asked_about_once_and_then_taken",
    "test_a_greeting_enrols_nobody_and_start_in_the_introduction_does",
    "test_a_member_joins_by_command_in_a_channel_and_reads_the_details_in_the_dm",
    "test_a_person_without_a_zone_is_asked_and_picks_a_city",
    "test_a_press_acts_once_however_often_it_comes",
    "test_a_snoozed_card_comes_back_when_it_says",
    "test_a_stranger_who_presses_a_members_button_is_told_how_to_start",
    "test_an_error_stands_beside_its_field_and_nothing_is_saved",
    "test_both_done_folds_the_card_to_its_summary_and_plans_the_next_from_then",
    "test_each_done_folds_its_own_exercise_and_the_second_folds_the_card",
    "test_each_field_is_kept_and_shown_again",
    "test_now_pressed_twice_at_once_leaves_one_live_card",
    "test_slacks_change_of_zone_moves_the_plan_and_offers_to_stay",
    "test_somebody_elses_card_cannot_be_pressed",
    "test_somebody_who_leaves_the_team_is_not_reminded_any_more",
    "test_start_pressed_twice_joins_once",
    "test_the_friday_post_comes_once_and_names_only_those_who_asked",
    "test_the_home_of_a_stranger_has_a_start_that_joins",
    "test_the_words_do_what_the_buttons_do",
    "test_two_presses_at_once_end_in_what_is_stored",
    "test_undo_brings_the_card_back_as_it_was",
    "test_unknown_actions_views_and_events_are_acked_and_change_nothing",
]


@pytest.fixture
async def scene(sqlite_url: str) -> AsyncIterator[Scene]:
    async with stage(sqlite_url, over_http=True) as scene:
        assert scene.sandbox.wire.link.connections == 0
        yield scene


@pytest.fixture
def either_scene(scene: Scene) -> Scene:
    """The databases are the other transport's concern."""
    return scene
