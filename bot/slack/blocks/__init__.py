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
                paused(status), shown(status) -> Message
                card_closed() -> Message                     with [Show me one now]
help.py         help_message() -> Message
why.py          why() -> Message, why_view() -> View
home.py         home_view(home | None, exercises) -> View
exercise.py     steps_view(exercise) -> View                 the modal of [See the steps]
choices.py      buttons and menus that several messages share
elements.py     Block Kit's pieces; rich.py: those of rich text
settings.py     settings_view(shown) -> View
                settings_view(shown, typed, warning=refusal)    what was typed stays, DaysTooShort asked below it

A submitted settings view, from `bot.slack.typed_settings` and `bot.slack.settings_form`:
                typed = typed_of(view["state"]["values"])
                form = parse_settings(typed)                 a SettingsForm, or a dict for `response_action: errors`
                accepted_days(view["private_metadata"])      what `save` takes as accept_empty_days
                refused_fields(refusal)                      errors of `save` by field (all but DaysTooShort)

leaderboard.py  own_week(view) -> Message
                board_post(post) -> Message
                post_set_up(set_up) -> Message
"""
