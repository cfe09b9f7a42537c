#!/usr/bin/env python3
"""Reads what cardmill wrote: packages with SQL and byte by byte, CSV, TSV, JSON.

    run.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

A source is a Markdown file or a folder of them; those of tricky.py are added.
Only Python's standard library is needed.  What a package must hold is written
down here on its own, and nothing of cardmill is asked: the ids of note types
below never change, nor may a style without its `modified`.
"""

import argparse
import ast
import csv
import hashlib
import html
import html.entities
import html.parser
import io
import json
import os
import re
import sqlite3
import struct
import sys
import time
import unicodedata
import zipfile

sys.dont_write_bytecode = True          # nothing is left beside the sources
import tricky
from kit import (EPOCH, FORMATS, Failed, Mill, Report, Skipped, Tests, brief, card_numbers,
                 copy_source, expect, expect_equal, expect_none, labels, lazy)

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      '..', '..', 'src', 'formats', 'deck.schema.json')

# ---- What never changes -------------------------------------------------------

# Anki finds note types, fields and templates by these ids in what its user has
# imported before.  A line that is to be changed here is a mistake elsewhere.
NOTETYPES = {
    1763880410117: ('cardmill Basic', 0, [('Front', 5170263948110271), ('Back', 2094417735602893),
                                          ('Context', 7731590264418053), ('Source', 3318846027795121)],
                    [('Card 1', 4821160937512301)]),
    1763990521339: ('cardmill Cloze', 1, [('Text', 1488250936647719), ('Back', 8216604175309343),
                                          ('Context', 4953371820665207), ('Source', 6039812457713369)],
                    [('Cloze', 6602915348070217)]),
}
NAMES = {name: number for number, (name, *_) in NOTETYPES.items()}

# Anki takes templates and style over only from a note type with a later `mod`.
# So each (id, mod) belongs to one text for ever: add lines, change none.
STYLES = {
    (1763880410117, 1763880410): 'bcaba51dee7439e1',
    (1763990521339, 1763880410): '%CLOZE%',
}

TABLES = {
    'col': 'id* crt mod scm ver dty usn ls conf:text models:text decks:text dconf:text tags:text',
    'notes': 'id* guid:text mid mod usn tags:text flds:text sfld csum flags data:text',
    'cards': 'id* nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags data:text',
    'revlog': 'id* cid usn ease ivl lastIvl factor time type',
    'graves': 'usn oid type',
}
INDICES = {
    'ix_notes_usn': ('notes', 'usn'), 'ix_cards_usn': ('cards', 'usn'),
    'ix_revlog_usn': ('revlog', 'usn'), 'ix_cards_nid': ('cards', 'nid'),
    'ix_cards_sched': ('cards', 'did queue due'), 'ix_revlog_cid': ('revlog', 'cid'),
    'ix_notes_csum': ('notes', 'csum'),
}

# Keys that some Anki refuses to do without, and the types it takes.
ANY = object()
NUMBER = (int, float)
MODEL = {'id': int, 'name': str, 'type': int, 'mod': int, 'usn': int, 'sortf': int, 'did': type(None),
         'tmpls': list, 'flds': list, 'css': str, 'latexPre': str, 'latexPost': str, 'latexsvg': bool,
         'req': list, 'tags': list, 'vers': list}
FIELD = {'name': str, 'ord': int, 'id': int, 'sticky': bool, 'rtl': bool, 'font': str, 'size': int}
TEMPLATE = {'name': str, 'ord': int, 'id': int, 'qfmt': str, 'afmt': str, 'did': type(None),
            'bqfmt': str, 'bafmt': str}
DECK = {'id': int, 'name': str, 'mod': int, 'usn': int, 'lrnToday': list, 'revToday': list,
        'newToday': list, 'timeToday': list, 'collapsed': bool, 'browserCollapsed': bool, 'desc': str,
        'dyn': int, 'conf': int}
PRESET = {'id': int, 'mod': int, 'name': str, 'usn': int, 'maxTaken': int, 'autoplay': bool, 'timer': int,
          'new': {'initialFactor': int, 'ints': list, 'delays': list, 'order': int, 'perDay': int},
          'rev': {'ease4': NUMBER, 'ivlFct': NUMBER, 'maxIvl': int, 'perDay': int},
          'lapse': {'delays': list, 'leechAction': int, 'leechFails': int, 'minInt': int, 'mult': NUMBER}}
CONF = {'activeDecks': list, 'curDeck': int, 'curModel': int, 'nextPos': int, 'newSpread': int,
        'collapseTime': int, 'timeLim': int, 'estTimes': bool, 'dueCounts': bool, 'sortType': str,
        'sortBackwards': bool, 'addToCur': bool}

NEW_CARD = {'usn': -1, 'type': 0, 'queue': 0, 'ivl': 0, 'factor': 0, 'reps': 0, 'lapses': 0, 'left': 0,
            'odue': 0, 'odid': 0, 'flags': 0, 'data': ''}

CONTROL = re.compile('[\x00-\x1f\x7f]')
IN_FIELD = re.compile('[\x00-\x08\x0a-\x1f\x7f]')   # Anki keeps tabs, and lines, which we have none of
GUID = re.compile(r'[A-Za-z][0-9A-Za-z]{7,}\Z')


def check_shape(value, wanted, where):
    """value is an object with at least the keys of wanted, of exactly those types."""
    expect(isinstance(value, dict), '%s is no object', where)
    for key, kind in wanted.items():
        expect(key in value, '%s has no %s', where, key)
        if isinstance(kind, dict):
            check_shape(value[key], kind, '%s.%s' % (where, key))
            continue
        kinds = kind if isinstance(kind, tuple) else (kind,)
        expect(type(value[key]) in kinds, '%s.%s is %s', where, key, brief(value[key]))


def no_twins(pairs):
    """An object of JSON in which no key stands twice."""
    expect(len(dict(pairs)) == len(pairs), 'a key stands twice in %s', [key for key, _ in pairs])
    return dict(pairs)


def read_json(text, what):
    def refuse(word):
        raise Failed('%s holds %s' % (what, word))
    try:
        return json.loads(text, object_pairs_hook=no_twins, parse_constant=refuse)
    except ValueError as why:
        raise Failed('%s is not JSON: %s' % (what, why))


