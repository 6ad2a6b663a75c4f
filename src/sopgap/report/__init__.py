"""Wing 5: out to the reader. Figures, exhibits, notebooks, pages, and the run that composes all."""
