#!/usr/bin/env python3
"""Runs cardmill with decks as sources that somebody made to do harm; sources.py beside it has those
that are bad by chance.

    hostile.py PATH-TO-CARDMILL SCRATCH-FOLDER [NAME]...

Packages are made by hand here, in each layout, and small, without what would keep values out.  Whatever a deck holds: cardmill ends soon and
in bounded memory, either with one sentence that names the file and the place, and the outputs
stay what they were; or it reads the deck and writes all of them.
"""

import concurrent.futures
import io
import json
import os
import random
import re
import resource
import shutil
import sqlite3
import struct
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
import run
from decks import package, zstd_of_zeros
from run import SANITIZED, case, check

run.cases.clear()
warnings.filterwarnings('ignore', 'Duplicate name')     # members twice are what is tried

SOON = 120 if SANITIZED else 20         # s
ROOM = 800 * 1000 * 1000                # bytes of memory; no bound under a sanitizer
OUTPUTS = 'y.apkg', 'y.json', 'x.csv'   # the first is latest, the last was there before


# ---- Packages made by hand ----------------------------------------------------------------

def zstd(data):
    """A frame whose blocks are stored (RFC 8878)."""
    out = b'\x28\xb5\x2f\xfd\x00\x58'
    parts = [data[i:i + 100000] for i in range(0, len(data), 100000)] or [b'']
    for part in parts:
        out += struct.pack('<I', len(part) << 3 | (part is parts[-1]))[:3] + part
    return out


def varint(number):
    out = b''
    while number > 0x7f:
        out += bytes([number & 0x7f | 0x80])
        number >>= 7
    return out + bytes([number])


def message(*fields):
    """A message of protocol buffers: pairs of a number and a value."""
    out = b''
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value & (1 << 64) - 1)
        else:
            value = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(value)) + value
    return out


FRONT, BACK = '{{Front}}', '{{FrontSide}}<hr>{{Back}}'
MODEL = {'id': 5, 'name': 'Plain', 'type': 0, 'mod': 7, 'css': '.card {}', 'sortf': 0,
         'flds': [{'name': 'Front', 'ord': 0, 'font': 'Arial', 'size': 20},
                  {'name': 'Back', 'ord': 1, 'font': 'Arial', 'size': 20}],
         'tmpls': [{'name': 'One', 'ord': 0, 'qfmt': FRONT, 'afmt': BACK}]}
DECK = {'id': 9, 'name': 'Deck::Sub', 'desc': 'what it is'}
MEDIA = b'\x89PNG\r\n\x1a\n'


def tables(schema, models, names):
    """The statements that make a collection without rules for its values."""
    yield 'CREATE TABLE col (id, ver, models, decks)', ()
    yield 'CREATE TABLE notes (id INTEGER PRIMARY KEY, guid, mid, mod, tags, flds, data)', ()
    yield ('CREATE TABLE cards (id INTEGER PRIMARY KEY, nid, did, ord, type, queue, due, odid, odue, flags)', ())
    yield 'CREATE TABLE revlog (id INTEGER PRIMARY KEY)', ()
    if schema == 11:
        yield 'INSERT INTO col VALUES (1, 11, ?, ?)', (models, names)
    else:
        yield 'CREATE TABLE notetypes (id INTEGER PRIMARY KEY, name, mtime_secs, config)', ()
        yield 'CREATE TABLE fields (ntid, ord, name, config)', ()
        yield 'CREATE TABLE templates (ntid, ord, name, config)', ()
        yield 'CREATE TABLE decks (id INTEGER PRIMARY KEY, name, kind)', ()
        yield 'INSERT INTO col VALUES (1, 18, "", "")', ()
        yield 'INSERT INTO notetypes VALUES (5, "Plain", 7, ?)', (message((3, '.card {}')),)
        for i, name in enumerate(('Front', 'Back')):
            yield 'INSERT INTO fields VALUES (5, ?, ?, ?)', (i, name, message((3, 'Arial'), (4, 20)))
        yield 'INSERT INTO templates VALUES (5, 0, "One", ?)', (message((1, FRONT), (2, BACK)),)
        yield 'INSERT INTO decks VALUES (9, ?, ?)', ('Deck\x1fSub', message((1, message((4, 'what it is')))))
    for i, fields in enumerate(('a<br>b\x1fthe &lt;answer', '二\x1f<img src="a.png">'), 1):
        yield 'INSERT INTO notes VALUES (?, ?, 5, 1600000000, " one two ", ?, "")', (i, f'guid-{i}', fields)
        yield 'INSERT INTO cards VALUES (?, ?, 9, 0, 0, ?, ?, 0, 0, ?)', (i, i, -(i == 2), i, i)


def collection(*statements, schema=11, models=None, names=None, size=512):
    """The bytes of a small collection; statements, with their values, come behind."""
    models = json.dumps({'5': MODEL}) if models is None else models
    names = json.dumps({'9': DECK}) if names is None else names
    database = sqlite3.connect(':memory:', isolation_level=None)
    database.create_collation('unicase', lambda a, b: (a > b) - (a < b))
    database.execute(f'PRAGMA page_size = {size}')
    for sql, values in tables(schema, models, names):
        database.execute(sql, values)
    for statement in statements:
        sql, values = (statement, ()) if isinstance(statement, str) else statement
        if values:
            database.execute(sql, values)
        else:
            database.executescript(sql)
    path = f'/dev/shm/hostile-{os.getpid()}.db' if os.path.isdir('/dev/shm') else f'/tmp/hostile-{os.getpid()}.db'
    try:
        database.execute('VACUUM INTO ?', (path,))
        with open(path, 'rb') as stream:
            return stream.read()
    finally:
        database.close()
        if os.path.exists(path):
            os.unlink(path)


LEGACY, NEWER, LATEST = 1, 2, 3


def pack(layout, data, media=None, files=None, meta=None, more=()):
    """A package; media is its list, made of files when it is None."""
    files = [('a.png', MEDIA)] if files is None else files
    frame = zstd if layout == LATEST else bytes
    members = []
    if layout == LATEST:
        members.append(('meta', message((1, 3)) if meta is None else meta))
        members.append(('collection.anki21b', frame(data)))
        members.append(('collection.anki2', b'dummy'))
        listed = message(*((1, message((1, name), (2, len(held)), (3, b'\0' * 20))) for name, held in files))
    else:
        if meta is not None:
            members.append(('meta', meta))
        members.append(('collection.anki21' if layout == NEWER else 'collection.anki2', data))
        listed = json.dumps({str(i): name for i, (name, held) in enumerate(files)}).encode()
    members += [(str(i), frame(held)) for i, (name, held) in enumerate(files)]
    members.append(('media', frame(listed if media is None else media)))
    return package(*members, *more)


def layouts():
    """A small package of each layout, and a collection's."""
    for name, layout, schema in (('legacy.apkg', LEGACY, 11), ('newer.apkg', NEWER, 11),
                                 ('latest.apkg', LATEST, 18), ('whole.colpkg', LATEST, 18)):
        yield name, pack(layout, collection(schema=schema))


# ---- One run ---------------------------------------------------------------------------------

