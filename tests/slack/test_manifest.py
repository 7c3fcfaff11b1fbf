import re
from pathlib import Path
from typing import Any

from bot.slack.manifest import EVENTS, SCOPES, manifest, manifest_yaml

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


def test_the_yaml_says_what_the_manifest_says() -> None:
    lines = [re.sub(r"(^|  )# .*$", "", line) for line in manifest_yaml().splitlines()]
    numbered = [(len(line) - len(line.lstrip()), line.strip()) for line in lines if line.strip()]
    assert read_yaml(numbered) == manifest()


def test_the_file_to_paste_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == manifest_yaml()


def test_every_scope_and_event_has_its_reason_beside_it() -> None:
    text = manifest_yaml()
    for name, reason in (SCOPES | EVENTS).items():
        assert f"- {name}  # {reason}\n" in text
    assert manifest()["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert manifest()["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)


def test_slacks_limits_are_kept() -> None:
    display, features = manifest()["display_information"], manifest()["features"]
    [command] = features["slash_commands"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert len(features["bot_user"]["display_name"]) <= 80
    assert len(command["command"]) <= 32
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000


def test_people_can_write_in_the_direct_message() -> None:
    app_home = manifest()["features"]["app_home"]
    assert app_home["messages_tab_enabled"]
    assert not app_home["messages_tab_read_only_enabled"]
