"""What the services need from the outside world, as Protocols. `bot.app` decides who stands behind them."""

from bot.ports.clock import Clock
from bot.ports.failures import DeliveryFailed, StoreUnavailable
from bot.ports.installations import Erasures, Installations, UnreadableSecret
from bot.ports.messenger import ChannelFacts, Messenger
from bot.ports.oversight import Census, Notices, Oversight
from bot.ports.pictures import Pictures, Refusals, Upload
from bot.ports.privacy import Belongings, Erased, OldRows
from bot.ports.store import Store, Transaction
from bot.ports.tables import (
    LONGEST_BLOCK,
    Errand,
    Errands,
    Members,
    Posts,
    Reminders,
    Standings,
    Workspace,
    Workspaces,
)

__all__ = [
    "LONGEST_BLOCK",
    "Belongings",
    "Census",
    "ChannelFacts",
    "Clock",
    "DeliveryFailed",
    "Erased",
    "Erasures",
    "Errand",
    "Errands",
    "Installations",
    "Members",
    "Messenger",
    "Notices",
    "OldRows",
    "Oversight",
    "Pictures",
    "Posts",
    "Refusals",
    "Reminders",
    "Standings",
    "Store",
    "StoreUnavailable",
    "Transaction",
    "UnreadableSecret",
    "Upload",
    "Workspace",
    "Workspaces",
]
