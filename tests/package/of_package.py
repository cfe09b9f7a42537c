"""Tests of the package: archive, database, notes, cards."""

import hashlib
import html
import os
import re
import sqlite3
import struct
import time
import unicodedata
import zipfile

from expected import (CONF, CONTROL, DECK, FIELD, GUID, IN_FIELD, INDICES, MODEL, NEW_CARD, NOTETYPES, PRESET,
                      TABLES, TEMPLATE)
from kit import EPOCH, Tests, brief, expect, expect_equal, expect_none
from deck import check_shape
from rules import MEDIA_TAG, SOUND, card_numbers, checksum, stripped

tests = Tests()


# ---- The archive --------------------------------------------------------------

@tests
def converts(case):
    expect(case.files, 'nothing was written')


@tests
def members(case):
    names = case.zip.namelist()
    wanted = {'collection.anki2', 'media'} | set(case.media)
    expect_equal(sorted(names), sorted(wanted), 'members of the package')
    expect('meta' not in names, 'there is a meta')
    expect(case.zip.testzip() is None, 'member %s is damaged', case.zip.testzip())


@tests
def compression(case):
    for info in case.zip.infolist():
        expect(info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
               '%s is compressed by method %d', info.filename, info.compress_type)
        expect(info.flag_bits & 1 == 0, '%s is encrypted', info.filename)
        expect_equal(info.date_time, (1980, 1, 1, 0, 0, 0), 'date of ' + info.filename)
        expect(info.filename.isascii(), '%s is not ASCII', info.filename)


@tests
def archive_alone(case):
    data = case.bytes('apkg')
    expect(data.startswith(b'PK\x03\x04'), 'the archive does not begin at the first byte')
    expect_equal(data.rfind(b'PK\x05\x06'), len(data) - 22, 'place of the end record')


@tests
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
    expect_equal(list(case.media), [str(i) for i in range(len(case.media))], 'numbers of media')
    shown = list(dict.fromkeys(re.findall(r'cm-[0-9a-f]{24}\.[a-z0-9]+', fields)))
    # Behind them what the cards themselves need, whose names say so.
    of_notes = {number: name for number, name in case.media.items() if not name.startswith('_')}
    expect_equal(list(of_notes.values()), shown, 'media in the order in which notes show them')
    expect_equal(list(case.media)[:len(of_notes)], list(of_notes), 'media before the files of the cards')
    for number, name in of_notes.items():
        info, data = case.zip.getinfo(number), case.zip.read(number)
        expect_equal(info.compress_type, zipfile.ZIP_STORED, 'how %s is compressed' % name)
        expect_equal(name[:27], 'cm-' + hashlib.sha1(data).hexdigest()[:24], 'name of a file')


@tests
def media_packed(case):
    packed = set(case.media.values())
    for note in case.notes:
        names = [found[1] or found[2] or found[3] for found in MEDIA_TAG.finditer(note['flds'])]
        names += [found[1] for found in SOUND.finditer(note['flds'])]
        names = [html.unescape(name) for name in names]
        lost = [name for name in names if not re.match(r'(?i)https?://', name) and name not in packed]
        expect_none(lost, 'media on note %s that is not in the package' % note['guid'])


# ---- The database -------------------------------------------------------------

@tests
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


@tests
def integrity(case):
    expect_equal([row[0] for row in case.rows('PRAGMA integrity_check')], ['ok'], 'integrity_check')
    expect_equal(case.rows('PRAGMA encoding')[0][0], 'UTF-8', 'encoding')
    expect_equal(case.rows('PRAGMA journal_mode')[0][0], 'delete', 'journal mode')


@tests
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


@tests
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


@tests
def conf(case):
    conf = case.object('conf')
    check_shape(conf, CONF, 'conf')
    expect_equal((conf['activeDecks'], conf['curDeck']), ([1], 1), 'activeDecks and curDeck')
    expect(str(conf['curModel']) in case.models, 'curModel %s is no note type', conf['curModel'])
    expect(conf['nextPos'] > max(card['due'] for card in case.cards), 'nextPos is %d', conf['nextPos'])
    expect('schedVer' not in conf, 'schedVer is there')


@tests
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


@tests
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


@tests
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


@tests
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


@tests
def deck_names(case):
    for deck in case.decks.values():
        name = deck['name']
        expect(not CONTROL.search(name), 'deck %r has control characters', name)
        expect(unicodedata.is_normalized('NFC', name), 'deck %s is not NFC', name)
        for level in name.split('::'):
            expect(re.fullmatch(r'[^\s:](?:.*[^\s:])?', level), 'deck %r has the level %r', name, level)


@tests
def preset(case):
    presets = case.object('dconf')
    expect_equal(list(presets), ['1'], 'presets')
    check_shape(presets['1'], PRESET, 'preset 1')
    expect_equal(presets['1']['id'], 1, 'id of the preset')


@tests
def nothing_else(case):
    expect_equal(case.rows('SELECT count(*) FROM revlog')[0][0], 0, 'rows of revlog')
    expect_equal(case.rows('SELECT count(*) FROM graves')[0][0], 0, 'rows of graves')


# ---- Notes --------------------------------------------------------------------

@tests
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


