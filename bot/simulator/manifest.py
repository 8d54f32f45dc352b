"""An app's manifest: what it declares, and what it may do once it is installed."""

from __future__ import annotations

from bot.simulator.acts.place import Impossible
from bot.simulator.installed_app import InstalledApp
from bot.simulator.world import Installation, Json


def declare(app: InstalledApp, installations: list[Installation], manifest: Json) -> None:
    """Takes over scopes, events, commands, redirect URLs and Socket Mode; addresses are told apart from it."""
    settings, features = manifest.get("settings") or {}, manifest.get("features") or {}
    oauth = manifest.get("oauth_config") or {}
    try:
        scopes = frozenset(map(str, (oauth.get("scopes") or {}).get("bot") or []))
        events = frozenset(map(str, (settings.get("event_subscriptions") or {}).get("bot_events") or []))
        commands = [{"should_escape": False, **each} for each in features.get("slash_commands") or []]
        redirect_urls = list(map(str, oauth.get("redirect_urls") or []))
    except (AttributeError, TypeError) as wrong:
        raise Impossible(f"This is no manifest: {wrong}") from None
    app.events, app.commands, app.redirect_urls = events, commands, redirect_urls
    app.socket_mode = bool(settings.get("socket_mode_enabled"))
    app.asked_scopes = scopes
    for installation in installations:
        installation.scopes = scopes
