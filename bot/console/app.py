"""The console's addresses: what of it each module serves, all behind the guard but for signing in."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiohttp import web

from bot.console import broadcasts, handoffs, office, profile, submissions
from bot.console.guard import Guard
from bot.console.headers import guard_headers
from bot.console.knowledge import pages as knowledge
from bot.console.navigation import HOME
from bot.console.parts import Parts
from bot.console.questions import routes as questions
from bot.console.rendering import STATIC
from bot.console.roles import Right
from bot.console.route import Route
from bot.console.sign_in import SignIn
from bot.console.today import page as today
from bot.console.visit import Visit

# One line for each part of the console.
PAGES: tuple[Callable[[Parts], Iterable[Route]], ...] = (
    profile.routes,
    office.routes,
    today.routes,
    questions.routes,
    handoffs.routes,
    submissions.routes,
    broadcasts.routes,
    knowledge.routes,
)


def add_routes(app: web.Application, parts: Parts) -> None:
    """Serve the console under ``/console/``."""

    async def stop(_app: web.Application) -> None:
        parts.stopping.set()

    app.on_shutdown.append(stop)
    guard = Guard(parts)
    SignIn(parts).add_routes(app)
    app.router.add_get("/console/-/static/{name}", _file)
    for address in ("/console", "/console/"):
        app.router.add_get(address, guard.guarded(Route("GET", "", _home, Right.SEE, of_account=False)))
    for route in (route for pages in PAGES for route in pages(parts)):
        prefix = "/console/{account}" if route.of_account else "/console/-"
        app.router.add_route(route.method, prefix + route.path, guard.guarded(route))
    app.router.add_get("/console/{nowhere:.*}", guard.guarded(Route("GET", "", _nowhere, Right.SEE, of_account=False)))


async def _home(visit: Visit) -> web.StreamResponse:
    """The first account that one holds."""
    accounts = [a.id for a in visit.parts.settings.accounts if visit.staff.holds(a.id)]
    if not accounts:
        raise visit.missing("您还没有可以管理的账号，请找管理员。")
    raise web.HTTPSeeOther(f"/console/{accounts[0]}/{HOME}")


async def _nowhere(visit: Visit) -> web.StreamResponse:
    """Which addresses there are is told to nobody who is not signed in."""
    raise visit.missing()


async def _file(request: web.Request) -> web.StreamResponse:
    """A style or script; the same for everybody."""
    path = STATIC.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    response = web.FileResponse(path, headers={"Cache-Control": "no-cache"})
    guard_headers(response, encrypted=False)
    return response
