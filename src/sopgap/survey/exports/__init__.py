"""What survey platforms write, read into a survey folder: one reader a platform."""