def bounded():
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def convert(box, name, *args):
    """Converts a deck; what it says, and whether it did.  Anything else fails the case."""
    before = box.tree()
    try:
        done = subprocess.run([box.program, name, '-o', 'y.apkg', '-o', 'y.json', '-o', 'x.csv', *args],
                              cwd=box.folder, capture_output=True, timeout=SOON, env=run.environment(),
                              stdin=subprocess.DEVNULL, preexec_fn=None if SANITIZED else bounded)
    except subprocess.TimeoutExpired:
        raise run.Failed(f'it did not end within {SOON} s') from None
    said = done.stderr.decode('utf-8', 'replace')
    check(done.returncode in (0, 1), f'status {done.returncode}: {said[-300:]!r}')
    check(not run.CRASH.search(said.replace(name, '')) or done.returncode == 0, f'it crashed: {said[:300]!r}')
    check('Sanitizer' not in said and 'runtime error' not in said, f'it crashed: {said[:300]!r}')
    check('[out-of-memory]' not in said, f'it needs more than {ROOM} bytes')
    if done.returncode == 0:
        after = box.tree()
        new = {Path(name).parts[0] for name in after.keys() - before.keys()}
        check(new <= {'y.apkg', 'y.json', 'x.media', 'y.media'}, f'there are {sorted(new)} new')
        for left in new:
            path = box.path(left)
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        box.write('x.csv', run.EARLIER)
        return True, said
    errors = [line for line in said.split('\n') if ': error: ' in line]
    check(len(errors) == 1, f'{len(errors)} errors are told: {said[-300:]!r}')
    check(re.match(re.escape(name) + r'(:\d+:\d+)?: error: \S.* \[[a-z-]+\]$', errors[0]) or
          errors[0].startswith('cardmill: error: ') and ('[no-cards]' in errors[0] or name in errors[0]),
          f'the file is not told: {errors[0]!r}')
    box.unchanged(before)
    return False, errors[0]


def refuses(box, says, data, name='deck.apkg'):
    box.write(name, data)
    fine, said = convert(box, name)
    check(not fine, f'it was taken; wanted was {says!r}')
    check(re.search(says, said), f'no line like {says!r}: {said!r}')


def takes(box, data, name='deck.apkg', says='', guids=None):
    """It is read; guids: of its notes."""
    box.write(name, data)
    if guids is not None:
        result = box.run(name, '-o', '-', '-f', 'json')
        check(result.status == 0, result.err)
        held = [note['guid'] for note in json.loads(result.out)['notes']]
        check(held == guids, f'it holds {held}, not {guids}')
    fine, said = convert(box, name)
    check(fine, said)
    check(re.search(says, said), f'no line like {says!r}: {said!r}')


def survives(box, data, name='deck.apkg'):
    """Either of both."""
    box.write(name, data)
    return convert(box, name)


# ---- Cut off and turned ----------------------------------------------------------------------------------

def sweep(box, name, variants):
    """Many variants of one deck, several at a time, each in a folder of its own."""
    workers = []
    for i in range(2):
        folder = box.path(f'worker-{i}')
        workers.append(run.Box(box.program, folder))

    def work(worker, part):
        took = 0
        for at, data in part:
            worker.write(name, data)
            done = subprocess.run([worker.program, name, '-o', 'y.apkg', '-o', 'x.csv'], cwd=worker.folder,
                                  capture_output=True, timeout=SOON, env=environment, stdin=subprocess.DEVNULL)
            said = done.stderr.decode('utf-8', 'replace')
            check(done.returncode in (0, 1) and 'Sanitizer' not in said and 'runtime error' not in said,
                  f'{at}: status {done.returncode}: {said[-300:]!r}')
            if done.returncode == 0:
                took += 1
                os.unlink(worker.path('y.apkg'))
                shutil.rmtree(worker.path('x.media'), ignore_errors=True)
                worker.write('x.csv', run.EARLIER)
                continue
            check(re.match(rf'({re.escape(name)}|cardmill): error: \S.* \[[a-z-]+\]\n', said), f'{at}: {said!r}')
            found = sorted(os.listdir(worker.folder))
            check(found == sorted(['a.md', 'out', 'x.csv', name]), f'{at}: the folder holds {found}')
            check(worker.path('x.csv').read_text() == run.EARLIER, f'{at}: x.csv has changed')
        return took

    environment = run.environment()
    variants = list(variants)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return sum(pool.map(work, workers, (variants[0::2], variants[1::2])))


STEP = 29 if SANITIZED else 5         # tests/api/hostile.c has every byte, without outputs to be touched


def cut_off(box, name, data):
    """The last three bytes say where the directory is, in zeros, and that there is no comment:
    minizip does without."""
    took = sweep(box, name, ((f'cut at {at}', data[:at]) for at in range(0, len(data), STEP)))
    check(took <= 3, f'{took} that were cut off were taken')


def turned(box, name, data):
    def variants():
        for at in range(0, len(data), STEP):
            copy = bytearray(data)
            copy[at] ^= 1 << at % 8
            yield f'bit {at % 8} of byte {at}', bytes(copy)
    sweep(box, name, variants())


for deck_name, deck_bytes in layouts():
    def cut_case(box, name=deck_name, data=deck_bytes):
        cut_off(box, name, data)

    def turned_case(box, name=deck_name, data=deck_bytes):
        turned(box, name, data)

    stem = deck_name.split('.')[0]
    run.cases.append((f'{stem}-package-cut-off', cut_case))
    run.cases.append((f'{stem}-package-turned', turned_case))


@case
def small_packages_are_good(box):
    """Without which the cases below would say nothing."""
    for name, data in layouts():
        takes(box, data, name, guids=['guid-1', 'guid-2'])


@case
def collections_turned_in_the_archive(box):
    """Bytes of the collection itself, for which the archive's checksum is right."""
    step = 131 if SANITIZED else 13
    for schema in 11, 18:
        data = collection(schema=schema)

        def variants():
            for at in range(0, len(data), step):
                copy = bytearray(data)
                copy[at] ^= 1 << at % 8
                yield f'bit {at % 8} of byte {at} of schema {schema}', pack(LEGACY, bytes(copy))
        sweep(box, f'deck-{schema}.apkg', variants())
        for worker in 'worker-0', 'worker-1':
            shutil.rmtree(box.path(worker))


# ---- Bombs ------------------------------------------------------------------------------------------

