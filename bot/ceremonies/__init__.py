"""What a team can hold: one folder per kind."""
