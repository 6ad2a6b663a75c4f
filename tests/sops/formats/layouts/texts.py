"""Invented procedural prose for the layouts: one topic each, no sentence twice.

A topic has a few sentences written by hand (citations, ampersands, abbreviations, hard hyphens, words
with fi and fl) and banks of words from which further sentences are made, always in the same order.
"""

# ruff: noqa: E501 - a sentence or a bank of words keeps its line
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

FORMS = (
    "The {actor} must {do} the {thing} {time}.",
    "{If}, the {actor} shall {do} the {thing} and {do2} the {thing2}.",
    "The {thing} is {done} by the {actor} {time}, and the {thing2} is {done2} {place}.",
    "Before the {thing} is {done}, the {actor} should {do2} the {thing2} {place}.",
    "The {actor} may {do} the {thing} where {cond}.",
    "No {thing} may be {done} unless the {actor} has {done2} the {thing2}.",
    "{If}, do not {do} the {thing} {place}.",
    "Each {thing} that the {actor} has {done} must be {done2} {time}.",
    "When {cond}, the {actor} will {do} the {thing} {time}.",
    "It is the duty of the {actor} to {do} the {thing} {place}.",
    "Where the {thing} cannot be {done} {time}, the {actor} is to {do2} the {thing2}.",
    "The {actor} and the {actor2} must together {do} the {thing} {place}.",
    "A copy of the {thing} goes to the {actor}, who shall {do} it {time}.",
    "Unless {cond}, the {thing} need not be {done} {place}.",
)
TIMES = (
    "within {n} working days",
    "no later than {n} hours after release",
    "by the {n}th day of the month",
    "at least {n} days before the due date",
    "every {n} days",
    "within {n} calendar days of the notice",
    "by close of business on day {n}",
)


@dataclass(frozen=True)
class Topic:
    """What one layout is about: a title, headings, sentences by hand, banks of words."""

    title: str
    headings: tuple[str, ...]
    by_hand: tuple[str, ...]
    actors: tuple[str, ...]
    verbs: tuple[tuple[str, str], ...]
    things: tuple[str, ...]
    conditions: tuple[str, ...]
    places: tuple[str, ...]


def topic(title: str, headings: str, by_hand: str, **banks: str) -> Topic:
    """Read a topic from text: headings and banks parted by `|`, sentences by lines.

    Examples
    --------
    >>> topic("T", "a | b", "One.\\nTwo.", actors="clerk", verbs="file/filed", things="form",
    ...       conditions="it is late", places="here").verbs
    (('file', 'filed'),)
    """
    words = {name: split(text) for name, text in banks.items()}
    verbs = tuple(tuple(pair.split("/")) for pair in words.pop("verbs"))
    lines = tuple(" ".join(line.split()) for line in by_hand.strip().splitlines())
    return Topic(title, split(headings), lines, verbs=verbs, **words)


def split(text: str) -> tuple[str, ...]:
    """Cut a bank at its bars."""
    return tuple(" ".join(part.split()) for part in text.split("|"))


def prose(source: Topic) -> Iterator[str]:
    """Yield the topic's sentences without end and without repeating one."""
    random = Random(source.title)
    seen: set[str] = set()
    hand = iter(source.by_hand)
    while True:
        yield from islice(hand, 1)
        for _ in range(2):
            sentence = made(source, random)
            while sentence in seen:
                sentence = made(source, random)
            seen.add(sentence)
            yield sentence


def made(source: Topic, random: Random) -> str:
    """Fill one form from the banks."""

    def pick(bank: tuple, besides: object = None) -> object:
        left = [each for each in bank if each != besides]
        return left[int(random.random() * len(left))]

    actor, thing, verb = pick(source.actors), pick(source.things), pick(source.verbs)
    other = pick(source.verbs, verb)
    condition = str(pick(source.conditions))
    time = str(pick(TIMES)).format(n=4 + int(random.random() * 16))
    return str(pick(FORMS)).format(
        actor=actor,
        actor2=pick(source.actors, actor),
        thing=thing,
        thing2=pick(source.things, thing),
        do=verb[0],
        done=verb[1],
        do2=other[0],
        done2=other[1],
        cond=condition,
        If=f"If {condition}",
        place=pick(source.places),
        time=time,
    )


