#!/usr/bin/env python3
"""Imports into the real Anki what cardmill wrote, and looks at what became of it.

    VENV/bin/python run.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

VENV is what ./setup made.  Under a Python without Anki every test is skipped, by
name.  A source is a Markdown file or a folder of them; those of
../package/tricky.py are added.
"""

import argparse
import csv
import html
import json
import os
import re
import shutil
import sys

sys.dont_write_bytecode = True          # nothing is left beside the sources
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'package'))
import tricky
from kit import (EPOCH, Failed, Mill, Report, Skipped, Tests, brief, card_numbers, copy_source,
                 expect, expect_equal, expect_none, labels, lazy)

try:
    from anki.collection import (Collection, CsvMetadata, ExportAnkiPackageOptions,
                                 ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportCsvRequest)
    NO_ANKI = None
except ModuleNotFoundError as why:
    if why.name != 'anki':              # it is there, and broken
        raise
    NO_ANKI = 'this Python has no Anki; see tests/anki/setup'

DAY = 86400
EDITS = 15                              # answers that are tried before none can be edited


# ---- Collections --------------------------------------------------------------

class User:
    """Somebody's Anki: a collection of their own, and what they do with it."""

    def __init__(self, folder):
        path = os.path.join(folder, 'collection.anki2')
        shutil.copyfile(self.template, path)
        self.col = Collection(path)
        self.col.db.execute('pragma synchronous = off')     # nobody will miss it

    @classmethod
    def prepare(cls, folder):
        """Makes the empty collection that every user begins with, which takes a while."""
        cls.template = os.path.join(folder, 'empty.anki2')
        Collection(cls.template).close()

    def close(self):
        self.col.close()

    # Imports, as from the menu with its default options; each answers the log.

    def package(self, path, **options):
        request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions(**options))
        return Log(self.col.import_anki_package(request))

    def metadata(self, path):
        return self.col.get_csv_metadata(path, None)

    def table(self, path):
        return Log(self.col.import_csv(ImportCsvRequest(path=path, metadata=self.metadata(path))))

    def json(self, path):
        return Log(self.col.import_json_file(path))

    # What is there

    def notes(self):
        """(fields, tags, note type, mod) by guid."""
        names = {entry.id: entry.name for entry in self.col.models.all_names_and_ids()}
        return {guid: (fields.split('\x1f'), [tag for tag in tags.split(' ') if tag], names[mid], mod)
                for guid, fields, tags, mid, mod
                in self.col.db.all('select guid, flds, tags, mid, mod from notes order by id')}

    def cards(self):
        """(id, guid, ord, deck, due, type, queue), as in the order of new cards."""
        names = self.deck_names()
        return [(cid, guid, ord, names[did], due, kind, queue) for cid, guid, ord, did, due, kind, queue
                in self.col.db.all('select c.id, n.guid, c.ord, c.did, c.due, c.type, c.queue from cards c '
                                   'join notes n on n.id = c.nid order by c.due, c.ord')]

    def deck_names(self):
        return {entry.id: entry.name for entry in self.col.decks.all_names_and_ids()}


class Log:
    """What an import said: guids cannot be had from it, but note ids and counts."""

    def __init__(self, response):
        self.log = response.log
        self.found = response.log.found_notes

    def expect(self, **wanted):
        """Each kind of outcome as often as wanted says; the others not at all."""
        got = {field.name: len(getattr(self.log, field.name)) for field in self.log.DESCRIPTOR.fields
               if field.message_type is not None}
        wanted = dict.fromkeys(got, 0) | wanted
        wrong = ['%d %s, not %d' % (got[name], name, wanted[name]) for name in got if got[name] != wanted[name]]
        first = [brief(note.fields[0]) for name in got if got[name] > wanted[name]
                 for note in list(getattr(self.log, name))[:1] if note.fields]
        expect(not wrong, '%s%s', ', '.join(wrong), ', such as ' + first[0] if first else '')

    def ids(self, kind):
        return [note.id.nid for note in getattr(self.log, kind)]


# ---- A source -----------------------------------------------------------------

