"""Tests of the JSON, CSV and TSV decks, and that the same notes give the same bytes."""

import hashlib
import json
import os
import re
import unicodedata

import sheet
from deck import Table, check_shape, read_json
from expected import IN_FIELD, NOTETYPES
from kit import FORMATS, Failed, Skipped, Tests, copy_source, expect, expect_equal, expect_none
from rules import Balance, card_numbers

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      '..', '..', 'src', 'formats', 'deck.schema.json')

tests = Tests()


# ---- JSON ---------------------------------------------------------------------

@tests
def json_text(case):
    data = case.bytes('json')
    expect(not data.startswith(b'\xef\xbb\xbf'), 'it begins with a byte-order mark')
    expect(data.endswith(b'}\n'), 'it does not end with a line')
    expect(not re.search(rb'[\x00-\x09\x0b-\x1f\x7f]', data), 'it holds control characters')


@tests
def json_for_anki(case):
    check_shape(case.deck, {'format': str, 'version': int, 'name': str, 'note_types': list, 'media': list,
                            'notes': list}, 'the deck')
    # Under this name every import would add the note types again.
    expect('notetypes' not in case.deck, 'it has notetypes')
    for i, note in enumerate(case.deck['notes']):
        check_shape(note, {'guid': str, 'notetype': str, 'deck': str, 'tags': list, 'fields': list,
                           'context': str, 'rule': str, 'modified': int, 'source': dict}, 'note %d' % i)
        check_shape(note['source'], {'file': str, 'line': int, 'end_line': int}, 'source of note %d' % i)
        expect(all(type(text) is str for text in note['fields'] + note['tags']),
               'note %d has other than text', i)
        expect(1 <= note['source']['line'] <= note['source']['end_line'], 'note %d stands on lines %s', i,
               note['source'])
        for text in note['context'], note['source']['file']:
            expect(not IN_FIELD.search(text) and unicodedata.is_normalized('NFC', text),
                   'note %d has control characters, or letters in pieces: %r', i, text)


@tests
def json_media(case):
    """What the deck says of its media is true of the package, and of the files themselves."""
    names = [media['name'] for media in case.deck['media']]
    # What the cards themselves need is no media of a note; its names begin with a line.
    of_notes = {number: name for number, name in case.media.items() if not name.startswith('_')}
    expect_equal(names, [of_notes[str(i)] for i in range(len(of_notes))], 'media')
    root = case.source if os.path.isdir(case.source) else os.path.dirname(case.source)
    below = {}
    for top, _, files in os.walk(root) if names else ():
        for name in files:
            path = os.path.join(top, name)
            below[unicodedata.normalize('NFC', os.path.relpath(path, root))] = path
    for i, media in enumerate(case.deck['media']):
        data = case.zip.read(str(i))
        expect_equal((media['size'], media['sha1']), (len(data), hashlib.sha1(data).hexdigest()),
                     'size and SHA-1 of ' + media['file'])
        expect(media['file'] in below, 'there is no file %s', media['file'])
        with open(below[media['file']], 'rb') as file:
            expect(file.read() == data, '%s is another one in the package', media['file'])


@tests
def json_schema(case):
    validate(case.deck)


@tests
def json_like_package(case):
    got = [(note['guid'], note['notetype'], note['fields'], sorted(note['tags']), note['modified'])
           for note in case.deck['notes']]
    wanted = [(note['guid'], NOTETYPES[note['mid']][0], case.fields(note),
               sorted(tag for tag in note['tags'].split(' ') if tag), note['mod']) for note in case.notes]
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


def expect_head(case, name):
    table = case.table(name)
    wanted = ['#separator:' + {',': 'Comma', '\t': 'Tab'}[table.separator]] + HEAD
    keys = [record for record in table.strict_records() if not record[0]]
    columns = COLUMNS + (['GUID key'] if keys else [])   # guids that cannot stand in a cell
    expect_equal(table.head, wanted + [table.separator.join(columns)], 'header lines')


