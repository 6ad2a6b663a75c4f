"""Concerns and coded comments as REFI-QDA files, which programs of qualitative analysis read."""