class Case:
    def __init__(self, mill, label, source):
        self.mill, self.label, self.source = mill, label, source
        self.users = []

    @lazy
    def files(self):
        return self.mill.build(self.mill.folder(self.label, 'built'), self.source)

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


def expect_fields(user, deck):
    """The collection's notes are those of the deck, byte for byte."""
    notes = user.notes()
    for note in deck['notes']:
        expect(note['guid'] in notes, 'note %s is missing', note['guid'])
        fields, _, kind, _ = notes[note['guid']]
        expect_equal(kind, note['notetype'], 'note type of ' + note['guid'])
        for i, (ours, theirs) in enumerate(zip(note['fields'], fields)):
            expect_equal(theirs, ours, 'field %d of %s' % (i + 1, note['guid']))
        expect_equal(len(fields), len(note['fields']), 'fields of ' + note['guid'])
    expect_equal(len(notes), len(deck['notes']), 'notes')


def expect_tags(user, deck):
    """Tags are those of the deck; Anki keeps one spelling of tags that differ by case."""
    spellings = {}
    for note in deck['notes']:
        for tag in note['tags']:
            levels = tag.split('::')
            for n in range(len(levels)):
                prefix = '::'.join(levels[:n + 1])
                spellings.setdefault(prefix.casefold(), set()).add(prefix)
    twins = {folded for folded, every in spellings.items() if len(every) > 1}

    def spelled(tag):
        return tag.casefold() if any(tag.casefold().startswith(twin) for twin in twins) else tag

    notes = user.notes()
    for note in deck['notes']:
        expect_equal(sorted(map(spelled, notes[note['guid']][1])), sorted(map(spelled, note['tags'])),
                     'tags of ' + note['guid'])


def expect_decks(user, deck):
    wanted = {'Default'}
    for note in deck['notes']:
        levels = note['deck'].split('::')
        wanted.update('::'.join(levels[:n + 1]) for n in range(len(levels)))
    expect_equal(sorted(user.deck_names().values()), sorted(wanted), 'decks')
    decks = {note['guid']: note['deck'] for note in deck['notes']}
    for _, guid, _, name, *_ in user.cards():
        expect_equal(name, decks[guid], 'deck of ' + guid)


def expect_order(user, deck):
    """New cards wait in the order of the sources, siblings side by side."""
    wanted = [(note['guid'], ord) for note in deck['notes']
              for ord in card_numbers(is_cloze(deck, note), note['fields'])]
    cards = user.cards()
    expect_equal([(guid, ord) for _, guid, ord, *_ in cards], wanted, 'cards in order')
    places = {note['guid']: i for i, note in enumerate(deck['notes'])}
    dues = {}
    for _, guid, _, _, due, kind, queue in cards:
        expect_equal((kind, queue), (0, 0), 'type and queue of ' + guid)
        expect_equal(dues.setdefault(guid, due), due, 'position of the cards of ' + guid)
    in_order = [dues[guid] for guid in sorted(dues, key=places.get)]
    expect(all(a < b for a, b in zip(in_order, in_order[1:])), 'two notes have one position')


def is_cloze(deck, note):
    return any(kind['cloze'] for kind in deck['note_types'] if kind['name'] == note['notetype'])


# ---- What a card shows --------------------------------------------------------

def visible(text):
    """What there is to read: no tags, pictures as a mark, blanks as one."""
    text = re.sub(r'(?is)<style.*?</style>|<script.*?</script>|<!--.*?-->', '', text)
    text = re.sub(r'(?i)<(?:img|hr)\b[^>]*>', ' ▣ ', text)
    return ' '.join(html.unescape(re.sub(r'<[^>]*>', ' ', text)).split())


def error_marks(col):
    """What Anki writes on a card that it cannot make, without what is put in for examples."""
    say = col.tr
    texts = [say.card_template_rendering_empty_front(), say.card_template_rendering_front_side_problem(),
             say.card_template_rendering_back_side_problem(), say.card_template_rendering_more_info(),
             say.card_template_rendering_missing_cloze(number=1).split('\n')[-1],
             say.card_template_rendering_no_such_field(found='', field='').split("'")[2]]
    return [text.strip() for text in texts if text.strip(" ',")] + ['{unknown field', '(unknown field']


