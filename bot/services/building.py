"""How the use cases are put together from the ports."""

from bot.ports import Clock, Messenger, Store
from bot.services.cards import Cards
from bot.services.closing import Closing
from bot.services.completion import Completions
from bot.services.enrolment import Enrolment
from bot.services.home import HomePages
from bot.services.leaderboard import Leaderboard
from bot.services.planning import Planning
from bot.services.posting import Posting
from bot.services.preferences import Preferences
from bot.services.reminding import Reminding
from bot.services.services import Services
from bot.services.statuses import Statuses
from bot.services.targets import Targets
from bot.services.tidying import Tidying
from bot.services.undoing import Undoing
from routines.model import Routine


def build_services(
    *, store: Store, clock: Clock, lease_clock: Clock, messenger: Messenger, routine: Routine, owner: str
) -> Services:
    """All use cases over these ports. `clock` may be moved, `lease_clock` never; `owner` names the process."""
    planning = Planning(routine)
    cards = Cards(clock, planning)
    statuses = Statuses(clock, planning)
    targets = Targets(clock, planning)
    posting = Posting(store, clock, messenger, planning, cards, statuses)
    leaderboard = Leaderboard(store, clock, messenger)
    return Services(
        enrolment=Enrolment(store, clock, messenger, planning, statuses),
        preferences=Preferences(store, clock, planning, statuses),
        reminding=Reminding(
            store=store,
            clock=clock,
            lease_clock=lease_clock,
            owner=owner,
            planning=planning,
            posting=posting,
            tidying=Tidying(store, clock, messenger, cards),
            leaderboard=leaderboard,
        ),
        posting=posting,
        completion=Completions(store, clock, planning, cards, targets),
        closing=Closing(store, clock, planning, cards, statuses, targets),
        undoing=Undoing(store, clock, planning, cards, targets),
        leaderboard=leaderboard,
        home=HomePages(store, clock, statuses),
    )
