"""Documents in, duties out: who must do what, by when, in which system."""
