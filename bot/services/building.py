"""How the use cases are put together from the ports."""

from collections.abc import Sequence
from datetime import timedelta

from bot.ports import Clock, Messenger, Store
from bot.services.administration import Administration
from bot.services.attempts import Attempts
from bot.services.cards import Cards
from bot.services.caring import Caring
from bot.services.claiming import Claiming
from bot.services.closing import Closing
from bot.services.completion import Completions
from bot.services.countdowns import Countdowns
from bot.services.enrolment import Enrolment
from bot.services.fitting import Fitting
from bot.services.guiding import Guiding
from bot.services.home import HomePages
from bot.services.illustrating import Illustrating
from bot.services.installing import Installing
from bot.services.leaderboard import Leaderboard
from bot.services.leases import Leases
from bot.services.looking_up import LookingUp
from bot.services.meter import UNMETERED, Meter
from bot.services.offering import Offering
from bot.services.outcomes import Recording
from bot.services.planning import Planning
from bot.services.posting import Posting
from bot.services.preferences import Preferences
from bot.services.privacy import Privacy
from bot.services.reminding import Reminding
from bot.services.requests import Requests
from bot.services.retention import KEPT, Retention
from bot.services.services import Services
from bot.services.serving import Serving
from bot.services.sharing import Sharing
from bot.services.sounds import Sounds
from bot.services.statuses import Statuses
from bot.services.targets import Targets
from bot.services.telling import Telling
from bot.services.tidying import Tidying
from bot.services.timing import UNHURRIED, Timing
from bot.services.undoing import Undoing
from bot.services.uploading import Uploading
from routines.model import Routine


def build_services(
    *,
    store: Store,
    clock: Clock,
    lease_clock: Clock,
    messenger: Messenger,
    routines: Sequence[Routine],
    owner: str,
    timing: Timing = UNHURRIED,
    kept: timedelta = KEPT,
    meter: Meter = UNMETERED,
    illustrating: Illustrating | None = None,
) -> Services:
    """All use cases over these ports. `clock` may be moved; `lease_clock` never, and all who share the store must agree
    on it. `owner` names the process. The first of the routines is offered to whoever has chosen none.
    Without `illustrating` cards have no pictures.
    """
    illustrating = illustrating or Illustrating()
    planning = Planning(tuple(routines))
    cards = Cards(clock, planning, illustrating)
    statuses = Statuses(clock, planning)
    offering = Offering(planning)
    targets = Targets(clock, planning)
    guiding = Guiding(store, clock, planning, cards, targets)
    sounds = Sounds(store, clock, lease_clock, messenger, timing)
    attempts = Attempts(
        clock=clock, lease_clock=lease_clock, planning=planning, cards=cards, timing=timing, meter=meter
    )
    recording = Recording(
        store=store,
        clock=clock,
        lease_clock=lease_clock,
        messenger=messenger,
        planning=planning,
        timing=timing,
        meter=meter,
    )
    posting = Posting(clock=clock, lease_clock=lease_clock, messenger=messenger, recording=recording, timing=timing)
    looking_up = LookingUp(
        store=store,
        clock=clock,
        lease_clock=lease_clock,
        messenger=messenger,
        planning=planning,
        recording=recording,
        timing=timing,
        meter=meter,
    )
    leaderboard = Leaderboard(store, clock, lease_clock, messenger)
    telling = Telling(
        store=store,
        clock=clock,
        lease_clock=lease_clock,
        messenger=messenger,
        statuses=statuses,
        timing=timing,
    )
    leases = Leases(store=store, clock=clock, lease_clock=lease_clock, timing=timing, owner=owner)
    serving = Serving(
        store=store,
        clock=clock,
        lease_clock=lease_clock,
        leases=leases,
        claiming=Claiming(planning),
        attempts=attempts,
        posting=posting,
        looking_up=looking_up,
        leaderboard=leaderboard,
        tidying=Tidying(store, clock, lease_clock, messenger, cards, guiding, sounds, timing),
        fitting=Fitting(store=store, clock=clock, leases=leases, planning=planning, telling=telling, timing=timing),
        timing=timing,
    )
    return Services(
        enrolment=Enrolment(store, clock, messenger, planning, statuses, illustrating),
        preferences=Preferences(store, clock, planning, statuses, offering),
        reminding=Reminding(
            store=store, clock=clock, lease_clock=lease_clock, leases=leases, serving=serving, timing=timing
        ),
        requests=Requests(
            store=store,
            clock=clock,
            lease_clock=lease_clock,
            planning=planning,
            statuses=statuses,
            attempts=attempts,
            posting=posting,
            timing=timing,
        ),
        completion=Completions(store, clock, planning, cards, targets),
        closing=Closing(store, clock, planning, cards, statuses, targets),
        caring=Caring(store, clock, planning, cards, statuses, targets, offering),
        guiding=guiding,
        countdowns=Countdowns(clock),
        sounds=sounds,
        undoing=Undoing(store, clock, planning, cards, targets),
        leaderboard=leaderboard,
        home=HomePages(store, clock, statuses, offering),
        privacy=Privacy(store, clock, messenger),
        retention=Retention(store, clock, serving.draining, kept=kept),
        administration=Administration(store, clock, messenger),
        sharing=Sharing(store, messenger),
        installing=Installing(store, lease_clock, serving.draining),
        uploading=Uploading(
            store=store,
            clock=lease_clock,
            messenger=messenger,
            illustrating=illustrating,
            timing=timing,
            draining=serving.draining,
        ),
    )