def zeros(name, size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        with archive.open(name, 'w', force_zip64=True) as member:
            for _ in range(size // 1000000):
                member.write(bytes(1000000))
    return out.getvalue()


BIG = (100 if SANITIZED else 300) * 1000 * 1000


@case
def members_of_zeros(box):
    refuses(box, r'collection\.anki2 in it becomes too large', zeros('collection.anki2', BIG))
    refuses(box, r'meta in it becomes too large', zeros('meta', BIG))


@case
def a_media_list_of_zeros(box):
    data = io.BytesIO(pack(LEGACY, collection(), files=()))
    with zipfile.ZipFile(data) as archive:
        held = archive.read('collection.anki2')
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('collection.anki2', held)
        with archive.open('media', 'w') as member:
            for _ in range(BIG // 1000000):
                member.write(b' ' * 1000000)
    refuses(box, r'media in it becomes too large', out.getvalue())


@case
def zstd_bombs(box):
    refuses(box, r'collection\.anki21b becomes too large', package(
        ('meta', message((1, 3))), ('collection.anki21b', zstd_of_zeros(2 << 30))))
    data = collection(schema=18)
    refuses(box, r'media becomes too large', package(
        ('meta', message((1, 3))), ('collection.anki21b', zstd(data)), ('media', zstd_of_zeros(2 << 30))))
    refuses(box, r'0 in it, a\.png, is damaged: it becomes too large', package(
        ('meta', message((1, 3))), ('collection.anki21b', zstd(data)),
        ('media', zstd(message((1, message((1, 'a.png')))))), ('0', zstd_of_zeros(2 << 30))))


@case
def many_small_bombs(box):
    """Each is harmless, all together they are not."""
    count = 20 if SANITIZED else 200
    names = [f'{i}.png' for i in range(count)]
    refuses(box, r'its media become too large', package(
        ('meta', message((1, 3))), ('collection.anki21b', zstd(collection(schema=18))),
        ('media', zstd(message(*((1, message((1, name))) for name in names)))),
        *((str(i), zstd_of_zeros(60 << 20)) for i in range(count))))


@case
def members_on_the_same_bytes(box):
    """A directory whose entries all lead to one member (David Fifield, A better zip bomb)."""
    held = zeros('0', 60 * 1000 * 1000)
    count = 50 if SANITIZED else 2000
    local = held[:struct.unpack('<I', held[-6:-2])[0]]
    entry = held[len(local):-22]
    packed = pack(LEGACY, collection(), files=[], media=json.dumps(
        {str(i): f'{i}.png' for i in range(count)}).encode())
    start = struct.unpack('<I', packed[-6:-2])[0]
    directory = packed[start:-22]
    for i in range(count):
        name = str(i).encode()
        # The local header's name has one byte, and is compared with that of the entry.
        one = bytearray(entry[:46])
        one[28:30] = struct.pack('<H', len(name))
        one[42:46] = struct.pack('<I', start)
        directory += bytes(one) + name + entry[47:]
    total = packed.count(b'PK\1\2') + count
    end = struct.pack('<IHHHHIIH', 0x06054b50, 0, 0, total, total, len(directory), start + len(local), 0)
    survives(box, packed[:start] + local + directory + end)


@case
def a_media_list_of_a_million(box):
    count = 100000 if SANITIZED else 1000000
    listed = ('{' + ','.join(f'"{i}":"{i}.png"' for i in range(count)) + '}').encode()
    survives(box, pack(LEGACY, collection(), media=listed))
    survives(box, pack(LATEST, collection(schema=18),
                       media=message((1, message((1, 'x.png')))) * count))


@case
def packages_in_packages(box):
    data = pack(LEGACY, collection())
    for _ in range(50):
        data = package(('collection.anki2', data), ('media', b'{}'))
    refuses(box, r'no collection of Anki', data)
    frame = zstd(collection(schema=18))
    for _ in range(50):
        frame = zstd(frame)
    refuses(box, r'collection\.anki21b in it is no collection', package(
        ('meta', message((1, 3))), ('collection.anki21b', frame)))


# ---- Archives ---------------------------------------------------------------------------------------

CLIMBING = ('../x.png', '../../x.png', '/x.png', '/etc/passwd', 'a/b.png', 'a\\b.png', '..\\x.png', 'C:\\x.png',
            '..', '.', '', 'a\0.png')


@case
def members_whose_names_are_paths(box):
    good = pack(LEGACY, collection())
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for name in CLIMBING:
        if name:
            takes(box, package(*members, (name, b'x'), (name + '/0', b'x')), guids=['guid-1', 'guid-2'])
    for prefix in '../', '/', 'a/', 'a\\', './', 'C:':
        refuses(box, r'no collection\.anki2 in it',
                package(*((prefix + name, held) for name, held in members)))
    check(not (box.folder.parent / 'x.png').exists(), 'a path was taken of the archive')


@case
def media_whose_names_are_paths(box):
    for name in CLIMBING:
        for layout, schema in (LEGACY, 11), (LATEST, 18):
            refuses(box, r'media in it names a file ".*", which is a path',
                    pack(layout, collection(schema=schema), files=[(name, MEDIA)]))
    for name in 'a' * 5000 + '.png', '-o', 'a\n.png', '\x7f.png', '~.png', 'con', 'x.csv', '二' * 500:
        for layout, schema in (LEGACY, 11), (LATEST, 18):
            box.write('deck.apkg', pack(layout, collection(schema=schema), files=[(name, MEDIA)]))
            before = box.tree()
            result = box.run('deck.apkg', '-o', 'y.apkg')
            check(result.status in (0, 1), result.err)
            check(set(box.tree()) - set(before) <= {'y.apkg'}, 'other files are written')
            box.path('y.apkg').unlink(missing_ok=True)


@case
def media_of_whole_pieces(box):
    """What is unpacked in pieces ends where a piece does."""
    for size in 65535, 65536, 65537, 131072, 98304, 196608:
        for layout, schema in (LEGACY, 11), (LATEST, 18):
            takes(box, pack(layout, collection(schema=schema), files=[('a.png', bytes(size))]))


@case
def media_that_is_not_utf8(box):
    refuses(box, r'media in it names a file', pack(LATEST, collection(schema=18), files=[(b'\xff.png', MEDIA)]))
    refuses(box, r'media in it is no JSON', pack(LEGACY, collection(), media=b'{"0": "\xff.png"}'))


@case
def media_folders_that_cannot_be(box):
    """A folder or a file stands where the folder beside the table would: nothing is half written."""
    files = [('a.png', MEDIA), ('b.png', MEDIA * 2), ('c.png', MEDIA * 3)]
    box.write('deck.apkg', pack(LEGACY, collection(
        ('UPDATE notes SET flds = ?', ('<img src="a.png"><img src="b.png"><img src="c.png">\x1fb',))), files=files))
    box.write('y.media', b'in the way')
    box.fails(1, r'cannot write y\.media', 'deck.apkg', '-o', 'y.csv')
    box.path('y.media').unlink()
    box.path('y.media').mkdir()
    box.path('y.media/b.png').mkdir()
    box.fails(1, r'cannot write y\.media/b\.png', 'deck.apkg', '-o', 'y.csv')


@case
def media_of_junk(box):
    for junk in b'', b'x', b'[]', b'5', b'{"0": 5}', b'{"0": ["a"]}', b'{"0"', b'[' * 100000, b'{"0": "a.png"}x':
        refuses(box, r'media in it', pack(LEGACY, collection(), media=junk))
    for junk in b'\xff' * 20, b'\x0a\x7f', b'\x0a\x05\x0a\x7fabc', b'\x0b', b'\x0a':
        refuses(box, r'media in it', pack(LATEST, collection(schema=18), media=junk))
    for seed in range(10 if SANITIZED else 40):
        junk = random.Random(seed).randbytes(60)
        survives(box, pack(LEGACY, collection(), media=junk))
        survives(box, pack(LATEST, collection(schema=18), media=junk))


@case
def members_twice(box):
    for name in 'collection.anki2', 'media', '0', 'meta':
        refuses(box, rf'{re.escape(name)} is in it twice', pack(
            LEGACY, collection(), meta=message((1, 1)), more=[(name, b'x')]))
    takes(box, pack(LEGACY, collection(), more=[('other', b'x'), ('other', b'y')]))


def patched(data, offset, value, size=2, only=None):
    """Changes a value in each entry of the directory, and its like in the members' headers."""
    data = bytearray(data)
    at = data.find(b'PK\1\2')
    while at >= 0:
        length = struct.unpack('<H', data[at + 28:at + 30])[0]
        name = bytes(data[at + 46:at + 46 + length]).decode()
        if only is None or name == only:
            start = struct.unpack('<I', data[at + 42:at + 46])[0]
            data[at + offset:at + offset + size] = value
            if 8 <= offset < 30:
                data[start + offset - 2:start + offset - 2 + size] = value
        at = data.find(b'PK\1\2', at + 4)
    return bytes(data)


@case
def encrypted_members(box):
    for name in None, 'collection.anki2', 'media', '0':
        refuses(box, r'cannot be unpacked|is damaged', patched(pack(LEGACY, collection()), 8, b'\1\0', only=name))


@case
def unknown_methods(box):
    for method in 1, 9, 12, 14, 93, 99, 65535:
        for name in None, 'collection.anki2', 'media', '0':
            refuses(box, r'cannot be unpacked|is damaged',
                    patched(pack(LEGACY, collection()), 10, struct.pack('<H', method), only=name))


@case
def sizes_that_lie(box):
    good = pack(LEGACY, collection())
    for size in 0, 1, 0x7fffffff, 0xfffffffe, 0xffffffff:
        for offset in 20, 24, 42:       # packed, unpacked, where the member is
            for name in 'collection.anki2', 'media', '0':
                survives(box, patched(good, offset, struct.pack('<I', size), 4, only=name))


@case
def zip64_that_lies(box):
    good = pack(LEGACY, collection())
    directory = struct.unpack('<I', good[-6:-2])[0]
    for count, size, start in ((2 ** 64 - 1, 10, 0), (3, 2 ** 64 - 1, 0), (3, 10, 2 ** 64 - 1), (2 ** 63, 2 ** 63, 2 ** 63),
                               (3, len(good) - 22 - directory, directory), (10 ** 9, len(good) - 22 - directory, directory)):
        record = struct.pack('<IQHHIIQQQQ', 0x06064b50, 44, 45, 45, 0, 0, count, count, size, start)
        for where in len(good) - 22, 2 ** 64 - 1, 0, 2 ** 63:
            locator = struct.pack('<IIQI', 0x07064b50, 0, where, 1)
            end = struct.pack('<IHHHHIIH', 0x06054b50, 0, 0, 0xffff, 0xffff, 0xffffffff, 0xffffffff, 0)
            survives(box, good[:-22] + record + locator + end)
    extra = struct.pack('<HHQQQ', 1, 24, 2 ** 64 - 1, 2 ** 63, 2 ** 62)
    at = good.find(b'PK\1\2')
    entry = bytearray(good[at:])
    length = struct.unpack('<H', entry[28:30])[0]
    for sizes in b'\xff' * 8, b'\xff\xff\xff\xff\1\0\0\0', b'\1\0\0\0\xff\xff\xff\xff':
        lying = bytearray(entry)
        lying[20:28] = sizes
        lying[30:32] = struct.pack('<H', len(extra))
        lying[46 + length:46 + length] = extra
        tail = bytearray(lying)
        tail[-10:-6] = struct.pack('<I', len(lying) - 22)
        survives(box, good[:at] + bytes(tail))


@case
def layouts_that_lie(box):
    for version in 0, 4, 9, 2 ** 32, 2 ** 64 - 1:
        refuses(box, r'layout', pack(LEGACY, collection(), meta=message((1, version))))
    for junk in b'', b'\xff' * 30, b'\x0a\xff\xff\xff\xff\x0f', b'junk', b'\x08', b'\x08\x01\x0a\x7f':
        refuses(box, r'meta|layout', pack(LEGACY, collection(), meta=junk))
    refuses(box, r'no collection\.anki21b in it', pack(LEGACY, collection(), meta=message((1, 3))))
    refuses(box, r'is damaged', package(('meta', message((1, 3))), ('collection.anki21b', collection(schema=18))))
    # One layout's collection under the name of another is a collection, and is read.
    survives(box, pack(LEGACY, collection(schema=18)))
    survives(box, pack(LATEST, collection()))


# ---- Collections ------------------------------------------------------------------------------------

@case
def files_that_are_no_collections(box):
    for layout in LEGACY, NEWER, LATEST:
        for data in b'', b'x', b'SQLite format 3\0', b'SQLite format 3\0' + bytes(2000), bytes(4096), b'text ' * 1000:
            refuses(box, r'collection\.anki\w+ in it is no collection of Anki', pack(layout, data))
    path = box.write('c.db', b'')
    sqlite3.connect(path).executescript('CREATE TABLE x (y); INSERT INTO x VALUES (1)')
    data = path.read_bytes()
    path.unlink()
    refuses(box, r'collection\.anki2 in it is no collection', pack(LEGACY, data))


@case
def schemas_that_are_not_read(box):
    for schema in -1, 0, 10, 12, 14, 19, 99, 2 ** 40, '"x"', 'NULL', "x'11'":
        refuses(box, r'schema', pack(LEGACY, collection(f'UPDATE col SET ver = {schema}')))
    refuses(box, r'schema', pack(LEGACY, collection('DELETE FROM col')))


@case
def tables_that_are_missing(box):
    for schema, names in ((11, ('col', 'notes', 'cards')),
                          (18, ('col', 'notes', 'cards', 'notetypes', 'fields', 'templates', 'decks'))):
        for name in names:
            refuses(box, r'no collection of Anki', pack(LEGACY, collection(f'DROP TABLE {name}', schema=schema)))
    takes(box, pack(LEGACY, collection('DROP TABLE revlog')))


@case
def views_in_place_of_tables(box):
    endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT '
    for schema, table, columns in ((11, 'notes', 'i AS id, i AS guid, 5 AS mid, 1 AS mod, "" AS tags, "a" AS flds, "" AS data'),
                                   (11, 'cards', 'i AS id, 1 AS nid, 1 AS did, 0 AS ord, 0 AS type, 0 AS queue, 0 AS due, '
                                        '0 AS odid, 0 AS odue, 0 AS flags'),
                                   (11, 'col', '11 AS ver, "{}" AS models, "{}" AS decks'),
                                   (11, 'revlog', 'i AS id'),
                                   (18, 'notetypes', 'i AS id, i AS name, 0 AS mtime_secs, "" AS config'),
                                   (18, 'fields', '5 AS ntid, i AS ord, "a" AS name, "" AS config'),
                                   (18, 'templates', '5 AS ntid, i AS ord, "a" AS name, "" AS config'),
                                   (18, 'decks', 'i AS id, i AS name, "" AS kind')):
        for name in table, table.upper():
            refuses(box, r'no collection', pack(LEGACY, collection(
                f'DROP TABLE {table}; CREATE VIEW {name} AS {endless}{columns} FROM n;', schema=schema)))


@case
def triggers_run_nowhere(box):
    takes(box, pack(LEGACY, collection(
        'CREATE TRIGGER t AFTER UPDATE ON notes BEGIN DELETE FROM notes; END')), guids=['guid-1', 'guid-2'])


@case
def computed_columns(box):
    for kind in 'VIRTUAL', 'STORED':
        refuses(box, r'no collection', pack(LEGACY, collection(
            'DROP TABLE revlog; CREATE TABLE revlog (id INTEGER PRIMARY KEY, '
            f'x AS (hex(zeroblob(100))) {kind}); INSERT INTO revlog (id) VALUES (1)')))
    refuses(box, r'no collection', pack(LEGACY, collection(
        'CREATE TABLE other (id INTEGER PRIMARY KEY, guid, mid, mod, tags, data, '
        'flds AS (hex(zeroblob(100000000)))); INSERT INTO other (id, guid, mid, mod, tags, data) '
        'SELECT id, guid, mid, mod, tags, data FROM notes LIMIT 0; DROP TABLE notes; ALTER TABLE other RENAME TO notes')))


@case
def virtual_tables(box):
    try:
        data = collection('DROP TABLE notes; CREATE VIRTUAL TABLE notes USING fts5(guid, mid, mod, tags, flds, data)')
    except sqlite3.OperationalError as why:
        raise run.Skipped(str(why)) from None
    refuses(box, r'no collection', pack(LEGACY, data))


@case
def pages_that_lead_in_circles(box):
    many = ('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO notes '
            'SELECT 100 + i, "g" || i, 5, 1, "", "a" || char(31) || "b", "" FROM n')
    data = collection(many)
    path = box.write('c.db', data)
    database = sqlite3.connect(path)
    roots = dict(database.execute('SELECT name, rootpage FROM sqlite_schema WHERE type = "table"'))
    database.close()
    path.unlink()
    for name in 'notes', 'cards', 'col':
        for target in roots['notes'], roots['cards'], 1, 2, 0, 0xffffffff:
            copy = bytearray(data)
            at = (roots[name] - 1) * 512
            if copy[at] == 5:           # an inner page: all its children are one
                for cell in range(struct.unpack('>H', copy[at + 3:at + 5])[0]):
                    pointer = struct.unpack('>H', copy[at + 12 + 2 * cell:at + 14 + 2 * cell])[0]
                    copy[at + pointer:at + pointer + 4] = struct.pack('>I', target)
                copy[at + 8:at + 12] = struct.pack('>I', target)
            else:                       # a leaf becomes a copy of another table's page
                other = (target - 1) * 512
                if 0 < other < len(data):
                    copy[at:at + 512] = data[other:other + 512]
            survives(box, pack(LEGACY, bytes(copy)))


# ---- Rows ------------------------------------------------------------------------------------------

@case
def notes_of_a_type_that_is_not_there(box):
    for schema in 11, 18:
        for value in '6', '0', '-1', 'NULL', '"x"', '9223372036854775807', '-9223372036854775808', '1e300':
            refuses(box, r'deck\.apkg: error: the note type of the note "guid-2" is not in collection\.anki2',
                    pack(LEGACY, collection(f'UPDATE notes SET mid = {value} WHERE id = 2', schema=schema)))
    refuses(box, r'note type of the note', pack(LEGACY, collection(models='{}')))
    for table in 'notetypes', 'fields', 'templates':
        refuses(box, r'note type of the note', pack(LEGACY, collection(f'DELETE FROM {table}', schema=18)))


@case
def wrong_field_counts(box):
    refuses(box, r'the note "guid-1" has 3 fields, and its note type 2', pack(LEGACY, collection(
        ('UPDATE notes SET flds = ? WHERE id = 1', ('a\x1fb\x1fc',)))))
    refuses(box, r'has 65001 fields, and its note type 2', pack(LEGACY, collection(
        ('UPDATE notes SET flds = ? WHERE id = 1', ('\x1f' * 65000,)))))
    refuses(box, r'1000001 fields, more than any note type', pack(LEGACY, collection(
        ('UPDATE notes SET flds = ? WHERE id = 1', ('\x1f' * 1000000,)))))
    takes(box, pack(LEGACY, collection(('UPDATE notes SET flds = ? WHERE id = 1', ('a',)))))
    takes(box, pack(LEGACY, collection('UPDATE notes SET flds = ""')))


def model(**more):
    return json.dumps({'5': {**MODEL, **more}})


@case
def note_types_of_many_fields(box):
    fields = [{'name': f'F{i}', 'ord': i} for i in range(65000)]
    refuses(box, r'65000 fields', pack(LEGACY, collection(models=model(flds=fields))))
    takes(box, pack(LEGACY, collection(models=model(flds=[MODEL['flds'][0], *fields[:900]]))))
    # A thousand fields of each of very many notes, none of which has them.
    refuses(box, r'too many fields', pack(LEGACY, collection(
        'WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) '
        'INSERT INTO notes SELECT i, "g" || i, 5, 1, "", "a", "" FROM n',
        models=model(flds=[MODEL['flds'][0], *fields[:999]]))))


@case
def names_of_a_million_characters(box):
    long = 'n' * 1000000
    takes(box, pack(LEGACY, collection(models=model(name=long))))
    takes(box, pack(LEGACY, collection(models=model(flds=[{'name': long}, {'name': long + 'x'}]))))
    takes(box, pack(LEGACY, collection(models=model(tmpls=[{**MODEL['tmpls'][0], 'name': long}]))))
    takes(box, pack(LEGACY, collection(names=json.dumps({'9': {'name': long, 'desc': long}}))))
    takes(box, pack(LEGACY, collection(names=json.dumps({'9': {'name': 'a::' * 300000}}))))
    takes(box, pack(LEGACY, collection(('UPDATE notes SET guid = ? WHERE id = 1', (long,)))))
    takes(box, pack(LEGACY, collection(('UPDATE notes SET tags = ? WHERE id = 1', ('t ' * 500000,)))))
    takes(box, pack(LEGACY, collection(('UPDATE notes SET tags = ? WHERE id = 1', (long,)))))


@case
def names_of_nothing(box):
    refuses(box, r'has no name', pack(LEGACY, collection(models=model(name=''))))
    refuses(box, r'has no name', pack(LEGACY, collection(models=model(flds=[{'name': ''}, {}]))))
    refuses(box, r'has no name', pack(LEGACY, collection(models=model(tmpls=[{}]))))
    takes(box, pack(LEGACY, collection(names=json.dumps({'9': {}}))))
    takes(box, pack(LEGACY, collection(names=json.dumps({'9': {'name': '::::'}}))))


@case
def templates_that_never_end(box):
    for front in '{{', '{{Front', '{{#Front}}', '{{/Front}}', '{{#Front}}' * 50000, '{{' * 500000, '{{Front}}' * 100000, \
            '{{=<% %>=}}<%Front', '{{=<% %>=}}', '{{=', '', '{{#a}}{{/b}}{{^', '{{cloze:' * 1000 + 'Front}}':
        for kind in 0, 1:
            takes(box, pack(LEGACY, collection(models=model(type=kind, tmpls=[
                {'name': 'One', 'qfmt': front, 'afmt': front}]))))
    many = [{'name': f'T{i}', 'qfmt': FRONT, 'afmt': BACK} for i in range(20000)]
    takes(box, pack(LEGACY, collection(models=model(tmpls=many))))
    refuses(box, r'too many fields or templates', pack(LEGACY, collection(
        'WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) '
        'INSERT INTO notes SELECT i, "g" || i, 5, 1, "", "a" || char(31), "" FROM n', models=model(tmpls=[
            {'name': 'One', 'qfmt': '{{^Front}}{{/Front}}' * 50000, 'afmt': BACK}]))))


@case
def clozes_without_end(box):
    for text in '{{c1::', '{{c1::' * 100000, '{{c' + '9' * 100000 + '::a}}', '{{c0::a}}', '{{c-1::a}}', '{{c501::a}}', \
            '{{c1,' * 50000, '{{c' + '1,' * 100000 + '1::a}}', ''.join(f'{{{{c{i}::a}}}}' for i in range(2000)):
        takes(box, pack(LEGACY, collection(('UPDATE notes SET flds = ?', (text + '\x1f',)), models=model(
            type=1, tmpls=[{'name': 'C', 'qfmt': '{{cloze:Front}}', 'afmt': '{{cloze:Front}}'}]))))


@case
def cards_of_notes_that_are_not_there(box):
    for value in '77', '0', '-1', 'NULL', '"x"', '9223372036854775807', '-9223372036854775808':
        takes(box, pack(LEGACY, collection(f'UPDATE cards SET nid = {value}')), guids=['guid-1', 'guid-2'])
    takes(box, pack(LEGACY, collection('DELETE FROM cards')), guids=['guid-1', 'guid-2'])
    takes(box, pack(LEGACY, collection('UPDATE cards SET did = 1234')), guids=['guid-1', 'guid-2'])
    refuses(box, r'no-cards', pack(LEGACY, collection('DELETE FROM notes')))


def cards_of(box, data):
    box.write('deck.apkg', data)
    result = box.run('deck.apkg', '-o', 'out.apkg')
    check(result.status == 0, result.err)
    with zipfile.ZipFile(box.path('out.apkg')) as archive:
        path = box.write('c.db', archive.read('collection.anki2'))
    database = sqlite3.connect(path)
    found = database.execute('SELECT guid, ord FROM cards JOIN notes ON notes.id = nid ORDER BY 1, 2').fetchall()
    database.close()
    for name in 'c.db', 'out.apkg', 'deck.apkg':
        box.path(name).unlink()
    return found


@case
def cards_that_no_template_makes(box):
    usual = [('guid-1', 0), ('guid-2', 0)]
    for value in '1', '5', '-1', '65535', '65536', '2147483648', '9223372036854775807', 'NULL', '"x"':
        check(cards_of(box, pack(LEGACY, collection(f'UPDATE cards SET ord = {value}'))) == usual, f'ord {value}')
    check(cards_of(box, pack(LEGACY, collection(
        'INSERT INTO cards SELECT id + 10, nid, did, ord, type, queue, due, odid, odue, flags FROM cards;'
        'INSERT INTO cards SELECT id + 20, nid, did, 7, type, queue, due, odid, odue, flags FROM cards'))) == usual, 'twice')


@case
def very_many_cards_of_one_note(box):
    data = pack(LEGACY, collection(
        'WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < 65000) '
        'INSERT INTO cards SELECT i, 1, 9, i, 0, -1, i, 0, 0, 7 FROM n'))
    check(cards_of(box, data) == [('guid-1', 0), ('guid-2', 0)], 'they are carried on')


@case
def text_that_is_not_utf8(box):
    for column in 'guid', 'tags', 'flds':
        for value in "CAST(x'ff1f00' AS TEXT)", "x'61fe'", "CAST(x'eda080' AS TEXT)", "CAST(x'c0af' AS TEXT)":
            refuses(box, r'collection\.anki2 in it holds text that is not UTF-8',
                    pack(LEGACY, collection(f'UPDATE notes SET {column} = {value} WHERE id = 2')))
    for table in 'notetypes', 'fields', 'templates', 'decks':
        refuses(box, r'not UTF-8', pack(LEGACY, collection(
            f"UPDATE {table} SET name = CAST(x'61ff' AS TEXT)", schema=18)))
    for kind in b'\xff', b'\xed\xa0\x80':
        for table, column, number in (('notetypes', 'config', 3), ('fields', 'config', 3), ('templates', 'config', 1)):
            refuses(box, r'not UTF-8', pack(LEGACY, collection(
                (f'UPDATE {table} SET {column} = ?', (message((number, kind)),)), schema=18)))


VALUES = ('NULL', '0', '-1', '5', '1.5', '1e300', "''", "x''", "x'00'", "x'ff'", "'a'", "'{'", "'{}'", "'[]'", '9223372036854775807',
          '-9223372036854775808', "CAST(zeroblob(50000) AS TEXT)", 'zeroblob(50000)', "'a' || char(0) || 'b'", "'0x10'")
COLUMNS = {11: {'col': ('ver', 'models', 'decks'), 'notes': ('guid', 'mid', 'mod', 'tags', 'flds', 'data'),
                'cards': ('nid', 'did', 'ord', 'type', 'queue', 'due', 'odid', 'odue', 'flags')},
           18: {'notetypes': ('name', 'mtime_secs', 'config'), 'fields': ('ntid', 'ord', 'name', 'config'),
                'templates': ('ntid', 'ord', 'name', 'config'), 'decks': ('name', 'kind')}}


@case
def values_of_other_kinds(box):
    """Numbers for text, blobs for numbers, nothing at all, in each column."""
    for schema, tables_of in COLUMNS.items():
        for table, columns in tables_of.items():
            for column in columns:
                for value in VALUES[::4] if SANITIZED else VALUES:
                    survives(box, pack(LEGACY, collection(f'UPDATE {table} SET {column} = {value}', schema=schema)))
            for value in 'NULL', '0', '9223372036854775807':
                survives(box, pack(LEGACY, collection(
                    f'UPDATE {table} SET ' + ', '.join(f'{column} = {value}' for column in columns), schema=schema)))


@case
def ids_at_the_edges(box):
    edges = '-9223372036854775808', '-1', '0', '9223372036854775807'
    for value in edges:
        takes(box, pack(LEGACY, collection(f'UPDATE notes SET id = {value} WHERE id = 1; UPDATE cards SET nid = {value} WHERE nid = 1')))
        takes(box, pack(LEGACY, collection(f'UPDATE cards SET id = {value} WHERE id = 1')))
        takes(box, pack(LEGACY, collection(f'UPDATE decks SET id = {value}; UPDATE cards SET did = {value}', schema=18)))
        takes(box, pack(LEGACY, collection(
            f'UPDATE notetypes SET id = {value}; UPDATE fields SET ntid = {value}; UPDATE templates SET ntid = {value}; '
            f'UPDATE notes SET mid = {value}', schema=18)))
        takes(box, pack(LEGACY, collection(f'UPDATE notes SET mid = {value}', models=json.dumps({value: MODEL}))))
        takes(box, pack(LEGACY, collection(f'UPDATE notes SET mod = {value}; UPDATE cards SET due = {value}, odid = {value}')))
        takes(box, pack(LEGACY, collection(models=model(mod=int(value), sortf=int(value), originalStockKind=int(value)))))
    for value in '99999999999999999999', '1e5', '', ' 5', '5x', '0x5':
        survives(box, pack(LEGACY, collection(models=json.dumps({value: MODEL}))))


@case
def messages_of_garbage(box):
    good = {'notetypes': ('config', message((3, '.card {}'))), 'fields': ('config', message((3, 'Arial'))),
            'templates': ('config', message((1, FRONT), (2, BACK))), 'decks': ('kind', message((1, message((4, 'd')))))}
    for table, (column, value) in good.items():
        for junk in b'\xff' * 40, b'\x0b', b'\x0a', b'\x0a\x7fabc', b'\x08', b'\x0d\0', b'\x09\0', b'\0', value[:-1], value + b'\x1a':
            refuses(box, r'in it is damaged', pack(LATEST, collection(
                (f'UPDATE {table} SET {column} = ?', (junk,)), schema=18)))
        for seed in range(5 if SANITIZED else 30):
            junk = random.Random(seed).randbytes(seed * 3)
            survives(box, pack(LATEST, collection((f'UPDATE {table} SET {column} = ?', (junk,)), schema=18)))
            copy = bytearray(value)
            copy[seed % len(copy)] ^= 1 << seed % 8
            survives(box, pack(LATEST, collection((f'UPDATE {table} SET {column} = ?', (bytes(copy),)), schema=18)))


@case
def models_of_other_shapes(box):
    for text in '', 'x', '[]', '5', '{"5":', '[' * 100000, '{"5": 5}x', '{"a":' * 10000, 'null', '"a"':
        refuses(box, r'its models are no JSON', pack(LEGACY, collection(models=text)))
        refuses(box, r'its decks are no JSON', pack(LEGACY, collection(names=text)))
    for value in None, True, 5, -1, 1.5, 1e300, '', 'x', [], {}, [[]], [None], [5], [{}], ['x'], {'a': 1}:
        for key in MODEL:
            survives(box, pack(LEGACY, collection(models=model(**{key: value}))))
        for part in 'flds', 'tmpls':
            for key in MODEL[part][0]:
                changed = [{**MODEL[part][0], key: value}, *MODEL[part][1:]]
                survives(box, pack(LEGACY, collection(models=model(**{part: changed}))))
        for key in DECK:
            survives(box, pack(LEGACY, collection(names=json.dumps({'9': {**DECK, key: value}}))))
        survives(box, pack(LEGACY, collection(models=json.dumps({'5': value}), names=json.dumps({'9': value}))))


@case
def very_many_note_types(box):
    count = 3000 if SANITIZED else 30000
    models = json.dumps({str(100 + i): {**MODEL, 'name': 'same'} for i in range(count)})
    takes(box, pack(LEGACY, collection(
        f'WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < {99 + count}) '
        'INSERT INTO notes SELECT i, "g" || i, i, 1, "", "a" || char(31) || "b", "" FROM n;'
        'DELETE FROM notes WHERE id < 100', models=models)))


# ---- JSON ------------------------------------------------------------------------------------------

TYPE = {'name': 'T', 'cloze': False, 'fields': ['F', 'G'], 'id': 5, 'modified': 6, 'sort_field': 0, 'original_stock_kind': 1,
        'css': 'c', 'latex_pre': 'p', 'latex_post': 'q', 'latex_svg': True,
        'field_settings': [{'font': 'Arial', 'size': 20, 'id': 3, 'description': 'd', 'sticky': True, 'tag': 1}, {}],
        'templates': [{'name': 'One', 'id': 7, 'front': '{{F}}', 'back': '{{G}}', 'browser_front': 'a',
                       'browser_back': 'b', 'browser_font': 'c', 'browser_size': 5}]}
NOTE = {'guid': 'g1', 'id': 'i', 'notetype': 'T', 'deck': 'D', 'tags': ['t'], 'fields': ['f', 'g'], 'modified': 1600000000,
        'rule': 'r', 'source': {'file': 'a.md', 'line': 1, 'end_line': 2},
        'card_list': [{'ordinal': 0, 'flag': 1, 'suspended': True, 'deck': 'E'}]}
WHOLE = {'format': 'cardmill', 'version': 2, 'name': 'D', 'note_types': [TYPE], 'decks': [
    {'name': 'D', 'description': 'd', 'markdown': True}], 'media': [
        {'name': 'a.png', 'file': 'a.png', 'size': 3, 'sha1': '0' * 40}], 'notes': [NOTE]}


@case
def json_that_is_none(box):
    takes(box, json.dumps(WHOLE), 'deck.json', guids=['g1'])
    for text, place in (('{"notes":\n x}', '2:2'), ('[' * 10000 + ']' * 10000, r'1:\d+'), ('{"notes": [' + '{"a":' * 10000, r'1:\d+'),
                        ('{"notes": [' + '[' * 10000 + ']' * 10000 + ']}', r'1:\d+'), ('', r'1:\d+'), ('{', r'1:\d+'),
                        (b'{"notes": ["\xff"]}', r'1:\d+'), ('{"notes": []} x', r'1:\d+'), ('\n\n\n[1,,2]', r'4:\d+'),
                        ('{"notes": [{"modified": 99999999999999999999999}]}', r'1:\d+'), ('{"notes": [{"modified": 1e999}]}', r'1:\d+'),
                        ('{"notes": [{"fields": ["\\ud800"]}]}', r'1:\d+'), ('{"notes": [{"fields": ["\\udc00\\ud800"]}]}', r'1:\d+'),
                        ('{"notes": [{"fields": ["\\x41"]}]}', r'1:\d+'), ('{"notes": [{"fields": ["a\tb\x01"]}]}', r'1:\d+')):
        refuses(box, rf'^deck\.json:{place}: error: this is no JSON: .*\[bad-deck\]$', text, 'deck.json')
    for encoding in 'utf-16', 'utf-16-le', 'utf-32':
        refuses(box, r'^deck\.json.*\[bad-deck\]$', '{"notes": []}'.encode(encoding), 'deck.json')


@case
def json_keys_twice(box):
    text = json.dumps(WHOLE)
    survives(box, text.replace('"guid": "g1"', '"guid": "g0", "guid": "g1"'), 'deck.json')
    survives(box, text.replace('"notes": [', '"notes": [], "notes": ['), 'deck.json')
    survives(box, text.replace('"fields": ["F"', '"fields": [], "fields": ["F"'), 'deck.json')


def changed(value, path, other):
    """A copy of a value in which something stands in the place at a path."""
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], other)
    return copy


def places(value, path=()):
    yield path
    if isinstance(value, (dict, list)):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], path + (key,))


