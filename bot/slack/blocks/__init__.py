"""Messages and views as Block Kit: dataclasses in, a `Message` or a view's dict out. Everything here is pure.

welcome.py              joining: the introduction, the confirmation, the questions about zone and leaderboard
help.py, why.py         the commands and the reasons
card.py, exercise.py    a reminder, and an exercise to read
home.py                 the App Home
status.py               how a member stands, and the replies that come with buttons
settings.py, pause.py   the modals with something to fill in; `bot.slack.settings_form` judges the settings
leaderboard.py          the own week and the channels' weekly post
notice.py               a reply as a modal, where there is no conversation

elements.py and rich.py are Block Kit's pieces, choices.py the buttons and menus that several messages share.
"""
