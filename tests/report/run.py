#!/usr/bin/env python3
"""Reads the reports that cardmill writes: every line adds up, and none is lost.

    run.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

A source is a Markdown file or a folder of them; the examples of the rule book and
the texts of the package suite are added.  Where the module jsonschema is missing,
the tests of the schema are skipped by name.
"""

import argparse
import json
import os
import re
import sys
import unicodedata

sys.dont_write_bytecode = True          # nothing is left beside the sources
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(HERE, '..', 'package'))
import tricky
from kit import Failed, Mill, Report, Skipped, Tests, expect, expect_equal, expect_none, labels, lazy

SCHEMA = os.path.join(ROOT, 'src', 'formats', 'report.schema.json')
BARE = {'front-matter', 'rule', 'comment', 'link-definition', 'empty-block', 'layout', 'contents', 'navigation',
        'html-dropped', 'badge', 'property', 'repeated', 'author-skip', 'directive', 'identity'}
# Blank to cardmill: ASCII blanks, U+00A0, U+3000 and what has no width.
BLANKS = re.compile('[\x00-\x20\x7f\xa0\u3000\u200b-\u200d\u2060\ufeff]+')

SAMPLE = '''---
tags: [cells]
---
# Cell

- nucleus: holds the DNA
-
- ribosome: makes proteins

## Membrane

---

- lipid: keeps `water out
- Which way do ions go?
'''


def read_lines(path):
    with open(path, encoding='utf-8-sig', newline='') as file:
        return re.split('\r\n|\r|\n', file.read())


def sources_of(path):
    """Names as the report has them, and the paths of the files."""
    if not os.path.isdir(path):
        return {unicodedata.normalize('NFC', os.path.basename(path)): path}
    return {unicodedata.normalize('NFC', os.path.relpath(os.path.join(folder, name), path)): os.path.join(folder, name)
            for folder, _, names in os.walk(path) for name in names
            if name.lower().endswith(('.md', '.markdown', '.txt'))}


class Case:
    def __init__(self, mill, label, path):
        self.mill = mill
        self.source = path
        self.folder = mill.folder(label)

    @lazy
    def files(self):
        paths = {name: os.path.join(self.folder, name) for name in ('deck.json', 'report.json', 'report.txt')}
        done = self.mill.run('-q', '-o', paths['deck.json'], '--report', paths['report.json'],
                             '--report', paths['report.txt'], self.source)
        if b'[no-cards]' in done.stderr or b'[bad-text]' in done.stderr:
            raise Skipped('no deck comes of it')
        expect(done.returncode == 0, 'cardmill ended with %d: %s', done.returncode, done.stderr.decode())
        return paths

    def text(self, name):
        with open(self.files[name], encoding='utf-8') as file:
            return file.read()

    @lazy
    def report(self):
        return json.loads(self.text('report.json'))

    @lazy
    def notes(self):
        return json.loads(self.text('deck.json'))['notes']


tests = Tests()


@tests
def lines_add_up(case):
    paths = sources_of(case.source)
    expect_equal({file['file'] for file in case.report['files']}, set(paths), 'files')
    for file in case.report['files']:
        wanted = [number for number, line in enumerate(read_lines(paths[file['file']]), 1)
                  if BLANKS.sub('', line)]
        expect_equal([line['line'] for line in file['lines']], wanted, file['file'])


@tests
def none_is_lost(case):
    expect_none(('%s:%d' % (file['file'], line['line']) for file in case.report['files']
                 for line in file['lines'] if line.get('reason') == 'unaccounted'), 'lines unaccounted for')


@tests
def sums(case):
    for file in case.report['files']:
        for key, wanted in (('characters', lambda line: True), ('covered', lambda line: 'notes' in line),
                            ('bare', lambda line: line.get('reason') in BARE)):
            expect_equal(sum(line['characters'] for line in file['lines'] if wanted(line)), file[key],
                         '%s of %s' % (key, file['file']))
    for key in 'characters', 'covered', 'bare', 'notes':
        expect_equal(sum(file[key] for file in case.report['files']), case.report[key], key)
    for part in [case.report, *case.report['files']]:
        telling = part['characters'] - part['bare']
        wanted = 100 * part['covered'] / telling if telling else 100
        expect(wanted - 0.11 < part['percent'] <= wanted + 1e-9, 'percent is %s of %s', part['percent'], wanted)


@tests
def notes_stand_where_they_say(case):
    expect_equal(case.report['notes'], len(case.notes), 'notes')
    seen = set()
    for file in case.report['files']:
        for line in file['lines']:
            for number in line.get('notes', []):
                seen.add(number)
                expect_equal(case.notes[number]['source']['file'], file['file'], 'file of note %d' % number)
    expect_equal(seen, set(range(len(case.notes))), 'notes that stand on lines')


@tests
def left_out_as_in_lines(case):
    wanted = {(file['file'], line['line'], line['reason']) for file in case.report['files']
              for line in file['lines'] if 'reason' in line and line['reason'] not in BARE}
    got = {(gap['file'], number, gap['reason']) for gap in case.report['left_out']
           for number in range(gap['line'], gap['end_line'] + 1)}
    expect(wanted <= got, 'left out without being told: %s', sorted(wanted - got)[:3])


