"""Sending a file in three calls, each made once: whatever goes wrong, it is clear whether the file may be there."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.domain.ids import ChannelId
from bot.ports import DeliveryFailed
from bot.sandbox.people import ANA
from bot.slack.client import web_client
from bot.slack.uploading import upload
from tests.slack.stage import Stage, raised
from tests.slack.trouble import Ill, Trouble

FIRST, LAST = "files.getUploadURLExternal", "files.completeUploadExternal"
UPLOAD = "the upload itself"
CONTENT = b'{"a": 1}'


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


@pytest.fixture
async def stage(sqlite_url: str, trouble: Trouble) -> AsyncIterator[Stage]:
    async with raised(sqlite_url, trouble=trouble, seconds_for_a_call=0.5) as fresh:
        yield fresh
        await trouble.clear_up()


class Calls:
    """Counts the three calls, and makes one of them ill."""

    def __init__(self, trouble: Trouble, ill: Ill | None = None, *, on: str = "") -> None:
        self.counts: Counter[str] = Counter()
        self._ill, self._on = ill, on
        trouble.rule = self._rule

    def _rule(self, name: str) -> Ill | None:
        step = name if name in {FIRST, LAST} else UPLOAD
        self.counts[step] += 1
        return self._ill if step == self._on else None


async def send(stage: Stage) -> None:
    await stage.messenger.send_file(stage.workspace, CONTENT, name="a.json", to=ChannelId(stage.dm()))


def arrived(stage: Stage) -> list[bytes]:
    return [file.content for message in stage.seen(stage.dm()) for file in message.files]


async def test_a_file_is_sent_by_three_calls(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    calls = Calls(trouble)
    await send(stage)
    assert arrived(stage) == [CONTENT]
    assert calls.counts == {FIRST: 1, UPLOAD: 1, LAST: 1}


@pytest.mark.parametrize("ill", [Ill.BROKEN, Ill.SILENT, Ill.BROKEN_AFTERWARDS])
@pytest.mark.parametrize("step", [FIRST, UPLOAD])
async def test_until_the_last_call_nothing_is_there_and_that_is_known(
    stage: Stage, trouble: Trouble, step: str, ill: Ill
) -> None:
    await stage.join()
    calls = Calls(trouble, ill, on=step)
    with pytest.raises(DeliveryFailed) as failed:
        await send(stage)
    assert not failed.value.outcome_unknown
    assert arrived(stage) == []
    assert calls.counts[step] == 1
    assert calls.counts[LAST] == 0


@pytest.mark.parametrize(("ill", "there"), [(Ill.BROKEN, 0), (Ill.BROKEN_AFTERWARDS, 1), (Ill.SILENT, 0)])
async def test_what_became_of_the_last_call_may_be_unknown(
    stage: Stage, trouble: Trouble, ill: Ill, there: int
) -> None:
    await stage.join()
    calls = Calls(trouble, ill, on=LAST)
    with pytest.raises(DeliveryFailed) as failed:
        await send(stage)
    assert failed.value.outcome_unknown
    assert len(arrived(stage)) == there
    assert calls.counts[LAST] == 1


@pytest.mark.parametrize("step", [FIRST, UPLOAD, LAST])
async def test_a_limit_says_when_to_try_again(stage: Stage, trouble: Trouble, step: str) -> None:
    await stage.join()
    Calls(trouble, Ill.LIMITED, on=step)
    with pytest.raises(DeliveryFailed) as failed:
        await send(stage)
    assert failed.value.retry_after is not None
    assert not failed.value.outcome_unknown
    assert arrived(stage) == []


async def test_a_host_that_does_not_answer_is_left_alone_whatever_the_file(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    Calls(trouble, Ill.SILENT, on=UPLOAD)
    with pytest.raises(DeliveryFailed) as failed:
        await stage.messenger.upload_picture(stage.workspace, CONTENT, name="a.gif")
    assert failed.value.retry_after is not None


async def test_no_error_carries_the_address_of_an_upload(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    Calls(trouble, Ill.BROKEN, on=UPLOAD)
    with pytest.raises(DeliveryFailed) as failed:
        await send(stage)
    assert "upload/v1" not in repr(failed.value.__cause__) + str(failed.value)
    assert failed.value.__suppress_context__


async def test_an_address_that_is_none_is_a_failure_like_others(stage: Stage) -> None:
    for address in ("", "nonsense", "http://127.0.0.1:1/upload"):
        with pytest.raises(DeliveryFailed) as failed:
            await upload(web_client(stage.wire), address, CONTENT)
        assert not failed.value.outcome_unknown
    assert stage.sandbox.team.dm_of(ANA) is None