def expect_lines(case, name):
    text = case.text(name)
    expect(not text.startswith('\ufeff'), 'it begins with a byte-order mark')
    expect(text.endswith('\n') and '\r' not in text, 'lines do not end with LF alone')
    expect_equal(text.count('\n'), len(HEAD) + 2 + len(case.deck['notes']), 'lines, one a record')
    expect(not re.search(r'[\x00-\x08\x0b-\x1f\x7f]', text), 'it holds control characters')
    expect_none((line for line in case.table(name).body.split('\n')
                 if line and not re.match('[A-Za-z]', line)), 'records that begin with no letter')


def expect_quoting(case, name):
    table = case.table(name)
    for ours, theirs in zip(table.strict_records(), table.records()):
        expect_equal(ours, theirs, 'a record as Python reads it')
    expect_none((text for text, quoted, _ in table.cells()
                 if not quoted and (text.startswith('#') or re.search('[,;\t"]', text))),
                'cells that are not quoted, and a spreadsheet may cut or take for a comment')


def runs(cell):
    """Whether it is a formula, or would be one for a program that has semicolons between cells."""
    return any(part[:1] in ('=', '@') or re.match('[-+][^ ]', part) for part in cell.split(';') if part) or \
        cell[:1] in ('=', '+', '-', '@')


def expect_like_json(case, name):
    table = case.table(name)
    records, columns = table.strict_records(), table.head[-1].split(table.separator)
    wanted = [[note['guid'], note['notetype'], note['deck'], ' '.join(note['tags'])] + note['fields']
              for note in case.deck['notes']]
    expect_equal(len(records), len(wanted), 'records')
    for ours, theirs in zip(records, wanted):
        expect_equal(sheet.record(ours, columns), theirs, 'record ' + ours[0])
        expect_none((cell for cell in ours[1:] if runs(cell)), 'cells that a spreadsheet would reckon')


@tests
def csv_head(case):
    expect_head(case, 'csv')


@tests
def csv_lines(case):
    expect_lines(case, 'csv')


@tests
def csv_quoting(case):
    expect_quoting(case, 'csv')


@tests
def csv_like_json(case):
    expect_like_json(case, 'csv')


@tests
def tsv_head(case):
    expect_head(case, 'tsv')


@tests
def tsv_lines(case):
    expect_lines(case, 'tsv')


@tests
def tsv_quoting(case):
    expect_quoting(case, 'tsv')


@tests
def tsv_like_json(case):
    expect_like_json(case, 'tsv')


# ---- The same bytes -----------------------------------------------------------

def expect_same(case, files, formats=FORMATS):
    for name in formats:
        with open(files[name], 'rb') as file:
            expect(file.read() == case.bytes(name), 'the %s differs', name)


@tests
def same_bytes(case):
    expect_same(case, case.mill.build(case.mill.folder(case.label, 'second'), case.source))


@tests
def same_bytes_over(case):
    """Once more over the outputs of the first time."""
    folder = case.mill.folder(case.label, 'over')
    case.mill.build(folder, case.source)
    expect_same(case, case.mill.build(folder, case.source))


@tests
def same_bytes_elsewhere(case):
    """A copy in another place, under another language and time zone."""
    folder = case.mill.folder(case.label, 'elsewhere')
    name = os.path.basename(copy_source(case.source, folder, case.deck['media']))
    files = case.mill.build(case.mill.folder(case.label, 'third'), name, cwd=folder,
                            LC_ALL='C', LANG='tr_TR.UTF-8', TZ='Pacific/Kiritimati', HOME='/nonexistent')
    expect_same(case, files)


@tests
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
        expect_equal(sheet.record(record, COLUMNS)[4:], note['fields'], 'fields of ' + record[0])
        for field in note['fields']:
            wrong = Balance(field).wrong
            expect(wrong is None, '%s: %s', note['guid'], wrong)
        cloze = note['notetype'] == 'Cloze'
        expect_equal(card_numbers(cloze, note['fields']), card_numbers(cloze, ours['fields']),
                     'cards of ' + note['guid'])
    expect_equal(len(deck['notes']), len(case.deck['notes']), 'notes')


@tests
def stock_notetypes_schema(case):
    files = case.mill.build(case.mill.folder(case.label, 'stock'), case.source, '--notetypes', 'Basic,Cloze',
                            formats=['json'])
    with open(files['json'], encoding='utf-8') as file:
        validate(json.load(file))
