"""What may be shown: counts hidden so that none can be worked back, and the audit of it."""