@tests
def field_count(case):
    for note in case.notes:
        expect_equal(len(case.fields(note)), len(NOTETYPES[note['mid']][2]), 'fields of ' + note['guid'])
    expect_none((note['guid'] for note in case.notes if not stripped(case.fields(note)[0]).strip()),
                'notes with nothing on the front')
    expect_none((note['guid'] + ': ' + case.fields(note)[1] for note in case.notes
                 if NOTETYPES[note['mid']][1] == 0 and not stripped(case.fields(note)[1]).strip()),
                'notes with nothing on the back')


@tests
def unique_fronts(case):
    """No two notes of a deck ask the same in the same place."""
    seen = {}
    for note in case.notes:
        deck = case.siblings[note['id']][0]['did']
        front = deck, case.fields(note)[0], case.fields(note)[2]
        expect(front not in seen, 'notes %s and %s ask the same: %s', seen.get(front), note['guid'],
               brief(front[1]))
        seen[front] = note['guid']


@tests
def no_control_characters(case):
    expect_none(('%s: %r' % (note['guid'], note['flds']) for note in case.notes
                 if IN_FIELD.search(note['flds'].replace('\x1f', '', 3)) or CONTROL.search(note['tags'])),
                'notes with control characters')


@tests
def composed(case):
    expect_none(('%s: %s' % (note['guid'], note['flds']) for note in case.notes
                 if not unicodedata.is_normalized('NFC', note['flds'] + note['tags'])), 'notes not in NFC')


@tests
def checksums(case):
    expect_none(('%s (%s) has %d, not %d' % (note['guid'], case.fields(note)[0], note['csum'],
                                             checksum(case.fields(note)[0])) for note in case.notes
                 if note['csum'] != checksum(case.fields(note)[0])), 'wrong checksums')


@tests
def sort_fields(case):
    """The text left of the first field, a number where SQLite makes it one."""
    db = sqlite3.connect(':memory:')
    db.execute('CREATE TABLE sorted (text integer)')
    for note in case.notes:
        db.execute('INSERT INTO sorted VALUES (?)', [stripped(case.fields(note)[0])])
    for note, (wanted,) in zip(case.notes, db.execute('SELECT text FROM sorted ORDER BY rowid')):
        expect((type(note['sfld']), note['sfld']) == (type(wanted), wanted),
               'sort field of %s is %r instead of %r', note['guid'], note['sfld'], wanted)


@tests
def tags(case):
    for note in case.notes:
        text = note['tags']
        if text == '':
            continue
        every = text[1:-1].split(' ')
        expect(text[0] == text[-1] == ' ' and all(every), 'tags of %s are %r', note['guid'], text)
        for tag in every:
            expect(not re.search(r'\s', tag), 'tag %r has a blank', tag)
            expect(all(tag.split('::')), 'tag %r has an empty level', tag)


@tests
def tags_told_apart(case):
    for note in case.notes:
        folded = [tag.casefold() for tag in note['tags'].split(' ') if tag]
        expect_equal(len(set(folded)), len(folded), 'tags of %s, %s' % (note['guid'], note['tags']))


@tests
def guids(case):
    every = [note['guid'] for note in case.notes]
    expect_none((guid for guid in every if not GUID.match(guid)), 'guids that are no letter and base62')
    expect_none((guid for guid in every if every.count(guid) > 1), 'guids that are there twice')


@tests
def ids(case):
    for what, rows in ('note', case.notes), ('card', case.cards):
        for row in rows:
            expect(10 ** 12 < row['id'] <= EPOCH * 1000, 'id of a %s is %d', what, row['id'])
    order = {note['id']: i for i, note in enumerate(case.notes)}
    places = [(order[card['nid']], card['ord']) for card in case.cards]
    expect_equal(places, sorted(places), 'order of the cards')


# ---- Cards --------------------------------------------------------------------

@tests
def card_owners(case):
    decks = {deck['id']: deck['name'] for deck in case.decks.values()}
    wanted = {note['guid']: note['deck'] for note in case.deck['notes']}
    for note in case.notes:
        for card in case.siblings[note['id']]:
            expect(card['did'] in decks and card['did'] != 1, 'card %d is in deck %d', card['id'], card['did'])
            expect_equal(decks[card['did']], wanted[note['guid']], 'deck of ' + note['guid'])


@tests
def card_columns(case):
    mods = {note['id']: note['mod'] for note in case.notes}
    for card in case.cards:
        got = {name: card[name] for name in NEW_CARD}
        expect_equal(got, NEW_CARD, 'columns of card %d' % card['id'])
        expect_equal(card['mod'], mods[card['nid']], 'mod of card %d' % card['id'])
        expect(all(type(card[name]) is int for name in card.keys() if name != 'data'),
               'a column of card %d is no integer', card['id'])


@tests
def cards_of_notes(case):
    for note in case.notes:
        wanted = card_numbers(NOTETYPES[note['mid']][1] == 1, case.fields(note))
        expect(wanted, 'note %s has no deletion', note['guid'])
        expect_equal([card['ord'] for card in case.siblings[note['id']]], wanted, 'cards of ' + note['guid'])


@tests
def positions(case):
    guids = {note['id']: note['guid'] for note in case.notes}
    wanted = {note['guid']: i + 1 for i, note in enumerate(case.deck['notes'])}
    expect_none(('%s at %d, not %d' % (guids[card['nid']], card['due'], wanted[guids[card['nid']]])
                 for card in case.cards if card['due'] != wanted[guids[card['nid']]]),
                'cards not at the place of their note')
