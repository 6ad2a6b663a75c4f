"""Whether a duty does a responsibility's act on its object, and which slots it supplies."""