# ---- Anki's rules, written a second time --------------------------------------

MEDIA_TAG = re.compile(r'<(?:img|audio|video|object|source)\b[^>]*?\b(?:src|data)='
                       r'(?:"([^">]+)"|\'([^\'>]+)\'|([^ >"\']+))[^>]*>', re.I | re.S)
DROPPED = re.compile(r'<!--.*?-->|<style.*?>.*?</style>|<script.*?>.*?</script>|<.*?>', re.I | re.S)
ENTITY = re.compile(r'&([^;]*)(;?)')
SOUND = re.compile(r'\[sound:([^\]]+)\]')


def character(found):
    name, end = found.groups()
    if end and name[:2] in ('#x', '#X'):
        return chr(int(name[2:], 16))
    if end and name[:1] == '#':
        return chr(int(name[1:]))
    if end and name in html.entities.name2codepoint:
        return chr(html.entities.name2codepoint[name])
    if end and name == 'apos':
        return "'"
    raise ValueError(found[0])


def stripped(field):
    """The text of a field that Anki hashes and sorts by."""
    text = MEDIA_TAG.sub(lambda found: ' %s ' % (found[1] or found[2] or found[3]), field)
    text = DROPPED.sub('', text)
    if '&' in text:
        try:
            text = ENTITY.sub(character, text).replace('\u00a0', ' ')
        except (ValueError, OverflowError):
            pass                        # one that cannot be decoded leaves all as they are
    return text


def checksum(field):
    return int.from_bytes(hashlib.sha1(stripped(field).encode()).digest()[:4], 'big')


# First field, what is left of it, its checksum: computed with Anki 2.1.15.
VECTORS = [
    ('', '', 3661210606),
    ('Front', 'Front', 3709467016),
    ('<b>Hello</b> &amp; bye', 'Hello & bye', 2143824005),
    ('<img src="a.png">', ' a.png ', 3341441178),
    ('foo&nbsp;bar', 'foo bar', 930340518),
    ('naïve 漢字', 'naïve 漢字', 3003129563),
    ('a<br>b', 'ab', 3659751758),
    ('<script>x</script>y<!-- z -->', 'y', 2513112061),
    ('{{c1::Paris}} is in France', '{{c1::Paris}} is in France', 1484188893),
]

# Notes with those checksums: Markdown, text left of the front, checksum.
VECTOR_NOTES = [
    ('1. Front: answer', 'Front', 3709467016),
    ('1. **Hello** & bye: answer', 'Hello & bye', 2143824005),
    ('1. naïve 漢字: answer', 'naïve 漢字', 3003129563),
]


# ---- One source and what became of it -----------------------------------------

class Case:
    def __init__(self, mill, label, source, *options, **rest):
        self.mill, self.label, self.source = mill, label, source
        self.options, self.rest = options, rest

    @lazy
    def files(self):
        folder = self.mill.folder(self.label, 'first')
        return self.mill.build(folder, self.source, *self.options, **self.rest)

    def bytes(self, name):
        with open(self.files[name], 'rb') as file:
            return file.read()

    def text(self, name):
        try:
            return self.bytes(name).decode('utf-8')
        except UnicodeDecodeError as why:
            raise Failed('the %s is not UTF-8: %s' % (name, why))

    # The package

    @lazy
    def zip(self):
        return zipfile.ZipFile(self.files['apkg'])

    @lazy
    def media(self):
        return read_json(self.zip.read('media').decode('utf-8'), 'media')

    @lazy
    def database(self):
        """The collection as a file of its own."""
        path = os.path.join(self.mill.folder(self.label, 'collection'), 'collection.anki2')
        with open(path, 'wb') as file:
            file.write(self.zip.read('collection.anki2'))
        return path

    @lazy
    def db(self):
        db = sqlite3.connect('file:%s?mode=ro' % self.database.replace('%', '%25').replace('?', '%3f')
                             .replace('#', '%23'), uri=True)
        db.row_factory = sqlite3.Row
        return db

    def rows(self, sql, *values):
        return self.db.execute(sql, values).fetchall()

    @lazy
    def col(self):
        rows = self.rows('SELECT * FROM col')
        expect_equal(len(rows), 1, 'rows of col')
        return rows[0]

    def object(self, name):
        return read_json(self.col[name], 'col.' + name)

    @lazy
    def models(self):
        return self.object('models')

    @lazy
    def decks(self):
        return self.object('decks')

    @lazy
    def notes(self):
        return self.rows('SELECT * FROM notes ORDER BY id')

    @lazy
    def cards(self):
        return self.rows('SELECT * FROM cards ORDER BY id')

    @lazy
    def siblings(self):
        """The cards of each note, by its id."""
        result = {note['id']: [] for note in self.notes}
        for card in self.cards:
            expect(card['nid'] in result, 'card %d belongs to no note', card['id'])
            result[card['nid']].append(card)
        return result

    def fields(self, note):
        return note['flds'].split('\x1f')

    # The other decks

    @lazy
    def deck(self):
        return read_json(self.text('json'), 'the JSON deck')

    def table(self, name):
        return Table(self.text(name), {'csv': ',', 'tsv': '\t'}[name])


class Table:
    """A CSV or TSV file, read strictly by RFC 4180 and again by Python's reader."""

    def __init__(self, text, separator):
        self.text, self.separator = text, separator
        lines = text.split('\n')
        self.head = []
        while lines and lines[0].startswith('#'):
            self.head.append(lines.pop(0))
        self.body = '\n'.join(lines)

    def records(self):
        reader = csv.reader(io.StringIO(self.body, newline=''), delimiter=self.separator, strict=True)
        try:
            return list(reader)
        except csv.Error as why:
            raise Failed('Python does not read it: %s' % why)

    def strict_records(self):
        plain = '[^"\r\n%s]*' % self.separator
        cell = re.compile('(?:"((?:[^"]|"")*)"|(%s))(%s|\n|\\Z)' % (plain, self.separator))
        records, record, at = [], [], 0
        while at < len(self.body):
            found = cell.match(self.body, at)
            expect(found, 'a cell is not quoted as it should be: %s', brief(self.body[at:]))
            record.append(found[2] if found[1] is None else found[1].replace('""', '"'))
            if found[3] != self.separator:
                records.append(record)
                record = []
            at = found.end()
        return records