OTHERS = (None, True, False, 0, -1, 5, 2 ** 31, 2 ** 63 - 1, -2 ** 63, 1.5, 1e300, '', 'x', 'a\0b', '\ufffe', [], [[]], [None], [5], ['x'], [{}], {}, {'x': 1})


@case
def json_of_wrong_types(box):
    """Whatever stands wherever; what is refused is told by its path."""
    for at, path in enumerate(places(WHOLE)):
        for other in OTHERS[at % 11::11] if SANITIZED else OTHERS[at % 3::3]:
            fine, said = survives(box, json.dumps(changed(WHOLE, path, other)), 'deck.json')
            top = path[0] if path else ''
            if fine or top == '' or 'no-cards' in said or top == 'notes' and len(path) == 1:
                continue
            named = re.search(r'(note_types|decks|media|notes)(\[\d+\])?|^deck\.json.*: (name|deck\.name)', said)
            check(named, f'{path} = {other!r}: {said!r} names no path')


@case
def json_paths(box):
    for path, other, says in ((('notes', 0), 5, r'notes\[0\] is no object'), (('notes', 0, 'guid'), {}, r'notes\[0\]\.guid is no text'),
                              (('notes', 0, 'fields'), 3, r'notes\[0\]\.fields is no list'),
                              (('notes', 0, 'fields', 1), 3, r'notes\[0\]\.fields\[1\] is no text'),
                              (('notes', 0, 'fields'), ['a'] * 3, r'notes\[0\]\.fields has 3 items, and its note type 2'),
                              (('notes', 0, 'tags'), 'x', r'notes\[0\]\.tags is no list'),
                              (('notes', 0, 'tags', 0), [], r'notes\[0\]\.tags\[0\] is no text'),
                              (('notes', 0, 'deck'), 7, r'notes\[0\]\.deck is a number'),
                              (('notes', 0, 'notetype'), 7, r'notes\[0\]\.notetype is a number'),
                              (('notes', 0, 'modified'), 'x', r'notes\[0\]\.modified is no time'),
                              (('notes', 0, 'card_list'), {}, r'notes\[0\]\.card_list is no list'),
                              (('notes', 0, 'card_list', 0, 'ordinal'), 65536, r'notes\[0\]\.card_list\[0\]\.ordinal'),
                              (('note_types',), {}, r'note_types is no list'), (('note_types', 0), 5, r'note_types\[0\] is no object'),
                              (('note_types', 0, 'fields'), [], r'note_types\[0\]\.fields'),
                              (('note_types', 0, 'fields', 1), 5, r'note_types\[0\]\.fields\[1\]'),
                              (('note_types', 0, 'templates'), 5, r'note_types\[0\]\.templates is no list'),
                              (('note_types', 0, 'templates', 0, 'front'), 5, r'note_types\[0\]\.templates\[0\]\.front is no text'),
                              (('decks',), 5, r'decks is no list'), (('decks', 0, 'name'), 5, r'decks\[0\]\.name is no text'),
                              (('media', 0, 'sha1'), 'xyz', r'media\[0\]\.sha1')):
        refuses(box, rf'^deck\.json: error: {says}', json.dumps(changed(WHOLE, path, other)), 'deck.json')
    refuses(box, r'notes\[0\] and notes\[1\] have the same guid, "g1"', json.dumps({**WHOLE, 'notes': [NOTE, NOTE]}), 'deck.json')
    refuses(box, r'no list of notes', '{}', 'deck.json')


