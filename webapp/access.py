"""Who asks, and whether an endpoint may be asked at all. Every endpoint carries a mark."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for

from sanitation.accounts.rules import PERMITTED, Action, Actor, Role
from sanitation.bootstrap import Services
from sanitation.errors import Code, Problem

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Access:
    """The mark of an endpoint: public, any signed-in account, or one of these actions."""

    public: bool = False
    actions: tuple[Action, ...] = ()


def services() -> Services:
    """Return the services of this application."""
    return cast(Services, current_app.extensions["sanitation"])


def find_actor() -> Actor | None:
    """Return who is signed in, read anew on every request, or None."""
    return cast("Actor | None", g.get("actor"))


def current_actor() -> Actor:
    """Return who is signed in; NOT_SIGNED_IN if nobody is."""
    actor = find_actor()
    if actor is None:
        raise Problem(Code.NOT_SIGNED_IN, next=request.full_path)
    return actor


def cookie_name(part: str, *, secure: bool) -> str:
    """Name a cookie; over HTTPS the prefix pins it to this host."""
    return f"__Host-sanitation-{part}" if secure else f"sanitation-{part}"


def account_token() -> str:
    """Return the token of the browser's session, or an empty text."""
    secure = services().settings.secure_cookies
    return request.cookies.get(cookie_name("account", secure=secure), "")


def keep_token(response: Response, token: str) -> Response:
    """Give the browser its session; an empty token takes it away."""
    secure = services().settings.secure_cookies
    name = cookie_name("account", secure=secure)
    if token:
        response.set_cookie(name, token, httponly=True, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(name, httponly=True, samesite="Lax", secure=secure)
    return response


def own_path(address: str | None, default: str = "/") -> str:
    """Return the address if it is a path of this site, else the default.

    Browsers read a backslash as a slash and drop control characters, so both are refused.
    """
    if not address or not address.isprintable() or "\\" in address:
        return default
    parts = urlsplit(address)
    inside = address.startswith("/") and not address.startswith("//")
    return address if inside and not parts.scheme and not parts.netloc else default


def check_request() -> None:
    """Refuse an address no text can hold, and a write that a page of another site sent."""
    if "\0" in request.path:
        raise Problem(Code.NOT_FOUND)
    origin = request.headers.get("Origin")
    if request.method in {"GET", "HEAD", "OPTIONS"} or origin is None:
        return
    if urlsplit(origin).netloc != request.host:
        raise Problem(Code.FORBIDDEN, origin=origin)


def public(view: View) -> View:
    """Mark an endpoint that anybody may call."""
    return _mark(view, Access(public=True))


def signed_in(view: View) -> View:
    """Mark an endpoint for every signed-in account."""
    return requires()(view)


def requires(*actions: Action) -> Callable[[View], View]:
    """Mark an endpoint for accounts whose roles permit one of the actions.

    The service decides about the object; this mark only turns away who never may.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            roles = current_actor().roles
            may = frozenset[Role]().union(*(PERMITTED[action] for action in actions))
            if actions and not roles & may:
                raise Problem(Code.FORBIDDEN, roles=sorted(role.value for role in may))
            return view(*args, **kwargs)

        return _mark(guarded, Access(actions=actions))

    return decorate


def confirmed(view: View) -> View:
    """Ask for the password again before a step that cannot be taken back.

    Stands below `requires`. Whoever gave it within ten minutes goes on; the others are
    sent to confirm it, and from there to the page the step is on.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if services().accounts.recently_confirmed(account_token()):
            return view(*args, **kwargs)
        page = request.full_path if request.method == "GET" else _page_before()
        return redirect(url_for("account.confirm", next=page), code=303)

    return guarded


def _page_before() -> str:
    before = urlsplit(request.headers.get("Referer", ""))
    return own_path(before.path if before.netloc == request.host else None)


def takes_up_to(size: int) -> Callable[[View], View]:
    """Mark an endpoint whose body may be larger than the rest of the site allows, in bytes.

    Stands below `requires`: only whoever may call it is allowed the larger body.
    """

    def decorate(view: View) -> View:
        view.takes_up_to = size  # type: ignore[attr-defined]
        return view

    return decorate


def allow_large_body() -> None:
    """Raise the limit of this one request, before anything reads its body."""
    view = current_app.view_functions.get(request.endpoint or "")
    size, actor = getattr(view, "takes_up_to", None), find_actor()
    if size is None or actor is None:
        return
    access: Access = getattr(view, "access", Access())
    if any(actor.roles & PERMITTED[action] for action in access.actions):
        request.max_content_length = size


def check_marks(app: Flask) -> None:
    """Refuse to start with an endpoint that does not say who may call it."""
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "access", None) is None
    ]
    if bare:
        raise RuntimeError(f"endpoints without an access mark: {', '.join(sorted(bare))}")


def _mark(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
