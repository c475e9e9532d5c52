"""Builds the web application: sessions, languages, headers, views, and nothing else."""

import importlib
import pkgutil
from datetime import timedelta
from http import HTTPStatus

from flask import Flask, Response, g, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import webapp.views
from sanitation.bootstrap import Services
from webapp import access, problems, shell
from webapp.access import public

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}
YEAR = 31_536_000  # seconds


def create_app(services: Services) -> Flask:
    """Build the application around these services; refuses an endpoint without a mark."""
    settings = services.settings
    app = Flask(__name__)
    app.secret_key = settings.secret_key
    app.config.update(
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_NAME=access.cookie_name("page", secure=settings.secure_cookies),
        PERMANENT_SESSION_LIFETIME=timedelta(days=180),
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE=services.city.timezone,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_HEADERS=["X-CSRF-Token"],
        WTF_CSRF_SSL_STRICT=False,  # the Origin check below covers plain hosts too
    )
    app.extensions["sanitation"] = services
    Babel(app, locale_selector=shell.language)
    # Who asks comes first: it decides how large a body is read, and the token is in the body.
    app.before_request(_load_actor)
    app.before_request(access.allow_large_body)
    CSRFProtect(app)
    problems.install(app)
    shell.install(app)
    app.before_request(access.check_request)
    app.after_request(_set_headers)
    app.after_request(_tell_location)
    _register_views(app)
    app.view_functions["static"] = public(app.view_functions["static"])
    access.check_marks(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=app.static_folder, prefix="static/", max_age=YEAR
    )
    _believe_proxies(app, settings.proxies)
    return app


def _believe_proxies(app: Flask, number: int) -> None:
    """Take address and scheme from the headers of so many web servers in front of us."""
    if number:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=number, x_host=0
        )


def _tell_location(response: Response) -> Response:
    """Tell a form that stays on its page where to go, for a script cannot read a redirect."""
    if request.headers.get("X-Stay") and response.status_code == HTTPStatus.SEE_OTHER:
        response.headers["X-Location"] = response.headers.pop("Location")
        response.status_code = HTTPStatus.NO_CONTENT
        response.set_data(b"")
    return response


def _register_views(app: Flask) -> None:
    for module in pkgutil.iter_modules(webapp.views.__path__):
        view = importlib.import_module(f"webapp.views.{module.name}")
        app.register_blueprint(view.bp)


def _load_actor() -> None:
    token = access.account_token()
    g.actor = access.services().accounts.actor_of(token) if token else None


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if g.get("actor") is not None and not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "private, no-store")
    if access.services().settings.secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    return response
