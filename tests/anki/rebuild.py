#!/usr/bin/env python3
"""Builds decks again after their sources changed, and imports them into the real Anki over what was studied.

    VENV/bin/python rebuild.py PATH-TO-CARDMILL SCRATCH-FOLDER

VENV is what ./setup made.  Under a Python without Anki every test is skipped, by
name.  The sources are written by the tests.
"""

import argparse
import json
import os
import shutil
import sys

sys.dont_write_bytecode = True          # nothing is left beside the sources
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'package'))
from kit import Mill, Report, Tests, expect, expect_equal, expect_none

try:
    from again import (DAY, START, Deck, Package, Studied, anki, expect_contents, expect_notetypes, expect_sound,
                       importer, unpacked)
    from user import User
    NO_ANKI = None
except ModuleNotFoundError as why:
    if why.name != 'anki':              # it is there, and broken
        raise
    NO_ANKI = 'this Python has no Anki; see tests/anki/setup'

TAG = 'cardmill::vanished'

tests = Tests()


# ---- A rebuild ----------------------------------------------------------------

BIOLOGY = '''# Biology

## Cells

1. What is a mitochondrion? The organelle that makes most of the ATP of a cell.
2. Ribosome: makes proteins after the plan of messenger RNA
3. What does the Golgi aparatus pack into vesicles? Proteins and lipids on their way out of the cell.
4. Lysosome: breaks down waste with enzymes
5. Why do plant cells keep a rigid wall around them? It carries the plant and bears the pressure of the vacuole.
6. Chloroplast: turns light into sugar
7. Nucleolus: the place where ribosomes are put together

## Genes

- Allele: one of several forms of a gene
- Codon: three bases that stand for an amino acid
- What do introns not do? They are spliced out and never translated.

## Tissues

- Epithelium: a sheet of cells that lines surfaces
- Cartilage: firm tissue without vessels of its own

## Numbers

- The human body has about **206** bones when it is grown up.
'''

HISTORY = '''# History

## Rome

- When was the battle of Actium? In 31 BC, between Octavian and Antony.
- Consul: one of two heads of the republic, elected for a year
- What was the Pax Romana? Two centuries with few wars inside of the empire.

## Modern times

- When did the Thirty Years' War end? In 1648, with the peace of Westphalia.
- Guillotine: a machine for beheading, in use since 1792

## Wires

- The first telegraph line over the Atlantic was laid in **1858** by two ships.
'''

PHYSICS = '''# Physics

## Light

- Refraction: the bending of a ray where its speed changes
- Photon: the smallest portion of light

## Heat

- Entropy: a measure of the ways in which a state can come about
- What does a calorimeter measure? The heat that a reaction gives off.
'''

# What becomes of whom: what is in the front before and after, how the plan calls it.
FATES = [
    ('Golgi', 'Golgi', 'reworded'),
    ('rigid wall', 'rigid wall', 'reworded'),
    ('Lysosome', 'Lysosome', 'changed'),
    ('mitochondrion', 'mitochondrion', 'unchanged'),
    ('Ribosome', 'Ribosome', 'unchanged'),
    ('Nucleolus', 'Nucleolus', 'unchanged'),
    ('Allele', 'Allele', 'unchanged'),
    ('Codon', 'Codon', 'unchanged'),
    ('Epithelium', 'Epithelium', 'unchanged'),
    ('>206<', '>206<', 'unchanged'),
    ('Refraction', 'Refraction', 'moved'),
    ('Photon', 'Photon', 'moved'),
    ('Entropy', 'Entropy', 'unchanged'),
    ('Actium', 'Actium', 'moved'),
    ('Consul', 'Consul', 'moved'),
    ('Guillotine', 'Guillotine', 'moved'),
    ('1858', '1858', 'moved'),
    ('Chloroplast', None, 'vanished'),
    (None, 'Cytoplasm', 'new'),
]


