"""The slab's door to workbooks (.xlsx), used by every wing that hands one out or takes one in.

`writing` makes them and `reading` gives their cells back as text: nothing that is written is a
formula, and none that is read is run. `filled` finds what people wrote by the names of sheets and
columns; `package` opens a file only after `bounds` were kept; `raw_cells` looks into the XML.
"""
