"""Write docs/gallery.md and its pictures: what the figures look like, of the default study.

    python docs/make_gallery.py RUN     # RUN: the folder of a finished run of study.toml

The pictures are those of the report, light; in a page their colours follow the reader's mode.
"""

from __future__ import annotations

import re
import sys
from html import unescape
from pathlib import Path

import sopgap as sg
from sopgap.report import answers, concern_figures, exhibits, handoffs, link_figures, reading

DOCS = Path(__file__).parent
HEAD = """# What the figures look like

All of the default study, whose survey and documents are SYNTHETIC. Made by
`python docs/make_gallery.py RUN` from a finished run. Each picture stands in its page with a title
that says the point, base and question, its source, a text alternative with the numbers (below,
shortened) and its table under ▸. In the page the colours follow the reader's light or dark mode,
and a narrow screen gets a narrow picture.
"""
# name of the file: (who makes it, what it answers)
PICTURES = {
    "funnel": ("figures.plot_funnel", "How many were asked, answered, and went on to the end?"),
    "answers": ("figures.plot_shares", "How many gave this answer, and how sure is that?"),
    "handoffs": ("handoff_figures.plot_handoffs", "Who passes a case to whom, across which line?"),
    "numbers": ("concern_figures.plot_numbers", "How many concerns do the comments hold?"),
    "tree": ("concern_figures.plot_tree", "Which concerns are near to each other?"),
    "cuts": ("link_figures.plot_cuts", "What is lost if less sure links are left out?"),
}
IN_PAGES = """
## Figures that are tables

These are the page's own HTML: they bend to the reader's width, are read aloud cell by cell, and
show each number beside its mark. Open a report to see them.

| made by | what it answers |
|---|---|
| `maps.gap_map` | At which Center do the procedures leave a responsibility open? |
| `shares.concern_map` | Which concern is raised where? |
| `shares.answer_map` | Which answer is given where? |
| `multiples.center_multiples` | One answer a question: how do Centers differ? |
| `tracks.draw_track` | A share on a line, in a row of a table |
| `tracks.draw_lane` | A share or a difference with its interval |
| `tracks.draw_bar` | The parts of a whole, of a scale's question |
| `dots.draw_dot` | A count on a line from none to the most |
| `dots.dot_grid` | Counts by group, all on one scale |
"""


def make_gallery(run_dir: Path, folder: Path = DOCS) -> list[Path]:
    """Draw each picture, write it as a file of its own, and name it in gallery.md."""
    drawn = draw_all(run_dir)
    (folder / "gallery").mkdir(exist_ok=True)
    parts, written = [HEAD], []
    for name, (maker, question) in PICTURES.items():
        title, told, svg = stand_alone(drawn[name])
        path = folder / "gallery" / f"{name}.svg"
        path.write_text(svg, encoding="utf-8")
        written.append(path)
        short = told if len(told) < 300 else told[:300].rsplit(" ", 1)[0] + " …"
        alt = title.replace("[", "(").replace("]", ")")
        parts.append(f"## {title}\n\n{question} Made by `{maker}`.\n\n"
                     f"![{alt}](gallery/{name}.svg)\n\n> {short}\n")  # fmt: skip
    page = folder / "gallery.md"
    page.write_text("\n".join(parts) + IN_PAGES, encoding="utf-8")
    return [*written, page]


def draw_all(run_dir: Path) -> dict[str, str]:
    """Return the HTML that holds each picture."""
    run = sg.read_run(run_dir)
    table, study = run.table, run.study
    settings = sg.read_study(DOCS.parent / "study.toml")
    survey = sg.read_survey(settings.survey)
    numbers = sg.weigh_numbers(survey.comments, seed=0, families=settings.families)
    found = sg.cluster_concerns(survey.comments, families=settings.families)
    merges = sg.grow_tree(survey.comments, found, families=settings.families)
    return {
        "funnel": exhibits.who_answered(
            table("rates"), table("frame"), table("tallies"), table("questions"), study
        ).data,
        "answers": answers.show_answers(
            table("tallies"), table("questions"), table("backtest"), study,
            robustness=table("robustness"),
        ).data,
        "handoffs": handoffs.show_handoffs(reading.read_duties(run), table("handoffs")).data,
        "numbers": concern_figures.show_numbers(numbers).data,
        "tree": concern_figures.show_tree(merges, found.concerns).data,
        "cuts": draw_cuts(settings),
    }  # fmt: skip


def draw_cuts(settings: sg.Study) -> str:
    """Judge the links of the study's duties and show what each cut leaves."""
    matrix, corpus = (
        sg.read_responsibilities(settings.responsibilities),
        sg.read_corpus(settings.sops),
    )
    actors = sg.read_actors(settings.actors)
    duties = sg.find_duties(
        corpus.paragraphs, actors, documents=corpus.documents, systems=settings.systems
    )
    duties = sg.add_headings(duties, corpus)
    links = sg.link(duties, matrix, passage="duty", learn_from=corpus.paragraphs)
    judged = sg.judge_links(links, duties, matrix, recall=settings.recall, precision=0.9)
    cuts = sg.weigh_cuts(judged, duties, matrix, corpus, settings.centers,
                         reorganisation=settings.reorganisation, as_of=settings.as_of)  # fmt: skip
    n_cells = len(matrix) * len(settings.centers)
    return link_figures.show_cuts(cuts, judged, n_cells, recall=settings.recall, precision=0.9).data


def stand_alone(html: str) -> tuple[str, str, str]:
    """Return a picture's title, its text alternative, and itself as a file that needs no page."""
    svg = re.search(r"<svg class='plot[ w'].*?</svg>", html, re.S)
    if svg is None:
        raise SystemExit("the run holds no such picture: is it one of the default study?")
    box, title, told, marks = re.findall(
        r"viewBox='([^']+)'.*?<title[^>]*>(.*?)</title><desc[^>]*>(.*?)</desc>(.*)</svg>",
        svg[0], re.S,
    )[0]  # fmt: skip
    width, height = box.split()[2:]
    marks = re.sub(r'class="[fk]-\w+" ?', "", marks)
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{box}" width="{width}"'
        f' height="{height}"><title>{title}</title><desc>{told}</desc>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{marks}</svg>\n'
    )
    return unescape(title), unescape(told), whole


if __name__ == "__main__":
    for made in make_gallery(Path(sys.argv[1])):
        print(made.relative_to(DOCS.parent))
