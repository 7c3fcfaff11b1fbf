import re
from pathlib import Path
from typing import Any

import pytest

from bot.slack.http import PATH
from bot.slack.manifest import EVENTS, SCOPES, manifest, manifest_yaml
from tests.slack.manifest_rules import problems

URL = "https://budge.example.com"
FILE = Path(__file__).parents[2] / "deploy" / "slack-app-manifest.yaml"


def read_yaml(lines: list[tuple[int, str]]) -> Any:
    """The small part of YAML that the manifest uses: maps and lists by indentation, JSON's scalars."""
    depth = lines[0][0]
    starts = [index for index, (indent, _) in enumerate(lines) if indent == depth]
    parts = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    if lines[0][1].startswith("- "):
        return [read_item(part) for part in parts]
    return dict(read_pair(part) for part in parts)


def read_item(lines: list[tuple[int, str]]) -> Any:
    (indent, first), *others = lines
    content = first.removeprefix("- ")
    return read_yaml([(indent + 2, content), *others]) if re.match(r"\w+: ", content) else content


def read_pair(lines: list[tuple[int, str]]) -> tuple[str, Any]:
    key, _, content = lines[0][1].partition(":")
    return key, read_yaml(lines[1:]) if not content else read_scalar(content.strip())


def read_scalar(text: str) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    return text.strip('"') if text.startswith('"') else int(text)


@pytest.mark.parametrize("url", [None, URL])
def test_the_yaml_says_what_the_manifest_says(url: str | None) -> None:
    lines = [re.sub(r"(^|  )# .*$", "", line) for line in manifest_yaml(url).splitlines()]
    numbered = [(len(line) - len(line.lstrip()), line.strip()) for line in lines if line.strip()]
    assert read_yaml(numbered) == manifest(url)


def test_the_file_to_paste_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == manifest_yaml()


def test_every_scope_and_event_has_its_reason_beside_it() -> None:
    text = manifest_yaml()
    for name, reason in (SCOPES | EVENTS).items():
        assert f"- {name}  # {reason}\n" in text
    assert manifest()["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert manifest()["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)


@pytest.mark.parametrize("url", [None, URL])
def test_slacks_rules_are_kept(url: str | None) -> None:
    assert problems(manifest(url)) == []


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("display_information", "name"), "a" * 36, "display_information.name is too long"),
        (("display_information", "name"), "", "display_information.name is missing"),
        (("display_information", "colour"), "", "display_information.colour is unknown"),
        (("settings", "socket_mode_enabled"), True, "/budge url has no use over Socket Mode"),
        (("settings", "interactivity"), {"is_enabled": True}, "settings.interactivity.request_url is missing"),
        (("oauth_config", "scopes"), {"bot": ["commands"]}, "message.im needs the scope im:history"),
    ],
)
def test_the_rules_are_rules(path: tuple[str, str], value: Any, problem: str) -> None:
    spoiled = manifest(URL)
    spoiled[path[0]][path[1]] = value
    assert problem in problems(spoiled)


def test_over_http_slack_is_told_one_address_for_all() -> None:
    told = re.findall(r'"(https://[^"]+)"', manifest_yaml(URL))
    assert told == [f"{URL}{PATH}"] * 4  # the command, events, presses, the menu of cities
    assert not manifest(URL)["settings"]["socket_mode_enabled"]


def test_both_ways_differ_in_nothing_else() -> None:
    over_http, over_socket = manifest(URL), manifest()
    del over_http["features"]["slash_commands"][0]["url"]
    del over_http["settings"]["event_subscriptions"]["request_url"]
    del over_http["settings"]["interactivity"]["request_url"]
    del over_http["settings"]["interactivity"]["message_menu_options_url"]
    del over_http["oauth_config"]["redirect_urls"]
    over_http["settings"]["socket_mode_enabled"] = True
    assert over_http == over_socket


def test_people_can_write_in_the_direct_message() -> None:
    app_home = manifest()["features"]["app_home"]
    assert app_home["messages_tab_enabled"]
    assert not app_home["messages_tab_read_only_enabled"]
