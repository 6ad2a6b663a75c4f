"""The concerns in the comments: clusters, their names, sizes and quotations."""
