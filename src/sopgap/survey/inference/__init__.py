"""How sure a share is, what it withstands, and which differences are more than chance."""
