"""The application with its settings from the environment.

``app:app`` is the WSGI application, for any server. ``app:serve`` is the same for
granian's interface ``rsgi``: it waits for bodies of requests itself, under a deadline.
"""

from finder.settings import Settings
from finder.web import LARGEST_REQUEST_BYTES, LISTING, create_app
from finder.web.logs import write_logs
from finder.web.rsgi import Rsgi
from finder.web.rsgi_bodies import Bodies

# Of some 900 connections a worker, so that many slow bodies leave room for others.
MOST_BODIES_AT_ONCE = 200

settings = Settings()
write_logs(settings.log_level)
app = create_app(settings)
app.extensions[LISTING].keep_following()
serve = Rsgi(
    app,
    Bodies(
        largest=LARGEST_REQUEST_BYTES,
        seconds=settings.body_seconds,
        most=MOST_BODIES_AT_ONCE,
    ),
)
