"""/oauth/v2/authorize: the page on which a person lets the app into their workspace."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.simulator.acts.place import Impossible, actor
from bot.simulator.scopes import EVERYTHING, POST_ANYWHERE
from bot.simulator.simulator import Simulator
from bot.simulator.world import Person

PATH = "/oauth/v2/authorize"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Let the app in</title>
<style>body{{font:16px/1.5 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem}}button,select{{font:inherit;
padding:.4rem 1rem;margin-right:.5rem}}</style>{body}</html>"""
_FORM = """<h1>May this app come in?</h1><p>It asks for:</p><ul>{scopes}</ul>
<form method="post"><p><label>You are <select name="as">{people}</select></label></p>
<button name="answer" value="allow">Allow</button><button name="answer" value="cancel">Cancel</button></form>"""


def routes(sim: Simulator) -> list[Route]:
    async def ask(request: Request) -> Response:
        asked = dict(request.query_params)
        try:
            scopes = asked_scopes(sim, asked)
            redirect_uri(sim, asked)
        except Impossible as no:
            return HTMLResponse(_PAGE.format(body=f"<h1>Something is wrong</h1><p>{escape(str(no))}</p>"), 400)
        shown = "".join(f"<li>{escape(scope)}</li>" for scope in sorted(scopes))
        return HTMLResponse(_PAGE.format(body=_FORM.format(scopes=shown, people=_people(sim, asked.get("team")))))

    async def answer(request: Request) -> Response:
        asked = dict(request.query_params)
        said = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        try:
            return RedirectResponse(sent_back(sim, asked, said.get("as", ""), said.get("answer") == "allow"), 302)
        except Impossible as no:
            return HTMLResponse(_PAGE.format(body=f"<h1>Something is wrong</h1><p>{escape(str(no))}</p>"), 400)

    return [Route(PATH, ask), Route(PATH, answer, methods=["POST"])]


def sent_back(sim: Simulator, asked: dict[str, str], who: str, allowed: bool) -> str:
    """Where the browser goes then: the app's redirect URL with a code, or with the error access_denied."""
    scopes, back = asked_scopes(sim, asked), redirect_uri(sim, asked)
    person = actor(sim, who)
    if person.is_guest:
        raise Impossible(f"{person.shown_name} is a guest, and guests cannot install apps.")
    if asked.get("team") not in (None, "", person.workspace_id):
        raise Impossible(f"{person.shown_name} is not in the workspace {asked['team']}.")
    answer = (
        {"code": sim.codes.new(person, scopes, asked.get("redirect_uri"))} if allowed else {"error": "access_denied"}
    )
    if "state" in asked:
        answer["state"] = asked["state"]
    return f"{back}{'&' if urlsplit(back).query else '?'}{urlencode(answer)}"


def asked_scopes(sim: Simulator, asked: dict[str, str]) -> frozenset[str]:
    """The scopes in the address. Impossible when the app is unknown, or one of them is."""
    if asked.get("client_id") != sim.app.client_id:
        raise Impossible("invalid_client_id: there is no app with this client_id.")
    scopes = frozenset(filter(None, asked.get("scope", "").replace(" ", ",").split(",")))
    unknown = scopes - EVERYTHING - sim.app.asked_scopes - {POST_ANYWHERE}
    if unknown or not scopes:
        raise Impossible(f"invalid_scope: {', '.join(sorted(unknown)) or 'none was asked for'}.")
    return scopes


def redirect_uri(sim: Simulator, asked: dict[str, str]) -> str:
    """Where to send the browser back: one of the app's redirect URLs, or below one."""
    known = sim.app.redirect_urls
    wanted = asked.get("redirect_uri") or (known[0] if known else "")
    if not urlsplit(wanted).scheme.startswith("http"):
        raise Impossible("bad_redirect_uri: the app has no redirect URL.")
    if known and not any(wanted.startswith(each) for each in known):
        raise Impossible(f"bad_redirect_uri: {wanted} is not one of the app's redirect URLs.")
    return wanted


def _people(sim: Simulator, team: str | None) -> str:
    def may(person: Person) -> bool:
        here = team in (None, "", person.workspace_id)
        return here and not (person.is_bot or person.is_guest or person.deleted)

    return "".join(
        f'<option value="{escape(person.id)}">{escape(person.shown_name)}'
        f" ({escape(sim.world.workspace_of(person).name)})</option>"
        for person in sim.world.people.values()
        if may(person)
    )
