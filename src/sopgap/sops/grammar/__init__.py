"""Sentences cut into words, mentions and clauses, and the words that the method knows."""
