"""The page on which a team lets the app in."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.people import ANA, INES, KIT
from tests.sandbox.applicant import REDIRECT, Applicant, applying

HERE, THERE = "T0SANDBOX", "T0NEIGHBOURS"


@pytest.fixture
async def applicant() -> AsyncIterator[Applicant]:
    async with applying() as fresh:
        yield fresh


async def test_the_page_says_which_app_asks_which_team_for_what(applicant: Applicant) -> None:
    status, page = await applicant.page()
    assert status == 200
    assert "<strong>Larkfield</strong>" in page
    assert "Harbour Lane" in page
    assert "chat:write" in page
    assert "Ana Ferreira" in page


async def test_the_address_can_name_the_team(applicant: Applicant) -> None:
    _, page = await applicant.page(team=THERE)
    assert "<strong>Harbour Lane</strong>" in page
    assert "Ines Duarte" in page
    assert "Ana Ferreira" not in page


async def test_guests_are_not_among_those_who_can_install(applicant: Applicant) -> None:
    _, page = await applicant.page()
    assert "Kit Larsen" not in page
    assert (await applicant.decide(team=HERE, person=KIT))[0] == 400


async def test_allowing_leads_back_with_a_code_and_the_state(applicant: Applicant) -> None:
    status, query = await applicant.decide(team=THERE, person=INES)
    assert status == 302
    assert query.keys() == {"code", "state"}
    assert query["state"] == "st&te"


async def test_cancelling_leads_back_with_the_refusal(applicant: Applicant) -> None:
    status, query = await applicant.decide(team=HERE, person=ANA, answer="cancel")
    assert (status, query) == (302, {"error": "access_denied", "state": "st&te"})


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"scope": ""}, "invalid_scope"),
        ({"redirect_uri": ""}, "invalid_redirect_uri"),
        ({"redirect_uri": "javascript:alert(1)"}, "invalid_redirect_uri"),
    ],
)
async def test_a_link_that_is_wrong_leads_nowhere(applicant: Applicant, changes: dict[str, str], word: str) -> None:
    status, page = await applicant.page(**changes)
    assert status == 400
    assert word in page
    assert (await applicant.decide(team=HERE, person=ANA, **changes))[0] == 400


async def test_an_app_with_redirect_urls_leads_to_no_other(applicant: Applicant) -> None:
    applicant.switch(redirect_urls=("https://elsewhere.example.com/",))
    status, page = await applicant.page()
    assert status == 400
    assert "bad_redirect_uri" in page
    applicant.switch(redirect_urls=(REDIRECT,))
    assert (await applicant.page())[0] == 200


async def test_no_other_page_can_answer_for_somebody(applicant: Applicant) -> None:
    elsewhere = "https://elsewhere.example.com"
    assert (await applicant.decide(team=HERE, person=ANA, origin=elsewhere))[0] == 400