def teller(source: Topic) -> Callable[[int], list[str]]:
    """Give a function that hands out the next `n` sentences of a topic.

    Examples
    --------
    >>> take = teller(TOPICS["plain"])
    >>> take(1)[0][:45]
    'This handbook tells the entry specialist how '
    """
    stream = prose(source)

    def take(n: int) -> list[str]:
        return list(islice(stream, n))

    return take


def unmarked(text: str) -> str:
    """Leave out the markers of notes: `bond^1` is printed as bond with a raised 1."""
    return re.sub(r"\^\w+", "", text)


TOPICS = {
    "plain": topic(
        "Handbook for the Review of Entry-Summary Files",
        "1. Purpose and scope | 2. Who does what | 3. First review | 4. Rejection | 5. Late filing | 6. Records | 7. Referral",
        """This handbook tells the entry specialist how an entry-summary file is opened, reviewed and closed.
        Invoices are reviewed for the first time on the day of receipt, see 19 CFR § 141.90(b).
        A rejected file goes back to the filer with Form 28-R, and the field “Reason” must not be left blank.
        Questions about fines go to the FP&F officer, who answers for the office of fines, penalties & forfeitures.
        The import specialist verifies the classification; the entry specialist never changes it.
        Under 19 U.S.C. 1484(a)(1), the importer of record uses reasonable care when the entry-summary is filed.
        A difference of less than $25.00 is noted on the file and is not billed.
        The officer on duty (see Sec. 2, para. 4) signs for all files that arrive after 4:30 p.m.
        The follow-up list is printed on Mondays; a file that stands on it twice is escalated to the supervisor.
        Dr. A. Flores of the laboratory, or her deputy, confirms a first-time finding before it is used.
        If the filer is certified, the office flags the file as low-risk and reviews a sample of 5 percent.
        Files of the fiscal year are kept for five years, cf. 19 U.S.C. 1508(c).
        The review is over when Fields 1 to 39 have been verified and the flag “complete” is set.""",
        actors="entry specialist | team lead | file clerk | classification officer",
        verbs="review/reviewed | verify/verified | file/filed | flag/flagged | reconcile/reconciled | countersign/countersigned",
        things="entry-summary file | invoice packet | power of attorney | transmittal slip | rejection notice | continuation sheet | classification worksheet | receipt stamp",
        conditions="the invoice is unsigned | the file is older than a fortnight | the filer has been suspended | the value field is blank | two files bear the same number",
        places="in the filing room | on the review screen | in the official register | on the blue worksheet",
    ),
    "columns": topic(
        "Single Transaction Bonds",
        "Scope of this circular | When a bond is needed | Amount of the bond | Riders and terminations | Surety in default | Claims against sureties | Housekeeping | Contacts",
        """A bond secures the duty, the taxes & the fees that may become due after release.
        The amount is never less than the total entered value plus duties, see 19 CFR 113.13(b).
        A rider may change the name of the principal, but it may not change the effective date.
        The bond-desk confirms the code of the surety, e.g. code 036, in the register.
        A surety in default under 31 U.S.C. 9305 may not write a post-release rider.
        Demand is made on the principal first and on the surety second (§ 113.52).
        If the power of attorney has lapsed, the bond-desk refuses the single-entry bond at once.
        The FP&F officer is told of every claim above $100,000.00 on the same day.
        Bonds filed on paper are scanned, indexed and put into the fireproof cabinet.
        A termination takes effect no earlier than 10 business days after the request.
        The off-line list is for use only if the register is down for more than 3 hours.
        The Revenue Division, Attn: Bond Team, keeps the list of terminated sureties.""",
        actors="bond officer | surety liaison | principal | revenue analyst | port cashier",
        verbs="terminate/terminated | secure/secured | increase/increased | record/recorded | amend/amended | sign/signed",
        things="single-entry bond | bond rider | surety code | demand letter | sufficiency report | bond amount | collateral receipt | obligation sheet",
        conditions="the surety disputes the claim | the principal has merged | the bond is insufficient | the rider bears no date",
        places="on the bond-desk | in the surety register | in the collateral vault | on Form 301-B",
    ),
    "abstract": topic(
        "Sampling and Laboratory Analysis of Bulk Commodities",
        "1 Introduction | 2 Drawing the sample | 3 Sealing and dispatch | 4 Work in the laboratory | 5 Reporting | 6 Retention | 7 Disputes | 8 Safety",
        """Samples of bulk commodities are drawn by two officers, one of whom is certified in confined-space work.
        The final report names the method, for instance ASTM D-4057, and the uncertainty of the result.
        A sample under 19 CFR § 151.10 is taken at random and is large enough for three analyses.
        Seal numbers are written on the field-sheet, on the bag & on the outer flap of the box.
        The laboratory shall analyse a priority sample within 72 hours and an ordinary sample within 20 days.
        Flammable liquids (flash point below 60 °C) are shipped in flame-proof boxes only.
        The retained half of each sample is kept for 120 days, see 19 U.S.C. 1499(b).
        If the seal is broken, the officer-in-charge declares the sample void and draws another.
        An importer who disputes the finding asks in writing, i.e. by letter, for a re-test.
        Results between 0.5 and 0.7 percent are reported as “inconclusive” and are not rounded.
        Nobody may draw a sample alone, not even where the flow-meter is read by remote control.
        The officer confirms the flow rate of the line, approx. 40 gallons a minute, before sampling.""",
        actors="sampling officer | laboratory director | gauger | chemist | courier",
        verbs="draw/drawn | seal/sealed | weigh/weighed | analyse/analysed | ship/shipped | retain/retained",
        things="composite sample | field-sheet | seal log | chain-of-custody form | reference standard | split sample | hazard label | moisture reading",
        conditions="the cargo is flammable | the hose has been flushed | the container leaks | the certificate has expired | rain has fallen on the cargo",
        places="at the sampling point | in the cold store | at the laboratory counter | on the field-sheet",
    ),
    "running": topic(
        "Manual of Drawback Claims",
        "Chapter 1. General rules | Chapter 2. Filing of claims | Chapter 3. Accelerated payment | Chapter 4. Verification | Chapter 5. Denial and protest | Chapter 6. Keeping of files",
        """Drawback is the refund of 99 percent of certain duties, see 19 U.S.C. 1313(j).
        A claim is complete when it has a claim number, a certificate and a proof of export.
        The drawback specialist files each incomplete claim in the pending-tray for 90 days.
        Accelerated payment is possible only if the claimant has a waiver & a sufficient bond (§ 190.92).
        Claims of U.S. Goods Returned Inc. and its affiliates are verified in full.
        The office of Mr. J. Offer, chief of the refund unit, certifies amounts over $500,000.
        The five-year time limit runs from the date of import, not from the date of the claim.
        A field audit of the claimant’s inventory starts with the first-in first-out records.
        The port passes on claims which it received by mistake, with the time-stamp of receipt.
        A denial states the reason, the legal basis and the right to protest under 19 U.S.C. 1514.
        If the flat file cannot be read, the claimant is told within 2 days to re-submit it.
        Exhibit B, No. 7, lists the certificates that are no longer accepted.""",
        actors="drawback specialist | refund officer | claimant | verification team | accounts technician",
        verbs="certify/certified | refund/refunded | deny/denied | audit/audited | transfer/transferred | liquidate/liquidated",
        things="drawback claim | certificate of delivery | export summary | waiver letter | substitution ruling | refund voucher | proof of export | inventory extract",
        conditions="the claimant is new | the proof of export is missing | the claim exceeds the bond | the ruling has been revoked",
        places="in the drawback module | in the pending-tray | at the refund unit | on the summary sheet",
    ),
    "notes": topic(
        "Seizures, Penalties and Mitigation",
        "I. Authority | II. Notice of penalty | III. Petitions | IV. Mitigation | V. Disposal of seized goods | VI. Reports",
        """The FP&F officer decides petitions in cases of $200,000 or less, see 19 U.S.C. 1618.
        A notice of penalty is issued only after the paralegal has confirmed the facts of the case.
        The violator may file a petition within 30 days, and the office may extend the time once.
        Pre-penalty notices give the proposed amount and the sections of law that were violated.
        Seized currency is deposited, and the deposit-slip is attached to the case-file.
        Perishable goods may be sold at once if their value falls by 10 percent a week.
        An offer in compromise under 19 U.S.C. 1617 is sent to headquarters with a one-page brief.
        The vault custodian counts the seals & signs the seizure-log at the change of shift.
        Mitigation below the guideline needs two signatures, one of which is the director’s.
        Firearms are kept apart from all other property and are inventoried by serial number.
        Cases older than 5 years are flagged, for the statute of limitations may have run (§ 1621).
        A second petition is decided by an officer who did not work on the first.""",
        actors="paralegal | FP&F officer | vault custodian | seizing officer | mitigation panel",
        verbs="mitigate/mitigated | issue/issued | deposit/deposited | inventory/inventoried | appraise/appraised | forward/forwarded",
        things="penalty notice | case-file | seizure-log | petition | remission decision | property tag | forfeiture order | custody receipt",
        conditions="the petition is untimely | the property is perishable | the violator waives notice | the offer is refused | the statute is about to run",
        places="in the case system | in the permanent vault | in the seizure-log | at the FP&F counter",
    ),
    "tables": topic(
        "Schedule of Reviews and Time Limits",
        "A. How to read the tables | B. Time limits | C. Who reviews what | D. Exceptions | E. Corrections",
        """The tables give the office that acts, the time that it has and the record that it leaves.
        A time limit that ends on a Saturday, Sunday or holiday ends on the next working day.
        Where a cell says “n/a”, no review is made & no record is kept.
        The schedule is binding under Directive 3550-067C and replaces the list of Feb. 2011.
        An office which cannot keep a limit reports so before the limit ends, not afterwards.
        The specialist confirms the final column by initials; a tick is not enough.
        Reviews marked with “T” are done by the team, cf. 19 CFR 162.74(d), and never by one person.
        Cells left white are filled by the first-line supervisor at the quarter’s end.
        A self-assessment does not take the place of a scheduled review.
        Conflicts between two rows are resolved in favour of the shorter limit.""",
        actors="schedule keeper | first-line supervisor | reviewing office | quality officer",
        verbs="schedule/scheduled | tick/ticked | postpone/postponed | assign/assigned | initial/initialled",
        things="quarterly review | exception request | review calendar | deviation note | correction slip | self-assessment | master schedule",
        conditions="the limit has passed | the reviewer is on leave | two rows conflict | the quarter has ended",
        places="in the master schedule | on the wall chart | in the shared calendar | on Form 12-Q",
    ),
    "hyphens": topic(
        "Classification Rulings and Binding Advice",
        "Application of these instructions | Requests for rulings | Examination of requests | Publication | Modification and revocation | Confidentiality | Reconsideration",
        """A request for a ruling contains a complete description of the merchandise and its principal use.
        The national commodity specialist acknowledges the communication and assigns a control-number.
        Interpretative questions of considerable significance are transferred to the headquarters attorneys.
        Confidential information is redacted before publication, as provided in 19 CFR § 177.10(a).
        Notwithstanding the preceding paragraph, pre-classification decisions remain confidential indefinitely.
        Modification or revocation of an interpretative ruling requires publication & a comment-period of thirty days.
        An officer who discovers contradictory rulings communicates the contradiction immediately.
        The cross-reference to heading 8471 is verified, and the eight-digit subheading is double-checked.
        Long-standing administrative practice may be established by uniform liquidations (19 U.S.C. 1315(d)).
        Representatives of the requesting organization may participate in a tele-conference with the specialist.
        Manufacturing specifications, photographs and laboratory certificates accompany the application.
        Reconsideration is refused if the differentiating circumstances were already sufficiently examined.
        The self-explanatory summary is limited to two-hundred words and omits identifying particulars.
        Co-operation between ports ensures that classification is harmonized and re-examination is unnecessary.""",
        actors="national commodity specialist | classification attorney | publications coordinator | requesting organization | regulations administrator",
        verbs="communicate/communicated | investigate/investigated | harmonize/harmonized | acknowledge/acknowledged | substantiate/substantiated | re-examine/re-examined",
        things="binding-ruling request | confidentiality certification | cross-reference index | interpretative memorandum | modification proposal | administrative determination | supplementary documentation | control-number",
        conditions="the merchandise description is insufficient | contradictory determinations have been published | confidentiality has been requested | the classification is undisputed",
        places="in the cross-reference index | in the rulings repository | at the publications division | in the correspondence register",
    ),
    "rotated": topic(
        "Inspection of Containers at the Terminal",
        "1. Before arrival | 2. At the gate | 3. Opening a container | 4. Load plan | 5. Radiation alarms | 6. Release | 7. Damage",
        """The terminal sends the arrival list 24 hours before the vessel is alongside.
        Officers wear reflective vests, hard hats & flat shoes in the stacking yard.
        A container on hold is moved only if the yard-planner and the officer agree.
        The radiation alarm is answered within 5 minutes, and the truck is led to the off-load bay.
        The seal is cut by an officer; see 19 U.S.C. 1467 on the right to inspect.
        First aid kits are found at gates B, D and F, approx. 80 ft. apart.
        An empty container is inspected for false floors, i.e. for a height below 93 in. inside.
        The non-intrusive image is filed under the container number and the flight or voyage.
        The gate-pass is void after 18 hours, see § 123.8(c) of the terminal rules.
        If the doors are blocked, the office confirms a tail-gate exam at the warehouse.
        Damage done by the exam is noted on the spot and photographed from five sides.""",
        actors="yard-planner | boarding officer | gate supervisor | terminal operator | image analyst",
        verbs="inspect/inspected | unload/unloaded | scan/scanned | hold/held | photograph/photographed",
        things="reefer container | gate-pass | bolt seal | stowage plan | scanner image | exam order | hold notice | dock receipt",
        conditions="the alarm sounds twice | the crane is out of service | the seal number differs | the wind exceeds 40 knots",
        places="at the exam site | in the stacking yard | on the terminal portal | at gate F",
    ),
    "nested": topic(
        "Standard Operating Procedure 7.3: Liquidation and Protest",
        "1. Purpose | 2. Responsibilities | 3. Procedure for liquidation | 4. Procedure for protests | 5. Records and review",
        """Entries are liquidated on the 314th day unless they are extended or suspended.
        The weekly liquidation run is started on Thursday, and its bulletin is posted on Friday.
        An extension is not granted more than three times, see 19 U.S.C. 1504(b).
        The specialist checks the first-time filings of an importer line by line & initials them.
        Suspended entries (AD/CVD) are lifted only when instructions have come from Commerce.
        A protest is date-stamped on receipt; the 180 days of § 174.12(e) run from liquidation.
        The protest reviewer must not be the officer who made the contested decision.
        Further review is asked for in Box 12 of CBP Form 19.
        Interest is figured from the date of the deposit (19 CFR 24.3a), not from that of the bill.
        A no-change liquidation needs no second look, unless it was flagged by the system.
        Approvals, denials and partial denials are all entered within 30 days of the final decision.""",
        actors="liquidation specialist | protest reviewer | supervisory specialist | branch chief | entry technician",
        verbs="liquidate/liquidated | extend/extended | suspend/suspended | approve/approved | unset/unset | reliquidate/reliquidated",
        things="suspended entry | protest file | bulletin notice | extension code | courtesy copy | bill of interest | decision letter | cycle report",
        conditions="the protest is untimely filed | the entry is deemed liquidated | Commerce has lifted the suspension | the reviewer was the decider",
        places="in the liquidation module | in the protest module | on the official bulletin | in the cycle report",
    ),
    "memo": topic(
        "Interim Guidance on Forced-Labor Detentions",
        "Background | Action | Reporting | Points of contact",
        """Effective at once, shipments that match the list are detained and not excluded.
        The detention notice is handed to the filer within five days (19 U.S.C. 1499(c)(2)).
        Each Center names one point of contact, and each port names two, by Nov. 30.
        The filer has 30 days to offer proof, e.g. purchase orders, of the origin of cotton & yarn.
        Staff must not discuss the source of an allegation with the filer or with the press.
        An exception needs clear and convincing evidence, as § 307 has been understood since 2021.
        The review-team sends its first-level findings to headquarters, Attn: Trade Relations.
        Re-exported goods are struck off the list when the proof of export has been filed.
        Overtime for this work is charged to project code 4-FL-19.
        This memorandum expires 12 months after its date unless it is confirmed.""",
        actors="detention officer | review-team | point of contact | trade relations adviser",
        verbs="detain/detained | release/released | exclude/excluded | translate/translated | trace/traced",
        things="detention notice | supply-chain map | withhold order | rebuttal package | origin certificate | purchase order | weekly tally",
        conditions="the rebuttal is late | the yarn was spun elsewhere | the importer asks for more time | the tally is nil",
        places="in the detention tracker | on the shared drive | at the review-team desk | in the weekly tally",
    ),
}
