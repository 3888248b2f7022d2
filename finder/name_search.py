"""Centres by name, for those who know the one they look for; typing errors forgiven."""

from collections import defaultdict
from collections.abc import Iterable

from finder.centres import Centre
from finder.compared_names import folded
from finder.likeness import likest

LONGEST_TEXT = 100
# How alike two words must be: about one letter in four may be wrong.
LIKENESS = 0.7
SHORTEST_BEGINNING = 3
LIKENESS_OF_BEGINNING = 0.95


class NameSearch:
    """The names of one listing. Safe to share between threads."""

    def __init__(self, centres: Iterable[Centre]) -> None:
        """Index the words of each centre's name, town and operator."""
        self._centres = sorted(centres, key=lambda it: (it.name.casefold(), it.id))
        having: dict[str, set[int]] = defaultdict(set)
        for position, centre in enumerate(self._centres):
            for word in _words_of(centre):
                having[word].add(position)
        self._having = dict(having)
        self._words = list(having)

    def find(self, text: str, limit: int) -> tuple[Centre, ...]:
        """Return the centres that are likest, likest first; often none.

        Every word typed must be like a word of the centre's, or begin one.
        """
        typed = folded(shortened(text)).split()
        scores = [self._scores_of(word) for word in dict.fromkeys(typed)]
        if not scores:
            return ()
        found = set.intersection(*(set(it) for it in scores))
        likeness = {at: sum(it[at] for it in scores) for at in found}
        ranked = sorted(found, key=lambda at: (-likeness[at], at))
        return tuple(self._centres[at] for at in ranked[:limit])

    def _scores_of(self, word: str) -> dict[int, float]:
        """Return how like the word the likest word of each centre is."""
        best: dict[int, float] = {}
        for known, score in self._alike(word).items():
            for position in self._having[known]:
                best[position] = max(score, best.get(position, 0))
        return best

    def _alike(self, word: str) -> dict[str, float]:
        alike = dict(likest(word, self._words, LIKENESS))
        if len(word) >= SHORTEST_BEGINNING:
            for known in self._words:
                if known.startswith(word) and known != word:
                    alike[known] = LIKENESS_OF_BEGINNING
        return alike


def shortened(text: str) -> str:
    """Return a text that is too long as far as its last whole word, if it has one.

    Part of a word would be like no word of the centre's whose whole name was typed.
    """
    plain = " ".join(text.split())
    if len(plain) <= LONGEST_TEXT:
        return plain
    whole, _, _ = plain[: LONGEST_TEXT + 1].rpartition(" ")
    return whole or plain[:LONGEST_TEXT]


def _words_of(centre: Centre) -> set[str]:
    town = centre.public_address.town
    return set(folded(f"{centre.name} {town} {centre.operator}").split())
