"""A package of Anki's newest layout, read with Python's own means: zip, SQL, and messages of
protocol buffers byte by byte."""

import ctypes
import ctypes.util
import os
import sqlite3
import struct
import zipfile

from kit import Failed, Skipped, expect, expect_equal, lazy

# ---- Zstandard -------------------------------------------------------------------

ROOM = 1 << 28                          # bytes that a frame may become


def zstd():
    name = ctypes.util.find_library('zstd')
    if name is None:
        raise Skipped('Python finds no libzstd')
    library = ctypes.CDLL(name)
    for function in 'ZSTD_decompress', 'ZSTD_findFrameCompressedSize':
        getattr(library, function).restype = ctypes.c_size_t
    library.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
    return library


def unpacked(frame):
    """What one frame holds; it fills all of the bytes, and says its size."""
    library = zstd()
    length = library.ZSTD_findFrameCompressedSize(frame, ctypes.c_size_t(len(frame)))
    expect_equal(length, len(frame), 'bytes of the frame')
    size = library.ZSTD_getFrameContentSize(frame, ctypes.c_size_t(len(frame)))
    expect(size < ROOM, 'the frame does not say its size: %d', size)
    room = ctypes.create_string_buffer(size + 1)
    got = library.ZSTD_decompress(room, ctypes.c_size_t(size + 1), frame, ctypes.c_size_t(len(frame)))
    expect_equal(got, size, 'bytes unpacked')
    return room.raw[:size]


# ---- Messages ----------------------------------------------------------------------

def varint(data, at):
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7f) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            expect(byte > 0 or shift == 7, 'a number is longer than it need be')
            return number, at


def message(data, wanted):
    """Values by name; wanted is {number: (name, kind)}.  Fields come in order, and none that is
    zero, but those of kinds with a ! behind them, which are there whatever they are."""
    values, at, last = {}, 0, 0
    while at < len(data):
        tag, at = varint(data, at)
        number, wire = tag >> 3, tag & 7
        expect(number in wanted, 'field %d is not known', number)
        name, kind = wanted[number]
        expect(number > last or (number == last and kind.startswith('[')), 'field %d is not in its place', number)
        last = number
        if wire == 0:
            value, at = varint(data, at)
        elif wire == 5:
            value, at = struct.unpack_from('<f', data, at)[0], at + 4
        else:
            expect_equal(wire, 2, 'wire type of field %d' % number)
            length, at = varint(data, at)
            expect(at + length <= len(data), 'field %d is cut off', number)
            value, at = data[at:at + length], at + length
        expect(value or kind.endswith('!'), 'field %d is written, and empty', number)
        add(values, name, kind.rstrip('!'), value)
    return values