per_source = Tests()
once = Tests()


# ---- The archive --------------------------------------------------------------

@per_source
def converts(case):
    expect(case.files, 'nothing was written')


@per_source
def members(case):
    names = case.zip.namelist()
    wanted = {'collection.anki2', 'media'} | set(case.media)
    expect_equal(sorted(names), sorted(wanted), 'members of the package')
    expect('meta' not in names, 'there is a meta')
    expect(case.zip.testzip() is None, 'member %s is damaged', case.zip.testzip())


@per_source
def compression(case):
    for info in case.zip.infolist():
        expect(info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
               '%s is compressed by method %d', info.filename, info.compress_type)
        expect(info.flag_bits & 1 == 0, '%s is encrypted', info.filename)
        expect_equal(info.date_time, (1980, 1, 1, 0, 0, 0), 'date of ' + info.filename)
        expect(info.filename.isascii(), '%s is not ASCII', info.filename)


@per_source
def archive_alone(case):
    data = case.bytes('apkg')
    expect(data.startswith(b'PK\x03\x04'), 'the archive does not begin at the first byte')
    expect_equal(data.rfind(b'PK\x05\x06'), len(data) - 22, 'place of the end record')


@per_source
def media_map(case):
    expect(isinstance(case.media, dict), 'media is no object')
    folded = [name.casefold() for name in case.media.values()]
    expect_equal(len(set(folded)), len(folded), 'media names that differ by more than case')
    fields = '\x1f'.join(note['flds'] for note in case.notes)
    for number, name in case.media.items():
        expect(number.isascii() and number.isdigit(), 'media member %s has no number for a name', number)
        expect(re.fullmatch(r'[a-z0-9_][a-z0-9._-]*', name) and len(name) <= 120,
               'media name %s is none for every Anki', name)
        expect(case.zip.getinfo(number).file_size > 0, 'media file %s is empty', name)
        expect(name.startswith('_') or name in fields, 'media file %s stands on no card', name)


@per_source
def media_packed(case):
    packed = set(case.media.values())
    for note in case.notes:
        names = [found[1] or found[2] or found[3] for found in MEDIA_TAG.finditer(note['flds'])]
        names += [found[1] for found in SOUND.finditer(note['flds'])]
        names = [html.unescape(name) for name in names]
        lost = [name for name in names if not re.match(r'(?i)https?://', name) and name not in packed]
        expect_none(lost, 'media on note %s that is not in the package' % note['guid'])


# ---- The database -------------------------------------------------------------

@per_source
def database_file(case):
    with open(case.database, 'rb') as file:
        head = file.read(100)
    page, = struct.unpack('>H', head[16:18])
    pages, = struct.unpack('>I', head[28:32])
    expect(head.startswith(b'SQLite format 3\0'), 'it is no SQLite database')
    expect_equal((head[18], head[19]), (1, 1), 'bytes 18 and 19, 1 for a rollback journal')
    expect_equal(struct.unpack('>I', head[56:60])[0], 1, 'encoding, 1 for UTF-8')
    expect_equal(page * pages, os.path.getsize(case.database), 'pages of the file')
    expect_equal(struct.unpack('>I', head[36:40])[0], 0, 'free pages')


@per_source
def integrity(case):
    expect_equal([row[0] for row in case.rows('PRAGMA integrity_check')], ['ok'], 'integrity_check')
    expect_equal(case.rows('PRAGMA encoding')[0][0], 'UTF-8', 'encoding')
    expect_equal(case.rows('PRAGMA journal_mode')[0][0], 'delete', 'journal mode')


@per_source
def tables(case):
    names = {row['name']: row['type'] for row in case.rows('SELECT name, type FROM sqlite_master')}
    expect_equal(sorted(n for n, kind in names.items() if kind == 'table'), sorted(TABLES), 'tables')
    expect_equal(sorted(n for n, kind in names.items() if kind == 'index'), sorted(INDICES), 'indices')
    expect_equal(set(names.values()), {'table', 'index'}, 'kinds of things in the schema')
    for table, columns in TABLES.items():
        wanted = []
        for column in columns.split():
            name, _, kind = column.partition(':')
            wanted.append((name.rstrip('*'), kind or 'integer', not name.endswith('*'), name.endswith('*')))
        got = [(row['name'], row['type'].lower(), bool(row['notnull']), bool(row['pk']))
               for row in case.rows('PRAGMA table_info(%s)' % table)]
        expect_equal(got, wanted, 'columns of ' + table)
    for index, (table, columns) in INDICES.items():
        got = [row['name'] for row in case.rows('PRAGMA index_info(%s)' % index)]
        owner, = [row[0] for row in case.rows('SELECT tbl_name FROM sqlite_master WHERE name = ?', index)]
        expect_equal((owner, got), (table, columns.split()), 'columns of ' + index)


@per_source
def col_row(case):
    row = case.col
    for name in 'id crt mod scm ver dty usn ls'.split():
        expect(type(row[name]) is int, 'col.%s is %s', name, brief(row[name]))
    expect_equal((row['id'], row['ver'], row['dty'], row['usn'], row['ls']), (1, 11, 0, 0, 0),
                 'id, ver, dty, usn and ls of col')
    expect(0 < row['crt'] <= EPOCH, 'col.crt is %d', row['crt'])
    for name in 'mod', 'scm':
        expect(10 ** 12 < row[name] <= EPOCH * 1000, 'col.%s is %d', name, row[name])
    for name in 'conf models decks dconf tags'.split():
        expect(isinstance(row[name], str) and isinstance(case.object(name), dict),
               'col.%s is no JSON object', name)


@per_source
def conf(case):
    conf = case.object('conf')
    check_shape(conf, CONF, 'conf')
    expect_equal((conf['activeDecks'], conf['curDeck']), ([1], 1), 'activeDecks and curDeck')
    expect(str(conf['curModel']) in case.models, 'curModel %s is no note type', conf['curModel'])
    expect(conf['nextPos'] > max(card['due'] for card in case.cards), 'nextPos is %d', conf['nextPos'])
    expect('schedVer' not in conf, 'schedVer is there')


