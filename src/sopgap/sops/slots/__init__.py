"""What a duty says beside who: by when, how often, under which condition, where, to whom."""
