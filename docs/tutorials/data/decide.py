"""Stand in for a hand at the review workbook.

Called as `python decide.py WORKBOOK RESPONSIBILITY DECISION WHY`. A spreadsheet does as well: open
the workbook, and fill in the coloured cells of sheet Cells.
"""

import sys

import openpyxl

file, responsibility, decision, why = sys.argv[1:]
book = openpyxl.load_workbook(file)
sheet = book["Cells"]
column = {cell.value: cell.column for cell in sheet[1]}
for row in range(2, sheet.max_row + 1):
    if sheet.cell(row, column["responsibility_id"]).value == responsibility:
        for name, said in (("decision", decision), ("reason", why), ("reviewer", "A. Reader")):
            sheet.cell(row, column[name]).value = said
book.save(file)
