"""A source and the decks made of it, read with Python's own libraries."""

import csv
import io
import json
import os
import re
import sqlite3
import zipfile

from kit import Failed, brief, expect, expect_equal, lazy

# ---- JSON ---------------------------------------------------------------------

def check_shape(value, wanted, where):
    """value is an object with at least the keys of wanted, of exactly those types."""
    expect(isinstance(value, dict), '%s is no object', where)
    for key, kind in wanted.items():
        expect(key in value, '%s has no %s', where, key)
        if isinstance(kind, dict):
            check_shape(value[key], kind, '%s.%s' % (where, key))
            continue
        kinds = kind if isinstance(kind, tuple) else (kind,)
        expect(type(value[key]) in kinds, '%s.%s is %s', where, key, brief(repr(value[key])))


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

    def cells(self):
        """(text, whether it is quoted, whether it ends a record) of each cell."""
        cell = re.compile('(?:"((?:[^"]|"")*)"|([^"\r\n%s]*))(%s|\n|\\Z)' % (self.separator, self.separator))
        at = 0
        while at < len(self.body):
            found = cell.match(self.body, at)
            expect(found, 'a cell is not quoted as it should be: %s', brief(self.body[at:]))
            quoted = found[1] is not None
            yield found[1].replace('""', '"') if quoted else found[2], quoted, found[3] != self.separator
            at = found.end()

    def strict_records(self):
        records, record = [], []
        for text, _, last in self.cells():
            record.append(text)
            if last:
                records.append(record)
                record = []
        return records
