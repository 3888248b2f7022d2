"""What pages of any other site may read: answers for programs, and no pages."""

from finder.web.answer_headers import Environ, Headers, Manner, put

_A_DAY_SECONDS = 86_400
_MAY_SEND = [
    ("Access-Control-Allow-Headers", "Content-Type, If-None-Match"),
    ("Access-Control-Max-Age", str(_A_DAY_SECONDS)),
]


def shared_with_every_origin(*prefixes: str) -> Manner:
    """Let the pages of every site read what is below some paths, errors too.

    Nothing there depends on who asks: no credentials are taken, none allowed.
    """

    def share(environ: Environ, headers: Headers) -> None:
        if not environ["PATH_INFO"].startswith(prefixes):
            return
        headers.append(("Access-Control-Allow-Origin", "*"))
        if not any(name == "Access-Control-Expose-Headers" for name, _ in headers):
            headers.append(("Access-Control-Expose-Headers", "ETag, Retry-After"))
        if environ["REQUEST_METHOD"] == "OPTIONS":
            # As Flask found them for the path, so that they are never too many.
            methods = next((value for it, value in headers if it == "Allow"), "GET")
            put(headers, "Access-Control-Allow-Methods", methods)
            headers += _MAY_SEND
            # There is nothing in it, and so nothing of any type.
            headers[:] = [it for it in headers if it[0] != "Content-Type"]

    return share