def edit_sources(deck):
    """As people do between two builds."""
    genes = BIOLOGY[BIOLOGY.index('## Genes'):BIOLOGY.index('## Tissues')]
    light = PHYSICS[PHYSICS.index('## Light'):PHYSICS.index('## Heat')]
    deck.edit('biology.md',
              ('aparatus', 'apparatus'),
              ('Why do plant cells keep a rigid wall around them?', 'What do plants have the rigid wall of a cell for?'),
              ('waste with enzymes', 'waste with some sixty acid enzymes'),
              ('6. Chloroplast: turns light into sugar\n', ''),
              ('2. Ribosome', '2. Cytoplasm: all that is inside of the membrane but the nucleus\n3. Ribosome'),
              ('3. What', '4. What'), ('4. Lys', '5. Lys'), ('5. What do', '6. What do'),
              (genes, ''))
    deck.write('biology.md', deck.read('biology.md') + '\n' + genes)
    deck.edit('physics.md', (light, ''))
    deck.write('chemistry.md', '# Physics\n\n' + light)
    deck.rename('history.md', 'ages.md')


def expect_fates(plan, first, second):
    """The plan says of each note what was done to it, and the same notes have the same guids."""
    changes = {note['guid']: note['change'] for note in plan['notes']}
    vanished = {note['guid'] for note in plan['vanished']}
    for before, after, fate in FATES:
        old = before and first.guid(before)
        new = after and second.guid(after)
        if fate == 'vanished':
            expect(old in vanished, '%s did not vanish in the plan', before)
        else:
            expect_equal(changes.get(new, 'unchanged'), fate, 'fate of ' + after)
        expect(fate in ('vanished', 'new') or old == new, '%s has another guid', after)


def expect_import(user, deck, plan, first, second):
    """What the log says is what the plan said."""
    changes = {note['guid']: note['change'] for note in plan['notes']}
    added = {guid for guid, change in changes.items() if change in ('new', 'uncertain')}
    touched = {guid for guid, change in changes.items() if change in ('changed', 'moved', 'reworded')}
    expect_equal(added, set(second.notes) - set(first.notes), 'new notes of the plan')
    differing = {guid for guid in set(first.notes) & set(second.notes) if first.content(guid) != second.content(guid)}
    expect(differing <= touched, 'the plan passes over %s', differing - touched)
    log = user.package(deck.package)
    log.expect(new=len(added), updated=len(differing), duplicate=len(second.notes) - len(added) - len(differing))
    expect_equal(plan['counts']['unchanged'], len(second.notes) - len(changes), 'unchanged notes of the plan')
    guids = {nid: guid for nid, guid in user.col.db.all('select id, guid from notes')}
    expect_equal({guids[nid] for nid in log.ids('updated')}, differing, 'updated notes')
    expect_equal(len(guids), len(first.notes) + len(added), 'notes')
    expect_contents(user, second, differing | added)


@tests
def rebuild(mill):
    """Everything that people do to notes, between two imports into a collection that is studied."""
    deck = Deck(mill, 'rebuild', sources={'biology.md': BIOLOGY, 'history.md': HISTORY, 'physics.md': PHYSICS})
    first = deck.build()
    with anki(deck) as user:
        importer(user, deck, first)
        edited = user.edit(first.guid('Codon'), 1, 'my own answer', 'mine')
        studied = Studied(user)
        edit_sources(deck)
        plan = deck.plan()
        second = deck.build()
        expect_fates(plan, first, second)
        expect_import(user, deck, plan, first, second)
        studied.expect_kept()
        expect_equal(user.notes()[first.guid('Codon')], edited, 'what the user edited')
        expect_notetypes(user, second, 'Basic', 'Cloze')
        expect_sound(user)
        studied.expect_kept()
        user.package(deck.package).expect(duplicate=len(second.notes))

        before = deck.bytes()
        deck.build()
        expect(deck.bytes() == before, 'nothing changed, and the package did')
        user.package(deck.package).expect(duplicate=len(second.notes))
        studied.expect_kept()
        expect_equal(user.notes()[first.guid('Codon')], edited, 'what the user edited')


