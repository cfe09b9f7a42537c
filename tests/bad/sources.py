#!/usr/bin/env python3
"""Runs cardmill with bad decks as sources: those of decks.py, and what only a source may hold.

    sources.py PATH-TO-CARDMILL SCRATCH-FOLDER [NAME]...

Whatever a deck holds: it ends soon and in bounded memory, with one sentence that names the
file, and the outputs stay what they were; or its notes are taken, and what is missing is told.
"""

import io
import json
import subprocess
import sys
import warnings
import zipfile

sys.dont_write_bytecode = True
import decks
import run
from decks import HEAD, ROOM, SOON, built, bounded, collection, package, zstd_of_zeros
from run import SANITIZED, case, check

# What is no error of a source, or is about the earlier build alone.
NOT_OF_SOURCES = {'earlier_deck_of_another_ending', 'earlier_deck_that_is_a_folder', 'the_output_itself_is_damaged', 'models_of_another_shape',
                  'values_of_other_kinds', 'csv_without_guids', 'csv_of_any_width', 'json_of_another_shape'}
run.cases[:] = [('source-' + name, test) for name, test in run.cases if test.__name__ not in NOT_OF_SOURCES]


def outputs(name):
    return (name, '-o', 'x.csv', '-o', 'new.apkg', '-o', 'new.json', '--fresh')


def refuses(box, says, data, name='old.apkg'):
    """cardmill says so of a source with these bytes, and writes nothing."""
    if data is not None:
        box.write(name, data)
    if not SANITIZED:
        before = box.tree()
        done = subprocess.run([box.program, *outputs(name)], cwd=box.folder, capture_output=True, timeout=SOON,
                              env=run.environment(), preexec_fn=bounded)
        check(done.returncode == 1, f'status {done.returncode}: {done.stderr[-300:]!r}')
        box.unchanged(before)
    result = box.fails(1, says, *outputs(name), timeout=SOON)
    told = [line for line in result.lines if ': error: ' in line]
    check(name in told[0] and '--fresh' not in told[0], f'the file is not told: {told[0]!r}')
    return told[0]


decks.refuses = refuses                 # its cases try sources from here on


def taken(box, data, name='old.apkg'):
    """The deck that cardmill makes of a source, as JSON, and what it says."""
    box.write(name, data)
    result = box.run(name, '-o', 'new.json', '-o', 'new.apkg', '--fresh', timeout=SOON)
    check(result.status == 0, result.err)
    return json.loads(box.path('new.json').read_bytes()), result.err


# ---- Packages --------------------------------------------------------------------------

@case
def media_that_are_paths(box):
    with zipfile.ZipFile(io.BytesIO(built(box))) as archive:
        data = archive.read('collection.anki2')
    for name in '../x.png', '/etc/passwd', 'a/b.png', '..', '.', '', 'a\\b.png', 'a\0b.png':
        refuses(box, r'^old\.apkg: error: media in it names a file .*a path \[bad-deck\]$',
                package(('collection.anki2', data), ('media', json.dumps({'0': name})), ('0', b'x')))


@case
def media_lists_of_another_shape(box):
    with zipfile.ZipFile(io.BytesIO(built(box))) as archive:
        data = archive.read('collection.anki2')
    for text in '', 'x', '[]', '5', '{"0": 5}', '{"0":', '[' * 100000:
        refuses(box, r'^old\.apkg: error: media in it.*\[bad-deck\]$', package(('collection.anki2', data), ('media', text)))
    gaps = package(('collection.anki2', data), ('media', '{"7": "a.png", "3": "b.png", "x": "c.png"}'), ('3', b'b'))
    deck, told = taken(box, gaps)
    check([one['name'] for one in deck['media']] == ['b.png'], f'media: {deck["media"]}')


@case
def media_members_twice(box):
    with zipfile.ZipFile(io.BytesIO(built(box))) as archive:
        data = archive.read('collection.anki2')
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        refuses(box, r'^old\.apkg: error: 0 is in it twice \[bad-deck\]$',
                package(('collection.anki2', data), ('media', '{"0": "a.png"}'), ('0', b'x'), ('0', b'y')))


@case
def media_that_are_bombs(box):
    with zipfile.ZipFile(io.BytesIO(built(box))) as archive:
        data = archive.read('collection.anki2')
    zeros = bytes((80 if SANITIZED else 300) * 1000 * 1000)
    refuses(box, r'0 in it, a\.png, is damaged: it becomes too large',
            package(('collection.anki2', data), ('media', '{"0": "a.png"}'), ('0', zeros)))
    box.write('b.json', json.dumps({'notes': [{'guid': 'g', 'fields': ['a', 'b']}]}))
    check(box.run('b.json', '-o', 'l.apkg', '--package', 'latest', '--fresh').status == 0, 'no latest package')
    with zipfile.ZipFile(box.path('l.apkg')) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist() if name != 'media']
    refuses(box, r'media becomes too large', package(*members, ('media', zstd_of_zeros(2 << 30))))
    refuses(box, r'media.* damaged', package(*members, ('media', b'\x28\xb5\x2f\xfd')))


