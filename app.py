"""The WSGI application, ``app:app``, with its settings from the environment."""

from finder.settings import Settings
from finder.web import create_app

app = create_app(Settings())
