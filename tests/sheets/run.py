#!/usr/bin/env python3
"""Has LibreOffice open, save and give back what cardmill wrote, and looks at what came of it.

    run.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

Without LibreOffice every test is skipped, by name.  A source is a Markdown file or a folder
of them; a deck of nothing but dangerous cells is added (torture.py).  LibreOffice is told to
be as curious as it can: to look for dates and numbers, and to reckon formulas.
"""

import argparse
import csv
import html
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

sys.dont_write_bytecode = True          # nothing is left beside the sources
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'package'))
import sheet
import torture
from kit import Mill, Report, Tests, brief, expect, expect_equal, expect_none, labels

OFFICE = shutil.which('soffice') or shutil.which('libreoffice')
LANGUAGES = {'en': 1033, 'de': 1031, 'fr': 1036, 'tr': 1055, 'ja': 1041}    # as Microsoft numbers them
TIMEOUT = 300                           # s, for all files of a kind
CELL = 32767                            # characters of a cell in a workbook; what is behind them is lost
OPTIONS = ('--table-rows',)

tests = Tests()
once = Tests()


# ---- LibreOffice ------------------------------------------------------------------

def text_filter(separator, language):
    """UTF-8, quotes, from the first line; special numbers are looked for, formulas reckoned."""
    return 'Text - txt - csv (StarCalc):%s,34,76,1,,%d,false,true,true,false,false,-1,true' % (
        '/'.join(str(ord(c)) for c in separator), language)


def saving(separator, language):
    """As it is shown; only cells that need them get quotes."""
    return 'csv:Text - txt - csv (StarCalc):%d,34,76,1,,%d,false,true,false' % (ord(separator), language)


class Office:
    def __init__(self, scratch):
        self.scratch = scratch

    def convert(self, paths, folder, to, reading=None):
        """The paths of what became of them, in folder."""
        os.makedirs(folder, exist_ok=True)
        command = [OFFICE, '-env:UserInstallation=file://' + os.path.join(self.scratch, 'profile'), '--headless',
                   '--norestore', '--convert-to', to, '--outdir', folder]
        if reading:
            command.append('--infilter=' + reading)
        done = subprocess.run(command + paths, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=TIMEOUT,
                              stderr=subprocess.STDOUT, env=dict(os.environ, HOME=self.scratch))
        ending = to.split(':')[0]
        made = [os.path.join(folder, os.path.splitext(os.path.basename(path))[0] + '.' + ending) for path in paths]
        for path in made:
            expect(os.path.exists(path), 'LibreOffice made no %s: %s', os.path.basename(path),
                   done.stdout.decode('utf-8', 'replace')[-200:])
        return made


# ---- The ways ---------------------------------------------------------------------

class Way:
    """How tables go through the spreadsheet: opened, saved, and closed."""

    def __init__(self, name, opened, language, saved, workbook=False):
        self.name, self.opened, self.language, self.saved, self.workbook = name, opened, language, saved, workbook

    def go(self, office, tables, folder):
        """Paths of what came back, in the order of the tables."""
        number = LANGUAGES[self.language]
        reading = text_filter(self.opened, number)
        if self.workbook:
            self.books = office.convert(tables, os.path.join(folder, 'books'), 'xlsx', reading)
            return office.convert(self.books, folder, saving(self.saved, number))
        return office.convert(tables, folder, saving(self.saved, number), reading)


WAYS = [Way('comma', ',', 'en', ','), Way('semicolon', ',', 'de', ';'), Way('all-separators', ',;\t', 'en', ';'),
        Way('workbook', ',', 'en', ',', True), Way('workbook-german', ',', 'de', ';', True),
        Way('french', ',', 'fr', ';'), Way('turkish', ',', 'tr', ';'), Way('japanese', ',', 'ja', ',')]
TABS = Way('tabs', '\t', 'en', '\t')


def rows_of(path, separator):
    with open(path, encoding='utf-8-sig', newline='') as file:
        return [row for row in csv.reader(file, delimiter=separator)]


def bare(row):
    """Without the cells that a spreadsheet fills a row up with."""
    while row and row[-1] == '':
        row = row[:-1]
    return row


