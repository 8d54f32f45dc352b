"""Coming to a workspace by OAuth, and leaving it."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.simulator.codes import CODE_SECONDS, BadCode, Codes
from bot.simulator.driver import CannotDo, Slack
from bot.simulator.ids import Ids
from bot.simulator.simulator import Simulator
from tests.simulator.calling import call, post
from tests.simulator.listening import RawBot

BACK = "http://127.0.0.1:3000/slack/oauth_redirect"


def address(sim: Simulator, **changes: str) -> str:
    asked = {"client_id": sim.app.client_id, "scope": "commands,chat:write", "state": "s & t", "redirect_uri": BACK}
    return f"{sim.url}/oauth/v2/authorize?{urlencode(asked | changes)}"


def code_in(redirect: str) -> str:
    return parse_qs(urlsplit(redirect).query)["code"][0]


def exchange(sim: Simulator, code: str, **changes: Any) -> Any:
    asked = {"client_id": sim.app.client_id, "client_secret": sim.app.client_secret, "redirect_uri": BACK, **changes}
    return WebClient(base_url=sim.api_url).oauth_v2_access(code=code, **asked)


def fetched(url: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and body, or status and Location; redirects are not followed."""

    class Still(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: Any, **kwargs: Any) -> None:
            return None

    try:
        sent = urlencode(form).encode() if form else None
        with urllib.request.build_opener(Still).open(url, sent) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as other:
        with other:
            return other.code, other.headers.get("Location") or other.read().decode()


def test_an_app_is_let_into_a_new_workspace(sim: Simulator, slack: Slack, raw_bot: RawBot) -> None:
    workspace = slack.adds_workspace("Third")
    gus = slack.adds_person("Gus", workspace="Third")
    assert "not a valid command" in str(slack.says(gus, "dm", "/standup").banner)
    redirect = slack.allows(gus, address(sim))
    assert redirect.startswith(BACK)
    assert parse_qs(urlsplit(redirect).query)["state"] == ["s & t"]
    answer = exchange(sim, code_in(redirect))
    assert (answer["team"], answer["scope"]) == ({"id": workspace, "name": "Third"}, "chat:write,commands")
    assert (answer["authed_user"], answer["token_type"]) == ({"id": gus.id}, "bot")
    client = WebClient(answer["access_token"], base_url=sim.api_url)
    assert client.auth_test()["user_id"] == answer["bot_user_id"]
    assert slack.says(gus, "dm", "/standup").acked
    assert raw_bot.heard[0]["team_id"] == workspace


def test_the_page_asks_and_sends_the_browser_back(sim: Simulator) -> None:
    status, page = fetched(address(sim))
    assert status == 200
    assert "<li>chat:write</li><li>commands</li>" in page
    assert "Ana (Acme)" in page and "Fay (Other)" in page
    assert "Eve" not in page and "Drumbeat" not in page
    assert "Fay" not in fetched(address(sim, team="T0ACME0001"))[1]
    status, back = fetched(address(sim), {"as": "U0ANA00001", "answer": "allow"})
    assert (status, back.startswith(f"{BACK}?code=")) == (302, True)
    status, back = fetched(address(sim), {"as": "U0ANA00001", "answer": "cancel"})
    assert (status, back) == (302, f"{BACK}?error=access_denied&state=s+%26+t")


@pytest.mark.parametrize(
    ("changes", "error"),
    (
        ({"client_id": "unknown"}, "invalid_client_id"),
        ({"scope": "chat:write,world:rule"}, "invalid_scope: world:rule"),
        ({"scope": ""}, "invalid_scope: none"),
        ({"redirect_uri": "http://evil.example/<x>"}, "bad_redirect_uri"),
        ({"redirect_uri": "javascript:alert(1)"}, "bad_redirect_uri"),
    ),
)
def test_a_wrong_address_is_a_page_that_says_so(
    sim: Simulator, slack: Slack, changes: dict[str, str], error: str
) -> None:
    slack.set_app(redirect_urls=[BACK])
    status, page = fetched(address(sim, **changes))
    assert status == 400
    assert error in page
    assert "<x>" not in page
    assert fetched(address(sim, **changes), {"as": "Ana", "answer": "allow"})[0] == 400


def test_a_browser_is_only_sent_back_to_web_pages(sim: Simulator) -> None:
    status, page = fetched(address(sim, redirect_uri="javascript:alert(1)"))
    assert (status, "has no redirect URL" in page) == (400, True)


@pytest.mark.parametrize(
    ("who", "team", "why"),
    (("Eve", "", "is a guest"), ("Ana", "T0OTHER001", "not in the workspace"), ("Zed", "", "nobody")),
)
def test_not_everyone_may_let_an_app_in(sim: Simulator, slack: Slack, who: str, team: str, why: str) -> None:
    with pytest.raises(CannotDo, match=why):
        slack.allows(who, address(sim, team=team))


