"""A table is edited as in a spreadsheet, and the package that comes of it has those edits and no others."""

import csv
import json
import os
import random
import sqlite3
import zipfile

import generate
from circle import Circle, Kinds
from content import OF_TABLES, content, expect_same
from kit import EPOCH, Tests, expect, expect_equal
from of_generated import write_deck

tests = Tests()

LATER = EPOCH + 86400
DATA = 4                                # columns before those of fields


class Sheet:
    """A table that cardmill wrote, as rows and cells."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding='utf-8', newline='') as file:
            rows = list(csv.reader(file))
        at = next(i for i, row in enumerate(rows) if row[0] == '#GUID')
        self.head, self.names, self.rows = rows[:at], rows[at], rows[at + 1:]

    def columns(self, names):
        """Puts the columns into another order."""
        order = [self.names.index(name) for name in names]
        wide = [row + [''] * (len(self.names) - len(row)) for row in self.rows]
        self.names, self.rows = names, [[row[i] for i in order] for row in wide]

    def write(self, path=None):
        with open(path or self.path, 'w', encoding='utf-8', newline='') as file:
            csv.writer(file, lineterminator='\n').writerows(self.head + [self.names] + self.rows)


class Desk(Circle):
    """A package, the table of it, and what becomes of the package when the table was edited."""

    def begin(self, package):
        """package: of somebody's, which is about to be replaced."""
        self.home = self.new_folder()
        self.package = os.path.join(self.home, 'deck.apkg')
        with open(package, 'rb') as old, open(self.package, 'wb') as new:
            new.write(old.read())
        return Sheet(self.step(self.package, 'deck.csv', '--fresh', folder=self.home))

    def plan(self, sheet, epoch=LATER):
        return json.loads(self.run('--dry-run=json', '-o', self.package, sheet.path, epoch=epoch))

    def build(self, sheet, epoch=LATER):
        self.run('-o', self.package, sheet.path, epoch=epoch)


def desk(mill, name, seed=51):
    d = Desk(mill, name)
    made = generate.deck(seed, count=30)
    path = write_deck(d.new_folder(), made)
    return d, d.begin(d.step(path, 'deck.apkg', '--fresh', *Kinds(mill).legacy))


def row_of(sheet, at, field, text):
    sheet.rows[at][DATA + field] = text


def expect_plan(plan, **counts):
    """new, vanished and those that differ; moved and reworded notes are changed ones."""
    got = dict(plan['counts'])
    got['changed'] += got.pop('moved') + got.pop('reworded')
    wanted = dict(dict.fromkeys(('new', 'changed', 'uncertain', 'vanished'), 0), **counts)
    expect_equal({key: got[key] for key in wanted}, wanted, 'the plan')


@tests
def nothing(mill):
    """Read and written by another program, in every order of rows and columns, nothing changes."""
    for seed in range(51, 56):
        d, sheet = desk(mill, 'nothing', seed)
        with open(d.package, 'rb') as file:
            before = file.read()
        sheet.write()
        expect_plan(d.plan(sheet), unchanged=30)
        d.build(sheet)
        with open(d.package, 'rb') as file:
            expect(file.read() == before, 'the package is another one')
        random.Random(seed).shuffle(sheet.rows)
        sheet.write()
        expect_plan(d.plan(sheet), unchanged=30)
        names = sheet.names[:]
        random.Random(seed).shuffle(names)
        if names[0] != '#GUID':         # the mark of a comment stays in the first cell
            at = names.index('#GUID')
            names[0], names[at] = names[at], names[0]
        sheet.columns(names)
        sheet.head = [row for row in sheet.head if ' column:' not in row[0]]
        sheet.write()
        expect_plan(d.plan(sheet), unchanged=30)


def changed(package, folder, change):
    """The package with another collection: change(db) says what is changed."""
    path, collection = os.path.join(folder, 'changed.apkg'), os.path.join(folder, 'changed.anki2')
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(path, 'w') as new:
        for name in old.namelist():
            data = old.read(name)
            if name == 'collection.anki2':
                with open(collection, 'wb') as file:
                    file.write(data)
                db = sqlite3.connect(collection)
                change(db)
                db.commit()
                db.close()
                with open(collection, 'rb') as file:
                    data = file.read()
            new.writestr(name, data)
    return path


def add_namesakes(db):
    """Another type, of no note, for each that there is, and of its name."""
    models = json.loads(db.execute('select models from col').fetchone()[0])
    for model in list(models.values()):
        other = json.loads(json.dumps(model))
        other['id'] = int(model['id']) + 10 ** 9
        models[str(other['id'])] = other
    db.execute('update col set models = ?', [json.dumps(models)])


@tests
def types_of_one_name(mill):
    """Old packages have them: rows keep the one that their notes have."""
    first, _ = desk(mill, 'namesakes-first')
    d = Desk(mill, 'namesakes')
    sheet = d.begin(changed(first.package, first.new_folder(), add_namesakes))
    wanted = sorted((kind['name'], kind.get('id', 0)) for kind in d.deck(d.package)['note_types'])
    sheet.write()
    expect_plan(d.plan(sheet), unchanged=30)
    d.build(sheet)
    got = sorted((kind['name'], kind.get('id', 0)) for kind in d.deck(d.package)['note_types'])
    expect_equal(got, wanted, 'note types')


