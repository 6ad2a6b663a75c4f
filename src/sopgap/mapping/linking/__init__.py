"""Which passage speaks of which row of the matrix: the scores behind `links`."""
