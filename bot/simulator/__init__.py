"""A Slack that runs on a laptop. Imports nothing from the rest of the project."""
