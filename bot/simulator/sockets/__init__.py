"""Socket Mode: the app's websockets to this Slack, and what travels over them."""
