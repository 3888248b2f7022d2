"""A WSGI application that answers what it was told of a request, served either way."""

import json

from finder.web.rsgi import Rsgi
from finder.web.rsgi_bodies import Bodies


def app(environ, start):
    told = {key: it for key, it in environ.items() if isinstance(it, str)}
    told["body"] = environ["wsgi.input"].read().decode("latin-1")
    content = json.dumps(told).encode()
    # As an answer to HEAD has it: the length of what would be sent.
    start(
        "200 OK",
        [("Content-Length", str(len(content))), ("X-Twice", "a"), ("X-Twice", "b")],
    )
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else content]


serve = Rsgi(app, Bodies(largest=1000, seconds=5, most=10))