@tests
def rebuild_fresh(mill):
    """Without the earlier build what was reworded is doubled; so the tests above prove something."""
    deck = Deck(mill, 'fresh', sources={'biology.md': BIOLOGY})
    first = deck.build()
    with anki(deck) as user:
        user.package(deck.package).expect(new=len(first.notes))
        deck.edit('biology.md', ('aparatus', 'apparatus'))
        second = deck.build('--fresh')
        user.package(deck.package).expect(new=1, updated=len(second.notes) - 1)
        expect_equal(len(user.notes()), len(first.notes) + 1, 'notes')


@tests
def renamed_deck(mill):
    """Notes keep their guids; what does not say the deck's name is not updated."""
    deck = Deck(mill, 'renamed', sources={'biology.md': BIOLOGY})
    first = deck.build()
    with anki(deck) as user:
        importer(user, deck, first)
        studied = Studied(user)
        plan = deck.plan('-d', 'Another name')
        second = deck.build('-d', 'Another name')
        expect_equal(set(second.notes), set(first.notes), 'guids')
        expect_equal(plan['counts']['moved'], len(first.notes), 'moved notes')
        expect_import(user, deck, plan, first, second)
        studied.expect_kept()


# ---- Note types ---------------------------------------------------------------

def style_options(deck):
    """Options by what of the note types they change."""
    folder = os.path.join(deck.home, 'templates')
    for name, text in (('own.css', '.card { color: rebeccapurple }\n'),
                       ('templates/card.css', '.card { color: teal }\n'),
                       ('templates/basic-front.html', '<b>{{Front}}</b>\n'),
                       ('templates/cloze-back.html', '<i>{{cloze:Text}}</i>{{Back}}\n')):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(deck.home, name), 'w', encoding='utf-8') as file:
            file.write(text)
    return {'css': ('--css', os.path.join(deck.home, 'own.css')), 'templates': ('--template-dir', folder)}


def looks(package):
    return {name: (model['css'], [(one['qfmt'], one['afmt']) for one in model['tmpls']])
            for name, model in package.models.items()}


def expect_new_looks(mill, what, own_first):
    """Between looks of one's own and the built-in ones, there and back and there again."""
    deck = Deck(mill, 'looks-%s-%d' % (what, own_first), sources={'biology.md': BIOLOGY})
    options = style_options(deck)[what]
    wanted = {}
    with anki(deck) as user:
        for turn in range(4):
            own = (turn % 2 == 0) == own_first
            package = deck.build(*(options if own else ()))
            if turn == 0:
                importer(user, deck, package)
                studied = Studied(user)
            else:
                user.package(deck.package).expect(duplicate=len(package.notes))
            expect_notetypes(user, package, 'Basic', 'Cloze')
            expect_equal(looks(package), wanted.setdefault(own, looks(package)), 'looks')
            studied.expect_kept()
        expect(wanted[True] != wanted[False], 'the options do nothing')
        fresh = Deck(mill, 'looks-fresh', sources={'biology.md': BIOLOGY}).build()
        expect_equal(wanted[False], looks(fresh), 'the built-in looks')


@tests
def style_goes(mill):
    expect_new_looks(mill, 'css', own_first=True)


@tests
def style_comes(mill):
    expect_new_looks(mill, 'css', own_first=False)


@tests
def templates_go(mill):
    expect_new_looks(mill, 'templates', own_first=True)


@tests
def templates_come(mill):
    expect_new_looks(mill, 'templates', own_first=False)


def first_release(package, target, names=None):
    """A package as an early release would have made it: other looks, older times, and in names other
    names of fields and templates."""
    with unpacked(package, target) as db:
        models = json.loads(db.execute('SELECT models FROM col').fetchone()[0])
        for model in models.values():
            field = '{{%s%s}}' % ('cloze:' if model['type'] else '', model['flds'][0]['name'])
            model['css'], model['mod'] = '.card { font-size: 20px }', START - 50 * DAY
            model['tmpls'][0].update(qfmt=field, afmt='%s<hr>{{Back}}' % field)
            for one in model['flds'] + model['tmpls']:
                expect(isinstance(one['id'], int), 'no id of %s', one['name'])
                one['name'] = (names or {}).get(one['name'], one['name'])
        db.execute('UPDATE col SET models = ?', [json.dumps(models)])
        db.execute('UPDATE notes SET mod = ?', [START - 50 * DAY])


