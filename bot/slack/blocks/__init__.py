"""Messages and views as Block Kit: dataclasses in, `Message` or a view's dict out. Everything here is pure.

card.py         reminder_card(card) -> Message
welcome.py      introduction() -> Message
                exercises_to_read(exercises) -> Message
                welcome(status, exercises) -> Message        the question folds once `member.visibility` is answered
                already_in(status) -> Message
                zone_question() -> Message                   external_select `ids.CHOOSE_ZONE`
                zone_options(zones) -> list of options        what the external_select is answered with
                zone_moved(move) -> Message
status.py       status_message(status) -> Message
                paused(status), paused_shortly(status) -> Message    with [Resume now] / [Until Monday] [Until I resume]
                card_closed() -> Message                     with [Show me one now]
help.py         help_message() -> Message
why.py          why() -> Message
home.py         home_view(home | None, exercises) -> View
exercise.py     steps_view(exercise) -> View                 the modal of [See the steps]
settings.py     settings_view(shown) -> View
                settings_view_again(...) -> View             after DaysTooShort: what was typed stays, the warning below it
leaderboard.py  own_week(view) -> Message
                board_post(post) -> Message
                post_set_up(set_up) -> Message
"""
