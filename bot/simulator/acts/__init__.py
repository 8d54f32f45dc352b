"""What people do in this Slack: speak, press, fill in, close, look."""
