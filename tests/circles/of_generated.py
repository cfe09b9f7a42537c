"""Generated decks go round, and keep every byte; what is lost is told by the note that loses it."""

import os
import zipfile
from json import dump, dumps, loads

import generate
import media
from circle import Circle, Kinds
from content import OF_TABLES, content, expect_same, load
from of_text import validate
from kit import Failed, Skipped, Tests, brief, expect, expect_equal

DECKS = 25                              # seeds
SEED = int(os.environ.get('SEED', '1'))

tests = Tests()


def write_deck(folder, deck, name='deck.json'):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as file:
        dump(deck, file, ensure_ascii=False)
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
                said = ''.join(note['fields'][:i] + note['fields'][i + 1:] + [text])
                if len(text) < len(field) and said.translate(generate.INVISIBLE).strip():
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
    decks = deck['decks']
    if without:                         # a table knows the decks of its notes alone
        names = [note['deck'].casefold() + '::' for note in deck['notes']]
        decks = [one for one in decks if any(name.startswith(one['name'].casefold() + '::') for name in names)]
    return content(dict(deck, note_types=types, decks=decks), without)


@tests
def through_json(mill):
    def check(deck):
        circle = Circle(mill, 'json')
        path = write_deck(circle.new_folder(), deck)
        expect_same(circle.content(path), wanted_of(deck), 'JSON')
    for_each(check)


@tests
def as_the_schema_says(mill):
    """What is written is described, whatever was read."""
    def check(deck):
        circle = Circle(mill, 'schema')
        validate(circle.deck(write_deck(circle.new_folder(), deck)))
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


@tests
def through_markdown_cells(mill):
    """Fields become Markdown in a table and HTML again; what has no good Markdown stays what it is."""
    if b'--csv-markup' not in mill.run('--help').stdout:
        raise Skipped('this cardmill writes no Markdown into tables')
    without = OF_TABLES | {'id'}

    def check(deck):
        circle = Circle(mill, 'markdown')
        home = circle.new_folder()
        # A line of Markdown ends as lines do; Anki keeps no carriage return.
        deck = dict(deck, notes=[dict(note, fields=[field.replace('\r', '') for field in note['fields']])
                                 for note in deck['notes']])
        table = circle.step(write_deck(home, deck), 'deck.csv', '--fresh', '--csv-markup', 'markdown', folder=home)
        expect_same(circle.content(table, without), wanted_of(deck, without), 'table')
    for_each(check)


# ---- Media ---------------------------------------------------------------------------

def shown(deck):
    """Names of files that its notes show."""
    text = ''.join(field for note in deck['notes'] for field in note['fields'])
    return {name for name in media.NAMES if any(word in text for word in media.references(name))}


@tests
def with_media(mill):
    """Names with blanks, umlauts, upper case, quotes and &; a package keeps what no note shows."""
    kinds = Kinds(mill)

    def check(deck):
        circle = Circle(mill, 'media')
        home = circle.new_folder()
        path = write_deck(home, deck)
        media.write(os.path.join(home, 'deck.media'))
        package = circle.step(path, 'deck.apkg', '--fresh', *kinds.legacy)
        expect('[media-missing]' not in circle.said or 'none.mp3' in circle.said, 'files are missing: %s', circle.said)
        wanted = dict(wanted_of(deck), name='', media=sorted(media.entry(name) for name in shown(deck)))
        expect_same(dict(circle.content(package), name=''), wanted, 'package')
        expect_equal(packed_media(package), {media.composed(name): media.bytes_of(name) for name in shown(deck)},
                     'files in the package')
        again = circle.step(package, 'deck.apkg', '--fresh', *kinds.latest)
        expect_same(dict(circle.content(again), name=''), wanted, 'package of the package')
        beside = circle.step(again, 'deck.csv', '--fresh', folder=os.path.dirname(again))
        third = circle.step(beside, 'deck.apkg', '--fresh', *kinds.legacy)
        expect_equal(packed_media(third), packed_media(package), 'files in the package of a table beside a package')
    for_each(check, names=media.NAMES)


