#!/usr/bin/env python3
"""Imports into the real Anki what cardmill wrote, and looks at what became of it.

    VENV/bin/python run.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

VENV is what ./setup made.  Under a Python without Anki every test is skipped, by
name.  A source is a Markdown file or a folder of them; those of
../package/tricky.py are added.
"""

import argparse
import csv
import json
import os
import re
import shutil
import sqlite3
import sys
import zipfile
from contextlib import closing

sys.dont_write_bytecode = True          # nothing is left beside the sources
for folder in 'package', 'sheets':
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', folder))
import pictures
import sheet
import torture
import tricky
from kit import (EPOCH, Failed, Mill, Report, Skipped, Tests, brief, copy_source, expect, expect_equal,
                 expect_none, labels, lazy)
from looks import (expect_decks, expect_fields, expect_order, expect_rendered, expect_tags, is_cloze,
                   visible)

try:
    from anki.collection import CsvMetadata, ExportAnkiPackageOptions
    from anki.errors import CardTypeError
    from user import User
    NO_ANKI = None
except ModuleNotFoundError as why:
    if why.name != 'anki':              # it is there, and broken
        raise
    NO_ANKI = 'this Python has no Anki; see tests/anki/setup'

DAY = 86400
EDITS = 15                              # answers that are tried before none can be edited
WORKERS = 4                             # sources at a time; mostly they wait for the disk

per_source = Tests()
once = Tests()


# ---- A source -----------------------------------------------------------------

class Case:
    def __init__(self, mill, label, source, *options):
        self.mill, self.label, self.source, self.options = mill, label, source, options
        self.users = []

    @lazy
    def files(self):
        return self.mill.build(self.mill.folder(self.label, 'built'), self.source, *self.options)

    @lazy
    def deck(self):
        return read_deck(self.files)

    @lazy
    def stock_files(self):
        """Decks for an Anki that has only its own note types."""
        return self.mill.build(self.mill.folder(self.label, 'stock'), self.source,
                               '--notetypes', 'Basic,Cloze', formats=['csv', 'tsv', 'json'])

    @lazy
    def stock_deck(self):
        return read_deck(self.stock_files)

    def count(self):
        return len(self.deck['notes'])

    def new_user(self, name):
        user = User(self.mill.folder(self.label, name))
        self.users.append(user)
        return user

    def importer(self, name):
        """Somebody who has imported the package."""
        user = self.new_user(name)
        user.package(self.files['apkg']).expect(new=self.count())
        return user

    @lazy
    def user(self):
        """Somebody who has imported the package, for tests that change nothing."""
        return self.importer('user')

    def close(self):
        for user in self.users:
            user.close()


def read_deck(files):
    with open(files['json'], encoding='utf-8') as file:
        return json.load(file)


# ---- The package --------------------------------------------------------------

@per_source
def import_package(case):
    user = case.new_user('first')
    log = user.package(case.files['apkg'])
    log.expect(new=case.count())
    expect_equal(log.found, case.count(), 'notes found')


@per_source
def import_again(case):
    user = case.importer('again')
    for _ in range(2):
        user.package(case.files['apkg']).expect(duplicate=case.count())


@per_source
def import_with_all_options(case):
    """Progress, presets, merged note types, whatever is not equal updated."""
    options = {'with_scheduling': True, 'with_deck_configs': True, 'merge_notetypes': True,
               'update_notes': 1, 'update_notetypes': 1}
    user = case.new_user('options')
    user.package(case.files['apkg'], **options).expect(new=case.count())
    user.package(case.files['apkg'], **options).expect(duplicate=case.count())
    expect_fields(user, case.deck)
    expect_decks(user, case.deck)


@per_source
def check_database(case):
    before = case.user.notes(), case.user.cards()
    problems, fine = case.user.col.fix_integrity()
    expect(fine, 'Check Database says: %s', problems)
    expect_equal(problems, case.user.col.tr.database_check_rebuilt(), 'what Check Database says')
    expect((case.user.notes(), case.user.cards()) == before, 'Check Database changed something')


