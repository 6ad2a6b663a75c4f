"""Who owns what by the documents, beside what the matrix requires."""