@tests
def control_characters(mill):
    """They are in fields of old collections, and in no table: that is no change."""
    first, _ = desk(mill, 'controls-first')
    d = Desk(mill, 'controls')
    sheet = d.begin(changed(first.package, first.new_folder(), lambda db: db.execute(
        "update notes set flds = flds || x'08' || 'x' where id % 2 = 0")))
    expect_plan(d.plan(sheet), unchanged=30)


@tests
def a_cell(mill):
    d, sheet = desk(mill, 'cell')
    guid = content(d.deck(d.package))['notes'][7]['guid']
    row_of(sheet, 7, 0, sheet.rows[7][DATA] + ' edited')
    sheet.write()
    plan = d.plan(sheet)
    expect_plan(plan, changed=1, unchanged=29)
    expect_equal([note['guid'] for note in plan['notes']], [guid], 'guids in the plan')
    before = content(d.deck(d.package))
    d.build(sheet)
    after = content(d.deck(d.package))
    differ = [one['guid'] for one, other in zip(after['notes'], before['notes']) if one['fields'] != other['fields']]
    expect_equal(differ, [guid], 'notes that differ')
    expect_equal([one['guid'] for one in after['notes'] if one['modified'] == LATER], [guid], 'notes with a new time')
    expect(after['types'] == before['types'], 'a note type changed')


@tests
def a_row_less(mill):
    d, sheet = desk(mill, 'deleted')
    guid = content(d.deck(d.package))['notes'][3]['guid']
    del sheet.rows[3]
    sheet.write()
    plan = d.plan(sheet)
    expect_plan(plan, vanished=1, unchanged=29)
    expect_equal([note['guid'] for note in plan['vanished']], [guid], 'guids of what vanished')
    d.build(sheet)
    expect_equal(len(d.deck(d.package)['notes']), 29, 'notes')


@tests
def rows_more(mill):
    """Rows without a guid are new notes, and keep the guids that they get."""
    d, sheet = desk(mill, 'added')
    kind = sheet.rows[0][1]
    for number in range(3):
        sheet.rows.insert(number * 5, ['', kind, sheet.rows[0][2], 'added', '{{c1::new}} %d' % number])
    sheet.write()
    expect_plan(d.plan(sheet), new=3, unchanged=30)
    d.build(sheet)
    first = d.deck(d.package)
    added = [note for note in first['notes'] if note['tags'] == ['added']]
    expect_equal(len(added), 3, 'notes that were added')
    expect_equal([first['notes'].index(note) for note in added], [0, 5, 10], 'where they stand')
    expect_equal({note['notetype'] for note in added}, {first['notes'][1]['notetype']}, 'note types')
    # The same table again: they are the notes of the first time.
    expect_plan(d.plan(sheet), unchanged=33)
    again = Sheet(d.step(d.package, 'again.csv', '--fresh'))
    expect_equal(len(again.rows), 33, 'rows of the next table')


@tests
def all_at_once(mill):
    for seed in range(61, 66):
        d, sheet = desk(mill, 'all', seed)
        row_of(sheet, 2, 0, sheet.rows[2][DATA] + ' one')
        sheet.rows[9][3] += ' another-tag'
        del sheet.rows[20]
        sheet.rows.append(['', sheet.rows[0][1], sheet.rows[0][2], '', '{{c1::z}}'])
        random.Random(seed).shuffle(sheet.rows)
        sheet.write()
        expect_plan(d.plan(sheet), changed=2, new=1, vanished=1)
        d.build(sheet)
        expect_plan(d.plan(sheet, LATER + 1), unchanged=30)


@tests
def cards_stay_as_they_are(mill):
    """A table says nothing of flags, suspended cards and cards in other decks; an edit leaves them alone."""
    types = [{'name': 'Two', 'cloze': False, 'fields': ['A', 'B'], 'id': 1400000000001, 'field_settings': [generate.PLAIN_FIELD] * 2,
              'templates': [{'name': name, 'front': '{{%s}}' % name, 'back': '{{A}}'} for name in 'AB']}]
    cards = [{'ordinal': 0, 'flag': 3}, {'ordinal': 1, 'deck': 'Other "x"', 'suspended': True}]
    notes = [{'guid': 'g%d' % i, 'notetype': 'Two', 'deck': 'D', 'tags': [], 'fields': ['a', 'b'], 'modified': 5, 'card_list': cards}
             for i in range(3)]
    d = Desk(mill, 'cards')
    path = write_deck(d.new_folder(), {'note_types': types, 'notes': notes})
    sheet = d.begin(d.step(path, 'deck.apkg', '--fresh'))
    row_of(sheet, 1, 0, 'edited')
    row_of(sheet, 2, 1, '')             # and so its second card goes
    sheet.write()
    expect_plan(d.plan(sheet), changed=2, unchanged=1)
    d.build(sheet)
    expect_equal([note.get('card_list') for note in d.deck(d.package)['notes']], [cards, cards, cards[:1]], 'cards')


@tests
def back_again(mill):
    """What was edited and set right again is what it was before; only its time is later."""
    d, sheet = desk(mill, 'back')
    before = content(d.deck(d.package), OF_TABLES)
    text = sheet.rows[4][DATA]
    row_of(sheet, 4, 0, text + 'x')
    sheet.write()
    d.build(sheet)
    row_of(sheet, 4, 0, text)
    sheet.write()
    d.build(sheet, LATER + 10)
    expect_same(content(d.deck(d.package), OF_TABLES), before, 'the package')
