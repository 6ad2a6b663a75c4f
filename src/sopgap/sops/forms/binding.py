"""Whether a modal binds at all: not of things, machines, guesses and rules of reading."""

from __future__ import annotations

import re

from sopgap.sops.actors import singular
from sopgap.sops.forms.norms import Norm, base_form
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import DENYING, Predicate, Sentence
from sopgap.sops.owners.scene import Bearer, Scene
from sopgap.sops.owners.subjects import BY_MACHINE

NEGATIVE = re.compile(
    r"^(?:no|nobody|nothing|none|neither)\b(?! later| more| less| fewer)", re.IGNORECASE
)
WITHOUT = re.compile(r"\b(?:can't|cannot|can not) be\b[^;]*\bwithout\b", re.IGNORECASE)
NO_OBJECT = frozenset({"no", "nothing", "nobody"})
MEASURES = frozenset({"later", "more", "less", "fewer", "longer", "sooner", "earlier"})
WEAK = frozenset({"will", "may", "should", "ought"})
STATIVE = lexicon.word_class("stative")
SYSTEMS, FORECAST = lexicon.word_class("system"), lexicon.word_class("forecast")
RECEIVERS = frozenset({"you", "it", "they", "everyone", "everybody", "nobody", "anyone", "people"})
SENSED = frozenset({"hear", "see", "notice", "find", "feel", "wonder", "think", "smell"})
PASSIVE_OF_FATE = frozenset(
    {
        "receive",
        "get",
        "find",
        "see",
        "notice",
        "need",
        "have",
        "hear",
        "learn",
        "discover",
        "enjoy",
        "feel",
    }
)
AIMS = (("not", "need", "to"), ("not", "have", "to"), ("need", "to"), ("have", "to"))
IS_TO = (("is", "to"), ("are", "to"))
PAPER, OPTION = lexicon.word_class("paper"), lexicon.word_class("option")


def is_of_thing(
    sentence: Sentence,
    predicate: Predicate,
    verb: int,
    bearer: Bearer,
    subject: tuple[int, int],
    scene: Scene,
) -> bool:
    """Tell whether an active sentence binds nobody because a thing is its subject.

    "The page will refresh" and "the value may help" do not; "the request must state the reason"
    puts a duty on whoever files it, and "should state" advises him.
    """
    words = sentence.words
    if predicate.words[0] in (
        "can",
        "cannot",
    ):  # an option is somebody's; what things can do is no norm
        aim = {"that", "so", "because", "what", "how", "where", "whether", "than"}
        is_open = bearer.text and bearer.text.lower() not in ("we", "it")
        is_open = is_open and not aim.intersection(words[: predicate.first])
        return not is_open or base_form(words[verb]) not in OPTION
    if base_form(words[verb]) == "exceed" and bearer.unit == "none":
        return True  # "The fee shall not exceed": how much it is
    is_plain = words[predicate.last : predicate.last + 2] not in (["need", "to"], ["have", "to"])
    is_receiver = bearer.text.lower() in RECEIVERS and is_plain
    is_counted = words[verb + 1 : verb + 2] and words[verb + 1][0].isdigit()
    is_fate = words[verb] == "be" or words[verb] in PASSIVE_OF_FATE
    is_sensed = predicate.words == ("may",) and words[verb] in SENSED
    if is_receiver and is_sensed:
        return True  # "You may hear an alarm"
    if is_receiver and predicate.words[0] == "will" and is_fate and not is_counted:
        return True
    named = bearer.unit != "none" or bearer.text or NEGATIVE.match(sentence.piece(*subject))
    is_guess = bearer.unit == "unknown" and bearer.text.isupper() and predicate.words == ("may",)
    if is_guess and base_form(words[verb]) not in lexicon.bases():
        return True  # "GPS may drift"
    if named:
        return False
    head = words[subject[1] - 1] if subject[1] > subject[0] else ""
    if predicate.words[0] == "should":
        is_it = words[subject[0] : subject[1]] in (["it"], ["this"], ["that"], ["there"])
        return is_it or base_form(words[verb]) not in PAPER or words[verb] == "be"
    if words[subject[0] : subject[1]] == ["it"] and words[verb] == "be":
        return True  # "It ought to be rare"
    return predicate.words[0] in WEAK or predicate.words in IS_TO or singular(head) in SYSTEMS


