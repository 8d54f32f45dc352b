"""The control API: how the page, the driver and other programs hold this Slack in their hands."""