@per_source
def notetype_ids(case):
    got = {}
    for key, model in case.models.items():
        check_shape(model, MODEL, 'model ' + key)
        expect_equal(str(model['id']), key, 'id of model ' + key)
        got[model['id']] = (model['name'], model['type'],
                            [(field['name'], field.get('id')) for field in model['flds']],
                            [(template['name'], template.get('id')) for template in model['tmpls']])
    expect_equal(set(got), set(NOTETYPES), 'ids of note types')
    for number, wanted in NOTETYPES.items():
        expect_equal(got[number], wanted, 'note type %d' % number)
    expect(all(field < 2 ** 53 for *_, fields, _ in got.values() for _, field in fields),
           'an id is too large for JavaScript')


@per_source
def notetype_keys(case):
    for key, model in case.models.items():
        check_shape(model, MODEL, 'model ' + key)
        expect_equal((model['sortf'], model['usn']), (0, -1), 'sortf and usn of ' + key)
        expect(0 < model['mod'] <= time.time(), 'mod of %s is %d', key, model['mod'])
        for kind, shape in ('flds', FIELD), ('tmpls', TEMPLATE):
            for i, part in enumerate(model[kind]):
                check_shape(part, shape, 'model %s, %s %d' % (key, kind, i))
                expect_equal(part['ord'], i, 'ord in %s of %s' % (kind, key))
        expect_equal(model['req'], [[0, 'any', [0]]], 'req of ' + key)


@per_source
def templates(case):
    for key, model in case.models.items():
        known = {field['name'] for field in model['flds']} | {'FrontSide'}
        expect('.card' in model['css'], 'the style of %s is none', key)
        for template in model['tmpls']:
            for side in 'qfmt', 'afmt':
                inner = re.findall(r'\{\{([^{}]*)\}\}', template[side])
                names = {name.lstrip('#^/').split(':')[-1] for name in inner}
                expect_equal(names - known, set(), 'unknown fields in %s of %s' % (side, key))
                opened = [name[1:] for name in inner if name[0] in '#^']
                expect_equal(sorted(opened), sorted(name[1:] for name in inner if name[0] == '/'),
                             'conditions closed in %s of %s' % (side, key))
            expect('FrontSide' not in template['qfmt'], 'FrontSide stands on the front of %s', key)
            first = '{{cloze:%s}}' if model['type'] == 1 else '{{%s}}'
            first %= model['flds'][0]['name']
            expect(first in template['qfmt'], '%s is not on the front of %s', first, key)
            expect(first in template['afmt'] or '{{FrontSide}}' in template['afmt'],
                   '%s is not on the back of %s', first, key)
            expect('{{cloze:' not in template['qfmt'] or first in template['afmt'],
                   'the deletion is not shown on the back of %s', key)
            expect_equal({field['name'] for field in model['flds']} -
                         set(re.findall(r'\w+', template['qfmt'] + template['afmt'])), set(),
                         'fields of %s that are never shown' % key)


@per_source
def deck_entries(case):
    expect('1' in case.decks, 'the deck Default is missing')
    names = []
    for key, deck in case.decks.items():
        check_shape(deck, DECK, 'deck ' + key)
        expect_equal(str(deck['id']), key, 'id of deck ' + key)
        expect_equal((deck['dyn'], deck['conf']), (0, 1), 'dyn and conf of ' + deck['name'])
        for today in 'lrnToday', 'revToday', 'newToday', 'timeToday':
            expect_equal(deck[today], [0, 0], '%s of %s' % (today, deck['name']))
        expect(key == '1' or 10 ** 12 < deck['id'] < 2 ** 53, 'id of deck %s is %s', deck['name'], key)
        names.append(deck['name'])
    expect_equal(case.decks['1']['name'], 'Default', 'name of deck 1')
    expect_equal(len({name.casefold() for name in names}), len(names), 'names of decks')
    wanted = {'Default'}
    for note in case.deck['notes']:
        levels = note['deck'].split('::')
        wanted.update('::'.join(levels[:n + 1]) for n in range(len(levels)))
    expect_equal(sorted(names), sorted(wanted), 'decks, parents included')


@per_source
def deck_names(case):
    for deck in case.decks.values():
        name = deck['name']
        expect(not CONTROL.search(name), 'deck %r has control characters', name)
        expect(unicodedata.is_normalized('NFC', name), 'deck %s is not NFC', name)
        for level in name.split('::'):
            expect(level and level == level.strip().strip(':'), 'deck %r has the level %r', name, level)


@per_source
def preset(case):
    presets = case.object('dconf')
    expect_equal(list(presets), ['1'], 'presets')
    check_shape(presets['1'], PRESET, 'preset 1')
    expect_equal(presets['1']['id'], 1, 'id of the preset')


@per_source
def nothing_else(case):
    expect_equal(case.rows('SELECT count(*) FROM revlog')[0][0], 0, 'rows of revlog')
    expect_equal(case.rows('SELECT count(*) FROM graves')[0][0], 0, 'rows of graves')


# ---- Notes --------------------------------------------------------------------

@per_source
def note_columns(case):
    kinds = {'id': int, 'guid': str, 'mid': int, 'mod': int, 'usn': int, 'tags': str, 'flds': str,
             'csum': int, 'flags': int, 'data': str}
    expect(case.notes, 'there is no note')
    for note in case.notes:
        for name, kind in kinds.items():
            expect(type(note[name]) is kind, '%s of note %s is %s', name, note['guid'], brief(note[name]))
        expect_equal((note['usn'], note['flags'], note['data']), (-1, 0, ''), 'usn, flags and data')
        expect(note['mid'] in NOTETYPES, 'note type %d is unknown', note['mid'])
        expect(0 < note['mod'] <= EPOCH, 'mod of note %s is %d', note['guid'], note['mod'])


@per_source
def field_count(case):
    for note in case.notes:
        expect_equal(len(case.fields(note)), len(NOTETYPES[note['mid']][2]), 'fields of ' + note['guid'])
    expect_none((note['guid'] for note in case.notes if not stripped(case.fields(note)[0]).strip()),
                'notes with nothing on the front')
    expect_none((note['guid'] for note in case.notes if NOTETYPES[note['mid']][1] == 0 and
                 not (stripped(case.fields(note)[1]).strip() or '<' in case.fields(note)[1])),
                'notes with nothing on the back')


