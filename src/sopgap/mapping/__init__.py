"""Wing 3: duties and comments are linked to the matrix; coverage and gaps come out.

`responsibilities` reads the ownership matrix, `links` says which passage speaks of which row of it.
Comments are scored by `voices`, which knows the rows by the names of `wordings`.
`readings` takes both apart with the words of `lexicon`; `fits` decides whether a duty does a row's
act on its object, `slots` what it supplies beside, `seats` where it places a position, `standing`
which documents count where and when, `mentions` which passages come near without a duty. `cells`
decides the status, `reasons` puts it in words, `coverage` makes the table, and `gaps` sets it
beside what staff say.
"""
