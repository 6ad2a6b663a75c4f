"""Before and after: which gaps closed, opened or became others between two maps, and by what."""