@case
def json_of_any_size(box):
    many = json.dumps({**WHOLE, 'notes': [{**NOTE, 'card_list': [{'ordinal': i, 'flag': 1} for i in range(65000)]}]})
    takes(box, many, 'deck.json')
    refuses(box, r'note_types\[0\]\.fields', json.dumps(changed(WHOLE, ('note_types', 0, 'fields'), [f'F{i}' for i in range(65000)])), 'deck.json')
    refuses(box, r'65000 fields', json.dumps({'notes': [{'guid': 'a', 'fields': ['x'] * 65000}]}), 'deck.json')
    takes(box, json.dumps(changed(WHOLE, ('note_types', 0, 'fields', 0), 'n' * 1000000)), 'deck.json')
    takes(box, json.dumps({'notes': [{'fields': ['a', 'b'], 'notetype': 'n' * 1000000}]}), 'deck.json')
    takes(box, json.dumps({'notes': [{'fields': ['a', 'b'], 'deck': 'n' * 1000000, 'tags': ['t' * 1000000]}]}), 'deck.json')
    for key, value in ('global_tags', ['t' * 20] * 20000), ('default_notetype', 'n' * 1000000), ('default_deck', 'n' * 1000000):
        refuses(box, rf'^deck\.json: error: {key}', json.dumps(
            {key: value, 'notes': [{'fields': [str(i), 'a']} for i in range(20000)]}), 'deck.json')
    names = 3000 if SANITIZED else 20000
    refuses(box, r'names more than 1000 note types that no deck knows', json.dumps(
        {'notes': [{'fields': ['a', 'b', 'c', 'd', str(i)], 'notetype': f'T{i}'} for i in range(names)]}), 'deck.json')
    takes(box, json.dumps({'note_types': [{**TYPE, 'name': f'T{i}', 'id': i} for i in range(names)],
                           'notes': [{'fields': ['a', 'b'], 'notetype': f'T{i}'} for i in range(names)]}), 'deck.json')


