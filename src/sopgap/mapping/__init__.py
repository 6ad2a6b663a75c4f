"""Wing 3: duties and comments are linked to the matrix; coverage and gaps come out.

`responsibilities` reads the ownership matrix, `links` says which passage speaks of which row of it
(`linking/`). `fitting/` decides whether a duty does a row's act on its object, and what it supplies
beside. `deciding/` knows which documents count where and when, decides the status of a cell, and
puts it in words; `coverage` makes the table, and `gaps` sets it beside what staff say.
"""
