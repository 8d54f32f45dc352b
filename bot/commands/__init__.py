"""The people's door: one module per noun; `listener.py` is the only file that knows Bolt."""
