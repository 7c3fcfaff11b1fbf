"""Messages and views in the shapes the bot sends, written by hand: what the page is tried on."""

from bot.sandbox.records import Json

CARD_TEXT = (
    "Push your chair back and stand up. Two exercises, about 9 minutes.\n"
    "Standing hip stretch. You need a high-back chair that cannot roll or swivel. 1. Put the chair down."
)
SAFETY = (
    "For temporary relief only. Stop if anything hurts. "
    "If you need more help with pain, see a pain management specialist."
)
STANDING = (
    ["Put the chair right in front of you, its seat facing away. You will hold its back."],
    ["Put your right hand on the back of the chair. Put your left hand on your hip."],
    ["Breathe in slowly. Pull your shoulders down. Draw your belly in. This strong base keeps you steady."],
    [
        "Lift your left leg out to the side, foot 4–6 in (10–15 cm) off the floor. ",
        "Stay lower if you lose balance or it feels uncomfortable.",
    ],
    ["Flex your foot back and forth for ", "*2 minutes", ". Then lower your leg to the floor."],
    [
        "Lift your left leg again. Make small circles with your foot and ankle. ",
        "You'll feel the tension leave your left buttock.",
    ],
    ["Lower your leg. Rest for ", "*1 minute", "."],
    [
        "Now the ",
        "*right",
        " leg: left hand on the chair, right hand on your hip. Do 3 to 7 with the right leg. ",
        "Do step 3 exactly: it keeps your balance.",
    ],
)
LYING = (
    ["Lie flat on the floor or a soft mat. Put your arms down along your sides."],
    ["Raise your legs until they bend at the knees."],
    ["Breathe in slowly. Pull in your core as you do."],
    ["Breathe out and lift your left leg."],
    ["Clasp both hands around your shin. Gently draw your leg toward your chest."],
    ["Let go and lower your left leg."],
    ["Now the ", "*right", " leg: do 3 to 6 with the right leg."],
)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str, *, block_id: str, accessory: Json | None = None) -> Json:
    block: Json = {"type": "section", "block_id": block_id, "text": {"type": "mrkdwn", "text": text}}
    return block | ({"accessory": accessory} if accessory else {})


def context(text: str, *, block_id: str) -> Json:
    return {"type": "context", "block_id": block_id, "elements": [{"type": "mrkdwn", "text": text}]}


def button(text: str, *, action_id: str, value: str = "r1", style: str = "", label: str = "") -> Json:
    element: Json = {"type": "button", "action_id": action_id, "text": plain(text), "value": value}
    return element | ({"style": style} if style else {}) | ({"accessibility_label": label} if label else {})


def options(*pairs: tuple[str, str]) -> list[Json]:
    return [{"text": plain(text), "value": value} for text, value in pairs]


def ordered(steps: tuple[list[str], ...], *, block_id: str) -> Json:
    def leaf(run: str) -> Json:
        bold = run.startswith("*")
        return {"type": "text", "text": run.lstrip("*")} | ({"style": {"bold": True}} if bold else {})

    items = [{"type": "rich_text_section", "elements": [leaf(run) for run in step]} for step in steps]
    listed = {"type": "rich_text_list", "style": "ordered", "elements": items}
    return {"type": "rich_text", "block_id": block_id, "elements": [listed]}


def card() -> list[Json]:
    """The reminder card."""
    later = {"type": "static_select", "action_id": "snooze", "placeholder": plain("Snooze")}
    more = {"type": "overflow", "action_id": "more"}
    return [
        section("Push your chair back and stand up.\nTwo exercises, about 9 minutes.", block_id="opener"),
        section(
            "*1  Standing hip stretch*\nA high-back chair. Use one that cannot roll or swivel.", block_id="standing"
        ),
        ordered(STANDING, block_id="standing-steps"),
        section("*2  Lying knee to chest*\nThe floor or a soft mat.", block_id="lying"),
        ordered(LYING, block_id="lying-steps"),
        context(SAFETY, block_id="safety"),
        {
            "type": "actions",
            "block_id": "done",
            "elements": [
                button(
                    "Both done",
                    action_id="both",
                    style="primary",
                    label="Both done: hip stretch and knee to chest",
                ),
                button("Hip stretch done", action_id="one"),
                button("Knee to chest done", action_id="two"),
            ],
        },
        {
            "type": "actions",
            "block_id": "later",
            "elements": [
                later | {"options": options(("10 minutes", "10"), ("20 minutes", "20"), ("30 minutes", "30"))},
                more
                | {
                    "options": options(
                        ("I already moved", "moved"),
                        ("Skip this one", "skip"),
                        ("Why this helps", "why"),
                        ("Settings", "settings"),
                    )
                },
            ],
        },
    ]


def summary() -> list[Json]:
    """What the card folds to once all of it is done."""
    undo = {"type": "overflow", "action_id": "more", "options": options(("Undo", "undo"), ("My week", "week"))}
    return [
        section(
            "*Both done, 11:42.* That is 1 of 1 today and 14 exercises this week.", block_id="summary", accessory=undo
        ),
        section("Next at 14:12 · 6 days in a row", block_id="next"),
    ]


def introduction() -> list[Json]:
    """What a stranger gets."""
    return [
        section(
            "*I'm Budge.* Every 2 to 3 hours of your working day I send you two short exercises. "
            "You tick them off. That's all.",
            block_id="introduction",
        ),
        {
            "type": "actions",
            "block_id": "join",
            "elements": [
                button("Start", action_id="start", style="primary"),
                button("Show me the exercises", action_id="exercises"),
            ],
        },
        context("Nobody can sign you up but you.", block_id="promise"),
    ]