def expect_rendered(user, deck):
    """Every card has a question and an answer that says more, and no error."""
    notes = {note['guid']: note for note in deck['notes']}
    marks = error_marks(user.col)
    for cid, guid, ord, *_ in user.cards():
        note = notes[guid]
        shown = user.col.get_card(cid).render_output()
        question, answer = shown.question_text, shown.answer_text
        cloze = is_cloze(deck, note)
        where = 'card %d of %s' % (ord + 1, guid)
        expect(not shown.question_av_tags and not shown.answer_av_tags, '%s plays something', where)
        for mark in marks:
            expect(mark in visible(' '.join(note['fields'])) or mark not in visible(question + answer),
                   '%s says: %s', where, mark)
        braces = re.sub(r'\{\{c\d+::', '', note['fields'][0]) if cloze else note['fields'][0]
        allowed = (braces + ' '.join(note['fields'][1:])).count('{{')
        expect(question.count('{{') <= allowed and answer.count('{{') <= 2 * allowed,
               '%s shows {{: %s', where, brief(question))
        expect(visible(question), '%s has no question', where)
        expect_answered(note, visible(question), visible(answer), cloze, where)
        if cloze:
            expect_cloze(question, answer, ord, where)


def expect_answered(note, question, answer, cloze, where):
    """The answer says more than the question, the name of the source not counted."""
    source = visible(note['fields'][3]) if len(note['fields']) > 3 else ''
    if source and answer.endswith(source):
        answer = answer[:-len(source)].rstrip()
    for text in note['fields'][:1] * (not cloze) + note['fields'][1:2]:
        expect(visible(text) in answer, '%s does not show: %s', where, brief(visible(text)))
    if cloze:
        expect(answer != question and len(answer.replace('[...]', '')) > len(question.replace('[...]', '')),
               '%s answers nothing: %s', where, brief(answer))
        return
    expect(question in answer, '%s: the question is not on the answer: %s', where, brief(question))
    more = answer.replace(question, '', 1).replace('▣', '', 1)
    expect(more.strip(), '%s answers nothing: %s', where, brief(answer))


def expect_cloze(question, answer, ord, where):
    hidden = re.findall(r'<span class="cloze"[^>]*data-ordinal="(\d+)"[^>]*>(.*?)</span>', question, re.S)
    expect(hidden, '%s hides nothing: %s', where, brief(question))
    for number, text in hidden:
        expect_equal(int(number), ord + 1, 'number of the deletion on ' + where)
        expect(re.fullmatch(r'\[.+\]', text, re.S), '%s shows %s', where, text)
    bared = re.search(r'<span class="cloze"[^>]*data-ordinal="%d"[^>]*>(.*?)</span>' % (ord + 1), answer, re.S)
    expect(bared and bared[1] and bared[1] != '[...]', '%s does not show what it hid', where)


# ---- The tests: the package ---------------------------------------------------

per_source = Tests()
once = Tests()


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
    import sqlite3
    import zipfile
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


