"""The browser's door: health, readiness, metrics, and the way to Slack's own door."""