@per_source
def empty_cards(case):
    report = case.user.col.get_empty_cards()
    expect(not report.notes, 'Empty Cards says: %s', visible(report.report))


@per_source
def check_media(case):
    result = case.user.col.media.check()
    expect_none(result.missing, 'missing media')
    expect_none(result.unused, 'unused media')
    expect_none(result.missing_media_notes, 'notes that miss media')


@per_source
def fields(case):
    expect_fields(case.user, case.deck)


@per_source
def tags(case):
    expect_tags(case.user, case.deck)


@per_source
def decks(case):
    expect_decks(case.user, case.deck)


@per_source
def order(case):
    expect_order(case.user, case.deck)


@per_source
def study_order(case):
    """What Anki puts before the user in each deck is its first notes, in order."""
    col = case.user.col
    for did, name in case.user.deck_names().items():
        wanted = [note['guid'] for note in case.deck['notes'] if note['deck'] == name]
        if not wanted:
            continue
        col.decks.set_current(did)
        queue = col.sched.get_queued_cards(fetch_limit=1000).cards
        own = [queued.card.note_id for queued in queue
               if queued.card.deck_id == did and queued.card.template_idx == 0]
        got = [col.db.scalar('select guid from notes where id = ?', nid) for nid in own]
        firsts = [guid for guid in wanted if guid in set(got)]
        expect(got, 'no card waits in %s', name)
        expect_equal(got, firsts, 'cards that wait in ' + name)
        expect_equal(got[0], wanted[0], 'first card of ' + name)


@per_source
def rendered(case):
    expect_rendered(case.user, case.deck)


@per_source
def checksums(case):
    """Anki reckons checksums and sort fields anew: the package's were the same."""
    path = os.path.join(case.mill.folder(case.label, 'package'), 'collection.anki2')
    with zipfile.ZipFile(case.files['apkg']) as package, open(path, 'wb') as file:
        file.write(package.read('collection.anki2'))
    db = sqlite3.connect(path)
    ours = {guid: (csum, sfld) for guid, csum, sfld in db.execute('SELECT guid, csum, sfld FROM notes')}
    db.close()
    col = case.user.col
    col.after_note_updates(col.find_notes(''), mark_modified=False)
    for guid, csum, sfld, field in col.db.all('select guid, csum, sfld, flds from notes'):
        expect_equal(ours[guid], (csum, sfld), 'checksum and sort field of %s, %r' %
                     (guid, brief(field.split('\x1f')[0])))


# ---- CSV and TSV --------------------------------------------------------------

def expect_metadata(metadata, delimiter):
    names = CsvMetadata.Delimiter
    expect_equal(names.Name(metadata.delimiter), delimiter, 'separator')
    expect_equal((metadata.force_delimiter, metadata.is_html, metadata.force_is_html), (True, True, True),
                 'separator forced, HTML, HTML forced')
    expect_equal((metadata.guid_column, metadata.notetype_column, metadata.deck_column, metadata.tags_column),
                 (1, 2, 3, 4), 'columns of guid, note type, deck and tags')


def guarded(path, separator=','):
    """How many notes of a table have guards in their fields: Anki takes these for edited."""
    with open(path, encoding='utf-8', newline='') as file:
        rows = [row for row in csv.reader(file, delimiter=separator) if not row[0].startswith('#')]
    return sum(map(sheet.guarded, rows))


def import_table(case, name, delimiter):
    user = case.importer(name)
    edited = guarded(case.files[name], {'csv': ',', 'tsv': '\t'}[name])
    expect_metadata(user.metadata(case.files[name]), delimiter)
    log = user.table(case.files[name])
    expect_equal(log.found, case.count(), 'notes found, the row of names is none')
    log.expect(updated=edited, duplicate=case.count() - edited)
    expect_fields(user, case.deck, guarded=True)
    expect_rendered(user, case.deck)
    expect_tags(user, case.deck)
    expect_decks(user, case.deck)
    expect_order(user, case.deck)


@per_source
def import_csv(case):
    import_table(case, 'csv', 'COMMA')


