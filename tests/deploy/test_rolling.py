from pathlib import Path

from tests.deploy.balancers import HAPROXY_CFG, Ports, on_loopback, own
from tests.deploy.rolling import restarted_in_turn
from tests.scenario.processes.apart import apart, free_port


async def test_two_bots_restarted_in_turn_leave_nothing_without_its_ack(postgres_url: str, tmp_path: Path) -> None:
    port = free_port()
    async with apart(postgres_url, tmp_path, over_http=True, reached_at=port) as pair:
        outcomes = await restarted_in_turn(pair, own, port=port)

    assert set(outcomes) == {"200"}, outcomes


def test_the_balancer_of_compose_knows_both_bots() -> None:
    text = on_loopback(HAPROXY_CFG.read_text(encoding="utf-8"), [Ports(1, 2), Ports(3, 4)], port=5)

    assert "server bot-1 127.0.0.1:1 check port 2" in text
    assert "server bot-2 127.0.0.1:3 check port 4" in text
