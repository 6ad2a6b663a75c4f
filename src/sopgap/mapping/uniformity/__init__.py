"""How each Center does a responsibility by its documents, and how alike they do it."""
