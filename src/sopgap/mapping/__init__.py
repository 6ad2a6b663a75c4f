"""Wing 3: duties and comments are linked to the matrix; coverage and gaps come out.

`responsibilities` reads the ownership matrix, `links` says which passage speaks of which row of it,
`fits` whether a duty does that row's act on its object, `slots` what the passage supplies beside,
`cells` decides the status of a cell, `reasons` puts it in words, `coverage` makes the table, and
`gaps` sets it beside what staff say.
"""