def packed_media(path):
    """Files of a package of the older layout, by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(number) for number, name in loads(package.read('media')).items()
                if not name.startswith('_cardmill')}


@tests
def unused_media(mill):
    """In a package there may be files that no note shows, and they stay."""
    circle = Circle(mill, 'unused')
    home = circle.new_folder()
    path = write_deck(home, generate.deck(5))
    package = circle.step(path, 'deck.apkg', '--fresh', *Kinds(mill).legacy)
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(os.path.join(home, 'more.apkg'), 'w') as new:
        new.writestr('collection.anki2', old.read('collection.anki2'))
        new.writestr('media', dumps({'0': 'unused Ü.jpg', '7': '_font.woff2', '9': 'gap.mp3'}))
        new.writestr('0', b'unused')
        new.writestr('7', b'font')
    again = circle.step(os.path.join(home, 'more.apkg'), 'deck.apkg', '--fresh', *Kinds(mill).legacy)
    wanted = {'unused Ü.jpg': b'unused', '_font.woff2': b'font'}
    expect_equal(packed_media(again), wanted, 'files')
    # A JSON deck lists them, and they are in the folder beside it.
    json = circle.step(again, 'deck.json', '--fresh')
    expect_equal(packed_media(circle.step(json, 'deck.apkg', '--fresh', *Kinds(mill).legacy)), wanted, 'files of JSON')


@tests
def missing_media(mill):
    """They are told by name, and the notes go on naming them."""
    circle = Circle(mill, 'missing')
    deck = {'notes': [{'guid': 'g1', 'notetype': 'Basic', 'deck': 'A', 'tags': [], 'fields': ['<img src="gone.png">', '[sound:x.mp3]']}]}
    package = circle.step(write_deck(circle.new_folder(), deck), 'deck.apkg', '--fresh')
    expect('gone.png' in circle.said and 'x.mp3' in circle.said and '[media-missing]' in circle.said, 'not told: %s', circle.said)
    expect_equal(circle.deck(package)['notes'][0]['fields'][:2], deck['notes'][0]['fields'], 'fields')


# ---- Large, and rough ----------------------------------------------------------------

@tests
def large_fields(mill):
    """Fields of a megabyte."""
    deck = generate.deck(3, count=6, types=1)
    for number, note in enumerate(deck['notes']):
        unit = ('x', '漢', '"', '\n', '&#10;', '<br>')[number]
        note['fields'][-1] = unit * (1000000 // len(unit.encode()))
    circle = Circle(mill, 'large')
    home = circle.new_folder()
    path = write_deck(home, deck)
    without = OF_TABLES | {'id'}
    package = circle.step(path, 'deck.apkg', '--fresh', *Kinds(mill).latest)
    expect_same(dict(circle.content(package), name=''), dict(wanted_of(deck), name=''), 'package')
    table = circle.step(path, 'deck.csv', '--fresh', folder=home)
    expect_same(circle.content(table, without), wanted_of(deck, without), 'CSV')


@tests
def what_no_deck_may_hold(mill):
    """Control characters, tags with blanks, names with line breaks: what comes of it is the same all the way."""
    deck = generate.deck(4, count=10, types=1)
    rough = ['a\x1fb', '\x00', 'a\x00b', '\x01\x02', '\x7f', 'x\x0by', '\x1b[0m']
    for number, note in enumerate(deck['notes']):
        note['fields'][0] += rough[number % len(rough)]
        note['tags'] = ['a b', 'c\x00', '', ' d ', '\u3000', 'e\x1ff\n'][:number]
        note['deck'] += ('', '\n', '::', '\x1fx', ' ')[number % 5]
    circle = Circle(mill, 'rough')
    home = circle.new_folder()
    path = write_deck(home, deck)
    first = circle.deck(path)
    wanted = dict(content(first), name='')
    expect_equal(len(first['notes']), 10, 'notes')
    for note in first['notes']:
        expect(not any(ord(c) < 32 and c not in '\t\n\r' or c == '\x7f' for text in note['fields'] + note['tags'] + [note['deck']]
                       for c in text), 'control characters are left in %s', ascii(note))
    package = circle.step(path, 'deck.apkg', '--fresh')
    expect_same(dict(circle.content(package), name=''), wanted, 'package')
    table = circle.step(path, 'deck.csv', '--fresh', folder=home)
    without = OF_TABLES | {'id', 'descriptions'}
    expect_same(circle.content(table, without), content(first, without), 'CSV')


@tests
def note_types_without_ids(mill):
    """In the shape that Anki imports they have none, and get the same one each time."""
    kind = {'name': 'Mine', 'fields': ['A', 'B', 'C'], 'is_cloze': False,
            'templates': [{'name': 'Card 1', 'qfmt': '{{A}}', 'afmt': '{{B}}'}, {'name': 'Card 2', 'qfmt': '{{B}}', 'afmt': '{{C}}'}]}
    notes = [{'guid': 'g1', 'notetype': 'Mine', 'deck': 'D', 'fields': ['a', 'b', 'c']},
             {'guid': 'g2', 'notetype': 'Mine', 'deck': 'D', 'fields': ['a', '']}]
    circle = Circle(mill, 'without-ids')
    first = circle.deck(write_deck(circle.new_folder(), {'notetypes': [kind], 'notes': notes}))
    second = circle.deck(write_deck(circle.new_folder(), {'notetypes': [kind], 'notes': notes[:1]}))
    expect(first['note_types'][0]['id'] > 10 ** 12, 'the id is %s', first['note_types'][0]['id'])
    expect_equal(first['note_types'], second['note_types'], 'note types')
    expect_equal([len(note['fields']) for note in first['notes']], [3, 3], 'fields')


@tests
def names_that_differ_in_case(mill):
    """They are one deck to Anki."""
    notes = [{'guid': 'g%d' % i, 'notetype': 'Basic', 'deck': name, 'tags': [], 'fields': ['f%d' % i, 'b']}
             for i, name in enumerate(('A::Käse', 'a::KÄSE', 'A::Käse::x'))]
    circle = Circle(mill, 'case')
    package = circle.step(write_deck(circle.new_folder(), {'notes': notes}), 'deck.apkg', '--fresh')
    expect_equal([note['deck'] for note in circle.deck(package)['notes']], ['A::Käse', 'A::Käse', 'A::Käse::x'], 'decks')
