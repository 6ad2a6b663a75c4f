"""The survey wing: answers and comments in; rates, tallies and concerns out."""
