"""A run: which steps there are, which need doing, who does them, and what the folder then holds."""
