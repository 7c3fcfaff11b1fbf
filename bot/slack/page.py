"""A page for people outside Slack: a title, a sentence or two, and one link. It loads nothing and runs nothing."""

from base64 import b64encode
from hashlib import sha256
from html import escape

from starlette.responses import HTMLResponse

from bot.slack.wording.installing import Words

STYLE = (
    ":root{color-scheme:light dark;font:1.1rem/1.5 system-ui,sans-serif}"
    "body{max-width:34rem;margin:15vh auto;padding:0 1.5rem;background:Canvas;color:CanvasText}"
    "a{display:inline-block;padding:.6rem 1.2rem;border:2px solid;border-radius:.5rem;color:inherit}"
)
_STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",  # the address of the page holds Slack's code
    "x-content-type-options": "nosniff",
}


def page(words: Words, *, status: int, address: str) -> HTMLResponse:
    """The words, and their link to the address."""
    link = f'<p><a href="{escape(address)}">{escape(words.link)}</a></p>' if words.link else ""
    title = escape(words.title)
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1><p>{escape(words.text)}</p>{link}</main></body></html>",
        status_code=status,
        headers=HEADERS,
    )