def import_table(case, name, delimiter):
    user = case.importer(name)
    expect_metadata(user.metadata(case.files[name]), delimiter)
    log = user.table(case.files[name])
    expect_equal(log.found, case.count(), 'notes found, the row of names is none')
    log.expect(duplicate=case.count())
    expect_fields(user, case.deck)
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
    log.expect(duplicate=case.count())
    expect_fields(user, case.deck)


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
    user.table(path).expect(updated=1, duplicate=case.count() - 1)
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
    expect_fields(user, case.stock_deck)
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
    user.json(case.stock_files['json']).expect(duplicate=case.count())


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
    ones; and the guid of that note."""
    tried = candidates(case, case.source)
    if not tried:
        raise Skipped('no answer of this source has a word that could be edited')
    changes = []
    for note, path, number, word in tried:
        source = copy_source(case.source, case.mill.folder(case.label, 'edited'))
        edit(os.path.join(os.path.dirname(source), os.path.relpath(path, os.path.dirname(case.source))),
             number, word)
        folder = case.mill.folder(case.label, 'rebuilt')
        for built in case.files.values():
            shutil.copy(built, folder)
        files = case.mill.build(folder, source, epoch=EPOCH + DAY)
        before = {old['guid']: old['fields'] for old in case.deck['notes']}
        after = {new['guid']: new['fields'] for new in read_deck(files)['notes']}
        changed = [guid for guid in after if after[guid] != before.get(guid)]
        if list(before) == list(after) and changed == [note['guid']]:
            return files, note['guid']
        changes.append('"%s" on line %d' % (word, number + 1))
    raise Failed('none of %d edited answers is the only change: %s' % (len(tried), ', '.join(changes)))


@per_source
def import_rebuilt(case):
    """The answer changes, the schedule stays, nothing is new or in conflict."""
    files, guid = rebuild_edited(case)
    deck = read_deck(files)
    user = case.importer('rebuilder')
    card = user.col.get_card([cid for cid, owner, *_ in user.cards() if owner == guid][0])
    card.type, card.queue, card.ivl, card.due, card.reps = 2, 2, 10, 20, 3
    user.col.update_card(card)

    log = user.package(files['apkg'])
    updated = [user.col.db.scalar('select guid from notes where id = ?', nid) for nid in log.ids('updated')]
    expect(guid in updated, 'the edited note %s was not updated', guid)
    log.expect(updated=len(updated), duplicate=case.count() - len(updated))
    expect_fields(user, deck)
    expect_tags(user, deck)
    card = user.col.get_card(card.id)
    expect_equal((card.type, card.queue, card.ivl, card.due, card.reps), (2, 2, 10, 20, 3), 'schedule of the card')

    user.package(files['apkg']).expect(duplicate=case.count())
    # The package of the day before takes nothing back.
    user.package(case.files['apkg']).expect(duplicate=case.count())
    expect_fields(user, deck)
    user.table(files['csv']).expect(duplicate=case.count())
    user.json(files['json']).expect(duplicate=case.count())


# ---- Once, whatever the sources -----------------------------------------------

def small_case(mill, name, text):
    path = os.path.join(mill.folder(name, 'source'), 'small.md')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return Case(mill, name, path)


@once
def two_decks(mill):
    """The same questions in two decks are two sets of notes, of the same note types."""
    text = '# Heading\n\n1. Term: meaning\n2. Other: thing\n'
    one, two = small_case(mill, 'one', text), small_case(mill, 'two', text)
    two.kept = {'files': (mill.build(mill.folder('two-built'), two.source, '-d', 'Another'), None)}
    user = one.importer('both')
    user.package(two.files['apkg']).expect(new=two.count())
    kinds = [entry.name for entry in user.col.models.all_names_and_ids() if 'cardmill' in entry.name]
    expect(set(kinds) <= {'cardmill Basic', 'cardmill Cloze'}, 'note types: %s', kinds)
    user.close()


@once
def deck_called_default(mill):
    """Cards of a deck with the name of Anki's own go where the CSV sends them, too."""
    case = small_case(mill, 'default', '1. Term: meaning\n')
    case.kept = {'files': (mill.build(mill.folder('default-built'), case.source, '-d', 'Default'), None)}
    user = case.importer('defaulter')
    try:
        expect_equal({name for *_, name, _, _, _ in user.cards()}, {case.deck['notes'][0]['deck']}, 'deck')
    finally:
        user.close()


@once
def question_edited(mill):
    """Another question is another note: the old one stays, nothing is in conflict."""
    text = '# Heading\n\n1. Term: meaning\n2. Other: thing\n'
    case = small_case(mill, 'reworded', text)
    user = case.importer('reworder')
    with open(case.source, 'w', encoding='utf-8') as file:
        file.write(text.replace('Other', 'Something else'))
    files = mill.build(mill.folder('reworded', 'later'), case.source, epoch=EPOCH + DAY)
    log = user.package(files['apkg'])
    log.expect(new=1, updated=len(log.log.updated), duplicate=1 - len(log.log.updated))
    user.close()


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
    for label, path in cases:
        case = Case(mill, label, path)
        report.run(per_source, label, case)
        case.close()
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
