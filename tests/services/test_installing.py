"""A workspace comes, goes and comes back: what is kept of it, for how long, and what a late word of Slack's changes."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import WorkspaceId
from bot.ports import DeliveryFailed
from bot.services.installing import Installing
from bot.services.suspending import suspend
from bot.store.schema import workspaces
from bot.store.transaction import SqlStore
from tests.services.delivery import Delivery
from tests.store.rows import ACME, ANA, DAY, HOUR, MINUTE, SECOND, installation

WEEK = 7 * DAY


@pytest.fixture
def delivery(store: SqlStore) -> Delivery:
    return Delivery(store)


@pytest.fixture
def installing(delivery: Delivery) -> Installing:
    return delivery.services.installing


def now(delivery: Delivery) -> datetime:
    return delivery.lease_clock.at


async def state(engine: AsyncEngine, workspace: WorkspaceId = ACME) -> tuple[str | None, datetime | None]:
    """Why it is not served, and when it is erased."""
    async with engine.connect() as connection:
        query = select(workspaces.c.suspended_reason, workspaces.c.erase_at).where(workspaces.c.id == workspace)
        reason, erase_at = (await connection.execute(query)).one()
        return reason, erase_at


async def has_tokens(store: SqlStore) -> bool:
    async with store.transaction() as tx:
        return await tx.installations.get(ACME) is not None


async def test_a_workspace_that_installs_is_served(
    delivery: Delivery, installing: Installing, engine: AsyncEngine
) -> None:
    await installing.installed(installation(installed_at=now(delivery)))
    assert await state(engine) == (None, None)
    assert await has_tokens(delivery.store)
    await delivery.joins(ANA)
    await delivery.tick()
    assert len(delivery.cards(ANA)) == 1


async def test_uninstalling_forgets_the_tokens_at_once_and_stops_all(
    delivery: Delivery, installing: Installing, engine: AsyncEngine
) -> None:
    await installing.installed(installation(installed_at=now(delivery)))
    await delivery.joins(ANA)
    await installing.uninstalled(ACME, at=now(delivery) + MINUTE)
    assert await state(engine) == ("uninstalled", now(delivery))
    assert not await has_tokens(delivery.store)
    await delivery.tick()
    assert delivery.sky.calls["post_card"] == 0


async def test_a_word_of_before_a_new_installation_changes_nothing(
    delivery: Delivery, installing: Installing, engine: AsyncEngine
) -> None:
    await installing.installed(installation(installed_at=now(delivery)))
    await installing.uninstalled(ACME, at=now(delivery) - SECOND)
    await installing.revoked(ACME, at=now(delivery) - SECOND)
    assert await state(engine) == (None, None)
    assert await has_tokens(delivery.store)


async def test_a_word_of_the_second_of_the_installation_counts(
    delivery: Delivery, installing: Installing, engine: AsyncEngine
) -> None:
    """Slack tells whole seconds."""
    await installing.installed(installation(installed_at=now(delivery) + timedelta(milliseconds=900)))
    await installing.uninstalled(ACME, at=now(delivery))
    assert await state(engine) == ("uninstalled", now(delivery))


async def test_a_workspace_that_nobody_knows_is_not_created(
    delivery: Delivery, installing: Installing, store: SqlStore
) -> None:
    await installing.uninstalled(ACME, at=now(delivery))
    await installing.revoked(ACME, at=now(delivery))
    async with store.transaction() as tx:
        assert await tx.workspaces.get(ACME) is None


async def test_revoked_tokens_leave_a_week(delivery: Delivery, installing: Installing, engine: AsyncEngine) -> None:
    await installing.installed(installation(installed_at=now(delivery)))
    await installing.revoked(ACME, at=now(delivery))
    begun = now(delivery)
    assert await state(engine) == ("tokens_revoked", begun + WEEK)
    delivery.wait(WEEK - SECOND)
    await installing.erase_due()
    assert await state(engine) == ("tokens_revoked", begun + WEEK)
    delivery.wait(SECOND)
    await installing.erase_due()
    async with delivery.store.transaction() as tx:
        assert await tx.workspaces.get(ACME) is None


@pytest.mark.parametrize("order", ["uninstalled first", "revoked first"])
async def test_both_words_of_an_uninstall_mean_that_it_is_erased_now(
    order: str, delivery: Delivery, installing: Installing, engine: AsyncEngine
) -> None:
    """Slack sends both, in either order."""
    await installing.installed(installation(installed_at=now(delivery)))
    words = [installing.uninstalled, installing.revoked]
    for word in words if order == "uninstalled first" else reversed(words):
        await word(ACME, at=now(delivery))
        delivery.lease_clock.at += SECOND
    reason, erase_at = await state(engine)
    assert reason == "uninstalled"
    assert erase_at is not None
    assert erase_at < now(delivery)


async def test_a_new_installation_calls_everything_off(
    delivery: Delivery, installing: Installing, engine: AsyncEngine
) -> None:
    await installing.installed(installation(installed_at=now(delivery)))
    await delivery.joins(ANA)
    for word in (installing.revoked, installing.uninstalled):
        await word(ACME, at=now(delivery))
        delivery.lease_clock.at += MINUTE
        await installing.installed(installation(installed_at=now(delivery)))
        assert await state(engine) == (None, None)
    delivery.wait(WEEK + HOUR)
    await installing.erase_due()
    assert (await delivery.member(ANA)).id == ANA
    assert await has_tokens(delivery.store)


async def refused_post(delivery: Delivery) -> None:
    """A reminder comes due, and Slack refuses its post with the token."""
    await delivery.joins(ANA)
    delivery.team.refusal = "token_revoked"
    await delivery.tick()
    assert delivery.sky.calls["post_card"] == 1


async def test_a_token_that_slack_refuses_leaves_a_week_too(delivery: Delivery, engine: AsyncEngine) -> None:
    await delivery.services.installing.installed(installation(installed_at=now(delivery)))
    delivery.lease_clock.at += MINUTE
    await refused_post(delivery)
    assert await state(engine) == ("token_revoked", now(delivery) + WEEK)


async def test_a_refusal_right_after_an_installation_is_of_the_token_before(
    delivery: Delivery, engine: AsyncEngine
) -> None:
    await delivery.services.installing.installed(installation(installed_at=now(delivery)))
    delivery.lease_clock.at += MINUTE - SECOND
    await refused_post(delivery)
    assert await state(engine) == (None, None)


@pytest.mark.parametrize("word", ["missing_scope", "not_installed", "token_expired"])
@pytest.mark.parametrize(("after", "is_suspended"), [(MINUTE - SECOND, False), (MINUTE, True)])
async def test_so_is_any_other_that_concerns_the_whole_workspace(
    delivery: Delivery, engine: AsyncEngine, word: str, after: timedelta, is_suspended: bool
) -> None:
    await delivery.services.installing.installed(installation(installed_at=now(delivery)))
    failure = DeliveryFailed(word, permanent=True, concerns_workspace=True)
    async with delivery.store.transaction() as tx:
        await suspend(tx, ACME, failure, lease_now=now(delivery) + after)
    assert await state(engine) == (word if is_suspended else None, None)


async def test_where_the_token_is_a_setting_a_refused_one_erases_nothing(
    delivery: Delivery, engine: AsyncEngine
) -> None:
    await refused_post(delivery)
    assert await state(engine) == ("token_revoked", None)
