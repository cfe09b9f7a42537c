#!/usr/bin/env python3
"""Takes packages that the real Anki exported for the earlier build, in each layout.

    VENV/bin/python earlier.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

VENV is what ./setup made; without Anki every test is skipped, by name.  What a user
did to the deck in Anki before is seen, and nothing else.
"""

import json
import os
import sys
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'package'))
import tricky
from kit import Mill, Report, Tests, expect, expect_equal, labels, lazy

try:
    from anki.collection import ExportAnkiPackageOptions
    from user import User
    NO_ANKI = None
except ModuleNotFoundError as why:
    if why.name != 'anki':
        raise
    NO_ANKI = 'this Python has no Anki; see tests/anki/setup'

WORKERS = 4
LAYOUTS = {'legacy': (True, 'collection.anki21'), 'latest': (False, 'collection.anki21b')}

per_source = Tests()


class Case:
    def __init__(self, mill, label, source):
        self.mill, self.label, self.source = mill, label, source
        self.users = []

    @lazy
    def files(self):
        return self.mill.build(self.mill.folder(self.label, 'built'), self.source, formats=['apkg', 'json'])

    @lazy
    def count(self):
        with open(self.files['json'], encoding='utf-8') as file:
            return len(json.load(file)['notes'])

    def user(self, name):
        """Somebody who has imported the package."""
        user = User(self.mill.folder(self.label, name))
        self.users.append(user)
        user.package(self.files['apkg']).expect(new=self.count)
        return user

    def exported(self, user, layout):
        """The path of what Anki exports of all its notes."""
        legacy, member = LAYOUTS[layout]
        path = os.path.join(self.mill.folder(self.label, 'export-' + layout), 'export.apkg')
        user.col.export_anki_package(out_path=path, limit=None, options=ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=True, with_media=False, legacy=legacy))
        with zipfile.ZipFile(path) as package:
            expect(member in package.namelist(), 'the package holds %s', package.namelist())
        return path

    def plan(self, previous):
        done = self.mill.run('-q', '--previous', previous, '--dry-run=json', self.source)
        expect(done.returncode == 0, 'cardmill ended with %d: %s', done.returncode,
               done.stderr.decode('utf-8', 'replace'))
        return json.loads(done.stdout)

    def close(self):
        for user in self.users:
            user.close()


def expect_counts(plan, **wanted):
    counts = dict.fromkeys(plan['counts'], 0) | wanted
    expect_equal(plan['counts'], counts, 'what became of the notes (%r)' % plan['notes'][:1])


@per_source
def untouched(case):
    """What went through Anki is what was built, in both layouts."""
    user = case.user('untouched')
    for layout in LAYOUTS:
        expect_counts(case.plan(case.exported(user, layout)), unchanged=case.count)


@per_source
def beside_others(case):
    """Foreign notes, note types and decks are nobody's business."""
    user = case.user('beside')
    col = user.col
    for name in 'Basic', 'Cloze', 'Basic (and reversed card)':
        note = col.new_note(col.models.by_name(name))
        note.fields[0] = 'of their {{c1::own}}'
        note.tags = ['mine']
        col.add_note(note, col.decks.id('Other::Deck'))
    for layout in LAYOUTS:
        expect_counts(case.plan(case.exported(user, layout)), unchanged=case.count)


@per_source
def edited_in_anki(case):
    """An answer, and a tag: the notes say so, with what Anki says now."""
    user = case.user('edited')
    col = user.col
    nid = col.db.scalar('select min(id) from notes')
    note = col.get_note(nid)
    note.fields[1] += ' edited'
    note.tags.append('zz::mine')
    col.update_note(note)
    for layout in LAYOUTS:
        plan = case.plan(case.exported(user, layout))
        expect_counts(plan, unchanged=case.count - 1, changed=1)
        old = plan['notes'][0]['old']
        expect_equal(old['guid'], note.guid, 'guid')
        expect_equal(old['fields'], note.fields, 'fields')
        expect('zz::mine' in old['tags'], 'the tag is not there: %r', old['tags'])
        expect_equal(old['modified'], col.db.scalar('select mod from notes where id = ?', nid), 'time')


@per_source
def moved_in_anki(case):
    """Cards in another deck, and a deck of another name."""
    user = case.user('moved')
    col = user.col
    nid = col.db.scalar('select min(id) from notes')
    col.set_deck(col.card_ids_of_note(nid), col.decks.id('Else::Where'))
    for layout in LAYOUTS:
        plan = case.plan(case.exported(user, layout))
        expect_counts(plan, unchanged=case.count - 1, moved=1)
        expect_equal(plan['notes'][0]['old']['deck'], 'Else::Where', 'deck')


def main():
    if len(sys.argv) < 3:
        sys.exit('usage: earlier.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...')
    mill = Mill(sys.argv[1], sys.argv[2])
    report = Report('anki-earlier')
    cases = labels(sys.argv[3:] + tricky.write(os.path.join(mill.scratch, 'tricky')))
    if NO_ANKI:
        for label, _ in cases:
            report.skip(per_source, label, NO_ANKI)
        return 0
    User.prepare(mill.folder('empty'))
    report.run_cases(per_source, lambda label, path: Case(mill, os.path.join('sources', label), path), cases, WORKERS)
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