def test_a_code_is_good_once(sim: Simulator, slack: Slack) -> None:
    code = code_in(slack.allows("Ana", address(sim)))
    assert exchange(sim, code)["ok"]
    with pytest.raises(SlackApiError, match="code_already_used"):
        exchange(sim, code)


@pytest.mark.parametrize(
    ("changes", "error"),
    (
        ({"client_id": "x"}, "invalid_client_id"),
        ({"client_secret": "x"}, "bad_client_secret"),
        ({"redirect_uri": "http://127.0.0.1/other"}, "bad_redirect_uri"),
        ({"code": "x"}, "invalid_code"),
    ),
)
def test_a_code_is_good_for_the_app_it_was_made_for(
    sim: Simulator, slack: Slack, changes: dict[str, str], error: str
) -> None:
    code = changes.pop("code", None) or code_in(slack.allows("Ana", address(sim)))
    with pytest.raises(SlackApiError, match=error):
        exchange(sim, code, **changes)


def test_a_code_lives_ten_minutes(still: Simulator) -> None:
    now = [0.0]
    codes = Codes(Ids(), monotonic=lambda: now[0])
    code = codes.new(still.world.people["U0ANA00001"], frozenset(("commands",)), None)
    now[0] = CODE_SECONDS + 1
    with pytest.raises(BadCode, match="invalid_code"):
        codes.exchange(code, None)


def test_secrets_come_as_a_form_as_well_and_are_not_remembered(sim: Simulator, slack: Slack) -> None:
    code = code_in(slack.allows("Ana", address(sim)))
    answer = call(
        sim,
        "oauth.v2.access",
        token=None,
        client_id=sim.app.client_id,
        client_secret=sim.app.client_secret,
        code=code,
        redirect_uri=BACK,
    )
    assert answer["ok"]
    assert sim.app.client_secret not in str(slack.requests())


def test_scopes_add_up_while_the_app_stays_and_the_token_stays_too(sim: Simulator, slack: Slack) -> None:
    slack.set_app(scopes=["users:read"])
    answer = exchange(sim, code_in(slack.allows("Ana", address(sim))))
    assert answer["scope"] == "chat:write,commands,users:read"
    assert answer["access_token"] == "xoxb-acme-drumbeat"


@pytest.mark.parametrize("order", (["app_uninstalled", "tokens_revoked"], ["tokens_revoked", "app_uninstalled"], None))
def test_an_app_that_is_removed_hears_it_in_any_order_and_nothing_after(
    sim: Simulator, slack: Slack, raw_bot: RawBot, order: list[str] | None
) -> None:
    slack.uninstalls("Acme", order)
    slack.settle()
    heard = [event["type"] for event in raw_bot.heard]
    assert heard == order if order else sorted(heard) == ["app_uninstalled", "tokens_revoked"]
    assert raw_bot.heard_of("tokens_revoked")[0]["tokens"] == {"oauth": [], "bot": ["U0DRUMBEAT"]}
    assert call(sim, "auth.test")["error"] == "account_inactive"
    assert "not a valid command" in str(slack.says("Ana", "#checkout", "/standup").banner)
    slack.changes_person("Ben", title="Lead")
    slack.settle()
    assert len(raw_bot.heard) == 2
    assert slack.says("Fay", "#lounge", "/standup").acked


def test_buttons_of_an_app_that_is_gone_do_nothing(sim: Simulator, slack: Slack, raw_bot: RawBot) -> None:
    from tests.simulator.calling import actions, button

    post(sim, "C0CHECKOUT", "Card", blocks=[actions(button("Fill in"))])
    slack.uninstalls("Acme")
    assert "dispatch_failed" in str(slack.last("#checkout", seen_by="Ana").press("Fill in").banner)


def test_an_app_that_comes_back_has_a_new_token(sim: Simulator, slack: Slack, raw_bot: RawBot) -> None:
    slack.uninstalls("Acme")
    token = slack.installs("Acme", ["commands"])
    assert token.startswith("xoxb-acme-")
    assert call(sim, "auth.test")["error"] == "account_inactive"
    assert call(sim, "auth.test", token=token)["ok"]
    assert slack.says("Ana", "#checkout", "/standup").acked


def test_an_app_can_revoke_its_token_and_remove_itself(sim: Simulator, slack: Slack, raw_bot: RawBot) -> None:
    client = WebClient("xoxb-acme-drumbeat", base_url=sim.api_url)
    assert client.auth_revoke(test=True)["revoked"] is False
    assert client.auth_revoke()["revoked"] is True
    assert call(sim, "auth.test")["error"] == "token_revoked"
    other = WebClient("xoxb-other-drumbeat", base_url=sim.api_url)
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        other.apps_uninstall(client_id=sim.app.client_id, client_secret="x")
    other.apps_uninstall(client_id=sim.app.client_id, client_secret=sim.app.client_secret)
    assert call(sim, "auth.test", token="xoxb-other-drumbeat")["error"] == "account_inactive"
    slack.settle()
    assert len(raw_bot.heard) == 4