@per_source
def import_tsv(case):
    import_table(case, 'tsv', 'TAB')


@per_source
def import_csv_from_spreadsheet(case):
    """As a spreadsheet saves it: byte-order mark, CRLF, all rows of one width."""
    with open(case.files['csv'], encoding='utf-8', newline='') as file:
        rows = list(csv.reader(file))
    width = max(map(len, rows))
    path = os.path.join(case.mill.folder(case.label, 'saved'), 'deck.csv')
    with open(path, 'w', encoding='utf-8-sig', newline='') as file:
        csv.writer(file).writerows(row + [''] * (width - len(row)) for row in rows)
    user = case.importer('spreadsheet')
    expect_metadata(user.metadata(path), 'COMMA')
    log = user.table(path)
    expect_equal(log.found, case.count(), 'notes found')
    edited = guarded(case.files['csv'])
    log.expect(updated=edited, duplicate=case.count() - edited)
    expect_fields(user, case.deck, guarded=True)


@per_source
def import_edited_csv(case):
    """An answer that was edited in the table arrives, and nothing else changes."""
    with open(case.files['csv'], encoding='utf-8', newline='') as file:
        rows = list(csv.reader(file))
    edited = rows[-1]
    edited[5] += ' edited, "here"'
    path = os.path.join(case.mill.folder(case.label, 'edited-table'), 'deck.csv')
    with open(path, 'w', encoding='utf-8', newline='') as file:
        csv.writer(file, lineterminator='\n').writerows(rows)
    user = case.importer('editor')
    updated = guarded(path) + (not sheet.guarded(edited))
    user.table(path).expect(updated=updated, duplicate=case.count() - updated)
    expect_equal(user.notes()[edited[0]][0], edited[4:], 'fields of the edited note')


@per_source
def import_json(case):
    user = case.importer('json')
    log = user.json(case.files['json'])
    log.expect(duplicate=case.count())
    expect_equal(log.found, case.count(), 'notes found')
    expect_fields(user, case.deck)
    expect_tags(user, case.deck)
    expect_decks(user, case.deck)
    expect_order(user, case.deck)
    kinds = {entry.name for entry in user.col.models.all_names_and_ids() if 'cardmill' in entry.name}
    expect_equal(kinds, {note['notetype'] for note in case.deck['notes']}, 'note types')


# ---- Anki's own note types ----------------------------------------------------

def expect_stock(case, user):
    expect_fields(user, case.stock_deck, guarded=True)
    expect_tags(user, case.stock_deck)
    expect_decks(user, case.stock_deck)
    expect_order(user, case.stock_deck)
    expect_rendered(user, case.stock_deck)
    expect(not user.col.get_empty_cards().notes, 'there are empty cards')
    problems, fine = user.col.fix_integrity()
    expect(fine, 'Check Database says: %s', problems)


@per_source
def stock_csv(case):
    user = case.new_user('stock-csv')
    log = user.table(case.stock_files['csv'])
    log.expect(new=len(case.stock_deck['notes']))
    expect_equal(log.found, len(case.stock_deck['notes']), 'notes found')
    expect_stock(case, user)
    user.table(case.stock_files['csv']).expect(duplicate=case.count())
    user.table(case.stock_files['tsv']).expect(duplicate=case.count())
    edited = guarded(case.stock_files['csv'])
    user.json(case.stock_files['json']).expect(updated=edited, duplicate=case.count() - edited)


@per_source
def stock_json(case):
    user = case.new_user('stock-json')
    user.json(case.stock_files['json']).expect(new=len(case.stock_deck['notes']))
    expect_stock(case, user)
    user.json(case.stock_files['json']).expect(duplicate=case.count())


# ---- Out of Anki again --------------------------------------------------------

