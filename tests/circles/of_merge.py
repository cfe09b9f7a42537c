"""Several decks in one run become one: notes, note types and files that meet."""

import os
import re

import generate
import media
from circle import Circle, Kinds
from content import content, expect_same, load
from kit import Tests, expect, expect_equal
from of_generated import packed_media, write_deck

tests = Tests()


def note(guid, front, back='b', **rest):
    return dict({'guid': guid, 'notetype': 'Type', 'deck': 'D', 'tags': [], 'fields': [front, back], 'modified': 1000}, **rest)


def kind(name='Type', id=1400000000007, fields=('One', 'Two'), css='.card {}', modified=5, **rest):
    return dict({'name': name, 'cloze': False, 'fields': list(fields), 'id': id, 'css': css, 'modified': modified,
                 'field_settings': [generate.PLAIN_FIELD for _ in fields],
                 'templates': [{'name': 'Card 1', 'front': '{{%s}}' % fields[0], 'back': '{{%s}}' % fields[-1]}]}, **rest)


def deck(notes, types=None, **rest):
    return dict({'format': 'cardmill', 'version': 2, 'name': 'D', 'note_types': [kind()] if types is None else types, 'decks': [],
                 'media': [], 'notes': notes}, **rest)


class Merge(Circle):
    """One deck of several, as JSON and as a package say it."""

    def decks(self, *decks):
        folder = self.new_folder()
        return [write_deck(folder, one, '%d.json' % number) for number, one in enumerate(decks)]

    def merged(self, *decks, sources=(), options=()):
        paths = self.decks(*decks) + list(sources)
        package = self.step(paths, 'all.apkg', '--fresh', *Kinds(self.mill).latest, *options)
        said = self.said
        merged = load(self.step(paths, 'all.json', '--fresh', *options))
        expect_same(dict(self.content(package), name=''), dict(content(merged), name=''), 'the package of both')
        self.said = said
        return merged


def fronts(merged):
    return [one['fields'][0] for one in merged['notes']]


@tests
def one_after_the_other(mill):
    """Decks that have nothing in common stand behind one another."""
    merge = Merge(mill, 'chain')
    decks = [generate.deck(seed, count=12) for seed in (21, 22, 23)]
    for number, one in enumerate(decks):
        for each in one['note_types']:
            each['id'] = each.get('id') and each['id'] + number
            if each.get('id'):
                each['name'] += ' of %d' % number
        for each in one['notes']:
            if not each['notetype'].startswith('cardmill'):
                each['notetype'] += ' of %d' % number
    alone = [content(merge.deck(path)) for path in merge.decks(*decks)]
    merged = content(merge.merged(*decks))
    expect_equal([one['guid'] for one in merged['notes']], [one['guid'] for each in alone for one in each['notes']], 'notes')
    for each in alone:
        ours = {one['guid']: one for one in merged['notes']}
        for one in each['notes']:
            expect_equal(ours[one['guid']], one, 'note')
        for name, one in each['types'].items():
            expect_equal(merged['types'][name], one, 'note type')


@tests
def the_same_deck_twice(mill):
    """Once as JSON, once as a package of it: each note once, and a word about that."""
    merge = Merge(mill, 'twice')
    made = generate.deck(31)
    path, = merge.decks(made)
    package = merge.step(path, 'deck.apkg', '--fresh')
    table = merge.step(path, 'deck.csv', '--fresh', folder=os.path.dirname(package))
    wanted = dict(content(merge.deck(path), {'cards', 'id'}), name='')
    merge.run('-v', '--fresh', '-o', os.path.join(merge.new_folder(), 'x.apkg'), path, package)
    expect(re.search(r'\b%d notes stand in several sources.*\[merged\]' % len(made['notes']), merge.said),
           'nothing is said of it: %s', merge.said)
    expect('conflict' not in merge.said, 'there are conflicts: %s', merge.said)
    for sources in [path, package], [package, path], [path, package, table]:
        got = load(merge.step(sources, 'all.json', '--fresh'))
        without = {'cards', 'id'} | ({'modified'} if table in sources else set())
        expect_same(dict(content(got, without), name=''), dict(content(merge.deck(path), without), name=''), 'deck')
    expect(wanted, 'nothing')