def expect_upgrade(mill, name, names):
    deck = Deck(mill, name, sources={'biology.md': BIOLOGY, 'history.md': HISTORY})
    deck.build()
    old_path = os.path.join(deck.home, 'old.apkg')
    first_release(deck.package, old_path, names)
    old = Package(old_path)
    os.remove(deck.package)
    with anki(deck) as user:
        user.package(old_path).expect(new=len(old.notes))
        user.study()
        expect_notetypes(user, old, 'Basic', 'Cloze')
        studied = Studied(user)
        deck.edit('biology.md', ('aparatus', 'apparatus'), ('waste with enzymes', 'waste with acid enzymes'))
        new = deck.build('--previous', old_path)
        expect_equal(set(new.notes), set(old.notes), 'guids')
        expect(looks(new) != looks(old), 'the looks are the old ones')
        user.package(deck.package).expect(updated=2, duplicate=len(new.notes) - 2)
        expect_notetypes(user, new, 'Basic', 'Cloze')
        expect_contents(user, new, new.notes)
        expect_equal(len(user.notes()), len(old.notes), 'notes')
        studied.expect_kept()
        expect_sound(user)
        for cid in studied.schedule:    # with the new templates
            card = user.col.get_card(cid)
            expect('font-size: 20px' not in card.render_output(reload=True).css, 'the old style is shown')


@tests
def first_release_is_replaced(mill):
    expect_upgrade(mill, 'first-release', None)


@tests
def names_of_fields_may_change(mill):
    """Anki knows fields and templates by their ids."""
    expect_upgrade(mill, 'other-names', {'Context': 'Place', 'Card 1': 'Only card'})


# ---- What vanished ------------------------------------------------------------

# Of each pair the first vanishes, and the second, which a sloppy search takes for it, stays.
PAIRS = [
    ('What does "quoted" text mean?', 'What does quoted text mean?'),
    ('What is at 10:30: lunch?', 'What is at 10: lunch?'),
    ('Who calls f*x twice?', 'Who calls ffx twice?'),
    ('Who calls snake_case twice?', 'Who calls snake-case twice?'),
    ('Which path is C:\\new\\table?', 'Which path is C:newtable?'),
    ('What do \\<b\\> tags do in text?', 'What do **tags** do in text?'),
    ('What does `a_b*(c) && "d"` yield?', 'What does `a.b.(c) && "d"` yield?'),
    ('What is (x OR y) AND -z?', 'What is x OR y AND z?'),
    ('re: what is it?', 'what is it?'),
    ('re:.* what else?', 'nothing what else?'),
    ('nc: why is it so?', 'nc why is it so?'),
    ('tag:cardmill: which tag is it?', 'tag cardmill which tag is it?'),
    ('为什么天空是蓝色的？', '为什么天空是红色的？'),
    ('What is Ünïcode in “curly” quotes?', 'What is Unicode in "curly" quotes?'),
    ('Is 5 < 6 & 7 > 6?', 'Is 5 < 6 and 7 > 6?'),
    ('What is $a_1^* = \\frac{1}{2}$?', 'What is $a_1 = \\frac{1}{2}$?'),
    ('deck:* which deck is this?', 'deck which deck is this?'),
    ('- Does -minus count?', 'Does minus count?'),
]

CODE = '''
## What is the output?

```c
printf("%s: \\"*_*\\"\\n", "a_b");
```

`a_b: "*_*"` and a new line.

## Lines

How many lines
does a_b* have?
?
Two: this one, too.
'''


def question(number, front):
    return '- %s Answer %d is this one.\n' % (front, number)