# ---- Tables ----------------------------------------------------------------------------------------

HEAD = '#separator:Comma\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:4\n'


@case
def tables_with_open_quotes(box):
    for newline in '\n', '\r\n', '\r':
        for text, place, says in (
                ('g1,b,c,,d\ng2,b,c,,"d\ng3,b,c,,d\n', '8:9', 'never closed'),
                ('g1,b,c,,d\ng2,b,c,,"d\ng3,b,c,,"d",e\n', '8:9', 'closed before its end'),
                ('g1,b,c,,"d" \n', '7:9', 'closed before its end')):
            refuses(box, rf'^deck\.csv:{place}: error: the quote .* {says}.*\[bad-deck\]$',
                    (HEAD + text).replace('\n', newline), 'deck.csv')


@case
def tables_that_are_not_text(box):
    refuses(box, r'^deck\.csv:8:10: error: .*byte 0xFF', HEAD.encode() + b'g1,b,c,,d\ng2,b,c,,d\xff\n', 'deck.csv')
    refuses(box, r'^deck\.csv:7:9: .*NUL', HEAD + 'g1,b,c,,\0d\n', 'deck.csv')
    refuses(box, r'\[bad-deck\]', (HEAD + 'g1,b,c,,d\n').encode('utf-16') + b'\x00', 'deck.csv')
    for data, what in ((pack(LEGACY, collection()), 'an Anki package'), (json.dumps(WHOLE), 'JSON'), (b'%PDF-1.7', 'a PDF'),
                       (collection(), 'a database')):
        refuses(box, rf'^deck\.csv: error: this is {what}', data, 'deck.csv')
        refuses(box, r'^deck\.tsv: error: this is ', data, 'deck.tsv')


