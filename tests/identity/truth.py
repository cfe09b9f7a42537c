"""Which note of a build is which of the build before, told by lines alone.

Nothing here looks at words: a note of today is the earlier one whose lines its own lines
come from.  Where the lines do not tell (two notes became one, or one became two), it
says so.
"""

import re
from collections import Counter, defaultdict, namedtuple

from editor import ABOVE, plain, words_of

SURE = 0.5                              # of the lines of both
CLEAR = 0.25                            # before the next candidate
PART = re.compile(r' \((\d+(?:–\d+)?)/\d+\)$')

# partner: of each note of today, its earlier note, by number; kinds changed, unclear and
# inserted: numbers of notes of today.  gone: earlier notes without a partner.  near: of each
# note of today the earlier ones that it may be at all, where that is unclear.
Truth = namedtuple('Truth', 'partner near changed_kind unclear inserted gone')


def family(note):
    """Cards the other way round stand beside those they were made of; neither becomes the other."""
    return note['rule'] == 'reversed'


def kind(note):
    return 'cloze' if note['notetype'].lower().endswith('cloze') else 'basic'


def span(note, texts):
    """The lines of a note, {(file, number): text} given; with the one above it that asks, where none of its own does."""
    first, last, file = note['source']['line'], note['source']['end_line'], note['source']['file']
    front = set(words_of(plain(PART.sub('', note['fields'][0]))))

    def asks(number):
        words = set(words_of(texts.get((file, number), '')))
        return words and len(words & front) * 2 >= min(len(words), len(front))
    above = [number for number in range(first - 1, first - 1 - ABOVE, -1) if asks(number)] \
        if front and not asks(first) and not is_part(note) else []
    return [(file, number) for number in [*above[:1], *range(first, last + 1)] if texts.get((file, number), '').strip()]


def lines_then(notes, texts, still):
    """Of each earlier note its lines that are still there."""
    return [[place for place in span(note, texts) if place in still] for note in notes]


def lines_now(notes, origins):
    """Of each note of today the places before of its lines, in order."""
    texts = {place: line.text for place, line in origins.items()}
    return [[origins[place].origin for place in span(note, texts) if origins[place].origin] for note in notes]


def pairs(then, now, lines_of_then, lines_of_now, key):
    """(likeness, now, then) of all notes with lines in common and an equal key."""
    at = defaultdict(list)
    for number, lines in enumerate(lines_of_then):
        for line in set(lines):
            at[line].append(number)
    for number, lines in enumerate(lines_of_now):
        shared = Counter(other for line in set(lines) for other in at[line] if key(then[other]) == key(now[number]))
        for other, count in shared.items():
            yield count / len(set(lines) | set(lines_of_then[other])), number, other


def in_order(candidates, lines_of_then, lines_of_now):
    """Notes of the very same lines are told by their order, when there are as many as before."""
    groups = defaultdict(lambda: (set(), set()))
    for _, number, other in candidates:
        if set(lines_of_now[number]) == set(lines_of_then[other]):
            news, olds = groups[frozenset(lines_of_then[other])]
            news.add(number)
            olds.add(other)
    return {number: other for news, olds in groups.values() if len(news) == len(olds)
            for number, other in zip(sorted(news), sorted(olds))}


def series_of(note):
    """What all parts of a long answer have in common, "(1–4/9)"."""
    return note['source']['file'], note['context'], PART.sub('', note['fields'][0])


def is_part(note):
    return PART.search(note['fields'][0]) is not None


def cut_otherwise(then, now, partner, sources):
    """(note of today, earlier ones, whether that is so) of parts of an answer: where it has more parts
    than before, or fewer, it cannot be said which is which."""
    today, before = defaultdict(set), defaultdict(set)
    for found, notes in (today, now), (before, then):
        for number, note in enumerate(notes):
            found[series_of(note)].add(number)
    for numbers in today.values():
        others = set()
        for number in numbers:
            stem = series_of(now[number])[2]
            for other in sources[number] if is_part(now[number]) else [partner[number]] if number in partner else []:
                if is_part(then[other]) or series_of(then[other])[2] == stem:
                    others |= before[series_of(then[other])]
        for number in numbers:
            yield number, others, len(others) not in (0, len(numbers))


def tell(then, now, texts, origins):
    """texts: {(file, number): text} of before; origins: {(file, number): Line} of today."""
    still = {line.origin for line in origins.values() if line.origin and line.text.strip()}
    before, after = lines_then(then, texts, still), lines_now(now, origins)
    near = defaultdict(set)
    candidates = list(pairs(then, now, before, after, lambda note: (kind(note), family(note))))
    for _, number, other in candidates:
        near[number].add(other)
    partner = in_order(candidates, before, after)
    settled, taken = set(partner), set(partner.values())
    candidates = [pair for pair in candidates if pair[1] not in settled and pair[2] not in taken]
    starts = defaultdict(set)           # old notes by their first line
    for other, note in enumerate(then):
        if before[other]:
            starts[(*before[other][0], kind(note), family(note))].add(other)
    of_new, of_old = defaultdict(list), defaultdict(list)
    for likeness, number, other in candidates:
        of_new[number].append((likeness, other))
        of_old[other].append((likeness, number))
    unclear = set()
    for number, found in of_new.items():
        likeness, other = max(found)
        rivals = [alike for alike, old in found if old != other] + [alike for alike, new in of_old[other] if new != number]
        begun = starts[(*after[number][0], kind(now[number]), family(now[number]))]
        if likeness >= SURE and all(alike <= likeness - CLEAR for alike in rivals) and (
                not begun or other in begun or is_part(now[number])):
            partner[number] = other
        else:
            unclear.add(number)
    for number, others, is_so in list(cut_otherwise(then, now, partner, near)):
        if is_so:
            partner.pop(number, None)
            unclear.add(number)
        near[number] |= others
    return Truth(partner, near, *rest(then, now, before, after, partner, unclear))


def rest(then, now, before, after, partner, unclear):
    """Of notes without a partner: whether their kind is another now, or they are new."""
    taken = set(partner.values())
    changed = {number for likeness, number, other in pairs(then, now, before, after, family)
               if likeness >= SURE and number not in partner and other not in taken and kind(then[other]) != kind(now[number])}
    unclear = unclear - changed
    inserted = set(range(len(now))) - set(partner) - changed - unclear
    return changed, unclear, inserted, set(range(len(then))) - taken


# ---- What was done to a note ---------------------------------------------------------------

EDITS = ('untouched', 'moved, else untouched', 'answer edited', 'answer edited and moved', 'question mended',
         'question mended and moved', 'question reworded', 'question reworded and moved', 'question changed otherwise')


def edit_of(old, new, texts, origins):
    """The kind of edit that made new of old, one of EDITS."""
    moved = old['fields'][2] != new['fields'][2] or old['deck'] != new['deck']
    marks = set()
    for place in span(new, texts):
        marks |= origins[place].marks
    name = 'untouched'
    if old['fields'][0] != new['fields'][0]:
        if kind(new) == 'cloze' and 'answered' in marks and not marks & {'mended', 'reworded'}:
            name = 'answer edited'
        else:
            name = 'question ' + next((mark for mark in ('reworded', 'mended') if mark in marks), 'changed otherwise')
    elif old['fields'][1] != new['fields'][1]:
        name = 'answer edited'
    if name == 'untouched':
        return 'moved, else untouched' if moved else name
    return name + ' and moved' if moved and name + ' and moved' in EDITS else name
