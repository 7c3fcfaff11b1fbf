"""The page of two teams: each has its own people, places and pictures, and says how the app stands there."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.page import routes
from bot.sandbox.people import ANA, GENERAL, INES, WELLNESS
from tests.sandbox.applicant import Applicant, applying
from tests.sandbox.stage import TUESDAY
from tests.sandbox.visitor import Visitor, visiting

HERE, THERE = "T0SANDBOX", "T0NEIGHBOURS"


@pytest.fixture
async def applicant() -> AsyncIterator[Applicant]:
    async with applying(page_routes=routes()) as fresh:
        yield fresh


@pytest.fixture
def visitor(applicant: Applicant) -> Visitor:
    return Visitor(applicant.stage, applicant.browser)


async def test_an_address_leads_into_the_team_that_it_names(visitor: Visitor) -> None:
    page = await visitor.see(team=THERE)
    assert f'data-team="{THERE}" data-person="{INES}"' in page
    assert f"/pictures/{INES}.svg?team={THERE}" in page
    assert 'data-team="" data-person="U0ANA"' in await visitor.see()


async def test_every_team_has_an_address_of_its_own(applicant: Applicant, visitor: Visitor) -> None:
    await applicant.install(team=THERE, person=INES)
    token = applicant.stage.sandboxes[THERE].team.app.bot_token
    address = str((await applicant.client(token).auth_test())["url"])
    assert "Ines Duarte" in await visitor.see(address.removeprefix(applicant.stage.base_url))
    async with visitor.session.get(f"{applicant.stage.base_url}/t/T0NONE/") as response:
        assert response.status == 404


async def test_the_page_links_from_team_to_team(visitor: Visitor) -> None:
    page = await visitor.see(team=THERE)
    assert f"/?team={HERE}&amp;as={ANA}&amp;in=app" in page
    assert f"/?team={THERE}&amp;as={INES}&amp;in=app" in page


async def test_the_same_channel_id_shows_the_channel_of_the_team(visitor: Visitor) -> None:
    visitor.team.post(GENERAL, author=ANA, text="Only here", at=TUESDAY)
    assert "Only here" in await visitor.see(in_=GENERAL)
    assert "Only here" not in await visitor.see(in_=GENERAL, team=THERE)


async def test_what_somebody_does_happens_in_their_team(applicant: Applicant, visitor: Visitor) -> None:
    await visitor.do("say", team=THERE, as_=INES, in_=WELLNESS, text="Hello")
    assert [m.text for m in applicant.stage.sandboxes[THERE].team.messages(WELLNESS)] == ["Hello"]
    assert not visitor.team.messages(WELLNESS)


async def test_pictures_are_of_the_team_that_is_named(visitor: Visitor) -> None:
    assert "ID</text>" in await visitor.see(f"/pictures/{INES}.svg", team=THERE)
    async with visitor.session.get(f"{visitor.stage.base_url}/pictures/{INES}.svg") as response:
        assert response.status == 404


async def test_what_is_read_in_one_team_stays_unread_in_the_other(applicant: Applicant, visitor: Visitor) -> None:
    other = applicant.stage.sandboxes[THERE].team
    await visitor.see(team=THERE)
    await visitor.see()
    other.post(GENERAL, author="U0OMAR", text="Hello", at=TUESDAY)
    await visitor.see(in_=GENERAL)
    assert '<span class="count">1</span>' in await visitor.see(team=THERE)


async def test_a_team_without_the_app_is_told_how_to_get_it(applicant: Applicant, visitor: Visitor) -> None:
    applicant.switch(install_url="https://budge.example.com/slack/install")
    page = await visitor.see(team=THERE)
    assert "Budge is not installed in Harbour Lane" in page
    assert 'href="https://budge.example.com/slack/install"' in page
    assert 'id="step-install" aria-current="step"' in page
    assert "Message Budge" not in page


async def test_the_app_is_removed_and_its_token_revoked_from_the_page(applicant: Applicant, visitor: Visitor) -> None:
    await applicant.install(team=THERE, person=INES)
    assert "its token works" in await visitor.see(team=THERE)
    await visitor.do("revoke", team=THERE, as_=INES, in_="app")
    assert "its token is refused" in await visitor.see(team=THERE)
    await visitor.do("remove", team=THERE, as_=INES, in_="app")
    assert "Budge is not installed in Harbour Lane" in await visitor.see(team=THERE)
    assert applicant.ear.events() == [
        (THERE, "tokens_revoked"),
        (THERE, "app_uninstalled"),
        (THERE, "tokens_revoked"),
    ]


async def test_the_consent_page_begins_with_the_team_that_somebody_came_from(applicant: Applicant) -> None:
    async with applicant.browser.get(applicant.stage.base_url, params={"team": THERE}) as response:
        [looked_at] = response.headers.getall("Set-Cookie")
    assert looked_at.startswith(f"looked-at={THERE};")
    applicant.browser.cookie_jar.update_cookies({"looked-at": THERE})
    _, page = await applicant.page()
    assert "<strong>Harbour Lane</strong>" in page


async def test_one_team_alone_shows_nothing_of_all_this() -> None:
    async with visiting() as alone:
        page = await alone.see()
        assert 'id="installed"' not in page
        assert 'id="step-install"' not in page
        assert "/?team=" not in page
