from bot.domain.member import Visibility
from bot.domain.status import ZoneMove
from bot.slack.blocks.status import card_closed, paused, shown, status_message
from bot.slack.blocks.welcome import (
    already_in,
    introduction,
    welcome,
    zone_menu,
    zone_moved,
    zone_option,
    zone_options,
    zone_question,
)
from bot.slack.message import Message
from bot.slack.wording.cautions import ARTICLE, CAUTION, CLINICIAN
from tests.slack import examples
from tests.slack.blocks.test_home import outline
from tests.slack.examples import BERLIN, EXERCISES, at, member, status


def lines_of(message: Message) -> list[str]:
    blocks = [block for block in message.blocks or [] if "fields" not in block]
    return outline({"blocks": blocks})


def test_a_stranger_gets_the_introduction() -> None:
    assert lines_of(introduction()) == [
        (
            "*I'm Budge.* Every 2 to 3 hours of your working day I send you two short exercises for people who sit "
            "a lot. You tick them off. That's all."
        ),
        "[Start] [Show me the exercises]",
        "Nobody can sign you up but you.",
    ]


def test_joining_says_what_will_happen_and_asks_one_question() -> None:
    message = welcome(status(next_at=at("16:12")), EXERCISES)
    assert lines_of(message) == [
        "*You're in.* Two exercises: standing hip stretch and lying knee to chest. About 9 minutes.",
        "*When*  Mon–Fri 9:00–17:30, Berlin time",
        "[Change] [Leave one out] [Show me one now]",
        f"{ARTICLE} {CAUTION}",
        CLINICIAN,
        "---",
        (
            "*The team leaderboard.* Shall I show your name, share, best week and run? Until you answer you are "
            "private: you add to the team total and nothing else."
        ),
        "[Show me] [Keep me private]",
        (
            "Nobody in Slack sees when you skip, snooze or pause. Whoever runs Budge here can read its database. "
            "`/budge forget me` erases you."
        ),
    ]
    [fields] = [block["fields"] for block in message.blocks or [] if "fields" in block]
    assert [field["text"] for field in fields] == ["*How often*  every 2 h 30", "*First one*  today at 16:12"]


def test_the_question_folds_to_its_answer() -> None:
    private = welcome(status(member(visibility=Visibility.PRIVATE)), EXERCISES)
    named = welcome(status(member(visibility=Visibility.SHOWN)), EXERCISES)
    assert lines_of(private)[6] == "Leaderboard: private. /budge show me changes it."
    assert lines_of(named)[6] == 'Leaderboard: shown as "Ana". /budge hide me changes it.'
    assert "[Keep me private]" not in str(lines_of(private))


def test_somebody_who_is_in_is_told_how_they_stand() -> None:
    sentence = "You're already in: every 2 h 30, Mon–Fri 9:00–17:30. Next at 14:12."
    assert lines_of(already_in(status())) == [sentence, "[Settings]"]


def test_the_zone_is_asked_for_with_a_menu_and_a_command() -> None:
    assert lines_of(zone_question()) == [
        "What is your time zone? Slack doesn't tell me, and I don't want to guess.",
        "[Find your city]",
        "Or type `/budge zone Europe/Berlin`. I start as soon as I know.",
    ]
    assert zone_menu()["type"] == "external_select"


def test_zones_are_offered_by_name_a_hundred_at_most() -> None:
    assert zone_option("America/New_York") == {
        "text": {"type": "plain_text", "text": "America/New York", "emoji": False},
        "value": "America/New_York",
    }
    assert len(zone_options(["Europe/Berlin"] * 400)) == 100


def test_a_new_zone_can_be_refused() -> None:
    lisbon = status(member(zone="Europe/Lisbon"), next_at=at("12:30"))
    message = zone_moved(ZoneMove(status=lisbon, old_zone=BERLIN, new_zone="Europe/Lisbon"))
    assert lines_of(message) == [
        "Slack says you're on Lisbon time now. Your hours stay 9:00–17:30, Lisbon time. Next at 11:30.",
        "[Stay on Berlin time]",
    ]
    assert (message.blocks or [])[1]["elements"][0]["value"] == BERLIN


def test_the_status_is_one_line_and_three_buttons() -> None:
    assert lines_of(status_message(status())) == [
        "*Next at 14:12.* Every 2 h 30, Mon–Fri 9:00–17:30, Berlin time. 14 exercises this week.",
        "[Do them now] [Pause] [Settings]",
    ]


def test_the_status_names_days_that_are_too_short() -> None:
    assert "Friday: too short for that, so nothing comes." in status_message(status(empty_days=(4,))).text


def test_a_pause_names_its_end_and_the_way_out() -> None:
    monday = examples.paused(at("9:00", 23), next_at=at("11:30", 23))
    sentence = "Paused until Monday 23 November, 9:00. First one at 11:30."
    assert lines_of(paused(monday)) == [sentence, "[Until I resume] [Resume now]"]


def test_a_pause_until_tomorrow_can_be_made_longer() -> None:
    tomorrow = examples.paused(at("9:00", 19), next_at=at("11:30", 19))
    sentence = "Paused until tomorrow 9:00. First one at 11:30."
    assert lines_of(paused(tomorrow)) == [sentence, "[Until Monday] [Until I resume] [Resume now]"]


def test_a_pause_without_an_end_has_one_way_out() -> None:
    assert lines_of(paused(examples.paused(None)))[1:] == ["[Resume now]"]


def test_a_closed_card_offers_a_new_one() -> None:
    assert lines_of(card_closed()) == ["That one is closed.", "[Show me one now]"]


def test_somebody_who_is_shown_is_told_as_whom() -> None:
    assert shown(status()).text == 'You\'re on the leaderboard as "Ana".'