@tests
def conflicts(mill):
    """Of two that differ the one that was changed last stays, whatever the order; it is told."""
    merge = Merge(mill, 'conflicts')
    old, new = deck([note('g1', 'old'), note('g2', 'same')]), deck([note('g1', 'new', modified=2000), note('g2', 'same'),
                                                                    note('g3', 'more')])
    for decks in (old, new), (new, old):
        merged = merge.merged(*decks)
        expect_equal(sorted(fronts(merged)), ['more', 'new', 'same'], 'fronts')
        expect(re.search(r'\b1 notes? .*g1.*0\.json.*1\.json.*\[note-conflict\]', merge.said), 'not told: %s', merge.said)
    # Of one age the later source counts.
    merged = merge.merged(old, deck([note('g1', 'other')]))
    expect_equal(fronts(merged), ['same', 'other'], 'fronts')


@tests
def note_types_of_one_id(mill):
    """With the same fields they are one, and the later one says how cards look."""
    merge = Merge(mill, 'types')
    one, two = kind(css='.card { color: red }', modified=5), kind(css='.card { color: blue }', modified=9)
    for types in (one, two), (two, one):
        merged = merge.merged(deck([note('g1', 'a')], [types[0]]), deck([note('g2', 'b')], [types[1]]))
        expect_equal([each['css'] for each in merged['note_types']], ['.card { color: blue }'], 'styles')
        expect_equal(fronts(merged), ['a', 'b'], 'fronts')
        expect('type-conflict' not in merge.said, 'a conflict is told: %s', merge.said)


@tests
def note_types_that_differ(mill):
    """With other fields they are two, each with all its fields; it is told."""
    merge = Merge(mill, 'other-types')
    other = kind(fields=('Uno', 'Dos', 'Tres'))
    third = dict(note('g2', 'b'), fields=['b', 'c', 'd'])
    merged = merge.merged(deck([note('g1', 'a')]), deck([third], [other]), deck([dict(third, guid='g3')], [other]))
    expect('[type-conflict]' in merge.said, 'not told: %s', merge.said)
    expect_equal(len({each['id'] for each in merged['note_types']}), 2, 'ids')
    expect_equal([each['fields'] for each in merged['note_types']], [['One', 'Two'], ['Uno', 'Dos', 'Tres']], 'fields')
    expect_equal([one['fields'] for one in merged['notes']], [['a', 'b'], ['b', 'c', 'd'], ['b', 'c', 'd']], 'fields')
    again = merge.merged(deck([note('g1', 'a')]), deck([third], [other]), deck([dict(third, guid='g3')], [other]))
    expect_equal([each['id'] for each in again['note_types']], [each['id'] for each in merged['note_types']], 'ids again')


@tests
def note_types_of_one_name(mill):
    """Everybody's Basic has an id of its own: they are told apart by name, too, for tables and JSON."""
    merge = Merge(mill, 'type-names')
    decks = [deck([note('g1', 'a', notetype='Basic')], [kind('Basic', 1400000000001)]),
             deck([note('g2', 'b', notetype='basic')], [kind('basic', 1400000000002, css='.other {}')]),
             deck([note('g3', 'c', notetype='cardmill Basic')], [kind('cardmill Basic', 1400000000003)])]
    merged = merge.merged(*decks)
    expect_equal([each['name'] for each in merged['note_types']], ['Basic', 'basic+', 'cardmill Basic+'], 'names')
    expect_equal([one['notetype'] for one in merged['notes']], ['Basic', 'basic+', 'cardmill Basic+'], 'note types of notes')


@tests
def files_of_one_name(mill):
    """Equal ones are one; of others the second has another name, which its notes know."""
    merge = Merge(mill, 'files')
    packages = []
    for number, (name, data) in enumerate((('a b.png', b'one'), ('a b.png', b'one'), ('A B.png', b'two'), ('a b.png', b'three'))):
        folder = merge.new_folder()
        path = write_deck(folder, deck([note('g%d' % number, media.references(name)[0], '[sound:%s]' % name)]))
        os.makedirs(os.path.join(folder, 'deck.media'))
        with open(os.path.join(folder, 'deck.media', name), 'wb') as file:
            file.write(data)
        packages.append(merge.step(path, 'deck.apkg', '--fresh'))
    package = merge.step(packages, 'all.apkg', '--fresh', *Kinds(mill).legacy)
    packed = packed_media(package)
    expect_equal(sorted(packed.values()), [b'one', b'three', b'two'], 'files')
    expect_equal(len({name.lower() for name in packed}), 3, 'names without case')
    for one, data in zip(merge.deck(package)['notes'], (b'one', b'one', b'two', b'three')):
        name = re.fullmatch(r'\[sound:(.*)\]', one['fields'][1])[1]
        expect_equal(packed.get(name), data, 'file of ' + one['guid'])
        expect(name in one['fields'][0], 'the picture has another name: %s', one['fields'])