def is_of_machine(sentence: Sentence, predicate: Predicate, norm: Norm, scene: Scene) -> bool:
    """Tell what a machine does by itself: "will be rejected by the system"."""
    if norm.bearer.unit != "none":
        return False
    if BY_MACHINE.search(sentence.text, sentence.spans[predicate.last - 1][1]):
        return True
    words = sentence.words
    is_state = any(word in STATIVE for word in words[predicate.last + 1 : predicate.last + 4])
    if predicate.words[0] == "will" and is_state:
        return True  # "This will be used as the title"
    if predicate.modality == "prohibition" and WITHOUT.search(sentence.text):
        return scene.machine  # "The vault cannot be opened without two keys"
    if predicate.words[0] in ("will", "can", "cannot"):
        return scene.machine or predicate.words[0] != "will" or words[0] in ("you", "we", "i")
    return False


def foresees(sentence: Sentence, predicate: Predicate, verb: int) -> bool:
    """Tell a guess ("will probably move") and an unreal case ("would have to") from a norm."""
    words = sentence.words
    before = words[predicate.first - 1] if predicate.first else ""
    if before in ("would", "could", "might") and predicate.words[0] in ("have", "need"):
        return True
    if before == "only" and predicate.words[0] in ("need", "needs", "have", "has"):
        return True
    if predicate.words[0] == "should" and tuple(words[predicate.last : verb]) in AIMS:
        return True
    return bool(FORECAST.intersection(words[predicate.last : max(verb + 1, predicate.last + 2)]))


def denies_object(words: list[str], verb: int) -> bool:
    """Return whether a verb's object is denied: "shall accept no gift", "discloses nothing"."""
    behind = words[verb + 1 : verb + 3]
    if words[verb] in ("be", "have", "take") or not behind or behind[0] not in NO_OBJECT:
        return False
    return behind[0] != "no" or (len(behind) > 1 and behind[1] not in MEASURES)


def deny_behind(words: list[str], predicate: Predicate, verb: int, modality: str) -> str:
    """Return prohibition where a denial stands between modal and verb: "shall in no case sign"."""
    if modality in ("obligation", "permission") and verb - predicate.last >= 2:
        between = " ".join(words[predicate.last : verb])
        if any(denial in between for denial in DENYING):
            return "prohibition"
    return modality


def binds_nobody(sentence: Sentence, predicate: Predicate, verb: int, bearer: Bearer) -> bool:
    """Return whether words before or behind a modal mark its sentence as no duty.

    They stand in `data/not_duties.csv`: rules of reading, effects, guesses, history.
    """
    begin = sentence.spans[predicate.first][0]
    before = sentence.text[:begin]
    if lexicon.not_duties("opening").match(sentence.text):
        return True
    if sentence.words[0] not in lexicon.openers() and lexicon.not_duties("before").search(before):
        return True
    if verb >= len(sentence.spans):
        return True
    place = lexicon.agent_nouns().get(singular(bearer.text.split(" ")[-1].lower()))
    if sentence.words[verb] == "apply" and (bearer.actor or place == "outside"):
        return False  # who applies asks for something; what applies has an effect
    after = sentence.text[sentence.spans[verb][0] : sentence.spans[verb][0] + 80]
    modal = predicate.words[0]
    is_person = bool(bearer.text if modal == "should" else modal == "will" and bearer.actor)
    is_person = is_person or bool(NEGATIVE.match(sentence.text))  # "No key may be asked for"
    if modal == "will" and sentence.words[0] == "by" and after.startswith("have "):
        return False  # "By noon the porter will have swept the yard"
    if predicate.words[0] in WEAK and not is_person and lexicon.not_duties("weak").match(after):
        return True
    return bool(lexicon.not_duties("after").match(after))
