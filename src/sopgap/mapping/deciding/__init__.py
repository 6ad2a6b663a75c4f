"""From the duties that do a responsibility to the cell: its status, its reason, its passages."""