def export(case, legacy):
    name = 'legacy' if legacy else 'latest'
    path = os.path.join(case.mill.folder(case.label, 'export-' + name), 'export.apkg')
    options = ExportAnkiPackageOptions(with_scheduling=False, with_deck_configs=False, with_media=True,
                                       legacy=legacy)
    count = case.user.col.export_anki_package(out_path=path, options=options, limit=None)
    expect_equal(count, case.count(), 'notes exported')
    user = case.new_user('friend-' + name)
    user.package(path).expect(new=case.count())
    expect_fields(user, case.deck)
    expect_decks(user, case.deck)
    expect_order(user, case.deck)
    user.package(case.files['apkg']).expect(duplicate=case.count())


@per_source
def export_legacy(case):
    export(case, True)


@per_source
def export_latest(case):
    export(case, False)


# ---- Built again --------------------------------------------------------------

def candidates(case, source):
    """(note, file, line number, word): words of answers that could be edited."""
    found = []
    for note in case.deck['notes']:
        place = note['source']
        path = os.path.join(source, place['file']) if os.path.isdir(source) else source
        try:
            with open(path, encoding='utf-8', newline='') as file:
                lines = file.read().split('\n')
        except (OSError, UnicodeDecodeError):
            continue
        lines = lines[place['line'] - 1:place['end_line']]
        words = re.findall(r'[A-Za-z]{5,}|[\u4e00-\u9fff]{3,}', visible(note['fields'][1]))
        words = [word for word in words if '\n'.join(lines).count(word) == 1
                 and word not in visible(' '.join(note['fields'][:1] + note['fields'][2:]))]
        if words and not is_cloze(case.deck, note):
            number = [i for i, line in enumerate(lines) if words[-1] in line][0]
            found.append((note, path, place['line'] - 1 + number, words[-1]))
    return found[::max(1, len(found) // EDITS)][:EDITS]


def edit(path, number, word):
    with open(path, encoding='utf-8', newline='') as file:
        lines = file.read().split('\n')
    lines[number] = lines[number].replace(word, word + ('zz' if word.isascii() else '改'))
    with open(path, 'w', encoding='utf-8', newline='') as file:
        file.write('\n'.join(lines))


def rebuild_edited(case):
    """Decks of the source with one answer edited, built a day later over the first
    ones; and the guids of the notes whose answer is another now."""
    tried = candidates(case, case.source)
    if not tried:
        raise Skipped('no answer of this source has a word that could be edited')
    changes = []
    for note, path, number, word in tried:
        source = copy_source(case.source, case.mill.folder(case.label, 'edited'), case.deck['media'])
        edit(os.path.join(os.path.dirname(source), os.path.relpath(path, os.path.dirname(case.source))),
             number, word)
        folder = case.mill.folder(case.label, 'rebuilt')
        for built in case.files.values():
            shutil.copy(built, folder)
        files = case.mill.build(folder, source, epoch=EPOCH + DAY)
        before = {old['guid']: old['fields'] for old in case.deck['notes']}
        after = {new['guid']: new['fields'] for new in read_deck(files)['notes']}
        changed = [guid for guid in after if after[guid] != before.get(guid)]
        # A line may stand in the answers of several notes, but in nothing else.
        if list(before) == list(after) and note['guid'] in changed and all(
                after[guid][:1] + after[guid][2:] == before[guid][:1] + before[guid][2:] for guid in changed):
            return files, changed
        changes.append('"%s" on line %d' % (word, number + 1))
    raise Failed('each of %d edited answers changes more than answers: %s' % (len(tried), ', '.join(changes)))


@per_source
def import_rebuilt(case):
    """The answer changes, the schedule stays, nothing is new or in conflict."""
    files, guids = rebuild_edited(case)
    deck = read_deck(files)
    user = case.importer('rebuilder')
    card = user.col.get_card([cid for cid, owner, *_ in user.cards() if owner == guids[0]][0])
    card.type, card.queue, card.ivl, card.due, card.reps = 2, 2, 10, 20, 3
    user.col.update_card(card)

    log = user.package(files['apkg'])
    updated = [user.col.db.scalar('select guid from notes where id = ?', nid) for nid in log.ids('updated')]
    expect(set(guids) <= set(updated), 'not all of the edited notes %s were updated', guids)
    log.expect(updated=len(updated), duplicate=case.count() - len(updated))
    expect_fields(user, deck)
    expect_tags(user, deck)
    card = user.col.get_card(card.id)
    expect_equal((card.type, card.queue, card.ivl, card.due, card.reps), (2, 2, 10, 20, 3),
                 'schedule of the card')

    user.package(files['apkg']).expect(duplicate=case.count())
    # The package of the day before takes nothing back.
    user.package(case.files['apkg']).expect(duplicate=case.count())
    expect_fields(user, deck)
    edited = guarded(files['csv'])
    user.table(files['csv']).expect(updated=edited, duplicate=case.count() - edited)
    user.json(files['json']).expect(updated=edited, duplicate=case.count() - edited)


# ---- Once, whatever the sources -----------------------------------------------

def small_case(mill, name, text, *options):
    path = os.path.join(mill.folder(name, 'source'), 'small.md')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return Case(mill, name, path, *options)


@once
def two_decks(mill):
    """The same questions in two decks are two sets of notes, of the same note types."""
    text = '# Heading\n\n1. Term: meaning\n2. Other: thing\n'
    one, two = small_case(mill, 'one', text), small_case(mill, 'two', text, '-d', 'Another')
    with closing(one):
        user = one.importer('both')
        user.package(two.files['apkg']).expect(new=two.count())
        kinds = {entry.name for entry in user.col.models.all_names_and_ids() if 'cardmill' in entry.name}
        expect_equal(kinds, {'cardmill Basic'}, 'note types')


@once
def deck_called_default(mill):
    """Cards of a deck with the name of Anki's own go where the CSV sends them, too."""
    with closing(small_case(mill, 'default', '1. Term: meaning\n', '-d', 'Default')) as case:
        for turn in range(8):           # which of two decks of a name keeps it is a matter of luck
            user = case.importer('user-%d' % turn)
            expect_equal([deck for _, _, _, deck, *_ in user.cards()], [case.deck['notes'][0]['deck']], 'deck')
            expect_equal(set(user.deck_names().values()), {'Default'}, 'decks')


def media_of(user):
    """What lies in the user's folder of media, by name."""
    folder, held = user.col.media.dir(), {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), 'rb') as file:
            held[name] = file.read()
    return held


@once
def media_arrive(mill):
    """All files that notes show, each as it is; again after one of them has changed."""
    source = pictures.write(mill.folder('media', 'source'))
    with closing(Case(mill, 'media', source)) as case:
        with zipfile.ZipFile(case.files['apkg']) as package:
            names = json.loads(package.read('media'))
            wanted = {name: package.read(number) for number, name in names.items()}
        expect(len(wanted) > 20, 'the package holds only %d files', len(wanted))
        user = case.importer('friend')
        expect_equal(media_of(user), wanted, 'media of the user')
        user.package(case.files['apkg']).expect(duplicate=case.count())
        expect_equal(media_of(user), wanted, 'media after the second import')
        cards = [user.col.get_card(cid).render_output() for cid, *_ in user.cards()]
        played = [tag for card in cards for tag in card.question_av_tags + card.answer_av_tags]
        expect_equal({tag.filename for tag in played}, {name for name in wanted if name.endswith(('mp3', 'ogg'))},
                     'what the cards play')

        with open(os.path.join(source, 'img', 'core.png'), 'wb') as file:
            file.write(pictures.png(1000))
        files = mill.build(mill.folder('media', 'rebuilt'), source, epoch=EPOCH + DAY)
        log = user.package(files['apkg'])
        expect_equal((len(log.ids('new')), len(log.ids('conflicting'))), (0, 0), 'new notes and those in conflict')
        expect(len(log.ids('updated')) >= 1, 'no note was updated')
        result = user.col.media.check()
        expect_none(result.missing, 'missing media')
        expect_equal(len(result.unused), 1, 'unused media: the picture of before')


@once
def question_edited(mill):
    """Whether another question is another note or the old one: nothing is doubled or in conflict."""
    text = '# Heading\n\n1. Term: meaning\n2. Other: thing\n'
    with closing(small_case(mill, 'reworded', text)) as case:
        user = case.importer('reworder')
        folder = mill.folder('reworded', 'later')
        for built in case.files.values():
            shutil.copy(built, folder)
        with open(case.source, 'w', encoding='utf-8') as file:
            file.write(text.replace('Other', 'Another'))
        files = mill.build(folder, case.source, epoch=EPOCH + DAY)
        log = user.package(files['apkg'])
        expect_equal(len(log.ids('new')) + len(log.ids('updated')) + len(log.ids('duplicate')), 2, 'notes')
        expect(len(log.ids('new')) <= 1, 'both notes are new')
        log.expect(**{kind: len(log.ids(kind)) for kind in ('new', 'updated', 'duplicate')})
        expect('Another' in {fields[0] for fields, *_ in user.notes().values()}, 'the question is not there')


# ---- What cards look like -----------------------------------------------------

CODE = '# Heading\n\n1. Term: meaning\n\n## Loop\n\n```go\nfor {\n}\n```\n'


def looks_of(user):
    """Style, front, back and time of the Basic type."""
    user.col.models._clear_cache()      # an import does not
    model = user.col.models.by_name('cardmill Basic')
    return model['css'], model['tmpls'][0]['qfmt'], model['tmpls'][0]['afmt'], model['mod']


def with_models(mill, package, change):
    """A copy of a package, its note types changed."""
    folder = mill.folder('with-models')
    path = os.path.join(folder, 'collection.anki2')
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(os.path.join(folder, 'x.apkg'), 'w') as new:
        with open(path, 'wb') as file:
            file.write(old.read('collection.anki2'))
        db = sqlite3.connect(path)
        models = json.loads(db.execute('SELECT models FROM col').fetchone()[0])
        for model in models.values():
            change(model)
        db.execute('UPDATE col SET models = ?', [json.dumps(models)])
        db.commit()
        db.close()
        for name in old.namelist():
            new.writestr(name, old.read(name)) if name != 'collection.anki2' else new.write(path, name)
    return new.filename


@once
def newer_style(mill):
    """A note type that was imported with an older style gets the newer one, and no note changes."""
    def age(model):
        model['css'] = '.card { color: red }'
        model['tmpls'][0]['qfmt'] = '{{%s%s}}' % ('cloze:' * model['type'], model['flds'][0]['name'])
        model['mod'] -= 1
    with closing(small_case(mill, 'newer-style', CODE)) as case:
        user = case.new_user('user')
        user.package(with_models(mill, case.files['apkg'], age)).expect(new=case.count())
        expect_equal(looks_of(user)[0], '.card { color: red }', 'style')
        user.package(case.files['apkg']).expect(duplicate=case.count())
        new = case.new_user('new')
        new.package(case.files['apkg']).expect(new=case.count())
        expect_equal(looks_of(user), looks_of(new), 'style')
        expect_equal(len(user.col.models.all_names_and_ids()), len(new.col.models.all_names_and_ids()),
                     'note types')
        # And the older one takes nothing back.
        user.package(with_models(mill, case.files['apkg'], age)).expect(duplicate=case.count())
        expect_equal(looks_of(user), looks_of(new), 'style')
        expect_rendered(user, case.deck)


@once
def own_style(mill):
    """The user's own style arrives each time; the built-in one, as a copy, too."""
    folder = mill.folder('own-style-files')
    for name, text in ('a.css', '.card { color: red }\n'), ('basic-front.html', '<b>{{Front}}</b>\n'):
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.write(text)
    with closing(small_case(mill, 'own-style', CODE)) as case:
        user = case.importer('user')
        first = looks_of(user)
        options = '--template-dir', folder, '--css', os.path.join(folder, 'a.css')
        files = mill.build(mill.folder('own-style', 'own'), case.source, *options, epoch=first[3] + 1)
        user.package(files['apkg']).expect(updated=case.count())
        expect_equal(looks_of(user)[0], first[0] + '.card { color: red }\n', 'style')
        expect(looks_of(user)[1].startswith('<b>{{Front}}</b>\n'), 'front: %s', looks_of(user)[1])
        expect_equal(looks_of(user)[2:], (first[2], first[3] + 1), 'back and time')
        expect_rendered(user, case.deck)
        options = '--template-dir', os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                                 '..', '..', 'src', 'deck', 'style')
        files = mill.build(mill.folder('own-style', 'back'), case.source, *options, epoch=first[3] + 2)
        user.package(files['apkg']).expect(updated=case.count())
        expect_equal(looks_of(user)[:3], first[:3], 'style')