@tests
def text_like_json(case):
    lines = re.findall(r'^ {3,8}(\d+)  (notes? [\d, -]+|[a-z-]+)$', case.text('report.txt').split('Every line of', 1)[1],
                       re.M)
    wanted = [line for file in case.report['files'] for line in file['lines']]
    expect_equal(len(lines), len(wanted), 'lines')
    for (number, fate), line in zip(lines, wanted):
        expect_equal(int(number), line['line'], 'number of a line')
        expect_equal(fate if 'reason' in line else numbers(fate), line.get('reason') or line['notes'], 'line ' + number)


def numbers(fate):
    """`notes 1-3, 7` as places in the deck, which begin at 0."""
    out = []
    for part in fate.split(' ', 1)[1].split(', '):
        first, _, last = part.partition('-')
        out += range(int(first) - 1, int(last or first))
    return out


@tests
def schema(case):
    try:
        import jsonschema
    except ImportError:
        raise Skipped('the Python module jsonschema is not installed')
    with open(SCHEMA, encoding='utf-8') as file:
        validator = jsonschema.Draft202012Validator(json.load(file))
    for error in validator.iter_errors(case.report):
        raise Failed('/'.join(map(str, error.absolute_path)) + ': ' + error.message)


# ---- The command line ------------------------------------------------------------

own = Tests()


def sample(mill, name):
    folder = mill.folder(name)
    with open(os.path.join(folder, 'cell.md'), 'w', encoding='utf-8') as file:
        file.write(SAMPLE)
    return folder


def run(mill, folder, *arguments):
    return mill.run(*arguments, cwd=folder)


@own
def text_of_a_sample(mill):
    folder = sample(mill, 'text')
    done = run(mill, folder, 'cell.md', '-q', '-o', 'x.json', '--report', '-')
    text = done.stdout.decode('utf-8')
    for part in ('notes (', ' cards) from 1 file; ', ' % of the characters stand on a card.\n',
                 'cards are long (over 500 characters).\n', ' lines are on no card; ',
                 '1 question has no answer.\n', '\nOn no card\n', '  empty-item: items without text (1)\n    cell.md:7  -\n',
                 '\nMended\n', '[backtick-stray]\n', '\nThe longest cards\n', '\nEvery line of cell.md\n',
                 '       1  front-matter\n', '      12  rule\n', '      15  unanswered\n'):
        expect(part in text, 'there is no %r in %s', part, text)


