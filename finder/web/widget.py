"""The widget's files, and the page that makes its code for other people's pages."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from finder.centres import ServiceType
from finder.settings import PROJECT
from finder.web.frame_options import EXIT, FrameOptions, read_frame_options
from finder.web.languages import carry, language_of_request, page_url, words_of
from finder.web.public_address import public_root
from finder.widget_theme import COLOURS, Font, ThemeProblem
from finder.words import Language

FILE = "find-a-centre.js"
EVERGREEN = "v1"
# Each release and the hash that its file will have for ever. The last is evergreen.
RELEASES = {
    "1.0.0": "sha384-L6zrJ8+lvTzYtULc2NVjEVtv0asa3mj2KiammihhVIe2G5EdJXqmVVRhrusaR8xy",
}
NEWEST = list(RELEASES)[-1]

_AN_HOUR_SECONDS = 3600
_A_YEAR_SECONDS = 31_536_000
# Whatever a host isolates or checks, it may have these files.
_FOR_ANY_HOST = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def integrity_of(content: bytes) -> str:
    """Return the hash of a file, as a page asks a browser to check it."""
    digest = hashlib.sha384(content).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def widget_files_blueprint() -> Blueprint:
    """Serve each release at its own address, and the newest at ``/widget/v1/``."""
    blueprint = Blueprint("widget_files", __name__, url_prefix="/widget")
    folder = PROJECT / "static" / "widget"
    files = {it: (folder / it / FILE).read_bytes() for it in RELEASES}
    files[EVERGREEN] = files[NEWEST]

    @blueprint.get(f"/<version>/{FILE}")
    def loader(version: str) -> Response:
        if version not in files:
            abort(404)
        response = Response(files[version], mimetype="text/javascript")
        response.headers.update(_FOR_ANY_HOST)
        response.cache_control.public = True
        response.cache_control.max_age = _A_YEAR_SECONDS
        if version == EVERGREEN:
            response.cache_control.max_age = _AN_HOUR_SECONDS
            response.set_etag(hashlib.sha256(files[version]).hexdigest()[:16])
            response.make_conditional(request)
        else:
            response.cache_control.immutable = True
        return response

    return blueprint


@dataclass(frozen=True, slots=True)
class Embedding:
    """What the host's code says: in which language, and with which options."""

    language: Language
    options: FrameOptions

    @property
    def types(self) -> Sequence[ServiceType]:
        """The services to choose among."""
        return self.options.types or tuple(ServiceType)

    @property
    def attributes(self) -> Mapping[str, str]:
        """The attributes of the custom element, colours with their sign."""
        given = self.options.parameters.items()
        signed = {name: f"#{it}" if name in COLOURS else it for name, it in given}
        return {"lang": self.language.value, **signed}

    @property
    def frame(self) -> str:
        """The path of the frame, as this service knows it."""
        return page_url("embed.start", self.language, **self.options.parameters)

    def address(self, page: str, **values: object) -> str:
        """Return the whole address of a page of this service, for other people's."""
        return public_root() + page_url(page, self.language, **values)


def add_widget_page(pages: Blueprint, brand: str, policy: str) -> None:
    """Serve the customiser; `policy` is that of every page, and lets it frame one."""

    def widget() -> Response:
        options = read_frame_options(request.args, brand)
        language = _language()
        carry(language=request.args.get("language") and language)
        carry(**options.parameters)
        response = make_response(
            render_template(
                "widget.html",
                embedding=Embedding(language, options),
                host_words=words_of(language),
                typed=request.args,
                told={it.field: _tell(it) for it in options.problems},
                all_services=tuple(ServiceType),
                languages=tuple(Language),
                colours=COLOURS,
                fonts=tuple(Font),
                exit_value=EXIT,
                root=public_root(),
                evergreen=EVERGREEN,
                newest=NEWEST,
                integrity=RELEASES[NEWEST],
                file=FILE,
            )
        )
        response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
        return response

    def embed() -> ResponseReturnValue:
        return redirect(page_url("widget"))

    pages.add_url_rule("/widget", "widget", widget)
    # The name under which people look for it.
    pages.add_url_rule("/embed", "embed_help", embed)


def _language() -> Language:
    """Return the language that the widget is to be in: of this page unless told."""
    asked = request.args.get("language", "")
    return Language(asked) if asked in set(Language) else language_of_request()


def _tell(problem: ThemeProblem) -> str:
    found = "" if problem.found is None else f"{problem.found:.1f}"
    return words_of(language_of_request())(f"error.{problem.code}", contrast=found)
