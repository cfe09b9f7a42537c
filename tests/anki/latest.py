#!/usr/bin/env python3
"""Imports packages of both layouts into the real Anki: what becomes of them is the same.

    VENV/bin/python latest.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

VENV is what ./setup made; without Anki every test is skipped, by name.  Sources are those
named, those of ../package/tricky.py and some of its own.
"""

import json
import os
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'package'))
import tricky
from kit import EPOCH, Mill, Report, Tests, expect, expect_equal, expect_none, labels, lazy
from latest import Latest
from of_latest import NAMES

try:
    from anki.collection import Collection, ExportAnkiPackageOptions
    from user import User
    NO_ANKI = None
except ModuleNotFoundError as why:
    if why.name != 'anki':
        raise
    NO_ANKI = 'this Python has no Anki; see tests/anki/setup'

DAY = 86400
WORKERS = 4
LAYOUTS = 'legacy', 'latest'

# Decks, tags and words that are not ASCII, a description, deletions, levels.
OWN = {
    'names': '\n'.join('# %s\n\n1. Term %d: meaning\n' % (name, i) for i, name in enumerate(NAMES)),
    'Größe': '''\
---
deck: Größe::東京 – "Maß"
tags: [ΐδέα, Straße, 数学]
---
What **this** is about: ärger & <co>.

# Εἶδος

1. Ängström: a unit
2. The {{c1::Σίσυφος}} pushed a {{c2::stone}} up the hill.

## Ĳ

1. 単引号: 文字
''',
}

per_source = Tests()
once = Tests()


class Case:
    def __init__(self, mill, label, source, *options):
        self.mill, self.label, self.source, self.options = mill, label, source, options
        self.users = []

    @lazy
    def files(self):
        return {layout: self.mill.build(self.mill.folder(self.label, layout), self.source, '--package', layout,
                                        *self.options, formats=['apkg', 'json'])
                for layout in LAYOUTS}

    @lazy
    def count(self):
        with open(self.files['latest']['json'], encoding='utf-8') as file:
            return len(json.load(file)['notes'])

    def new_user(self, name):
        user = User(self.mill.folder(self.label, name))
        self.users.append(user)
        return user

    def importer(self, layout, name):
        user = self.new_user(name)
        user.package(self.files[layout]['apkg']).expect(new=self.count)
        return user

    @lazy
    def importers(self):
        return {layout: self.importer(layout, 'user-' + layout) for layout in LAYOUTS}

    def close(self):
        for user in self.users:
            user.close()


# ---- What a collection is made of ---------------------------------------------------

def notetypes_of(user):
    """All that Anki says of each note type in use, but what it made up itself."""
    col, result = user.col, {}
    col.models._clear_cache()
    for mid in col.db.list('select id from notetypes where id in (select mid from notes) order by id'):
        model = dict(col.models.get(mid))
        # Of schema 11 Anki keeps these keys, which mean nothing to it.
        for key in 'tags', 'vers':
            expect(model.pop(key, []) == [], 'note type %s has %s', model['name'], key)
        model['flds'] = [{key: value for key, value in field.items() if key != 'media'} for field in model['flds']]
        result[mid] = model
    return result


def decks_of(user):
    """The same of decks, by name."""
    result = {}
    for did, name in user.deck_names().items():
        deck = dict(user.col.decks.get(did))
        for key in 'id', 'mod':
            deck.pop(key)
        result[name] = deck
    return result


def rendered(user):
    result = []
    for cid in user.col.db.list('select id from cards order by due, ord, id'):
        out = user.col.get_card(cid).render_output()
        result.append((out.question_text, out.answer_text, out.css))
    return result


def media_of(user):
    folder = user.col.media.dir()
    result = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), 'rb') as file:
            result[name] = file.read()
    return result


def contents(user):
    db = user.col.db
    return {
        'notes': db.all('select id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data from notes order by id'),
        'cards': db.all('select c.id, c.nid, d.name, c.ord, c.mod, c.usn, c.type, c.queue, c.due, c.ivl, c.factor, '
                        'c.reps, c.lapses, c.left, c.odue, c.odid, c.flags, c.data from cards c '
                        'join decks d on d.id = c.did order by c.id'),
        'revlog': db.all('select * from revlog'), 'tags': db.all('select * from tags'),
        'presets': db.all('select * from deck_config'), 'graves': db.all('select * from graves'),
        'settings': db.all("select key, val from config where key != 'curModel'"),
        'notetypes': notetypes_of(user), 'decks': decks_of(user), 'media': media_of(user), 'cards shown': rendered(user),
    }


def expect_same(one, other):
    for part in one:
        if isinstance(one[part], dict):
            expect_equal(list(one[part]), list(other[part]), part) if part != 'media' else None
            expect_none(('%r: %r, %r' % (key, one[part][key], other[part].get(key)) for key in one[part]
                         if one[part][key] != other[part].get(key)), part + ' that differ')
        expect_none((pair for pair in zip(one[part], other[part]) if pair[0] != pair[1]) if part != 'media' else [],
                    part + ' that differ')
        expect_equal(len(one[part]), len(other[part]), 'count of ' + part)


# ---- Tests ----------------------------------------------------------------------------

@per_source
def same_in_both_layouts(case):
    expect_same(*(contents(case.importers[layout]) for layout in LAYOUTS))


@per_source
def checked(case):
    user = case.importers['latest']
    before = user.notes(), user.cards()
    problems, fine = user.col.fix_integrity()
    expect(fine, 'Check Database says: %s', problems)
    expect_equal(problems, user.col.tr.database_check_rebuilt(), 'what Check Database says')
    expect((user.notes(), user.cards()) == before, 'Check Database changed something')
    result = user.col.media.check()
    expect_none(result.missing, 'missing media')
    expect_none(result.unused, 'unused media')
    expect(not user.col.get_empty_cards().notes, 'there are empty cards')


