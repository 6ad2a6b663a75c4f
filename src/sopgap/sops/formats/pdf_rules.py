"""Note the ruling lines and boxes of a page, and whether it holds pictures."""

from __future__ import annotations

import ctypes
from itertools import pairwise
from typing import Any

from sopgap.sops.formats.pdf_pieces import Page, Rule
from sopgap.sops.formats.pdf_words import Frame

MAX_OBJECTS = 20_000  # of a page, among which its ruling lines are sought
MAX_RULES = 3_000


def read_objects(raw: Any, page: Any, done: Page, frame: Frame) -> None:
    """Note the ruling lines and boxes of a page."""
    n = min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS)
    for at in range(n):
        thing = raw.FPDFPage_GetObject(page, at)
        if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_PATH:
            _read_path(raw, thing, done, frame)
        if len(done.rules) > MAX_RULES:
            return


def has_picture(raw: Any, page: Any) -> bool:
    """Tell whether a page holds a picture."""
    pictures = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)
    n = min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS)
    things = (raw.FPDFPage_GetObject(page, at) for at in range(n))
    return any(raw.FPDFPageObj_GetType(thing) in pictures for thing in things)


def _read_path(raw: Any, thing: Any, done: Page, frame: Frame) -> None:
    m, x, y = raw.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    raw.FPDFPageObj_GetMatrix(thing, m)
    points: list[tuple[float, float, int]] = []
    for at in range(min(raw.FPDFPath_CountSegments(thing), MAX_RULES)):
        segment = raw.FPDFPath_GetPathSegment(thing, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        a, b = m.a * x.value + m.c * y.value + m.e, m.b * x.value + m.d * y.value + m.f
        if not (abs(a) < 1e5 and abs(b) < 1e5):
            return
        points.append((*frame.point(a, b), raw.FPDFPathSegment_GetType(segment)))
    if not points:
        return
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    if min(x1 - x0, y1 - y0) < 2.5:  # a line, drawn as one or as a thin rectangle
        if max(x1 - x0, y1 - y0) > 5:
            _add_rule(done, x0, y0, x1, y1)
        return
    if len(points) <= 6:
        done.boxes.append((x0, y0, x1, y1))
    for a, b in pairwise(points):
        if b[2] == raw.FPDF_SEGMENT_LINETO:
            _add_rule(done, min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
    if len(points) in (4, 5) and points[-1][:2] != points[0][:2]:
        a, b = points[-1], points[0]
        _add_rule(done, min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def _add_rule(done: Page, x0: float, y0: float, x1: float, y1: float) -> None:
    if x1 - x0 < 2.5 < y1 - y0:
        middle = (x0 + x1) / 2
        done.rules.append(Rule(middle, y0, middle, y1))
    elif y1 - y0 < 2.5 < x1 - x0:
        middle = (y0 + y1) / 2
        done.rules.append(Rule(x0, middle, x1, middle))