@case
def tables_of_wrong_columns(box):
    refuses(box, r'^deck\.csv:8:1: error: this row has 6 cells, and the table 5 columns',
            HEAD + '#GUID,Notetype,Deck,Tags,Front\ng1,b,c,,d,e\n', 'deck.csv')
    refuses(box, r'^deck\.csv:10:1: error: row 7 and row 10 have the same guid, g1',
            HEAD + 'g1,b,c,,d\ng2,b,c,,"d\n"\ng1,b,c,,e\n', 'deck.csv')
    refuses(box, r'^deck\.csv.*one column', 'a\nb\nc\n', 'deck.csv')
    refuses(box, r'^deck\.csv.*empty', '', 'deck.csv')
    refuses(box, r'^deck\.tsv.*empty', '\n\n\n', 'deck.tsv')


@case
def tables_of_any_width(box):
    wide = 10000
    names = ','.join(f'c{i}' for i in range(wide))
    row = ','.join(f'v{i}' for i in range(wide))
    for text in (f'{row}\n{row}\n', f'#separator:Comma\n#columns:{names}\n{row}\n', f'{names}\n{row}\n', HEAD + f'g1,Wide,D,,{row}\n',
                 HEAD + f'g1,Wide,D,,{row}\n' + 'g,Wide,D,,a,b,c,d,e\n'.join(['', *map(str, range(10000)), ''])):
        refuses(box, r'deck\.csv.*(columns|fields)', text, 'deck.csv')
    same = ','.join(['same'] * 900)
    takes(box, f'#separator:Comma\n#notetype:Other\n#columns:{same}\n' + ','.join(['v'] * 900) + '\n', 'deck.csv')
    for text in ('g1\n', ',' * 100000 + '\n', 'g1' + ',x' * 100000 + '\n', '"' + 'x' * 1000000 + '"\n', '\n' * 100000, '"' * 100000,
                 ',""' * 16000 + '\n', 'a' * 16000 + ',b\n' * 10000, 'a,b,c\n' * 100000, '#' * 100000, '#a:' * 100000 + '\n'):
        for head in '', HEAD, HEAD.replace('column:1', 'column:99999999999999999999'), HEAD.replace('column:1', 'column:-1'):
            survives(box, head + text, 'deck.csv')
    for separator in '"', '\r', '\\', '#', 'x', '\xff', ' ', '\0':
        survives(box, HEAD.replace('Comma', separator) + 'g1,b,c,,"d"\n', 'deck.csv')


@case
def markdown_cells_of_any_kind(box):
    head = '#separator:Comma\n#html:true\n#markup:markdown\n'
    for cell in '[' * 20000, '*' * 50000, '>' * 20000, '`' * 20000, '<div>' * 5000, '- ' * 5000, '|' * 20000, '![](' * 5000, '\\(' * 20000, '&' * 20000:
        survives(box, f'{head}"{cell}",b\n', 'deck.csv')


if __name__ == '__main__':
    run.main()