def pairs_source(gone):
    """Both of each pair, or only those that stay."""
    lines = ['# Odd "fronts": a_b*\n\n']
    for number, pair in enumerate(PAIRS):
        lines += [question(number, front) for front in pair[gone:]]
    statements = ['Light runs **299792458** metres a second through empty space.',
                  'Light runs **299792** kilometres a second through empty space.']
    lines += ['\n## Numbers\n\n'] + ['- %s\n' % line for line in statements[gone:]]
    lines += ['' if gone else CODE]
    return ''.join(lines)


def search_ids(user, plan):
    """What the lines of the plan find, one by one."""
    found = [list(user.col.find_notes(line)) for line in plan['search']]
    for line, ids in zip(plan['search'], found):
        expect(ids, 'a line finds nothing: %s', line)
    if len(plan['search']) > 1 and len(plan['vanished']) < 200:
        together = user.col.find_notes(' OR '.join(plan['search']))
        expect_equal(sorted(together), sorted(set(sum(found, []))), 'what all lines find together')
    return set(sum(found, []))


def expect_search(user, plan, wanted, when):
    guids = {nid: guid for nid, guid in user.col.db.all('select id, guid from notes')}
    fronts = {guid: fields[0] for guid, (fields, *_) in user.notes().items()}
    found = {guids[nid] for nid in search_ids(user, plan)}
    expect_none((fronts[guid] for guid in wanted - found), 'vanished notes not found ' + when)
    expect_none((fronts[guid] for guid in found - wanted), 'notes found that did not vanish ' + when)


def expect_vanish(mill, name, before, after, count):
    """Before and after are sources; the plan finds what vanished before the rebuilt deck is imported, and after."""
    deck = Deck(mill, name, sources=before)
    first = deck.build()
    with anki(deck) as user:
        user.package(deck.package).expect(new=len(first.notes))
        shutil.rmtree(deck.folder)
        for path, text in after.items():
            deck.write(path, text)
        plan = deck.plan()
        wanted = {note['guid'] for note in plan['vanished']}
        expect_equal(len(wanted), count, 'notes that vanish')
        expect_search(user, plan, wanted, 'before the import')
        second = deck.build()
        expect_equal(set(first.notes) - set(second.notes), wanted, 'guids gone from the package')
        user.package(deck.package)
        expect_search(user, plan, wanted, 'after the import')
    return first, plan


@tests
def search_of_odd_fronts(mill):
    before, after = ({'odd_*.md': pairs_source(gone)} for gone in (False, True))
    first, plan = expect_vanish(mill, 'odd', before, after, len(PAIRS) + 3)
    fronts = [first.notes[note['guid']][0][0] for note in plan['vanished']]
    for what in ('&quot;', '*', '_', '\\', '&lt;', '<code>', '(', 're:', '天空', '{{c1::', '<pre>', '<br>'):
        expect(any(what in front for front in fronts), 'no front has %s', what)


@tests
def search_of_sources_alike(mill):
    """The same question below the same heading in two files: one goes."""
    text = '# Terms\n\n- Field: what it is\n- Ring: what it is, too\n'
    expect_vanish(mill, 'alike', {'one.md': text, 'two.md': text},
                  {'one.md': text, 'two.md': text.replace('- Field: what it is\n', '')}, 1)


@tests
def search_of_fronts_alike_but_for_case(mill):
    lines = ['- What is a Mole? An amount of substance.\n', '- What is a mole? A small animal that digs.\n',
             '- Field: a place where wheat grows\n', '- Polish: a language\n', '- polish: to make shine\n']
    text = '# Words\n\n' + ''.join(lines)
    for name, gone in (('case-first', lines[0]), ('case-second', lines[1]), ('case-third', lines[3])):
        expect_vanish(mill, name, {'words.md': text}, {'words.md': text.replace(gone, '')}, 1)


@tests
def alike_but_for_case_and_one_answer(mill):
    """Which of them vanished is told by the bytes of the fronts; the others keep their guids and times."""
    fronts = ['What is a Pole?', 'What is a pole?', 'What is a pole']
    text = '# Words\n\n' + ''.join('- **%s**: the same answer\n' % front for front in fronts)
    for number, front in enumerate(fronts):
        after = text.replace('- **%s**: the same answer\n' % front, '')
        first, plan = expect_vanish(mill, 'one-answer-%d' % number, {'words.md': text}, {'words.md': after}, 1)
        gone = first.notes[plan['vanished'][0]['guid']][0][0]
        expect_equal(gone, '<strong>%s</strong>' % front, 'what vanished')
        expect_equal(plan['counts']['unchanged'], 2, 'unchanged notes')


