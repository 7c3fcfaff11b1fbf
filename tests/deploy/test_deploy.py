"""What stands in `deploy/`, held against the program: files that nobody can run here must not rot."""

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from bot.cli import app
from bot.config import Settings
from bot.metrics import EXPIRED_REASONS, METHODS, QUEUES, Metrics
from bot.services.levels import Levels
from bot.services.meter import Called, Heard, Transacted
from tests.test_metrics import LEVELS, everything

HERE = Path(__file__).parents[2]
DEPLOY = HERE / "deploy"
ALERTS = DEPLOY / "monitoring" / "alerts.yaml"
DASHBOARD = DEPLOY / "monitoring" / "grafana-dashboard.json"
RUNBOOK = (DEPLOY / "README.md").read_text(encoding="utf-8")
LABEL_VALUES: dict[str, Iterable[str]] = {
    "job": {"budge"},
    "kind": set(Heard),
    "method": METHODS,
    "outcome": {*Called, *Transacted},
    "queue": QUEUES,
    "reason": EXPIRED_REASONS,
}
NOT_OURS = {"up"}  # Prometheus's own


def alerts() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return found


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in alerts())
    yield from (target["expr"] for panel in panels() for target in panel["targets"])


def documents(*path: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY.joinpath(*path)).read_text(encoding="utf-8")))


async def told() -> dict[str, set[str]]:
    """The names of all series that there can be, each with its labels."""

    async def levels() -> Levels:
        return LEVELS

    metrics = Metrics(version="1.2.3")
    everything(metrics)
    metrics.watch(levels)
    await metrics.exposition()
    names: dict[str, set[str]] = {}
    for family in metrics.registry.collect():
        for sample in family.samples:
            names.setdefault(sample.name, set()).update(sample.labels)
    return names


async def test_alerts_and_dashboard_ask_only_for_what_is_told() -> None:
    known = await told()
    for expression in expressions():
        named = set(re.findall(r"\b(?:budge|process)_[a-z_]+|\bup\b", expression))
        assert named, expression
        assert named - known.keys() - NOT_OURS == set(), expression


async def test_they_ask_for_labels_that_there_are_and_values_that_can_be() -> None:
    known = await told()
    for expression in expressions():
        for name, selector in re.findall(r"([a-z_]+)\{([^}]*)\}", expression):
            for label, words in re.findall(r'(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"', selector):
                assert label == "job" or label in known[name], expression
                assert set(words.split("|")) <= set(LABEL_VALUES[label]), expression


async def test_everything_that_is_told_can_be_seen() -> None:
    shown = " ".join(expressions())
    ours = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in await told() if name.startswith("budge_")}
    assert {name for name in ours if name not in shown} == set()


def test_every_alert_has_its_chapter_and_no_chapter_is_left_over() -> None:
    chapters = re.findall(r"^### (Budge\w+)$", RUNBOOK, re.MULTILINE)
    assert chapters == [rule["alert"] for rule in alerts()]


def test_the_panels_of_the_dashboard_do_not_lie_on_one_another() -> None:
    places: set[tuple[int, int]] = set()
    for panel in panels():
        at = panel["gridPos"]
        squares = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not squares & places, panel["title"]
        places |= squares


def settings_named() -> Iterator[tuple[str, str]]:
    """Every setting that a file gives to Budge."""
    (compose,) = documents("compose.yaml")
    for service in ("migrate", "bot-1", "bot-2"):
        yield from (("compose.yaml", name) for name in compose["services"][service]["environment"])
    for document in (*documents("kubernetes", "budge.yaml"), *documents("kubernetes", "secret.example.yaml")):
        yield from ((document["kind"], name) for name in document.get("stringData", {}))
        for container in containers(document):
            yield from ((document["kind"], each["name"]) for each in container.get("env", ()))
    yield from (("Dockerfile", name) for name in re.findall(r"\b(BUDGE_\w+)=", dockerfile()))
    unit = (DEPLOY / "systemd" / "budge.service").read_text()
    yield from (("budge.service", name) for name in re.findall(r"\b(BUDGE_\w+)=", unit))


def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def containers(document: dict[str, Any]) -> list[dict[str, Any]]:
    if document["kind"] != "Deployment":
        return []
    pod = document["spec"]["template"]["spec"]
    return [*pod["initContainers"], *pod["containers"]]


def test_every_setting_that_is_given_is_one() -> None:
    assert {(file, name) for file, name in settings_named() if name not in Settings.variables()} == set()


def test_every_command_that_is_run_is_one() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]  # it is a group: it has commands
    (compose,) = documents("compose.yaml")
    run = [
        compose["services"]["migrate"]["command"][0],
        json.loads(re.findall(r"^CMD (.*)$", dockerfile(), re.MULTILINE)[0])[0],
    ]
    run += [container["args"][0] for each in documents("kubernetes", "budge.yaml") for container in containers(each)]
    unit = (DEPLOY / "systemd" / "budge.service").read_text()
    run += [shlex.split(line)[1] for line in re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)]
    run += re.findall(r"(?<![/\w-])budge ([a-z]+)(?= [A-Z\"$/p]|\n|`)", RUNBOOK)
    assert set(run) - commands.keys() == set()


def test_what_the_image_is_made_of_is_there_and_let_through() -> None:
    copied = [
        words[:-1]
        for line in re.findall(r"^COPY (?!--from)(.*)$", dockerfile(), re.MULTILINE)
        if (words := line.split())
    ]
    let_through = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().split() if line[0] == "!"}
    for path in (path for paths in copied for path in paths):
        assert (HERE / path).exists(), path
        assert path in let_through or str(Path(path).parent) in let_through, path


@pytest.mark.parametrize("service", ["migrate", "bot-1", "bot-2", "proxy", "balancer"])
def test_no_container_may_more_than_it_must(service: str) -> None:
    (compose,) = documents("compose.yaml")
    given = compose["services"][service]
    assert given["read_only"] is True
    assert given["cap_drop"] == ["ALL"]
    assert given["security_opt"] == ["no-new-privileges:true"]


def test_pods_are_as_locked_up_as_containers_can_be_and_probed_at_the_ops_port() -> None:
    (deployment,) = [each for each in documents("kubernetes", "budge.yaml") if each["kind"] == "Deployment"]
    assert deployment["spec"]["replicas"] == 2
    assert deployment["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"] is True
    for container in containers(deployment):
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
    probes = containers(deployment)[-1]
    assert probes["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "ops"}
    assert probes["livenessProbe"]["httpGet"] == {"path": "/healthz", "port": "ops"}


def test_the_runbook_names_only_files_that_exist() -> None:
    named = re.findall(r"\]\(([^)#:]+)\)|`(deploy/[\w./-]+)`", RUNBOOK)
    made = {"deploy/.env"}
    paths = [DEPLOY / link if link else HERE / path for link, path in named if path not in made]
    assert [str(path) for path in paths if not path.exists()] == []


def test_every_call_that_is_made_is_told_by_its_name() -> None:
    source = "".join(file.read_text() for file in (HERE / "bot" / "slack").glob("*.py"))
    made = set(re.findall(r'(?:_read|_write|_pages)\(\s*"([\w.]+)"|counted\([\w.]+, "([\w.]+)"', source))
    assert {name for names in made for name in names if name} - METHODS == set()