@own
def ids_are_accounted_for(mill):
    """Alone on a line they say nothing; behind text they are part of its line."""
    lines = {'# Go': None, '- map: a table <!-- id: m -->': None, '<!-- id: s -->': 'identity', '- slice: a view': None,
             '- int: a number ^abc123': None, '^abc-124': 'identity', 'ID: 1607361487244': 'identity',
             '<!-- note_key: 2fd6 -->': 'identity', 'Q: What is a channel?': None, 'A: A typed conduit.': None,
             '<!--SR:!2021-08-16,4,270-->': 'comment'}
    folder = mill.folder('ids')
    with open(os.path.join(folder, 'go.md'), 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')
    report = json.loads(run(mill, folder, 'go.md', '-q', '-o', 'x.json', '--report', 'r.json') and
                        open(os.path.join(folder, 'r.json'), encoding='utf-8').read())
    expect_equal([line.get('reason') for line in report['files'][0]['lines']], list(lines.values()), 'reasons')
    expect_equal([gap['reason'] for gap in report['left_out']], [], 'gaps')
    for name in 'x.csv', 'x.html':
        run(mill, folder, 'go.md', '-q', '-o', name)
        with open(os.path.join(folder, name), encoding='utf-8') as file:
            text = file.read()
        expect('a table' in text, 'there is no deck in %s', name)
        for word in 'abc123', 'note_key', '1607361487244':
            expect(word not in text, '%s shows %s', name, word)


@own
def files_are_told_apart(mill):
    folder = sample(mill, 'files')
    with open(os.path.join(folder, 'b.md'), 'w', encoding='utf-8') as file:
        file.write('key: value\n')
    text = run(mill, folder, '.', '-q', '-o', 'x.json', '--report', '-').stdout.decode('utf-8')
    expect('from 2 files' in text and '\nFiles\n' in text and text.count('\nEvery line of ') == 2, 'it says %s', text)
    expect(re.search(r'^ +100\.0 % +1 +1  \S*b\.md$', text, re.M), 'there is no line of b.md in %s', text)


@own
def ending_says_which(mill):
    folder = sample(mill, 'ending')
    expect_equal(run(mill, folder, 'cell.md', '-q', '-o', 'x.json', '--report', 'r.json', '--report', 'r')
                 .returncode, 0, 'status')
    with open(os.path.join(folder, 'r.json'), encoding='utf-8') as file:
        expect_equal(json.load(file)['format'], 'cardmill-report', 'format')
    with open(os.path.join(folder, 'r'), encoding='utf-8') as file:
        expect(file.read().startswith('What became of the notes\n'), 'r is no text')


@own
def totals_tell_the_coverage(mill):
    folder = sample(mill, 'totals')
    done = run(mill, folder, 'cell.md', '-o', 'x.json')
    expect(re.search(rb'; \d+\.\d % of the characters on cards', done.stderr), 'it says %s', done.stderr)


@own
def explain_tells_what_was_mended(mill):
    folder = sample(mill, 'explain')
    text = run(mill, folder, 'cell.md', '-q', '-o', 'x.json', '--explain').stdout.decode('utf-8')
    expect(re.search(r'^cell\.md:14-14: term  in .*\n  mended: backtick-stray\n  front: lipid$', text, re.M),
           'it says %s', text)


def refuses(mill, name, *arguments):
    folder = sample(mill, name)
    done = run(mill, folder, *arguments)
    expect_equal(done.returncode, 2, 'status of ' + ' '.join(arguments))
    expect(done.stderr and not done.stdout, 'it says nothing, or something else')
    expect_equal(os.listdir(folder), ['cell.md'], 'files')
    with open(os.path.join(folder, 'cell.md'), encoding='utf-8') as file:
        expect_equal(file.read(), SAMPLE, 'the notes')


@own
def wants_a_name(mill):
    refuses(mill, 'name', 'cell.md', '--report')
    refuses(mill, 'name', 'cell.md', '--report', '')


@own
def one_thing_on_standard_output(mill):
    refuses(mill, 'stdout', 'cell.md', '-o', '-', '-f', 'csv', '--report', '-')
    refuses(mill, 'stdout', 'cell.md', '--explain', '--report', '-')
    refuses(mill, 'stdout', 'cell.md', '--report', '-', '--report', '-')


@own
def no_folder_no_deck(mill):
    refuses(mill, 'folder', 'cell.md', '--report', '.')
    for name in 'r.apkg', 'r.csv', 'r.tsv':
        refuses(mill, 'folder', 'cell.md', '-o', 'x.json', '--report', name)


@own
def notes_are_not_written_over(mill):
    refuses(mill, 'over', 'cell.md', '-o', 'x.json', '--report', 'cell.md')
    refuses(mill, 'over', '.', '-o', 'x.json', '--report', './cell.md')


@own
def not_where_a_deck_goes(mill):
    refuses(mill, 'twice', 'cell.md', '-o', 'x.json', '--report', 'x.json')


@own
def all_or_none(mill):
    folder = sample(mill, 'none')
    done = run(mill, folder, 'cell.md', '-q', '-o', 'x.json', '--report', 'cell.md/r.txt')
    expect_equal(done.returncode, 1, 'status')
    expect_equal(os.listdir(folder), ['cell.md'], 'files')


@own
def manual_lists_every_reason(mill):
    with open(os.path.join(ROOT, 'src', 'base', 'log.c'), encoding='utf-8') as file:
        names = re.findall(r'\{ "([a-z-]+)", CARDMILL_LEFT_OUT', file.read())
    with open(os.path.join(ROOT, 'src', 'deck', 'reasons.c'), encoding='utf-8') as file:
        meanings = re.findall(r'^\t\[MILL_', file.read(), re.M)
    with open(os.path.join(ROOT, 'src', 'cardmill.1'), encoding='utf-8') as file:
        told = re.findall(r'^\.It Cm ([a-z-]+)$', file.read(), re.M)
    expect(len(names) > 10, 'there are only %d reasons', len(names))
    expect_none(sorted(set(names) - set(told)), 'reasons that the manual leaves out')
    expect_equal(len(meanings), len(names), 'meanings in reasons.c')


def write_examples(folder):
    """The examples of the rule book, a file each."""
    os.makedirs(folder, exist_ok=True)
    for book in sorted(os.listdir(os.path.join(ROOT, 'tests', 'spec'))):
        if not book.endswith('.txt'):
            continue
        with open(os.path.join(ROOT, 'tests', 'spec', book), encoding='utf-8') as file:
            examples = re.findall(r'^`{20,} example.*?\n(.*?)^\.\n', file.read(), re.M | re.S)
        for number, text in enumerate(examples, 1):
            with open(os.path.join(folder, '%s-%d.md' % (book[:-4], number)), 'w', encoding='utf-8') as file:
                file.write(text)
    return folder


def main():
    parser = argparse.ArgumentParser(description='Check the reports that cardmill writes.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    parser.add_argument('sources', metavar='SOURCE', nargs='*')
    options = parser.parse_args()
    mill = Mill(options.program, options.scratch)
    report = Report('report')
    report.run(own, '', mill)
    more = tricky.write(os.path.join(mill.scratch, 'tricky'))
    examples = write_examples(os.path.join(mill.scratch, 'rule-book'))
    for label, path in labels(options.sources + [examples] + more):
        report.run(tests, label, Case(mill, os.path.join('sources', label), path))
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