@tests
def files_of_templates(mill):
    """Templates are not searched for names: the first file counts, and that is told."""
    merge = Merge(mill, 'template-files')
    packages = []
    for number, data in enumerate((b'one', b'two')):
        folder = merge.new_folder()
        path = write_deck(folder, deck([note('g%d' % number, 'x')], [kind(css='@import "_s.css";')],
                                       media=[{'name': '_s.css', 'file': '_s.css', 'size': 3, 'sha1': '0' * 40}]))
        os.makedirs(os.path.join(folder, 'deck.media'))
        with open(os.path.join(folder, 'deck.media', '_s.css'), 'wb') as file:
            file.write(data)
        packages.append(merge.step(path, 'deck.apkg', '--fresh'))
    package = merge.step(packages, 'all.apkg', '--fresh', *Kinds(mill).legacy)
    expect('[media-conflict]' in merge.said, 'not told: %s', merge.said)
    expect_equal(packed_media(package), {'_s.css': b'one'}, 'files')


@tests
def notes_and_a_deck(mill):
    """A folder of notes together with a deck: what the notes make comes before what a deck has of it."""
    merge = Merge(mill, 'folder')
    folder = os.path.join(merge.new_folder(), 'notes')
    os.makedirs(folder)
    with open(os.path.join(folder, 'go.md'), 'w', encoding='utf-8') as file:
        file.write('# Go\n\n- Channel: a typed conduit\n- Slice: a view of an array\n')
    first = merge.step(folder, 'notes.apkg', '--fresh', epoch=1000000000)
    with open(os.path.join(folder, 'go.md'), 'w', encoding='utf-8') as file:
        file.write('# Go\n\n- Channel: a typed conduit between goroutines\n- Slice: a view of an array\n')
    merged = merge.merged(deck([note('other', 'x')]), sources=[first, folder])
    expect_equal(sorted(fronts(merged)), ['Channel', 'Slice', 'x'], 'fronts')
    backs = {one['fields'][0]: one['fields'][1] for one in merged['notes']}
    expect('between goroutines' in backs['Channel'], 'the older answer counts: %s', backs)
    expect_equal({each['name'] for each in merged['note_types']}, {'Type', 'cardmill Basic', 'cardmill Cloze'}, 'note types')
    expect_equal({one['fields'][0]: one['deck'] for one in merged['notes']},
                 {'Channel': 'notes::go', 'Slice': 'notes::go', 'x': 'D'}, 'decks')


@tests
def below_a_given_deck(mill):
    """-d puts all of it below one deck."""
    merge = Merge(mill, 'given')
    merged = merge.merged(deck([note('g1', 'a', deck='A::x'), note('g2', 'b', deck='A::"y"')]), deck([note('g3', 'c', deck='B')]),
                          options=['-d', 'All'])
    decks = [one['deck'] for one in merged['notes']]
    expect_equal([name.split('::')[0] for name in decks], ['All'] * 3, 'roots')
    expect_equal(len(set(decks)), 3, 'decks')


@tests
def ages_of_merged_decks(mill):
    """Merged once more over the result nothing changed."""
    merge = Merge(mill, 'again')
    paths = merge.decks(generate.deck(41, count=15), generate.deck(42, count=15))
    folder = merge.new_folder()
    package = merge.step(paths, 'all.apkg', folder=folder)
    with open(package, 'rb') as file:
        before = file.read()
    merge.step(paths, 'all.apkg', folder=folder, epoch=1800000000)
    expect('nothing changed' in merge.said, 'something changed: %s', merge.said)
    with open(package, 'rb') as file:
        expect(file.read() == before, 'the package is another one')
