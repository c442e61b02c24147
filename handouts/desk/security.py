"""Keeps everybody out but the browser that this computer's user opened.

Pages come from the loopback address only, to whoever holds the token that the command printed. The
names of the host and of the page that asks are checked, so that no other site in the same browser
can ask or post (DNS rebinding, cross-site requests).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 16 * 1024  # of a form; ours are far smaller
COOKIE = "handouts-desk"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "font-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: then browsers send `Origin: null` with our own forms (Fetch, section 3.2).
    # The token is in the first address only, which is left by a redirect.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Lets through what the desk's own pages ask, and adds the headers that keep it so."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self.token = secrets.token_urlsafe(32)  # works once
        self._session = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)  # a leaflet's words have a policy of their own
            await send(message)

        refusal = self._refusal(scope)
        if refusal:
            await refusal(scope, receive, send_guarded)
            return
        body = await _body(receive) if scope["method"] == "POST" else b""
        if body is None:
            await _say(413, "That is more than a form of the desk holds.")(
                scope, receive, send_guarded
            )
            return
        sent = False

        async def receive_body() -> Message:
            nonlocal sent
            if sent or scope["method"] != "POST":
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, receive_body, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return why a request is not answered, or where it leads, or None."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self._hosts:
            return _say(421, "The desk answers on this computer's own address only.")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _say(405, "The desk does not do that.")
        given = QueryParams(scope["query_string"]).get("token", "")
        if scope["method"] == "GET" and scope["path"] == "/" and given:
            return self._enter(given)
        site, origin = headers.get("sec-fetch-site", ""), headers.get("origin")
        if site not in ("", "same-origin", "none") or (origin and origin != f"http://{host}"):
            return _say(403, "Another site asked for that. Nothing was done.")
        if scope["method"] == "POST" and not origin and site != "same-origin":
            return _say(403, "No page of the desk asked for that. Nothing was done.")
        if not _same(_cookie(headers.get("cookie", "")), self._session):
            return _say(403, "Open the desk with the address that `handouts desk` printed.")
        return None

    def _enter(self, given: str) -> Response:
        """Give the browser that brings the token a session; the token is worth nothing then."""
        if not self.token or not _same(given, self.token):
            return _say(403, "That address was used already. Start `handouts desk` again.")
        self.token = ""
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, self._session, httponly=True, samesite="strict")
        return response


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _say(status: int, words: str) -> Response:
    return PlainTextResponse(words, status)


async def _body(receive: Receive) -> bytes | None:
    """Return what was posted, or None if it is too much."""
    body: bytes = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return body