class Deck:
    def __init__(self, label, source, commas, tabs, meant):
        self.label, self.source, self.csv, self.tsv, self.json = label, source, commas, tabs, meant


def changed_cells(path, back, way):
    """(cell, what came back) of each that is another one."""
    ours, theirs = rows_of(path, way.opened[0]), rows_of(back, way.saved)
    expect_equal(len(theirs), len(ours), 'rows')
    for one, other in zip(ours, theirs):
        one, other = bare(one), bare(other)
        expect_equal(len(other), len(one), 'cells of the row of %s' % brief(one[0] if one else ''))
        yield from ((a, b) for a, b in zip(one, other)
                    if a != b and not (way.workbook and len(a) > CELL))


def notes_of(path):
    with open(path, encoding='utf-8') as file:
        return [[note[key] for key in ('guid', 'notetype', 'deck', 'tags', 'fields')]
                for note in json.load(file)['notes']]


def expect_nothing_changed(mill, deck, path, back, way):
    """Neither cell by cell, nor as cardmill reads it: as a deck, and as an earlier build."""
    expect_none(changed_cells(path, back, way), '%s: cells changed' % deck.label)
    again = os.path.join(mill.folder('again'), 'again.json')
    done = mill.run('-q', '--fresh', '-o', again, back)
    expect_equal(done.returncode, 0, '%s: status, %s' % (deck.label, done.stderr.decode()))
    wanted = notes_of(deck.json)
    for ours, theirs in zip(wanted, notes_of(again)):
        expect_equal(theirs, ours, '%s: note' % deck.label)
    expect_equal(len(notes_of(again)), len(wanted), '%s: notes' % deck.label)
    done = mill.run('-q', '--dry-run=json', '--previous', back, *OPTIONS, '-o', again, deck.source)
    expect_equal(done.returncode, 0, '%s: status, %s' % (deck.label, done.stderr.decode()))
    counts = {name: count for name, count in json.loads(done.stdout)['counts'].items() if count}
    expect_equal(counts, {'unchanged': len(wanted)}, '%s: notes' % deck.label)


# ---- The decks -----------------------------------------------------------------------

def build(mill, folder, label, source):
    paths = {name: os.path.join(folder, '%s.%s' % (label, name)) for name in ('csv', 'tsv', 'json')}
    outputs = [word for path in paths.values() for word in ('-o', path)]
    done = mill.run('-q', '--fresh', *outputs, *OPTIONS, source)
    expect_equal(done.returncode, 0, '%s: status, %s' % (label, done.stderr.decode()))
    return Deck(label, source, paths['csv'], paths['tsv'], paths['json'])


def build_torture(mill, folder):
    """Of notes, and then with guids of somebody else's."""
    source = torture.write(os.path.join(mill.folder('torture'), 'notes'))
    first = build(mill, mill.folder('torture', 'first'), 'torture', source)
    with open(first.json, encoding='utf-8') as file:
        deck = torture.with_guids(json.load(file))
    foreign = os.path.join(mill.scratch, 'torture', 'foreign.json')
    with open(foreign, 'w', encoding='utf-8') as file:
        json.dump(deck, file)
    return build(mill, folder, 'torture', foreign)


def build_all(mill, sources):
    folder = mill.folder('decks')
    return [build_torture(mill, folder)] + [
        build(mill, folder, 'd%d' % i, path) for i, (_, path) in enumerate(sources)]


# ---- Once ----------------------------------------------------------------------------

@once
def torture_is_one(mill, office, decks):
    """The deck holds what it is meant to hold."""
    with open(decks[0].json, encoding='utf-8') as file:
        notes = json.load(file)['notes']
    held = [html.unescape(field) for note in notes for field in note['fields'][:2]]
    lost = [cell for cell in torture.CELLS if cell not in held]
    expect(len(lost) < 10, 'Markdown does not show %s', lost)
    expect_none(set(torture.GUIDS) - {note['guid'] for note in notes}, 'guids that are missing')
    expect_none(set(torture.DECKS) - {note['deck'] for note in notes}, 'decks that are missing')
    rows = rows_of(decks[0].csv, ',')
    columns = rows[6]
    expect_equal(columns[-1], 'GUID key', 'the last column')
    for row, note in zip(rows[7:], notes):
        wanted = [note['guid'], note['notetype'], note['deck'], ' '.join(note['tags'])] + note['fields']
        expect_equal(sheet.record(row, columns), wanted, 'record of ' + note['guid'])


