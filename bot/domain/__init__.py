"""Rules on plain values: cadence, grammar, text. Standard library only."""