def confirmation() -> list[Json]:
    """What a member gets on joining."""
    fields = [
        {"type": "mrkdwn", "text": "*How often*\nevery 2 h 30"},
        {"type": "mrkdwn", "text": "*First one*\ntoday at 11:30"},
    ]
    return [
        section("*You're in.* Two exercises, one standing, one lying down. About 9 minutes.", block_id="in"),
        section("*When*  Mon–Fri, 9:00–17:30, Berlin time", block_id="when") | {"fields": fields},
        {
            "type": "actions",
            "block_id": "change",
            "elements": [button("Change", action_id="settings"), button("Show me one now", action_id="now")],
        },
        context(SAFETY, block_id="safety"),
        {"type": "divider", "block_id": "line"},
        section("*The team leaderboard.* Shall I show your name, share, best week and run?", block_id="leaderboard"),
        {
            "type": "actions",
            "block_id": "shown",
            "elements": [
                button("Show me", action_id="show") | {"confirm": confirm()},
                button("Keep me private", action_id="hide"),
            ],
        },
        context("Nobody in Slack sees when you skip, snooze or pause.", block_id="privacy"),
    ]


def confirm() -> Json:
    return {
        "title": plain("Show your name?"),
        "text": {"type": "mrkdwn", "text": "The *weekly post* names you."},
        "confirm": plain("Show me"),
        "deny": plain("Keep private"),
    }


def weekly_post() -> list[Json]:
    """The channel's post of the week."""

    def line(text: str) -> Json:
        return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}

    ranks = [line("Ana, 93 %"), line("Priya and Tom, 90 %")]
    last = [line("Lin, 83 %")]
    return [
        {"type": "header", "block_id": "week", "text": plain("Our week to Friday 13 November")},
        section(
            "*187 exercises together, 12 more than last week.* Nine people took part.",
            block_id="together",
        ),
        {
            "type": "rich_text",
            "block_id": "lists",
            "elements": [
                line("Most of their reminders done"),
                {"type": "rich_text_list", "style": "ordered", "elements": ranks},
                {"type": "rich_text_list", "style": "ordered", "offset": 3, "elements": last},
                line("Beat their own best: Sam, Lin"),
                line("Longest run: Tom, 14 days"),
            ],
        },
        context(
            "Only people who asked to be shown are named. Share of exercises done, from 5 reminders up.",
            block_id="rule",
        ),
        {
            "type": "actions",
            "block_id": "mine",
            "elements": [button("My week", action_id="week"), button("Join in", action_id="join")],
        },
        context("Set up by Ana. Anyone in this channel: `/budge leaderboard off`", block_id="off"),
    ]


def home() -> list[Json]:
    """App Home of a member."""
    pause = {"type": "static_select", "action_id": "pause", "placeholder": plain("Pause")}
    return [
        {"type": "header", "block_id": "budge", "text": plain("Budge")},
        section("*Next: today at 16:42*\nEvery 2 h 30, Mon–Fri 9:00–17:30, Berlin time", block_id="next"),
        {
            "type": "actions",
            "block_id": "do",
            "elements": [
                button("Do them now", action_id="now", style="primary"),
                pause | {"options": options(("1 hour", "1h"), ("Until tomorrow", "tomorrow"))},
                button("Settings", action_id="settings"),
            ],
        },
        {"type": "divider", "block_id": "line"},
        {"type": "header", "block_id": "today", "text": plain("Today")},
        section("11:30   both done at 11:42", block_id="first"),
        section("14:12   went by", block_id="second", accessory=button("Mark done", action_id="mark")),
        {"type": "header", "block_id": "week", "text": plain("This week")},
        section("14 exercises. Your best week: 26.\nMon 6 · Tue 6 · Wed 2\n6 days in a row. Best: 11.", block_id="sum"),
    ]


def settings() -> list[Json]:
    """The fields of the settings modal, with one of each other kind of field behind them."""

    def field(block_id: str, label: str, element: Json, **more: object) -> Json:
        named = {"action_id": block_id} | element
        return {"type": "input", "block_id": block_id, "label": plain(label), "element": named, **more}

    often = options(("Every 2 h", "120"), ("Every 2 h 30", "150"), ("Every 3 h", "180"))
    days = options(("Mon", "0"), ("Tue", "1"), ("Wed", "2"), ("Thu", "3"), ("Fri", "4"), ("Sat", "5"), ("Sun", "6"))
    shown = options(("Keep me private", "private"), ('Show me as "Ana"', "shown"))
    return [
        field(
            "often",
            "How often",
            {"type": "static_select", "options": often, "initial_option": often[1]},
            hint=plain("The article suggests every 2 to 3 hours."),
        ),
        field("zone", "Your city", {"type": "external_select", "min_query_length": 1, "placeholder": plain("Berlin")}),
        field("days", "Days", {"type": "checkboxes", "options": days, "initial_options": days[:5]}),
        field("from", "From", {"type": "timepicker", "initial_time": "09:00"}),
        field("to", "To", {"type": "timepicker", "initial_time": "17:30"}),
        field(
            "gaps",
            "Lunch or other gaps",
            {"type": "plain_text_input", "placeholder": plain("12:30-13:15")},
            optional=True,
        ),
        field("shown", "On the leaderboard", {"type": "radio_buttons", "options": shown, "initial_option": shown[0]}),
        field("until", "Until", {"type": "datepicker", "initial_date": "2026-11-24"}, optional=True),
        field(
            "count", "How many", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}, optional=True
        ),
        field("note", "Note", {"type": "plain_text_input", "multiline": True}, optional=True),
    ]