@per_source
def no_control_characters(case):
    expect_none(('%s: %r' % (note['guid'], note['flds']) for note in case.notes
                 if IN_FIELD.search(note['flds'].replace('\x1f', '', 3)) or CONTROL.search(note['tags'])),
                'notes with control characters')


@per_source
def composed(case):
    expect_none(('%s: %s' % (note['guid'], note['flds']) for note in case.notes
                 if not unicodedata.is_normalized('NFC', note['flds'] + note['tags'])), 'notes not in NFC')


@per_source
def checksums(case):
    expect_none(('%s (%s) has %d, not %d' % (note['guid'], case.fields(note)[0], note['csum'],
                                             checksum(case.fields(note)[0])) for note in case.notes
                 if note['csum'] != checksum(case.fields(note)[0])), 'wrong checksums')


@per_source
def sort_fields(case):
    """The text left of the first field, a number where SQLite makes it one."""
    db = sqlite3.connect(':memory:')
    db.execute('CREATE TABLE sorted (text integer)')
    for note in case.notes:
        db.execute('INSERT INTO sorted VALUES (?)', [stripped(case.fields(note)[0])])
    for note, (wanted,) in zip(case.notes, db.execute('SELECT text FROM sorted ORDER BY rowid')):
        expect((type(note['sfld']), note['sfld']) == (type(wanted), wanted),
               'sort field of %s is %r instead of %r', note['guid'], note['sfld'], wanted)


@per_source
def tags(case):
    for note in case.notes:
        text = note['tags']
        if text == '':
            continue
        every = text[1:-1].split(' ')
        expect(text[0] == text[-1] == ' ' and all(every), 'tags of %s are %r', note['guid'], text)
        expect_equal(len({tag.casefold() for tag in every}), len(every), 'tags of %s, %s' % (note['guid'], text))
        for tag in every:
            expect(not re.search(r'[\s\u3000]', tag), 'tag %r has a blank', tag)
            expect(all(tag.split('::')), 'tag %r has an empty level', tag)


@per_source
def guids(case):
    every = [note['guid'] for note in case.notes]
    expect_none((guid for guid in every if not GUID.match(guid)), 'guids that are no letter and base62')
    expect_none((guid for guid in every if every.count(guid) > 1), 'guids that are there twice')


@per_source
def ids(case):
    for what, rows in ('note', case.notes), ('card', case.cards):
        for row in rows:
            expect(10 ** 12 < row['id'] <= EPOCH * 1000, 'id of a %s is %d', what, row['id'])
    order = {note['id']: i for i, note in enumerate(case.notes)}
    places = [(order[card['nid']], card['ord']) for card in case.cards]
    expect_equal(places, sorted(places), 'order of the cards')


# ---- Cards --------------------------------------------------------------------

@per_source
def card_owners(case):
    decks = {deck['id']: deck['name'] for deck in case.decks.values()}
    wanted = {note['guid']: note['deck'] for note in case.deck['notes']}
    for note in case.notes:
        for card in case.siblings[note['id']]:
            expect(card['did'] in decks and card['did'] != 1, 'card %d is in deck %d', card['id'], card['did'])
            expect_equal(decks[card['did']], wanted[note['guid']], 'deck of ' + note['guid'])


@per_source
def card_columns(case):
    mods = {note['id']: note['mod'] for note in case.notes}
    for card in case.cards:
        got = {name: card[name] for name in NEW_CARD}
        expect_equal(got, NEW_CARD, 'columns of card %d' % card['id'])
        expect_equal(card['mod'], mods[card['nid']], 'mod of card %d' % card['id'])
        expect(all(type(card[name]) is int for name in card.keys() if name != 'data'),
               'a column of card %d is no integer', card['id'])


@per_source
def cards_of_notes(case):
    for note in case.notes:
        wanted = card_numbers(NOTETYPES[note['mid']][1] == 1, case.fields(note))
        expect(wanted, 'note %s has no deletion', note['guid'])
        expect_equal([card['ord'] for card in case.siblings[note['id']]], wanted, 'cards of ' + note['guid'])


@per_source
def positions(case):
    guids = {note['id']: note['guid'] for note in case.notes}
    wanted = {note['guid']: i + 1 for i, note in enumerate(case.deck['notes'])}
    expect_none(('%s at %d, not %d' % (guids[card['nid']], card['due'], wanted[guids[card['nid']]])
                 for card in case.cards if card['due'] != wanted[guids[card['nid']]]),
                'cards not at the place of their note')


# ---- HTML in fields -----------------------------------------------------------

ALONE = {'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'}


