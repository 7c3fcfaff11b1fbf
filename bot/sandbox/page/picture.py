"""Pictures of people: their initials on their colour, and the app's own mark."""

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.page.which import sandbox_of
from bot.sandbox.rendering import environment


async def picture_of(request: Request) -> Response:
    """The picture of one person as SVG; 404 for somebody unknown."""
    team = sandbox_of(request).team
    person = team.people.get(request.path_params["person"])
    if person is None:
        return Response(status_code=404)
    drawn = environment().get_template("picture.svg").render(person=person, is_app=person.id == team.bot.id)
    headers = {"Cache-Control": "max-age=3600", "Content-Security-Policy": "default-src 'none'"}
    return Response(drawn, media_type="image/svg+xml", headers=headers)
