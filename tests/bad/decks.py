#!/usr/bin/env python3
"""Runs cardmill with bad earlier decks, as run.py beside it does with other bad input.

    decks.py PATH-TO-CARDMILL SCRATCH-FOLDER [NAME]...

Whatever a deck holds: it ends soon and in bounded memory, with one sentence that names
the file, and how to build without it; the outputs stay what they were.
"""

import io
import os
import random
import resource
import sqlite3
import struct
import subprocess
import sys
import warnings
import zipfile

sys.dont_write_bytecode = True
import run
from run import EARLIER, GOOD, SANITIZED, case, check

run.cases.clear()

SOON = 120 if SANITIZED else 20         # s
ROOM = 600 * 1000 * 1000                # bytes of memory; no bound under a sanitizer


def bounded():
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))


def refuses(box, says, data, name='old.apkg'):
    """cardmill says so of a deck with these bytes, and writes nothing."""
    if data is not None:
        box.write(name, data)
    if not SANITIZED:                   # once more with less memory, for run() has a preexec_fn of its own
        before = box.tree()
        done = subprocess.run([box.program, 'a.md', '-o', 'x.csv', '--previous', name], cwd=box.folder,
                              capture_output=True, timeout=SOON, env=run.environment(), preexec_fn=bounded)
        check(done.returncode == 1, f'status {done.returncode}: {done.stderr[-300:]!r}')
        box.unchanged(before)
    result = box.fails(1, says, 'a.md', '-o', 'x.csv', '--previous', name, timeout=SOON)
    told = [line for line in result.lines if ': error: ' in line]
    check('--fresh' in told[0] and name in told[0], f'the file or --fresh is not told: {told[0]!r}')
    return told[0]


