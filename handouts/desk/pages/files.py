"""What pages are made of: style, script, fonts, logo, pictures and words of leaflets."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handouts.batch.requests import LeafletKey, RenderRequest
from handouts.desk.choice import SIZES
from handouts.desk.desk import Desk
from handouts.errors import HandoutsError
from handouts.isolation.pool import ask
from handouts.isolation.tasks import Task
from handouts.pdf.plain_zero import with_plain_zero

# A leaflet's words come as a page of their own, with its style inside and nothing from elsewhere.
WORDS_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
# Not among the leaflets' styles: whatever sheet there names a font is laid out with the leaflets.
_STATIC = Path(__file__).parents[1] / "static"
_FONTS = ("AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold")
_LOGOS = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg",
          ".jpeg": "image/jpeg", ".webp": "image/webp"}  # fmt: skip

_FACES = "".join(
    '@font-face { font-family: "Atkinson Hyperlegible"; '
    f'font-weight: {weight}; src: url("/fonts/{name}.ttf"); }}\n'
    for weight, name in zip(("normal", "bold"), _FONTS, strict=True)
)


def routes(desk: Desk) -> list[Route]:
    """Return where these answer."""
    files = Files(desk)
    return [
        Route("/desk.css", files.style),
        Route("/desk.js", files.script),
        Route("/logo", files.logo),
        Route("/fonts/{name}.ttf", files.font),
        Route("/{page}/picture/{topic}/{locale}/{size}/{number:int}.png", files.picture),
        Route("/{page}/words/{topic}/{locale}", files.words),
    ]


class Files:
    """Each answers with one file, from memory or from a worker."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def style(self, _request: Request) -> Response:
        """Return the desk's style."""
        own = (_STATIC / "desk.css").read_text("utf-8")
        return Response(_FACES + own, media_type="text/css")

    def script(self, _request: Request) -> Response:
        """Return the desk's script, without which everything works too."""
        return Response((_STATIC / "desk.js").read_bytes(), media_type="text/javascript")

    def font(self, request: Request) -> Response:
        """Return one of the leaflets' fonts with its plain zero, for the desk's own pages."""
        name = request.path_params["name"]
        if name not in _FONTS:
            return Response(status_code=404)
        data = with_plain_zero(self._desk.files[f"fonts/{name}.ttf"])
        return Response(data, media_type="font/ttf")

    def logo(self, _request: Request) -> Response:
        """Return the clinic's logo."""
        try:
            clinic = self._desk.clinic()
        except HandoutsError:
            return Response(status_code=404)
        logo = clinic.settings.logo
        kind = next((_LOGOS[end] for end in _LOGOS if logo and logo.file.endswith(end)), "")
        if not logo or not kind or logo.file not in clinic.files:
            return Response(status_code=404)
        return Response(clinic.files[logo.file], media_type=kind)

    def picture(self, request: Request) -> Response:
        """Return a page of a leaflet as it would be given now."""
        path = request.path_params
        if path["size"] not in SIZES:
            return Response(status_code=404)
        try:
            source = self._desk.source()
            made = self._desk.making.leaflet(source, path["topic"], path["locale"], path["size"])
        except HandoutsError:
            return Response(status_code=404)
        data = made.picture(path["number"])
        return Response(data, media_type="image/png") if data else Response(status_code=404)

    def words(self, request: Request) -> Response:
        """Return the words of a leaflet as a web page."""
        path, desk = request.path_params, self._desk
        try:
            key = LeafletKey((path["topic"],), path["locale"], "web", "letter")
            source = desk.source()
            task = Task(path["topic"], str(desk.folder), RenderRequest(source, key))
            reply = ask(desk.making, task)
        except HandoutsError as error:
            return desk.refuse(request, error, 404)
        return Response(
            reply.data, media_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": WORDS_POLICY},
        )  # fmt: skip
