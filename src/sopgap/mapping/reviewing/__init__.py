"""What people decide of cells and links: read, settled, flagged, and put into workbooks."""
