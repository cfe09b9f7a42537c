#!/usr/bin/env python3
"""Reads what the real Anki exports as text, in all the ways it can be told to.

    VENV/bin/python tables.py PATH-TO-READER SCRATCH-FOLDER

VENV is what ./setup made; the reader is tests/unit/csv, which shows what is read.  Under
a Python without Anki every test is skipped, by name.
"""

import argparse
import csv
import itertools
import os
import subprocess
import sys

sys.dont_write_bytecode = True          # nothing is left beside the sources
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'package')]
from kit import Report, Tests, expect, expect_equal

try:
    from anki.collection import Collection, ImportCsvRequest
    NO_ANKI = None
except ModuleNotFoundError as why:
    if why.name != 'anki':              # it is there, and broken
        raise
    NO_ANKI = 'this Python has no Anki; see tests/anki/setup'

SWITCHES = 'with_html', 'with_tags', 'with_deck', 'with_notetype', 'with_guid'

# Fields of notes, by note type.
NOTES = [
    ('Basic', 'Default', [], ['front', 'back']),
    ('Basic', 'A::B', ['x', 'y::z'], ['<b>bold</b> &amp; "quoted"', 'a\nb <br> c']),
    ('Basic', 'A::B', ['二'], ['#tag, semi; colon: | pipe', '\ttab\tand\ttabs']),
    ('Basic', 'A', [], ['"', '""']),
    ('Basic', 'A', [], ["it's", '=1+1']),
    ('Basic', 'A', [], ['a &lt; b', 'x&nbsp;y']),
    ('Basic', 'A', [], ['<pre><code>int x;\n\nint y;</code></pre>', '<div>one</div><div>two</div>']),
    ('Basic', 'A', ['#hash'], ['# heading', '[sound:a.mp3] <img src="b c.png">']),
    ('Cloze', 'A::C', ['k'], ['{{c1::one}} and {{c2::二::hint}}', '']),
    ('Three', 'A::C', ['k'], ['uno', '', 'tres\n']),
    ('Three', 'A::C', ['k'], ['uno\n\nzwei', ' blanks ', '']),
]

tests = Tests()


