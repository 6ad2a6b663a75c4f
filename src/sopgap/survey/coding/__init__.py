"""People decide about concerns: a workbook goes out, decisions come back and are replayed."""
