"""The voice: block builders, words, one module per noun."""