@per_source
def each_after_the_other(case):
    """All are duplicates then, and there is no new note type, deck or file."""
    for first, second in LAYOUTS, LAYOUTS[::-1]:
        user = case.importer(first, first + '-first')
        before = contents(user), user.notetypes()
        for layout in second, first, second:
            user.package(case.files[layout]['apkg']).expect(duplicate=case.count)
        expect_same(before[0], contents(user))
        expect_equal(user.notetypes(), before[1], 'note types')


@per_source
def with_all_options(case):
    options = {'with_scheduling': True, 'with_deck_configs': True, 'merge_notetypes': True,
               'update_notes': 1, 'update_notetypes': 1}
    user = case.new_user('options')
    for outcome in 'new', 'duplicate':
        user.package(case.files['latest']['apkg'], **options).expect(**{outcome: case.count})
    expect_equal([row[1:] for row in user.cards()], [row[1:] for row in case.importers['latest'].cards()], 'cards')


@per_source
def indices_in_its_order(case):
    """Anki's own SQLite, with its own collation, finds the indices of the collection right; and
    schema and settings are those of a collection that it made."""
    latest = Latest(case.files['latest']['apkg'], case.mill.folder(case.label, 'collection'))
    latest.db.close()
    path = shutil.copy(os.path.join(latest.folder, 'collection.anki21b'), os.path.join(latest.folder, 'collection.anki2'))
    col = Collection(path)
    try:
        expect_equal(col.db.list('pragma integrity_check'), ['ok'], 'integrity_check')
        made = case.importers['legacy'].col.db
        tables = made.list("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")
        for table in tables:
            for pragma in 'table_xinfo', 'index_list':
                sets = [sorted(map(lambda row: row[1:], db.all('pragma %s(%s)' % (pragma, table)))) for db in (col.db, made)]
                expect_equal(*sets, '%s of %s' % (pragma, table))
            for name in made.list("select name from pragma_index_list('%s')" % table):
                columns = [db.all('select name, desc, coll from pragma_index_xinfo(?)', name) for db in (col.db, made)]
                expect_equal(*columns, 'columns of ' + name)
        known = set(made.list('select key from config'))
        expect_none(set(col.db.list('select key from config')) - known, 'settings that Anki does not have')
        expect_equal(*(db.all('select * from deck_config') for db in (col.db, made)), 'presets')
        expect_equal(*(db.scalar("select kind from decks where id = 1") for db in (col.db, made)), 'the default deck')
    finally:
        col.close()


@per_source
def exported_again(case):
    """What Anki exports of either is the same deck to it, and the same earlier build to cardmill."""
    for legacy in True, False:
        plans = []
        for layout in LAYOUTS:
            name = 'export-%s-%s' % (layout, legacy)
            path = os.path.join(case.mill.folder(case.label, name), 'export.apkg')
            options = ExportAnkiPackageOptions(with_scheduling=False, with_deck_configs=False, with_media=True,
                                               legacy=legacy)
            case.importers[layout].col.export_anki_package(out_path=path, options=options, limit=None)
            for user in case.importers.values():
                user.package(path).expect(duplicate=case.count)
            done = case.mill.run('-q', '--previous', path, '--dry-run=json', *case.options, case.source)
            plans.append(json.loads(done.stdout))
        expect_equal(*(plan['counts'] for plan in plans), 'what became of the notes')
        expect_equal(plans[0]['counts']['new'] + plans[0]['counts']['vanished'], 0, 'notes that were not recognised')


@once
def mended_across_layouts(mill):
    """A note that was mended is brought up to date by a package of the other layout."""
    folder = mill.folder('mended')
    for first, second in LAYOUTS, LAYOUTS[::-1]:
        source, deck = os.path.join(folder, 'deck.md'), os.path.join(folder, first + '.apkg')
        user = User(mill.folder('mended-' + first))
        for layout, text, epoch, wanted in ((first, 'meaning', EPOCH, {'new': 2}),
                                            (second, 'better', EPOCH + DAY, {'updated': 1, 'duplicate': 1})):
            with open(source, 'w', encoding='utf-8') as file:
                file.write('# A\n\n1. Term: %s\n2. Other: thing\n' % text)
            done = mill.run('-q', '--package', layout, '-o', deck, source, epoch=epoch)
            expect_equal(done.returncode, 0, 'status')
            user.package(deck).expect(**wanted)
        expect_equal(sorted(note[0][1] for note in user.notes().values()), ['better', 'thing'], 'answers')
        user.close()


def main():
    program, scratch, *sources = sys.argv[1:]
    mill, report = Mill(program, scratch), Report('anki-latest')
    own = mill.folder('own')
    for name, text in OWN.items():
        with open(os.path.join(own, name + '.md'), 'w', encoding='utf-8') as file:
            file.write(text)
    cases = list(labels(sources + [os.path.join(own, name + '.md') for name in OWN] +
                        tricky.write(os.path.join(mill.scratch, 'tricky'))))
    if NO_ANKI:
        report.skip(once, '', NO_ANKI)
        for label, _ in cases:
            report.skip(per_source, label, NO_ANKI)
        return 0
    User.prepare(mill.folder('empty'))
    report.run(once, '', mill)

    def make(label, path):
        return Case(mill, os.path.join('sources', label), path, *(['--subdecks', '2'] if own in path else []))
    report.run_cases(per_source, make, cases, WORKERS)
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
