"""The corpus as a collection: what is added, what is cited and lacking, what belongs together."""
