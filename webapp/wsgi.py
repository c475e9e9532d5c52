"""The application for a WSGI server: `webapp.wsgi:app`."""

from sanitation.bootstrap import build, settings_here
from webapp.app import create_app

app = create_app(build(settings_here()))