class Exported:
    """A collection with the notes, in a scratch folder."""

    def __init__(self, reader, scratch):
        self.reader, self.folder = reader, scratch
        os.makedirs(scratch, exist_ok=True)
        self.col = self.empty('from')
        three = self.col.models.new('Three')
        for name in 'Uno', 'Dos', 'Tres':
            self.col.models.add_field(three, self.col.models.new_field(name))
        template = self.col.models.new_template('Card 1')
        template['qfmt'], template['afmt'] = '{{Uno}}', '{{Dos}}{{Tres}}'
        self.col.models.add_template(three, template)
        self.col.models.add(three)
        for number, (kind, deck, tags, fields) in enumerate(NOTES * 20):
            note = self.col.new_note(self.col.models.by_name(kind))
            note.fields = list(fields) if number < len(NOTES) else [fields[0] + ' %d' % number, *fields[1:]]
            note.tags = tags
            self.col.add_note(note, self.col.decks.id(deck))

    def empty(self, name):
        path = os.path.join(self.folder, name + '.anki2')
        if os.path.exists(path):
            os.unlink(path)
        return Collection(path)

    def export(self, **switches):
        path = os.path.join(self.folder, '-'.join(name for name in switches if switches[name]) + '.tsv')
        self.col.export_note_csv(out_path=path, limit=None, **switches)
        return path

    def read(self, path):
        """(guid, note type, deck, tags, fields) of each note as cardmill reads it."""
        done = subprocess.run([self.reader, '--read', path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        expect(done.returncode == 0, '%s: %s', os.path.basename(path), done.stderr.decode())
        notes = []
        for line in done.stdout.decode().split('\x1e')[:-1]:
            guid, kind, deck, _, tags, *fields = line.split('\x1f')
            notes.append((guid, kind, deck, tags.split(), fields))
        return notes


def escaped(text):
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('\n', '<br>')


def rows(path):
    """The same read by Python: header lines, cells."""
    head = {}
    with open(path, encoding='utf-8', newline='') as file:
        text = file.read()
    while text.startswith('#'):
        line, _, text = text.partition('\n')
        key, _, value = line[1:].partition(':')
        head[key] = value
    return head, list(csv.reader(text.splitlines(keepends=True), delimiter='\t'))


@tests
def notes_in_all_ways(e):
    csv.field_size_limit(1 << 24)
    for values in itertools.product((False, True), repeat=len(SWITCHES)):
        path = e.export(**dict(zip(SWITCHES, values)))
        head, table = rows(path)
        at = {key: int(head[key + ' column']) - 1 for key in ('guid', 'notetype', 'deck', 'tags') if key + ' column' in head}
        mend = str if head['html'] == 'true' else escaped
        wanted = [tuple(row[at[key]] if key in at else '' for key in ('guid', 'notetype', 'deck')) +
                  (row[at['tags']].split() if 'tags' in at else [],
                   [mend(cell) for i, cell in enumerate(row) if i not in at.values()]) for row in table]
        got = e.read(path)
        name = os.path.basename(path)
        expect_equal(len(got), len(NOTES) * 20, 'notes of ' + name)
        for one, other in zip(got, wanted):
            expect_equal(one, other, name)


@tests
def notes_as_anki_has_them(e):
    notes = {note.guid: note for note in map(e.col.get_note, e.col.find_notes(''))}
    got = e.read(e.export(**dict.fromkeys(SWITCHES, True)))
    expect_equal(sorted(guid for guid, *_ in got), sorted(notes), 'guids')
    for guid, kind, deck, tags, fields in got:
        note = notes[guid]
        expect_equal((kind, deck, sorted(tags)),
                     (note.note_type()['name'], e.col.decks.name(note.cards()[0].did), sorted(note.tags)), guid)
        expect_equal(fields, note.fields + [''] * (3 - len(note.fields)), guid)


@tests
def plain_text_as_anki_takes_it_back(e):
    """What Anki makes of its own text, cardmill does, but for quotes, which need no escape."""
    path = e.export(with_html=False, with_tags=True, with_deck=True, with_notetype=True, with_guid=True)
    other = e.empty('to')
    try:
        for kind in ('Three',):
            model = e.col.models.by_name(kind)
            model['id'] = 0
            other.models.add(model)
        other.import_csv(ImportCsvRequest(path=path, metadata=other.get_csv_metadata(path, None)))
        notes = {note.guid: note for note in map(other.get_note, other.find_notes(''))}
        expect(len(notes) > 200, 'Anki took %d notes', len(notes))
        got = {guid: fields for guid, _, _, _, fields in e.read(path)}
        for guid, note in notes.items():
            wanted = [field.replace('&quot;', '"').replace('&#x27;', "'") for field in note.fields]
            expect_equal(got[guid][:len(wanted)], wanted, guid)
    finally:
        other.close()


@tests
def cards(e):
    for html in False, True:
        path = os.path.join(e.folder, 'cards-%s.tsv' % html)
        e.col.export_card_csv(out_path=path, limit=None, with_html=html)
        mend = str if html else escaped
        _, table = rows(path)
        expect_equal([fields for *_, fields in e.read(path)], [[mend(cell) for cell in row] for row in table],
                     'cards')


def main():
    parser = argparse.ArgumentParser(description='Read what Anki exports as text.')
    parser.add_argument('reader', metavar='PATH-TO-READER')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    options = parser.parse_args()
    report = Report('tables')
    if NO_ANKI:
        report.skip(tests, '', NO_ANKI)
        return 0
    exported = Exported(os.path.abspath(options.reader), options.scratch)
    report.run(tests, '', exported)
    exported.col.close()
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