@once
def script_of_code(mill):
    """It arrives with the deck, Check Media is content, and Anki's own export takes it along."""
    with closing(small_case(mill, 'script', CODE)) as case:
        with zipfile.ZipFile(case.files['apkg']) as package:
            media = json.loads(package.read('media'))
            scripts = {name: package.read(number) for number, name in media.items()}
        if not scripts:
            raise Skipped('cardmill was built without Prism')
        user = case.importer('user')
        expect_equal(sorted(os.listdir(user.col.media.dir())), sorted(scripts), 'media of the collection')
        for name, content in scripts.items():
            with open(os.path.join(user.col.media.dir(), name), 'rb') as file:
                expect_equal(file.read() == content, True, 'the content of ' + name)
        result = user.col.media.check()
        expect_none(result.missing, 'missing media')
        expect_none(result.unused, 'unused media')
        path = os.path.join(mill.folder('script', 'export'), 'export.apkg')
        options = ExportAnkiPackageOptions(with_scheduling=False, with_deck_configs=False, with_media=True,
                                           legacy=True)
        user.col.export_anki_package(out_path=path, options=options, limit=None)
        with zipfile.ZipFile(path) as package:
            expect_equal(sorted(json.loads(package.read('media')).values()), sorted(scripts), 'media exported')