@case
def notes_that_fit_no_type(box):
    refuses(box, r'note type of the note', collection(box, 'UPDATE notes SET mid = 7'))
    refuses(box, r'has 6 fields, and its note type 4',
            collection(box, "UPDATE notes SET flds = flds || char(31) || 'x' || char(31)"))
    refuses(box, r'note type of the note', collection(box, "UPDATE col SET models = '{}'"))


@case
def cards_of_nobody(box):
    """Cards without a note, notes without a card, decks that are not there."""
    for statement in ('UPDATE cards SET nid = nid + 1000', 'DELETE FROM cards', 'UPDATE cards SET did = 99',
                      'UPDATE cards SET ord = 70000', 'UPDATE cards SET ord = -1', "UPDATE col SET decks = '{}'",
                      'UPDATE cards SET due = 9223372036854775807', 'DROP TABLE revlog', "UPDATE notes SET guid = ''"):
        deck, _ = taken(box, collection(box, statement))
        check(deck['notes'], 'no note')


@case
def review_history_is_told(box):
    _, told = taken(box, collection(box, 'INSERT INTO revlog SELECT id, id, 0, 1, 1, 1, 1, 1, 1 FROM cards'))
    check('[review-history]' in told, told)


@case
def values_of_other_kinds_in_a_source(box):
    """Numbers for text, blobs for numbers, nothing at all: an error or a deck."""
    for value in 'NULL', '5', '1.5', "x''", "x'00'", "''", '9223372036854775807', "'{\"id\": 5}'", "'{'":
        data = collection(box, *(f'CREATE TABLE free AS SELECT * FROM {table}; DROP TABLE {table}; '
                                 f'ALTER TABLE free RENAME TO {table}' for table in ('notes', 'cards')),
                          f'UPDATE notes SET guid = {value}, mod = {value}, tags = {value}, data = {value}',
                          f'UPDATE cards SET did = {value}, ord = {value}, due = {value}, queue = {value}, flags = {value}')
        box.write('old.apkg', data)
        result = box.run('old.apkg', '-o', 'new.apkg', '--fresh', timeout=SOON)
        check(result.status in (0, 1), result.err)


# ---- JSON and tables ----------------------------------------------------------------------

@case
def json_with_paths(box):
    note = {'guid': 'g', 'fields': ['a', 'b']}
    type_ = {'name': 'T', 'cloze': False, 'fields': ['A'], 'templates': [{'name': 'C', 'front': '{{A}}', 'back': ''}]}
    for path, deck in (
            (r'notes\[1\] is no object', {'notes': [note, 5]}),
            (r'notes\[0\]\.fields is no list', {'notes': [{'guid': 'g', 'fields': 'x'}]}),
            (r'notes\[0\]\.fields\[1\] is no text', {'notes': [dict(note, fields=['a', 5])]}),
            (r'notes\[0\]\.tags\[0\] is no text', {'notes': [dict(note, tags=[5])]}),
            (r'notes\[0\]\.guid is no text', {'notes': [dict(note, guid=5)]}),
            (r'notes\[0\]\.deck is a number', {'notes': [dict(note, deck=5)]}),
            (r'notes\[0\]\.modified is no time', {'notes': [dict(note, modified='x')]}),
            (r'notes\[0\]\.source is no object', {'notes': [dict(note, source=5)]}),
            (r'notes\[0\]\.card_list is no list', {'notes': [dict(note, card_list=[])]}),
            (r'notes\[0\]\.card_list\[0\]\.ordinal is no number', {'notes': [dict(note, card_list=[{'ordinal': -1}])]}),
            (r'notes\[0\]\.fields has 2 items, and its note type 1', {'notes': [dict(note, notetype='T')], 'note_types': [type_]}),
            (r'notes\[0\] and notes\[1\] have the same guid', {'notes': [note, note]}),
            (r'note_types is no list', {'notes': [note], 'note_types': {}}),
            (r'note_types\[0\]\.fields is no list', {'notes': [note], 'note_types': [dict(type_, fields=[])]}),
            (r'note_types\[0\]\.templates\[0\] has no name', {'notes': [note], 'note_types': [dict(type_, templates=[{}])]}),
            (r'media\[0\]\.sha1 is not', {'notes': [note], 'media': [{'name': 'a', 'sha1': 'x'}]}),
            (r'it has no list of notes', {'x': 1})):
        refuses(box, r'^old\.json: error: .*' + path, json.dumps(deck), 'old.json')


@case
def json_of_10000_levels(box):
    for text in '[' * 10000 + ']' * 10000, '{"notes": ' + '[' * 10000 + ']' * 10000 + '}':
        refuses(box, r'^old\.json:1:\d+: error: this is no JSON', text, 'old.json')


if __name__ == '__main__':
    run.main()