@tests
def search_for_stock_notetypes(mill):
    """A table for an Anki that has its own note types alone, whose names are in the user's language."""
    deck = Deck(mill, 'stock')
    deck.package = os.path.join(deck.home, 'deck.csv')
    lines = ['- Field: what it is\n', '- Magnetic Field: another thing\n', '- Thing: another, not a Field\n',
             '- What is a_b: *"x"*? It is odd.\n', '- What is a-b: *"x"*? It is odd.\n']
    head = '# Words\n\n'
    deck.write('words.md', head + ''.join(lines))
    deck.run('--notetypes', 'Basic,Cloze')
    with anki(deck) as user:
        user.table(deck.package).expect(new=len(lines))
        for gone in (lines[0], lines[3]):
            deck.write('words.md', head + ''.join(line for line in lines if line != gone))
            plan = deck.plan('--notetypes', 'Basic,Cloze')
            wanted = {note['guid'] for note in plan['vanished']}
            expect_equal(len(wanted), 1, 'notes that vanish')
            expect_search(user, plan, wanted, 'of stock note types')


@tests
def search_of_many(mill):
    lines = ['- Number %d: the %d that comes after %d\n' % (n, n, n - 1) for n in range(1, 401)]
    head = '# Numbers\n\n'
    _, plan = expect_vanish(mill, 'many', {'n.md': head + ''.join(lines)}, {'n.md': head + ''.join(lines[250:])}, 250)
    expect(len(plan['search']) > 1, 'there is one line alone')


@tests
def vanished_with_tag(mill):
    """They are tagged by the import, and lose the tag when their text returns."""
    deck = Deck(mill, 'tagged', sources={'biology.md': BIOLOGY, 'history.md': HISTORY})
    first = deck.build('--vanished', 'tag')
    with anki(deck) as user:
        importer(user, deck, first)
        studied = Studied(user)
        deck.edit('biology.md', ('6. Chloroplast: turns light into sugar\n', ''))
        os.remove(os.path.join(deck.folder, 'history.md'))
        plan = deck.plan('--vanished', 'tag')
        wanted = {note['guid'] for note in plan['vanished']}
        expect(len(wanted) > 5 and first.guid('Chloroplast') in wanted and first.guid('Actium') in wanted,
               'vanished are %s', wanted)
        second = deck.build('--vanished', 'tag')
        user.package(deck.package).expect(updated=len(wanted), duplicate=len(first.notes) - len(wanted))
        expect_equal(tagged(user), wanted, 'notes with the tag')
        expect_search(user, plan, wanted, 'with the tag')
        for guid in wanted:
            expect_equal(user.notes()[guid][0], first.notes[guid][0], 'fields of ' + guid)
            expect_equal(sorted(user.notes()[guid][1]), sorted(first.notes[guid][1] + [TAG]), 'tags of ' + guid)
        before = deck.bytes()
        deck.build('--vanished', 'tag')
        expect(deck.bytes() == before, 'nothing changed, and the package did')
        user.package(deck.package).expect(duplicate=len(second.notes))

        deck.write('history.md', HISTORY)
        deck.build('--vanished', 'tag')
        user.package(deck.package).expect(updated=len(wanted) - 1, duplicate=len(first.notes) - len(wanted) + 1)
        expect_equal(tagged(user), {first.guid('Chloroplast')}, 'notes with the tag')
        deck.write('biology.md', BIOLOGY)
        deck.build('--vanished', 'tag')
        user.package(deck.package).expect(updated=1, duplicate=len(first.notes) - 1)
        expect_equal(tagged(user), set(), 'notes with the tag')
        expect_equal(user.col.db.scalar('select count() from notes'), len(first.notes), 'notes')
        expect_contents(user, first, first.notes)
        studied.expect_kept()
        expect_sound(user)


