"""The shapes of Slack's payloads, as far as anything here reads them. What else they hold is nobody's concern."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,64}$")]
Ts = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}(\.[0-9]{1,20})?$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+/\S*$", max_length=3000)]


class Shape(BaseModel):
    """Nothing is turned into what it is not."""

    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)


class Named(Shape):
    """A team, an enterprise, a channel."""

    id: Id


class Person(Shape):
    id: Id
    team_id: Id | None = None


class Option(Shape):
    value: str = ""


class Action(Shape):
    type: Name
    action_id: Name
    block_id: Name
    value: str | None = None
    selected_option: Option | None = None


class Block(Shape):
    elements: list[dict[str, Any]] | None = None


class Pressed(Shape):
    """A message that something was pressed on."""

    ts: Ts
    blocks: list[Block] | None = None
    user: Id | None = None


class Container(Shape):
    type: Name
    is_ephemeral: bool | None = None
    channel_id: Id | None = None
    message_ts: Ts | None = None

    @model_validator(mode="after")
    def _names_its_message(self) -> Self:
        if self.type == "message" and not (self.channel_id and self.message_ts):
            raise ValueError
        return self


class Filled(Shape):
    """What is filled in, of any kind of element."""

    type: Name
    value: str | None = None
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_date: str | None = None
    selected_time: str | None = None


class State(Shape):
    values: dict[str, Annotated[dict[str, Filled], Field(min_length=1)]]


class View(Shape):
    id: Id
    type: Literal["modal", "home"]
    team_id: Id | None = None
    app_installed_team_id: Id | None = None
    callback_id: str = ""
    private_metadata: str = ""
    state: State | None = None


class FilledView(View):
    callback_id: str
    private_metadata: str
    state: State


class Interaction(Shape):
    """What all of them say."""

    type: Name
    team: Named
    enterprise: Named | None = None
    user: Person
    trigger_id: Name | None = None
    is_enterprise_install: bool | None = None


class Shortcut(Interaction):
    callback_id: Name
    response_url: Address | None = None


class Press(Interaction):
    trigger_id: Name
    container: Container
    actions: Annotated[list[Action], Field(min_length=1)]
    channel: Named | None = None
    message: Pressed | None = None
    view: View | None = None
    response_url: Address | None = None


class Suggestion(Interaction):
    action_id: Name
    block_id: Name
    value: str
    channel: Named | None = None
    view: View | None = None


class Answered(Shape):
    response_url: Address


class Submission(Interaction):
    trigger_id: Name
    view: FilledView
    response_urls: list[Answered] = []


class Closing(Interaction):
    view: View
    is_cleared: bool = False


class Command(Shape):
    command: Annotated[str, StringConstraints(pattern=r"^/\S{1,31}$")]
    text: str = ""
    team_id: Id
    user_id: Id
    channel_id: Id
    enterprise_id: Id | None = None
    is_enterprise_install: str | None = None
    trigger_id: Name
    response_url: Address