@once
def no_script_of_code(mill):
    with closing(small_case(mill, 'no-script', CODE, '--no-highlight')) as case:
        user = case.importer('user')
        expect_equal(os.listdir(user.col.media.dir()), [], 'media of the collection')
        expect('<script' not in ''.join(looks_of(user)[:3]), 'there is a script in the templates')
        expect_none(user.col.media.check().missing, 'missing media')
        expect_rendered(user, case.deck)


# Templates by the file they stand in; what Anki refuses, cardmill has to refuse, too.
TEMPLATES = [
    ('basic-front', ['{{Front}}', '{{ text:Front }}', '{{#Context}}{{Front}}{{/Context}}{{Front}}', '{{Front}}{{Fornt}}',
                     '{{# Context}}x{{/ Context}}{{Front}}', '{{{Front}}}', '<!-- {{Fornt}} -->{{Front}}', '{{front}}',
                     '{{Front}}{{text: Back}}', '{{Front}}{{#c1}}x{{/c1}}', '{{Front}}{{#Back}}x', '{{Front}}{{/Back}}',
                     '{{Front}}{{#Back}}{{#Source}}{{/Back}}{{/Source}}', '{{Front}}{{!x}}', '', 'text',
                     '{{Front}}{{Card}}{{CardFlag}}{{CardID}}{{Tags}}{{Type}}{{Deck}}{{Subdeck}}',
                     '{{tts en_US:Front}}', '{{Front}} }} {']),
    ('basic-back', ['{{FrontSide}}{{Back}}', 'text', '{{Bakc}}']),
    ('cloze-front', ['{{cloze:Text}}', '{{type:cloze:Text}}', '{{Text}}', '{{cloze:Text}}{{#c1}}x{{/c1}}',
                     '{{cloze:Text}}{{c1}}', '{{cloze-only:Text}}']),
    ('cloze-back', ['{{cloze:Text}}{{Back}}', '{{Back}}']),
]