def add(values, name, kind, value):
    wire = {'text': bytes, 'bytes': bytes, 'packed': bytes, 'floats': bytes, '[bytes': bytes, 'float': float}
    expect(type(value) is wire.get(kind, int), '%s is %r', name, value)
    if kind == 'text':
        value = value.decode('utf-8')
    elif kind == 'flag':
        expect_equal(value, 1, name)
        value = True
    elif kind == 'id' and value >= 1 << 63:
        value -= 1 << 64
    elif kind == 'packed':
        value, at, data = [], 0, value
        while at < len(data):
            number, at = varint(data, at)
            value.append(number)
    elif kind == 'floats':
        value = list(struct.unpack('<%df' % (len(value) // 4), value))
    if kind.startswith('['):
        values.setdefault(name, []).append(value)
    else:
        values[name] = value


NOTETYPE = {1: ('type', 'int'), 2: ('sortf', 'int'), 3: ('css', 'text'), 5: ('latexPre', 'text'),
            6: ('latexPost', 'text'), 7: ('latexsvg', 'flag'), 8: ('req', '[bytes'), 9: ('originalStockKind', 'int')}
REQUIREMENT = {1: ('ord', 'int'), 2: ('kind', 'int'), 3: ('fields', 'packed')}
FIELD = {1: ('sticky', 'flag'), 2: ('rtl', 'flag'), 3: ('font', 'text'), 4: ('size', 'int'),
         5: ('description', 'text'), 6: ('plainText', 'flag'), 7: ('collapsed', 'flag'),
         8: ('excludeFromSearch', 'flag'), 9: ('id', 'id'), 10: ('tag', 'int!'), 11: ('preventDeletion', 'flag')}
TEMPLATE = {1: ('qfmt', 'text'), 2: ('afmt', 'text'), 3: ('bqfmt', 'text'), 4: ('bafmt', 'text'),
            6: ('bfont', 'text'), 7: ('bsize', 'int'), 8: ('id', 'id')}
KIND = {1: ('normal', 'bytes')}
NORMAL = {1: ('conf', 'id'), 4: ('desc', 'text'), 5: ('md', 'flag')}
PRESET = {1: ('learn', 'floats'), 2: ('relearn', 'floats'), 4: ('days', 'floats'), 9: ('new', 'int'),
          10: ('reviews', 'int'), 11: ('ease', 'float'), 12: ('easy', 'float'), 13: ('hard', 'float'),
          15: ('intervals', 'float'), 16: ('longest', 'int'), 17: ('lapse', 'int'), 18: ('good', 'int'),
          19: ('easy days', 'int'), 21: ('leech action', 'int'), 22: ('leech', 'int'), 24: ('cap', 'int'),
          37: ('retention', 'float'), 40: ('past retention', 'float'), 44: ('wait', 'flag')}
MEDIA = {1: ('entries', '[bytes')}
ENTRY = {1: ('name', 'text'), 2: ('size', 'int!'), 3: ('sha1', 'bytes')}
META = {1: ('version', 'int')}


# ---- The order of names ---------------------------------------------------------------

def is_young(c):
    """Unicode 12.1 did not know it, and so Anki's release of the crate unicase does not."""
    return c in (0x2c2f, 0xa7c0) or 0xa7c7 <= c <= 0xa7f5 or 0x10570 <= c <= 0x10595 or \
        c == 0x1c89 or 0x10d50 <= c <= 0x10d65 or 0x16ea0 <= c <= 0x16ebf


def folded(name):
    result = []
    for c in name:
        some = [ord(x) for x in (c if is_young(ord(c)) else c.casefold())]
        result += some[2:] + some[:2] if len(some) == 3 else some
    return result


def unicase(a, b):
    a, b = folded(a), folded(b)
    return (a > b) - (a < b)


# ---- The package -------------------------------------------------------------------------

class Latest:
    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    @lazy
    def zip(self):
        return zipfile.ZipFile(self.path)

    @lazy
    def media(self):
        """(name, size, sha1) of each file, in the order of the list."""
        entries = message(unpacked(self.zip.read('media')), MEDIA).get('entries', [])
        entries = [message(entry, ENTRY) for entry in entries]
        return [(entry['name'], entry['size'], entry['sha1'].hex()) for entry in entries]

    @lazy
    def db(self):
        path = os.path.join(self.folder, 'collection.anki21b')
        with open(path, 'wb') as file:
            file.write(unpacked(self.zip.read('collection.anki21b')))
        db = sqlite3.connect(path)
        db.create_collation('unicase', unicase)
        db.row_factory = sqlite3.Row
        return db

    def rows(self, sql, *values):
        return self.db.execute(sql, values).fetchall()

    def models(self):
        """Note types as schema 11 would have them, by id; what is zero there is left out."""
        result = {}
        for row in self.rows('SELECT * FROM notetypes'):
            model = {'id': row['id'], 'name': row['name'], 'mod': row['mtime_secs'], 'usn': row['usn'],
                     **message(row['config'], NOTETYPE)}
            model['req'] = [self.requirement(data) for data in model.get('req', [])]
            model['flds'] = [{'name': field['name'], 'ord': field['ord'], **message(field['config'], FIELD)}
                             for field in self.rows('SELECT * FROM fields WHERE ntid = ? ORDER BY ord', row['id'])]
            model['tmpls'] = [{'name': one['name'], 'ord': one['ord'], **message(one['config'], TEMPLATE)}
                              for one in self.rows('SELECT * FROM templates WHERE ntid = ? ORDER BY ord', row['id'])]
            result[row['id']] = model
        return result

    @staticmethod
    def requirement(data):
        one = message(data, REQUIREMENT)
        return [one.get('ord', 0), {0: 'none', 1: 'any', 2: 'all'}[one['kind']], one['fields']]

    def decks(self):
        result = {}
        for row in self.rows('SELECT * FROM decks'):
            expect_equal(row['common'], b'', 'common of deck ' + row['name'])
            result[row['id']] = {'id': row['id'], 'name': row['name'].replace('\x1f', '::'),
                                 'mod': row['mtime_secs'], 'usn': row['usn'],
                                 **message(message(row['kind'], KIND)['normal'], NORMAL)}
        return result


def without_zeros(value):
    """An object of schema 11 as proto3 would have it."""
    if isinstance(value, dict):
        return {key: without_zeros(one) for key, one in value.items()
                if one not in (0, '', None, False) or key in ('ord', 'tag', 'usn', 'mod')}
    return [without_zeros(one) if isinstance(one, dict) else one for one in value] if isinstance(value, list) else value
