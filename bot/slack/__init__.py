"""The platform: posting with its answers as values, and the verifier of signatures."""
