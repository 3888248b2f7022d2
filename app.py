"""The WSGI application, ``app:app``, with its settings from the environment."""

from finder.settings import Settings
from finder.web import create_app
from finder.web.logs import write_logs

settings = Settings()
write_logs(settings.log_level)
app = create_app(settings)