@once
def templates_as_anki_takes_them(mill):
    text = '1. Term: meaning\n2. Light runs **299792458** metres a second through empty space.\n'
    with closing(small_case(mill, 'templates', text)) as case:
        models = case.importer('user').col.models
        for name, templates in TEMPLATES:
            kind, side = name.split('-')
            for template in templates:
                model = models.get(models.id_for_name('cardmill ' + kind.capitalize()))
                model['tmpls'][0]['qfmt' if side == 'front' else 'afmt'] = template
                try:
                    models.update_dict(model)
                    taken = True
                except CardTypeError:
                    taken = False
                models._clear_cache()
                folder = mill.folder('template')
                with open(os.path.join(folder, name + '.html'), 'w', encoding='utf-8') as file:
                    file.write(template)
                done = mill.run('-q', '--template-dir', folder, '-o', os.path.join(folder, 'x.apkg'), case.source)
                expect_equal(done.returncode == 0, taken, 'whether %r is taken for %s' % (template, name))


def import_torture(mill, name, foreign, *options):
    """What guards cells against spreadsheets shows nowhere, and a byte-order mark harms nothing."""
    source = torture.write(os.path.join(mill.folder(name), 'notes'))
    files = mill.build(mill.folder(name, 'built'), source, '--table-rows', '--notetypes', 'Basic,Cloze', '--fresh',
                       *options)
    if foreign:
        path = os.path.join(mill.folder(name, 'foreign'), 'deck.json')
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(torture.with_guids(read_deck(files)), file)
        files = mill.build(mill.folder(name, 'again'), path, '--notetypes', 'Basic,Cloze', '--fresh', *options)
    deck = read_deck(files)
    for note in deck['notes']:          # the one guard that stays in a tag, where nobody sees it
        note['tags'] = [tag.replace(';=', ';' + sheet.JOINER + '=') for tag in note['tags']]
    user = User(mill.folder(name, 'user'))
    try:
        log = user.table(files['csv'])
        log.expect(new=len(deck['notes']))
        if foreign:                     # who has a key has no guid in Anki
            given = {tuple(fields): guid for guid, (fields, *_) in user.notes().items()}
            for note in deck['notes']:
                guid = next(guid for fields, guid in given.items() if list(map(sheet.field, fields)) == note['fields'])
                expect(guid == note['guid'] or note['guid'] in torture.GUIDS, 'guid %s of %s', guid, note['guid'])
                note['guid'] = guid
        expect_fields(user, deck, guarded=True)
        expect_tags(user, deck)
        shown = {name.replace(sheet.JOINER, '') for name in user.deck_names().values()}
        expect_equal(len(shown), len(user.deck_names()), 'decks that look alike')
        expect(shown >= {note['deck'] for note in deck['notes']}, 'decks: %s', sorted(shown))
        for _, guid, _, name, *_ in user.cards():
            wanted = next(note['deck'] for note in deck['notes'] if note['guid'] == guid)
            expect_equal(name.replace(sheet.JOINER, ''), wanted, 'deck of ' + guid)
        expect_rendered(user, deck)
        user.table(files['csv']).expect(duplicate=len(deck['notes']))
        user.table(files['tsv']).expect(duplicate=len(deck['notes']))
    finally:
        user.close()


@once
def import_dangerous_cells(mill):
    import_torture(mill, 'dangerous', False)


@once
def import_dangerous_guids(mill):
    import_torture(mill, 'dangerous-guids', True)


@once
def import_with_byte_order_mark(mill):
    import_torture(mill, 'byte-order-mark', False, '--csv-bom')


# ---- All of them --------------------------------------------------------------

def main():
    parser = argparse.ArgumentParser(description='Import the decks that cardmill writes into Anki.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    parser.add_argument('sources', metavar='SOURCE', nargs='*')
    options = parser.parse_args()
    csv.field_size_limit(sys.maxsize)
    mill = Mill(options.program, options.scratch)
    report = Report('anki')
    cases = labels(options.sources + tricky.write(os.path.join(mill.scratch, 'tricky')))
    if NO_ANKI:
        report.skip(once, '', NO_ANKI)
        for label, _ in cases:
            report.skip(per_source, label, NO_ANKI)
        return 0
    User.prepare(mill.folder('empty'))
    report.run(once, '', mill)

    def make(label, path):
        return Case(mill, os.path.join('sources', label), path)
    report.run_cases(per_source, make, cases, WORKERS)
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
