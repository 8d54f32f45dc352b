"""Speed and memory, printed as figures and ratios; `make bench` runs them."""