class Balance(html.parser.HTMLParser):
    """Says what is wrong with the nesting of tags, and which there are."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.seen = [], None, set()
        self.feed(text)
        self.close()
        self.wrong = self.wrong or ('<%s> stays open' % self.open[-1] if self.open else None)

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        if tag not in ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.seen.add(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong = self.wrong or '</%s> closes nothing' % tag

    def handle_comment(self, text):
        self.seen.add('!--')


@per_source
def html_nested(case):
    for note in case.notes:
        for field in case.fields(note):
            wrong = Balance(field).wrong
            expect(wrong is None, '%s: %s in %s', note['guid'], wrong, brief(field))


@per_source
def html_nested_in_clozes(case):
    """Anki cuts deletions out of the HTML: each must be whole by itself."""
    for note in case.notes:
        for found in re.finditer(r'\{\{c\d+::((?:(?!\{\{c\d).)*?)\}\}', case.fields(note)[0]):
            if NOTETYPES[note['mid']][1] == 1:
                wrong = Balance(found[1]).wrong
                expect(wrong is None, '%s: %s in %s', note['guid'], wrong, found[0])
                expect(stripped(found[1]).strip() or '<img' in found[1], '%s hides nothing', note['guid'])
                expect(found[1].count('::') <= 1, '%s has more than a hint', found[0])


@per_source
def html_escaped(case):
    stray = re.compile(r'<(?!/?[A-Za-z][^<>]*>)|&(?!#\d+;|#x[0-9A-Fa-f]+;|[A-Za-z][A-Za-z0-9]*;)')
    for note in case.notes:
        found = stray.search(note['flds'])
        expect(not found, '%s: stray mark in %s', note['guid'],
               brief(note['flds'][found.start():]) if found else '')


@per_source
def html_harmless(case):
    banned = {'script', 'style', 'iframe', 'object', 'embed', 'form', 'link', 'meta', 'base', '!--'}
    for note in case.notes:
        expect_equal(Balance(note['flds'].replace('\x1f', ' ')).seen & banned, set(), 'tags on ' + note['guid'])
        expect(not re.search(r'(?i)<[^>]*\s(?:on\w+\s*=|(?:href|src)\s*=\s*["\']?\s*(?:javascript|data):)',
                             note['flds']), '%s runs or embeds something: %s', note['guid'], brief(note['flds']))


@per_source
def anki_marks(case):
    """No literal text that Anki would play, typeset or compute."""
    for note in case.notes:
        found = re.search(r'\[latex\]|\[\$\$?\]|\[anki:', note['flds'])
        expect(not found, '%s holds %s', note['guid'], found and found[0])
        # Math is written \( \), which nobody can tell from text but by its other end.
        for opening, closing in (r'\(', r'\)'), (r'\[', r'\]'):
            expect(note['flds'].count(opening) <= note['flds'].count(closing),
                   '%s holds %s alone', note['guid'], opening)


# ---- JSON ---------------------------------------------------------------------

@per_source
def json_text(case):
    data = case.bytes('json')
    expect(not data.startswith(b'\xef\xbb\xbf'), 'it begins with a byte-order mark')
    expect(data.endswith(b'}\n'), 'it does not end with a line')
    expect(not re.search(rb'[\x00-\x09\x0b-\x1f\x7f]', data), 'it holds control characters')


@per_source
def json_for_anki(case):
    check_shape(case.deck, {'format': str, 'version': int, 'name': str, 'note_types': list, 'media': list,
                            'notes': list}, 'the deck')
    # Under this name every import would add the note types again.
    expect('notetypes' not in case.deck, 'it has notetypes')
    for i, note in enumerate(case.deck['notes']):
        check_shape(note, {'guid': str, 'notetype': str, 'deck': str, 'tags': list, 'fields': list,
                           'context': str, 'rule': str, 'modified': int, 'source': dict}, 'note %d' % i)
        check_shape(note['source'], {'file': str, 'line': int, 'end_line': int}, 'source of note %d' % i)
        expect(all(type(text) is str for text in note['fields'] + note['tags']), 'note %d has other than text', i)
        expect(1 <= note['source']['line'] <= note['source']['end_line'], 'note %d stands on lines %s', i,
               note['source'])
    expect_equal(case.deck['media'], sorted(case.media.values()), 'media')


@per_source
def json_schema(case):
    validate(case.deck)


@per_source
def json_like_package(case):
    got = [(note['guid'], note['notetype'], note['fields'], sorted(note['tags']), note['modified'])
           for note in case.deck['notes']]
    wanted = [(note['guid'], NOTETYPES[note['mid']][0], case.fields(note), sorted(filter(None, note['tags'].split(' '))),
               note['mod']) for note in case.notes]
    expect_equal(len(got), len(wanted), 'notes')
    for ours, theirs in zip(got, wanted):
        expect_equal(ours, theirs, 'note ' + ours[0])


def schema_module():
    try:
        import jsonschema
    except ImportError:
        raise Skipped('the Python module jsonschema is not installed')
    return jsonschema


def schema_errors(deck):
    with open(SCHEMA, encoding='utf-8') as file:
        schema = json.load(file)
    return list(schema_module().Draft202012Validator(schema).iter_errors(deck))


def validate(deck):
    for error in schema_errors(deck):
        raise Failed('/'.join(map(str, error.absolute_path)) + ': ' + error.message)


# ---- CSV and TSV --------------------------------------------------------------

HEAD = ['#html:true', '#guid column:1', '#notetype column:2', '#deck column:3', '#tags column:4']
COLUMNS = ['#GUID', 'Notetype', 'Deck', 'Tags', 'Front', 'Back', 'Context', 'Source']


def table_tests(name, separator):
    """The tests of one of the two formats, which differ by a character."""
    def head(case):
        table = case.table(name)
        wanted = ['#separator:' + {',': 'Comma', '\t': 'Tab'}[separator]] + HEAD + [separator.join(COLUMNS)]
        expect_equal(table.head, wanted, 'header lines')

    def lines(case):
        text = case.text(name)
        expect(not text.startswith('\ufeff'), 'it begins with a byte-order mark')
        expect(text.endswith('\n') and '\r' not in text, 'lines do not end with LF alone')
        expect_equal(text.count('\n'), len(HEAD) + 2 + len(case.deck['notes']), 'lines, one a record')
        expect(not re.search(r'[\x00-\x08\x0b-\x1f\x7f]', text), 'it holds control characters')
        expect_none((line for line in case.table(name).body.split('\n')
                     if line and not re.match('[A-Za-z]', line)), 'records that begin with no letter')

    def quoting(case):
        table = case.table(name)
        for ours, theirs in zip(table.strict_records(), table.records()):
            expect_equal(ours, theirs, 'a record as Python reads it')
        for record in table.body.split('\n'):
            expect(not re.search('(?:^|%s)#' % separator, record), 'a cell begins with a bare #: %s', brief(record))

    def like_json(case):
        records = case.table(name).strict_records()
        wanted = [[note['guid'], note['notetype'], note['deck'], ' '.join(note['tags'])] + note['fields']
                  for note in case.deck['notes']]
        expect_equal(len(records), len(wanted), 'records')
        for ours, theirs in zip(records, wanted):
            expect_equal(ours, theirs, 'record ' + ours[0])

    for test in head, lines, quoting, like_json:
        test.__name__ = '%s_%s' % (name, test.__name__)
        per_source(test)


table_tests('csv', ',')
table_tests('tsv', '\t')


# ---- The same bytes -----------------------------------------------------------

def expect_same(case, files, formats=FORMATS):
    for name in formats:
        with open(files[name], 'rb') as file:
            expect(file.read() == case.bytes(name), 'the %s differs', name)


@per_source
def same_bytes(case):
    expect_same(case, case.mill.build(case.mill.folder(case.label, 'second'), case.source))


@per_source
def same_bytes_over(case):
    """Once more over the outputs of the first time."""
    folder = case.mill.folder(case.label, 'over')
    case.mill.build(folder, case.source)
    expect_same(case, case.mill.build(folder, case.source))


@per_source
def same_bytes_elsewhere(case):
    """A copy in another place, under another language and time zone."""
    folder = case.mill.folder(case.label, 'elsewhere')
    name = os.path.basename(copy_source(case.source, folder))
    files = case.mill.build(case.mill.folder(case.label, 'third'), name, cwd=folder,
                            LC_ALL='C', LANG='tr_TR.UTF-8', TZ='Pacific/Kiritimati', HOME='/nonexistent')
    expect_same(case, files)


@per_source
def stock_notetypes(case):
    """--notetypes Basic,Cloze: two fields, the same package."""
    files = case.mill.build(case.mill.folder(case.label, 'stock'), case.source, '--notetypes', 'Basic,Cloze')
    expect_same(case, files, ['apkg'])
    with open(files['json'], encoding='utf-8') as file:
        deck = read_json(file.read(), 'the JSON deck')
    with open(files['csv'], encoding='utf-8', newline='') as file:
        table = Table(file.read(), ',')
    expect_equal(table.head[-1], ','.join(COLUMNS[:6]), 'the row of names')
    names = {'cardmill Basic': 'Basic', 'cardmill Cloze': 'Cloze'}
    for note, ours, record in zip(deck['notes'], case.deck['notes'], table.strict_records()):
        expect_equal((note['notetype'], len(note['fields'])), (names[ours['notetype']], 2), 'type and fields')
        expect_equal(record[4:], note['fields'], 'fields of ' + record[0])
        for field in note['fields']:
            wrong = Balance(field).wrong
            expect(wrong is None, '%s: %s', note['guid'], wrong)
        cloze = note['notetype'] == 'Cloze'
        expect_equal(card_numbers(cloze, note['fields']), card_numbers(cloze, ours['fields']),
                     'cards of ' + note['guid'])
    expect_equal(len(deck['notes']), len(case.deck['notes']), 'notes')


@per_source
def stock_notetypes_schema(case):
    files = case.mill.build(case.mill.folder(case.label, 'stock'), case.source, '--notetypes', 'Basic,Cloze',
                            formats=['json'])
    with open(files['json'], encoding='utf-8') as file:
        validate(json.load(file))


# ---- Once, whatever the sources -----------------------------------------------

def small(mill, text, *names):
    """A Markdown file of that text, in a folder of that name."""
    path = os.path.join(mill.folder(*names), 'small.md')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


@once
def rule_of_checksums(mill):
    for field, left, number in VECTORS:
        expect_equal((stripped(field), checksum(field)), (left, number), brief(field))


@once
def vectors(mill):
    for i, (text, left, number) in enumerate(VECTOR_NOTES):
        case = Case(mill, 'vector-%d' % i, small(mill, '# Heading\n\n%s\n' % text, 'vector'))
        notes = [(note['sfld'], note['csum']) for note in case.notes]
        expect_equal(notes, [(left, number)], 'sort field and checksum of %s' % text)


@once
def refused_names(mill):
    """Anki replaces the user's collection by a file of such a name."""
    source = small(mill, '1. Term: meaning\n', 'refused')
    for name in 'collection.apkg', 'Collection.APKG', 'backup-1.apkg', 'backup-.apkg', 'deck.colpkg':
        folder = mill.folder('refused-out')
        done = mill.run('-o', os.path.join(folder, name), source)
        expect(done.returncode != 0, '%s was written', name)
        expect_equal(os.listdir(folder), [], 'files left by -o ' + name)
    folder = mill.folder('refused-out')
    done = mill.run('-d', 'Collection', '-o', folder + '/', source)
    expect_equal(done.returncode, 0, 'status of a deck called Collection')
    made = [name.lower() for name in os.listdir(folder) if name.endswith('.apkg')]
    expect(len(made) == 1 and made[0] != 'collection.apkg', 'a deck called Collection made %s', made)


