"""Files to paragraphs: read in processes apart, named so that names stay."""