def package(*members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def built(box, text=GOOD, name='built.apkg'):
    """A deck of cardmill's own."""
    box.write('b.md', text)
    result = box.run('b.md', '-o', name, '-q', '--fresh')
    check(result.status == 0, result.err)
    data = box.path(name).read_bytes()
    box.path(name).unlink()
    box.path('b.md').unlink()
    return data


def collection(box, *statements, sample=GOOD):
    """A package whose collection is changed by SQL."""
    with zipfile.ZipFile(io.BytesIO(built(box, sample))) as archive:
        path = box.write('c.db', archive.read('collection.anki2'))
    database = sqlite3.connect(path, isolation_level=None)
    database.create_collation('unicase', lambda a, b: (a > b) - (a < b))
    for statement in statements:
        database.executescript(statement)
    database.close()
    data = path.read_bytes()
    path.unlink()
    return package(('collection.anki2', data), ('media', '{}'))


def zstd_of_zeros(count):
    """A frame of zeros: blocks that repeat one byte (RFC 8878)."""
    block = struct.pack('<I', (128 * 1024) << 3 | 1 << 1)[:3] + b'\0'
    return b'\x28\xb5\x2f\xfd\x00\x58' + block * (count // (128 * 1024)) + b'\x01\0\0'


# ---- Files ------------------------------------------------------------------------

@case
def earlier_deck_that_is_missing(box):
    for name in 'gone.apkg', 'gone.csv', 'gone.json':
        refuses(box, r'gone\.\w+.* \[read-failed\]$', None, name)


@case
def earlier_deck_that_is_a_folder(box):
    for name in 'folder.apkg', 'folder.tsv':
        box.path(name).mkdir()
        refuses(box, r'folder\.\w+.* \[read-failed\]$', None, name)


@case
def earlier_deck_that_is_a_pipe(box):
    os.mkfifo(box.path('pipe.json'))
    refuses(box, r'pipe\.json.* \[read-failed\]$', None, 'pipe.json')


@case
def earlier_deck_of_another_ending(box):
    for name in 'old.md', 'old', 'old.html', '.apkg.':
        box.write(name, GOOD)
        box.fails(run_status(box, name), r'ends in \.apkg, \.csv, \.tsv or \.json', 'a.md', '-o', 'x.csv',
                  '--previous', name)


def run_status(box, name):
    status = box.run('a.md', '-o', 'x.csv', '--previous', name).status
    check(status in (1, 2), f'status {status}')
    return status


@case
def the_output_itself_is_damaged(box):
    box.write('own.apkg', b'PK\3\4 half a package')
    box.write('own.json', b'{"notes": [')
    for name in 'own.apkg', 'own.json':
        result = box.fails(1, r'^own\..*--fresh.* \[bad-deck\]$', 'a.md', '-o', name)
        check(result.lines, 'nothing is said')
        box.works('a.md', '-o', name, '--fresh', changes=[name])


# ---- Packages ------------------------------------------------------------------------

@case
def empty_and_junk(box):
    for name in 'old.apkg', 'old.csv', 'old.tsv', 'old.json':
        refuses(box, r'^old\.\w+.*\[bad-deck\]$', b'', name)
        for seed in range(5):
            refuses(box, r'^old\.\w+.*\[bad-deck\]$', random.Random(seed).randbytes(10 + 3000 * seed), name)


@case
def package_cut_off(box):
    data = built(box)
    for length in range(1, len(data) - 4, len(data) // (8 if SANITIZED else 60)):
        refuses(box, r'^old\.apkg: error: .*\[bad-deck\]$', data[:length])


@case
def package_without_a_collection(box):
    refuses(box, r'no collection\.anki2 in it', package(('media', '{}'), ('0', 'x')))
    refuses(box, r'no collection\.anki21b in it', package(('meta', b'\x08\x03'), ('collection.anki2', 'x')))
    refuses(box, r'no Anki package', package())


@case
def names_that_climb(box):
    refuses(box, r'no collection\.anki2 in it',
            package(('../collection.anki2', 'x'), ('/collection.anki2', 'y'), ('./collection.anki2', 'z')))


@case
def a_member_twice(box):
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        refuses(box, r'collection\.anki2 is in it twice',
                package(('collection.anki2', 'x'), ('media', '{}'), ('collection.anki2', 'y')))


@case
def unknown_layout(box):
    refuses(box, r'layout.* 9', package(('meta', b'\x08\x09'), ('collection.anki2', 'x')))
    for meta in b'', b'\xff' * 30, b'\x0a\xff\xff\xff\xff\x0f', b'junk':
        refuses(box, r'\[bad-deck\]$', package(('meta', meta), ('collection.anki2', 'x')))


@case
def an_encrypted_member(box):
    data = bytearray(built(box))
    at = data.find(b'PK\1\2')
    while at >= 0:                      # the flag alone
        data[at + 8] |= 1
        at = data.find(b'PK\1\2', at + 4)
    refuses(box, r'\[bad-deck\]$', bytes(data))


@case
def bomb_of_zeros(box):
    size = (100 if SANITIZED else 1000) * 1000 * 1000
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        with archive.open('collection.anki2', 'w', force_zip64=True) as member:
            for _ in range(size // 1000000):
                member.write(bytes(1000000))
    refuses(box, r'too large when unpacked', out.getvalue())


@case
def bomb_of_zstd(box):
    refuses(box, r'too large when unpacked',
            package(('meta', b'\x08\x03'), ('collection.anki21b', zstd_of_zeros(2 << 30))))


@case
def damaged_zstd(box):
    frame = zstd_of_zeros(1 << 20)
    for data in b'', b'x', frame[:9], frame[:-3], frame + b'x', b'\x28\xb5\x2f\xfd':
        refuses(box, r'\[bad-deck\]$', package(('meta', b'\x08\x03'), ('collection.anki21b', data)))


# ---- Collections ---------------------------------------------------------------------

@case
def no_collection(box):
    path = box.path('c.db')
    sqlite3.connect(path).executescript('CREATE TABLE x (y); INSERT INTO x VALUES (1)')
    data = path.read_bytes()
    path.unlink()
    refuses(box, r'collection\.anki2 in it is no collection', package(('collection.anki2', data)))
    refuses(box, r'collection\.anki2 in it is no collection', package(('collection.anki2', b'text ' * 1000)))


@case
def schemas_that_are_not_read(box):
    for schema in 0, 3, 10, 12, 14, 19, 99:
        refuses(box, r'collection\.anki2 .*schema', collection(box, f'UPDATE col SET ver = {schema}'))


@case
def views_in_place_of_tables(box):
    endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT '
    for table, columns in (('notes', 'i AS id, i AS guid, 1 AS mid, 1 AS mod, "" AS tags, "" AS flds, "" AS data'),
                           ('cards', 'i AS nid, 1 AS did, 0 AS ord'), ('col', '11 AS ver, "{}" AS models, "{}" AS decks')):
        refuses(box, r'no collection', collection(
            box, f'DROP TABLE {table}; CREATE VIEW {table} AS {endless}{columns} FROM n;'))


@case
def computed_columns(box):
    refuses(box, r'no collection', collection(
        box, 'DROP TABLE cards; CREATE TABLE cards (nid INTEGER, did INTEGER, '
        'ord AS (length(hex(zeroblob(100000000)))));'
        'INSERT INTO cards (nid, did) SELECT 1, 1 FROM notes'))


@case
def virtual_tables(box):
    try:
        data = collection(box, 'DROP TABLE notes; CREATE VIRTUAL TABLE notes USING '
                          'fts5(guid, mid, mod, tags, flds, data)')
    except sqlite3.OperationalError as why:
        raise run.Skipped(str(why)) from None
    refuses(box, r'no collection', data)


@case
def pages_that_lead_to_themselves(box):
    """The pages of a big table, linked over and over: more rows than anybody could read."""
    with zipfile.ZipFile(io.BytesIO(collection(
            box, 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) '
            'INSERT INTO notes SELECT 9e12 + i, "g" || i, (SELECT max(mid) FROM notes), 1, 1, "", '
            '"a" || char(31) || "b", "", 0, 0, "" FROM n'))) as archive:
        data = bytearray(archive.read('collection.anki2'))
    path = box.write('c.db', bytes(data))
    database = sqlite3.connect(path)
    root = database.execute('SELECT rootpage FROM sqlite_schema WHERE name = "notes"').fetchone()[0]
    database.close()
    path.unlink()
    size = struct.unpack('>H', data[16:18])[0]
    size = 65536 if size == 1 else size
    start = (root - 1) * size
    check(data[start] == 5, 'the table has but one page')
    cells = struct.unpack('>H', data[start + 3:start + 5])[0]
    first = struct.unpack('>H', data[start + 12:start + 14])[0]
    child = struct.unpack('>I', data[start + first:start + first + 4])[0]
    # Every pointer of the root leads to one child, which is a copy of the root, and so on.
    pages = len(data) // size
    depth = 12
    for level in range(depth):
        data += data[start:start + size]
    for level in range(depth):
        at = start if level == 0 else (pages + level - 1) * size
        to = pages + level + 1 if level + 1 < depth else child
        for cell in range(cells):
            pointer = struct.unpack('>H', data[at + 12 + 2 * cell:at + 14 + 2 * cell])[0]
            data[at + pointer:at + pointer + 4] = struct.pack('>I', to)
        data[at + 8:at + 12] = struct.pack('>I', to)
    data[28:32] = struct.pack('>I', pages + depth)
    refuses(box, r'collection\.anki2 in it is', package(('collection.anki2', bytes(data))))


@case
def models_that_are_no_json(box):
    for text in 'x', '[]', '5', '{"1":', '[' * 100000, '{"1": 5}x':
        refuses(box, r'\[bad-deck\]$', collection(box, f"UPDATE col SET models = '{text}'"))
        refuses(box, r'\[bad-deck\]$', collection(box, f"UPDATE col SET decks = '{text}'"))


@case
def models_of_another_shape(box):
    """They are read as far as they say anything."""
    for text in '{}', '{"1": 5}', '{"x": {"tmpls": 5, "type": "y"}}', '{"1": {"tmpls": [[]], "css": {}}}':
        data = collection(box, f"UPDATE col SET models = '{text}', decks = '{text}'")
        box.write('old.apkg', data)
        box.works('a.md', '-o', 'x.csv', '--previous', 'old.apkg', changes=['x.csv'])
        box.write('x.csv', EARLIER)


@case
def text_that_is_not_utf8(box):
    refuses(box, r'not UTF-8', collection(box, "UPDATE notes SET flds = CAST(x'ff1f00' AS TEXT)"))
    refuses(box, r'not UTF-8', collection(box, "UPDATE notes SET guid = CAST(x'fe' AS TEXT)"))


@case
def tags_that_are_not_utf8(box):
    refuses(box, r'not UTF-8', collection(box, "UPDATE notes SET tags = CAST(x'61ff' AS TEXT)"))


@case
def values_of_other_kinds(box):
    """Numbers for text, blobs for numbers, nothing at all: nothing falls over."""
    for value in 'NULL', '5', '1.5', "x''", "x'00'", "''", '9223372036854775807', "'{\"id\": 5}'", "'{'":
        data = collection(box, *(f'CREATE TABLE free AS SELECT * FROM {table}; DROP TABLE {table}; '
                                 f'ALTER TABLE free RENAME TO {table}' for table in ('notes', 'cards')),
                          f'UPDATE notes SET guid = {value}, mid = {value}, mod = {value}, tags = {value}, '
                          f'flds = {value}, data = {value}', f'UPDATE cards SET nid = {value}, did = {value}, ord = {value}')
        box.write('old.apkg', data)
        box.works('a.md', '-o', 'x.csv', '--previous', 'old.apkg', changes=['x.csv'])
        box.write('x.csv', EARLIER)


# ---- JSON ---------------------------------------------------------------------------------

@case
def json_that_is_none(box):
    refuses(box, r'^old\.json:2:\d+: error: .*JSON.*\[bad-deck\]$', '{"notes":\n x}', 'old.json')
    refuses(box, r'^old\.json:1:\d+: error: .*JSON', '[' * 10000 + ']' * 10000, 'old.json')
    refuses(box, r'^old\.json:1:\d+: error: .*JSON', '{"notes": [' + '{"a":' * 10000, 'old.json')
    refuses(box, r'^old\.json:1:\d+: error: .*JSON', b'{"notes": ["\xff"]}', 'old.json')
    refuses(box, r'JSON', '{"notes": []} x', 'old.json')
    refuses(box, r'JSON', '{"notes": [{"modified": 99999999999999999999999}]}', 'old.json')
    refuses(box, r'UTF-16', '{"notes": []}'.encode('utf-16'), 'old.json')


@case
def json_of_another_shape(box):
    for text in '{}', '[]', '{"notes": 5}', '{"notes": {}}':
        refuses(box, r'no list of notes', text, 'old.json')
    for note, says in (('5', r'notes\[1\] is no object'), ('{"guid": {}}', r'notes\[1\]\.guid is no text'),
                       ('{"guid": "a"}', r'notes\[1\]\.fields is no list'),
                       ('{"guid": "a", "fields": 3}', r'notes\[1\]\.fields is no list'),
                       ('{"guid": "a", "fields": ["", 3]}', r'notes\[1\]\.fields\[1\] is no text'),
                       ('{"guid": "a", "fields": [], "tags": "x"}', r'notes\[1\]\.tags is no list'),
                       ('{"guid": "a", "fields": [], "tags": [[]]}', r'notes\[1\]\.tags\[0\] is no text'),
                       ('{"guid": "a", "fields": [], "deck": []}', r'notes\[1\]\.deck is no text')):
        refuses(box, says, '{"notes": [{"fields": []}, %s]}' % note, 'old.json')


# ---- CSV ------------------------------------------------------------------------------------

HEAD = '#separator:Comma\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:4\n'


@case
def csv_without_guids(box):
    for text in 'a,b\n', '#separator:Comma\na,b\n', '#guid column:0\na,b\n', '#guid column:x\na,b\n', '#' * 1000:
        refuses(box, r'no guids', text, 'old.csv')
    refuses(box, r'no guids', 'a,b'.encode('utf-16'), 'old.csv')


@case
def csv_with_open_quotes(box):
    for newline in '\n', '\r\n', '\r':
        for text, place, says in (
                ('g1,b,c,,d\ng2,b,c,,"d\ng3,b,c,,d\n', '8:9', 'never closed'),
                ('g1,b,c,,d\ng2,b,c,,"d\ng3,b,c,,"d",e\n', '8:9', 'closed before its end'),
                ('g1,b,c,,"d\nd"\ng2,b,c,,"二\n二""\n",x,"y\n\n', '11:5', 'never closed'),
                ('g1,b,c,,"d" \n', '7:9', 'closed before its end')):
            refuses(box, rf'^old\.csv:{place}: error: the quote .* {says}.*\[bad-deck\]$',
                    (HEAD + text).replace('\n', newline), 'old.csv')


@case
def csv_that_is_not_utf8(box):
    refuses(box, r'^old\.csv:8:10: error: .*byte 0xFF', HEAD.encode() + b'g1,b,c,,d\ng2,b,c,,d\xff\n', 'old.csv')
    refuses(box, r'^old\.csv:1:2: .*not UTF-8', '#组\n'.encode('gb18030') + HEAD.encode(), 'old.csv')
    refuses(box, r'^old\.csv:7:9: .*NUL', HEAD + 'g1,b,c,,\0d\n', 'old.csv')
    refuses(box, r'not UTF-16', (HEAD + 'g1,b,c,,d\n').encode('utf-16') + b'\x00', 'old.csv')


@case
def csv_of_wrong_columns(box):
    refuses(box, r'^old\.csv:8:1: error: this row has 6 cells, and the table 5 columns.*\[bad-deck\]$',
            HEAD + '#GUID,Notetype,Deck,Tags,Front\ng1,b,c,,d,e\n', 'old.csv')
    refuses(box, r'^old\.csv:7:1: error: this row has 4 columns, too few', HEAD + 'g1,b,c,t\n', 'old.csv')


@case
def csv_with_one_guid_twice(box):
    refuses(box, r'^old\.csv:10:1: error: row 7 and row 10 have the same guid, g1; clear it in the one that is new',
            HEAD + 'g1,b,c,,d\ng2,b,c,,"d\n"\ng1,b,c,,e\n', 'old.csv')


@case
def csv_with_damaged_key(box):
    refuses(box, r'^old\.csv:2:1: error: the key of this row', 'GUID,GUID key,Notetype,Front,Back\n,k6g,Basic,a,b\n', 'old.csv')


@case
def other_files_that_are_called_csv(box):
    for data, what in ((built(box), 'an Anki package'), (built(box, name='built.json'), 'JSON'),
                       (built(box, name='built.html'), 'a web page'),
                       (package(('[Content_Types].xml', b'x'), ('xl/workbook.xml', b'x')), 'an Excel workbook'),
                       (package(('mimetype', b'application/vnd.oasis.opendocument.spreadsheet'),
                                method=zipfile.ZIP_STORED), 'an OpenDocument spreadsheet'),
                       (package(('Index/Document.iwa', b'x')), 'a Numbers document'),
                       (package(('a', b'x')), 'a ZIP archive'), (b'%PDF-1.7', 'a PDF'), (b'<?xml version="1.0"?>', 'XML'),
                       (b'SQLite format 3\0', 'a database'), (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Excel'),
                       (b'\xef\xbb\xbf\n[\n {"a": 1}]', 'JSON'), (b'\x1f\x8b\x08', 'compressed')):
        refuses(box, rf'^old\.csv: error: this is {what}.* no CSV or TSV.*\[bad-deck\]$', data, 'old.csv')


@case
def csv_of_any_width(box):
    for text in ('g1\n', ',' * 100000 + '\n', 'g1' + ',x' * 100000 + '\n', '"' + 'x' * 1000000 + '"\n', '\n' * 100000, '"' * 100000, ',""' * 16000 + '\n', 'a' * 16000 + ',b\n' * 10000,
                 'g1,\0,\0\n'):
        for head in HEAD, HEAD.replace('column:1', 'column:99999999999999999999'), HEAD.replace('column:1', 'column:-1'):
            box.write('old.csv', head + text)
            result = box.run('a.md', '-o', 'new.csv', '--previous', 'old.csv', timeout=SOON)
            check(result.status in (0, 1), result.err)
    for separator in '"', '\r', '\\', '#', 'x', '\xff', ' ', '\0':
        box.write('old.csv', HEAD.replace('Comma', separator) + 'g1,b,c,,"d"\n')
        result = box.run('a.md', '-o', 'new.csv', '--previous', 'old.csv', timeout=SOON)
        check(result.status in (0, 1), result.err)


if __name__ == '__main__':
    run.main()