def tagged(user):
    return {user.col.get_note(nid).guid for nid in user.col.find_notes('tag:' + TAG)}


# ---- Several decks ------------------------------------------------------------

@tests
def merge(mill):
    """Two decks, imported apart, become one run with both as the earlier builds."""
    same = '# Terms\n\n- Field: what it is\n- Ring: what it is, too\n'
    one = Deck(mill, 'merge', 'one', folder='alpha', sources={'biology.md': BIOLOGY, 'terms.md': same})
    two = Deck(mill, 'merge', 'two', folder='beta', sources={'history.md': HISTORY, 'terms.md': same})
    both = Deck(mill, 'merge', 'both')
    parts = one.build(), two.build()
    expect_none(set(parts[0].notes) & set(parts[1].notes), 'guids of both')
    with anki(both) as user:
        for deck, part in zip((one, two), parts):
            user.package(deck.package).expect(new=len(part.notes))
        user.study()
        studied = Studied(user)
        merged = both.build('--previous', one.package, '--previous', two.package,
                            sources=[one.folder, two.folder])
        expect_equal(set(merged.notes), set(parts[0].notes) | set(parts[1].notes), 'guids')
        differing = [guid for part in parts for guid in part.notes if part.content(guid) != merged.content(guid)]
        user.package(both.package).expect(updated=len(differing), duplicate=len(merged.notes) - len(differing))
        expect_equal(len(user.notes()), len(merged.notes), 'notes')
        expect_contents(user, merged, merged.notes)
        studied.expect_kept()
        before = both.bytes()
        both.build(sources=[one.folder, two.folder])
        expect(both.bytes() == before, 'nothing changed, and the package did')


@tests
def files_of_one_name(mill):
    """In two folders, with the same headings: as many notes as there are lines, all in Anki."""
    text = '# Terms\n\n- Field: what it is\n- Ring: what it is, too\n- What is a group? A set.\n'
    deck = Deck(mill, 'one-name', sources={'a/terms.md': text, 'b/terms.md': text, 'terms.md': text})
    package = deck.build()
    expect_equal(len(package.notes), 9, 'guids')
    with anki(deck) as user:
        user.package(deck.package).expect(new=9)
        deck.edit('b/terms.md', ('Field: what', 'Field: just what'))
        changed = [guid for guid, note in package.notes.items() if note[0][0] == 'Field' and note[0][3].startswith('b/')]
        expect_equal(len(changed), 1, 'notes of the edited line')
        again = deck.build()
        expect_equal(set(again.notes), set(package.notes), 'guids')
        log = user.package(deck.package)
        log.expect(updated=1, duplicate=8)
        expect_equal([user.col.get_note(nid).guid for nid in log.ids('updated')], changed, 'updated note')


@tests
def namespaces(mill):
    """Two decks of the same sources are two sets of notes, unless they say the same name."""
    deck = Deck(mill, 'namespaces', sources={'biology.md': BIOLOGY})
    one = deck.build('--fresh', '--namespace', 'one')
    with anki(deck) as user:
        user.package(deck.package).expect(new=len(one.notes))
        two = deck.build('--fresh', '--namespace', 'two')
        expect_none(set(one.notes) & set(two.notes), 'guids of both')
        user.package(deck.package).expect(new=len(two.notes))
        again = deck.build('--fresh', '--namespace', 'one', '-d', 'Another name')
        expect_equal(set(again.notes), set(one.notes), 'guids')
        user.package(deck.package).expect(updated=len(one.notes))
        expect_equal(len(user.notes()), 2 * len(one.notes), 'notes')


# ---- All of them --------------------------------------------------------------

def main():
    parser = argparse.ArgumentParser(description='Import decks that were built again into Anki.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    options = parser.parse_args()
    mill = Mill(options.program, options.scratch)
    report = Report('rebuild')
    if NO_ANKI:
        report.skip(tests, '', NO_ANKI)
        return 0
    User.prepare(mill.folder('empty'))
    report.run(tests, '', mill)
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