@once
def torture_hurts(mill, office, decks):
    """Without guards the same cells would be changed: LibreOffice does look at them."""
    path = os.path.join(mill.folder('bare'), 'bare.csv')
    with open(path, 'w', encoding='utf-8', newline='') as file:
        csv.writer(file).writerows([str(i), cell, 'end'] for i, cell in enumerate(torture.CELLS))
    back = Way('semicolon', ',', 'de', ';').go(office, [path], os.path.join(mill.scratch, 'bare', 'back'))[0]
    lost = [a for [_, a, _], [_, b, _] in zip(rows_of(path, ','), rows_of(back, ';')) if a != b]
    expect(len(lost) >= 30, 'only %d cells were changed', len(lost))
    expect_none(set(lost) & set(torture.READABLE), 'cells that are not guarded, and should be')


@once
def readable(mill, office, decks):
    """What is no danger stands as it is."""
    cells = {cell for row in rows_of(decks[0].csv, ',') for cell in row}
    expect_none((cell for cell in torture.READABLE if cell not in cells), 'cells with needless guards')


@once
def semicolons_between(mill, office, decks):
    """A table of commas, opened as one of semicolons, shows no cell right; but none runs."""
    for deck in decks:
        way = Way('wrong', ';', 'de', ';', True)
        way.go(office, [deck.csv], os.path.join(mill.folder('wrong'), deck.label))
        expect_none(formulas(way.books[0]), '%s: formulas' % deck.label)


def formulas(book):
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            if name.startswith('xl/worksheets/'):
                yield from re.findall(r'<f[ >].*?</f>', archive.read(name).decode())


# ---- Every way -----------------------------------------------------------------------

def travel(mill, office, decks, way, paths):
    folder = mill.folder('ways', way.name)
    back = way.go(office, paths, folder)
    for deck, path, returned in zip(decks, paths, back):
        expect_nothing_changed(mill, deck, path, returned, way)
    if way.workbook:
        for deck, book in zip(decks, way.books):
            expect_none(formulas(book), '%s: formulas' % deck.label)


def test_of(way):
    def test(mill, office, decks):
        travel(mill, office, decks, way, [deck.tsv if way is TABS else deck.csv for deck in decks])
    test.__name__ = way.name
    return test


for one in WAYS + [TABS]:
    tests(test_of(one))


@tests
def markdown(mill, office, decks):
    """Cells of Markdown have several lines."""
    folder, paths = mill.folder('markdown'), []
    for deck in decks:
        paths.append(os.path.join(folder, deck.label + '.csv'))
        done = mill.run('-q', '--fresh', '--csv-markup', 'markdown', '-o', paths[-1], deck.source, *OPTIONS)
        expect_equal(done.returncode, 0, '%s: status, %s' % (deck.label, done.stderr.decode()))
    travel(mill, office, decks, Way('markdown-semicolon', ',', 'de', ';'), paths)
    travel(mill, office, decks, Way('markdown-workbook', ',', 'en', ',', True), paths)


@tests
def twice(mill, office, decks):
    """A table that came back goes once more."""
    there = Way('twice', ',', 'de', ';')
    first = there.go(office, [deck.csv for deck in decks], mill.folder('ways', 'once'))
    again = Way('twice', ';', 'en', ',', True)
    back = again.go(office, first, mill.folder('ways', 'twice'))
    for deck, path, returned in zip(decks, first, back):
        expect_nothing_changed(mill, deck, path, returned, again)


def main():
    parser = argparse.ArgumentParser(description='Have LibreOffice save the tables that cardmill writes.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    parser.add_argument('sources', metavar='SOURCE', nargs='*')
    options = parser.parse_args()
    csv.field_size_limit(sys.maxsize)
    report = Report('sheets')
    if OFFICE is None:
        report.skip(once + tests, '', 'LibreOffice is not installed')
        return 0
    mill = Mill(options.program, options.scratch)
    office = Office(mill.scratch)
    decks = build_all(mill, list(labels(options.sources)))
    report.run(once + tests, '', mill, office, decks)
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