@once
def names_of_decks(mill):
    """Levels of -d are cleaned as Anki would clean them."""
    source = small(mill, '1. Term: meaning\n', 'named')
    for given in ' A :: B ', 'A::::B', '::A', 'A:', 'A:::B', 'cafe\u0301', 'a\tb', 'a\x1fb\x7fc', '日本語::漢字':
        case = Case(mill, 'named', source, '-d', given)
        deck_names(case)
        deck_entries(case)
        card_owners(case)


@once
def default_deck_is_not_ours(mill):
    """Deck 1 would be dropped by the import: one called Default has its own id."""
    source = small(mill, '1. Term: meaning\n', 'default')
    case = Case(mill, 'default', source, '-d', 'Default')
    expect(case.cards, 'there is no card')
    expect_none((card['did'] for card in case.cards if str(card['did']) not in case.decks), 'cards in no deck')
    names = [deck['name'].casefold() for deck in case.decks.values()]
    expect_equal(len(set(names)), len(names), 'names of decks')


@once
def times(mill):
    """Without SOURCE_DATE_EPOCH notes bear the time of the build, never a later one."""
    source = small(mill, '1. Term: meaning\n2. Other: meaning\n', 'times')
    before = int(time.time())
    case = Case(mill, 'times', source, epoch=None)
    expect(case.files, 'nothing was written')
    after = int(time.time())
    for note in case.notes:
        expect(before <= note['mod'] <= after, 'mod is %d at %d', note['mod'], after)
        expect(note['id'] <= (after + 1) * 1000, 'id is %d at %d', note['id'], after)


@once
def early_times(mill):
    """At the very beginning of time, ids are still positive and unique."""
    source = small(mill, ''.join('%d. Term %d: meaning\n' % (i, i) for i in range(1, 40)), 'early')
    for epoch in 0, 1:
        case = Case(mill, 'early', source, epoch=epoch)
        expect_equal(len(case.notes), 39, 'notes')
        expect(all(row['id'] > 0 for row in case.notes + case.cards), 'an id is not positive')


@once
def many_notes(mill):
    """So many that pages are larger; the database and the ids hold."""
    count = 5000
    source = small(mill, '# Many\n\n' + ''.join('%d. Term %d: meaning %d\n' % (i, i, i * 7)
                                                for i in range(1, count + 1)), 'many')
    case = Case(mill, 'many', source)
    expect_equal(len(case.notes), count, 'notes')
    for test in database_file, integrity, guids_by_set, ids, positions, checksums, archive_alone:
        test(case)


