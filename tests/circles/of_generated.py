"""Generated decks go round, and keep every byte; what is lost is told by the note that loses it."""

import json
import os

import generate
import media
from circle import Circle, Kinds
from content import OF_TABLES, content, expect_same, load
from kit import Failed, Tests, brief, expect

DECKS = 25                              # seeds
SEED = int(os.environ.get('SEED', '1'))

tests = Tests()


def write_deck(folder, deck, name='deck.json'):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(deck, file, ensure_ascii=False)
    return path


# ---- Shrinking ----------------------------------------------------------------------

def fails(check, deck):
    try:
        check(deck)
    except Failed as why:
        return str(why)
    return None


def smaller(deck):
    """Decks with less in them, half of the notes first; then simpler fields of a single note."""
    notes = deck['notes']
    size = len(notes) // 2
    while size > 0:
        for at in range(0, len(notes), size):
            yield dict(deck, notes=notes[:at] + notes[at + size:])
        size //= 2
    if len(notes) > 2:
        return
    for at, note in enumerate(notes):
        for key, value in (('tags', []), ('deck', 'A'), ('card_list', None), ('id', None)):
            if note.get(key) not in (value, None):
                changed = dict(note, **{key: value})
                yield dict(deck, notes=notes[:at] + [{k: v for k, v in changed.items() if v is not None}] + notes[at + 1:])
        for i, field in enumerate(note['fields']):
            for text in {'x', field[:len(field) // 2], field[len(field) // 2:], field[1:], field[:-1]} - {field}:
                if len(text) < len(field):
                    fields = note['fields'][:i] + [text] + note['fields'][i + 1:]
                    yield dict(deck, notes=notes[:at] + [dict(note, fields=fields)] + notes[at + 1:])


def shrunk(check, deck, why, tries=150):
    """The smallest deck found that fails, and why it does."""
    found = True
    while found and tries > 0:
        found = False
        for other in smaller(deck):
            tries -= 1
            if tries <= 0:
                break
            if not other['notes']:
                continue
            told = fails(check, other)
            if told is not None:
                deck, why, found = other, told, True
                break
    return deck, why


def for_each(check, count=DECKS, **how):
    for seed in range(SEED, SEED + count):
        deck = generate.deck(seed, **how)
        why = fails(check, deck)
        if why is None:
            continue
        deck, why = shrunk(check, deck, why)
        raise Failed('seed %d: %s; %s' % (seed, why, brief(ascii(deck['notes'][0]), 250)))


# ---- Circles ------------------------------------------------------------------------

def wanted_of(deck, without=()):
    """A generated deck as it has to come back: note types that no note has are nobody's."""
    used = {note['notetype'] for note in deck['notes']}
    own = {one['name'] for one in generate.OWN}
    if used & own:
        used |= own
    types = [one for one in deck['note_types'] + generate.OWN if one['name'] in used]
    return content(dict(deck, note_types=types), without)


@tests
def through_json(mill):
    def check(deck):
        circle = Circle(mill, 'json')
        path = write_deck(circle.new_folder(), deck)
        expect_same(circle.content(path), wanted_of(deck), 'JSON')
    for_each(check)


@tests
def through_packages(mill):
    kinds = Kinds(mill)

    def check(deck):
        circle = Circle(mill, 'packages')
        path = write_deck(circle.new_folder(), deck)
        legacy = circle.step(path, 'deck.apkg', '--fresh', *kinds.legacy)
        expect_same(dict(circle.content(legacy), name=''), dict(wanted_of(deck), name=''), 'legacy package')
        latest = circle.step(legacy, 'deck.apkg', '--fresh', *kinds.latest)
        expect_same(dict(circle.content(latest), name=''), dict(wanted_of(deck), name=''), 'latest package')
    for_each(check)


def tables(mill, ending):
    kinds = Kinds(mill)
    without = OF_TABLES | {'id'}

    def check(deck):
        circle = Circle(mill, ending)
        home = circle.new_folder()
        path = write_deck(home, deck)
        table = circle.step(path, 'deck.' + ending, '--fresh', folder=home)
        wanted = wanted_of(deck, without)
        expect_same(circle.content(table, without), wanted, ending.upper())
        package = circle.step(table, 'deck.apkg', '--fresh', *kinds.latest)
        expect_same(circle.content(package, without), wanted, 'package of ' + ending.upper())
        # What is beside a table may as well be named.
        alone = circle.step(table, 'other.' + ending, '--fresh')
        got = content(load(circle.step(alone, 'deck.json', '--previous', package)), without)
        expect_same(got, wanted, ending.upper() + ' with --previous')
    for_each(check)


@tests
def through_csv(mill):
    tables(mill, 'csv')


@tests
def through_tsv(mill):
    tables(mill, 'tsv')