def guids_by_set(case):
    expect_equal(len({note['guid'] for note in case.notes}), len(case.notes), 'guids')


@once
def guids_by_place(mill):
    """The same question: other decks, headings and kinds give other guids; edited answers do not."""
    def guid_of(text, *options, number=0):
        files = mill.build(mill.folder('guid-out'), small(mill, text, 'guid'), *options, formats=['json'])
        with open(files['json'], encoding='utf-8') as file:
            return json.load(file)['notes'][number]['guid']

    first = guid_of('# A\n\n1. Term: meaning\n2. Other: thing\n')
    expect_equal(guid_of('# A\n\n1. Term: another meaning\n2. Other: thing\n'), first, 'guid after an edited answer')
    expect_equal(guid_of('# A\n\n1. Other: thing\n2. Term: meaning\n', number=1), first, 'guid after a move')
    expect_equal(guid_of('# A\n\n1. New: new\n2. Term: meaning\n', number=1), first, 'guid after one more')
    expect(guid_of('# B\n\n1. Term: meaning\n') != first, 'another heading gives the same guid')
    expect(guid_of('# A\n\n1. Term: meaning\n', '-d', 'Elsewhere') != first, 'another deck gives the same guid')


@once
def styles(mill):
    """Templates or style that change need a later `modified`, or they reach nobody."""
    case = Case(mill, 'styles', small(mill, '1. Term: meaning\n', 'style'))
    for model in case.models.values():
        texts = [model['css']] + [template[side] for template in model['tmpls'] for side in ('qfmt', 'afmt')]
        digest = hashlib.sha256('\x1f'.join(texts).encode()).hexdigest()[:16]
        known = STYLES.get((model['id'], model['mod']))
        expect(known == digest, '%s: raise `modified` in src/deck/notetype.c if it was %d before this change, '
               "then add (%d, MODIFIED): '%s' to STYLES", model['name'], model['mod'], model['id'], digest)


@once
def schema_is_strict(mill):
    """The schema takes a deck and refuses each of many that are wrong in one thing."""
    schema_module()
    source = small(mill, '# A\n\n1. Term: meaning\n2. The speed of light is **299792458** m/s in a vacuum.\n', 'strict')
    files = mill.build(mill.folder('strict-out'), source, formats=['json'])
    with open(files['json'], encoding='utf-8') as file:
        text = file.read()
    validate(json.loads(text))
    expect_equal({note['notetype'] for note in json.loads(text)['notes']}, set(NAMES), 'note types')

    def without(*path):
        return lambda deck: get(deck, path[:-1]).pop(path[-1])

    def put(value, *path):
        return lambda deck: get(deck, path[:-1]).__setitem__(path[-1], value)

    def get(deck, path):
        for step in path:
            deck = deck[step]
        return deck

    deck = json.loads(text)
    cloze = [i for i, note in enumerate(deck['notes']) if note['notetype'] == 'cardmill Cloze'][0]
    wrong = [without(key) for key in deck]
    wrong += [without('notes', 0, key) for key in deck['notes'][0]]
    wrong += [without('notes', 0, 'source', key) for key in ('file', 'line', 'end_line')]
    wrong += [without('note_types', 0, key) for key in ('name', 'cloze', 'fields')]
    wrong += [put('other', 'format'), put(2, 'version'), put('1', 'version'), put('', 'name'),
              put([], 'note_types'), put([], 'notes'), put({}, 'media'), put([], 'notetypes'), put(1, 'else')]
    wrong += [put(value, 'notes', 0, 'guid') for value in ('', '1abcdefghijkl', 'a b', '#abcdefghijkl', 7)]
    wrong += [put(value, 'notes', 0, 'deck') for value in ('', ' A', 'A ', 'A::::B', '::A', 'A\x1fB', 'A\n', 1)]
    wrong += [put([value], 'notes', 0, 'tags') for value in ('', 'two words', 'a\u3000b', 'a::::b', '::a', 'a::',
                                                            'a\n', 3)]
    wrong += [put(['a', 'a'], 'notes', 0, 'tags'), put('a', 'notes', 0, 'tags')]
    wrong += [put(value, 'notes', 0, 'fields') for value in ([], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a'] * 5,
                                                            ['', 'b', 'c', 'd'], ['a', 'b\x1f', 'c', 'd'],
                                                            ['a', 'b\n', 'c', 'd'], ['a', None, 'c', 'd'])]
    wrong += [put('no deletion', 'notes', cloze, 'fields', 0)]
    wrong += [put(value, 'notes', 0, 'modified') for value in (-1, 1.5, '1', True)]
    wrong += [put(value, 'notes', 0, 'rule') for value in ('', 'Term', 'a b')]
    wrong += [put(0, 'notes', 0, 'source', 'line'), put('', 'notes', 0, 'source', 'file'),
              put(1, 'notes', 0, 'source', 'column'), put(1, 'notes', 0, 'cards'), put('', 'notes', 0, 'notetype')]
    for i, spoil in enumerate(wrong):
        spoiled = json.loads(text)
        spoil(spoiled)
        difference = [ours for ours, theirs in zip(json.dumps(spoiled, indent=1).split('\n'),
                                                   json.dumps(json.loads(text), indent=1).split('\n'))
                      if ours != theirs]
        expect(schema_errors(spoiled), 'it takes deck %d, in which this is wrong: %s', i, brief(difference[:1]))


@once
def schema_is_one(mill):
    with open(SCHEMA, encoding='utf-8') as file:
        schema = read_json(file.read(), 'deck.schema.json')
    expect_equal(schema.get('$schema'), 'https://json-schema.org/draft/2020-12/schema', '$schema')
    schema_module().Draft202012Validator.check_schema(schema)


# ---- All of them --------------------------------------------------------------

def main():
    parser = argparse.ArgumentParser(description='Check the decks that cardmill writes.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    parser.add_argument('sources', metavar='SOURCE', nargs='*')
    options = parser.parse_args()
    csv.field_size_limit(sys.maxsize)
    mill = Mill(options.program, options.scratch)
    report = Report('package')
    report.run(once, '', mill)
    for label, path in labels(options.sources + tricky.write(os.path.join(mill.scratch, 'tricky'))):
        report.run(per_source, label, Case(mill, label, path))
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
