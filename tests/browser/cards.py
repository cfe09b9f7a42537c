#!/usr/bin/env python3
"""Reads in Chromium every card that the real Anki makes of decks, as people would see it.

    VENV/bin/python cards.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

Each source becomes a package, each package is imported, and each side of each card, as
Anki renders it, is shown by Anki's own page for reviews: in a window of a desktop and
on a phone, by day and by night, with the media of the collection and formulas set by
MathJax.  What is seen is compared with what the fields of the notes say.  Sources of
the other suites and hard.md are added.  Without Anki or Chromium every test is skipped,
by name.
"""

import argparse
import collections
import html.parser
import os
import queue
import re
import shutil
import sys
from contextlib import closing

sys.dont_write_bytecode = True          # nothing is left beside the sources
HERE = os.path.dirname(os.path.abspath(__file__))
for folder in 'package', 'anki':
    sys.path.insert(0, os.path.join(HERE, '..', folder))
import pictures
import tricky
from chromium import find_chromium
from kit import Failed, Mill, Report, Tests, brief, expect, expect_equal, expect_none, labels, lazy
from reviewer import DEVICES, Reviewer, find_pages, sides_of

try:
    from user import User
    NO_ANKI = None if find_pages() else "this Python has no pages of Anki's; see tests/anki/setup"
except ModuleNotFoundError as why:
    if why.name != 'anki':              # it is there, and broken
        raise
    NO_ANKI = 'this Python has no Anki; see tests/anki/setup'

WORKERS = 2                             # sources at a time, each with a browser of its own
SIDES = 'question', 'answer'
BACKSLASH = '\ue0ff'                    # one that starts no formula
MARKS = re.compile('\\[sound:|\\[anki:|[\ufdd0-\ufdef\ufffc]')
NO_MATTER = ('No version information available for component',      # MathJax, of its own parts
             'Failed to load resource: net::ERR_NAME_NOT_RESOLVED')  # a picture from afar

per_source = Tests()
once = Tests()


# ---- What fields say ---------------------------------------------------------------------

class Field(html.parser.HTMLParser):
    """The text of some HTML, without formulas, and what else there is to see."""

    def __init__(self, text):
        super().__init__()
        self.open, self.pieces = [], []
        self.pictures, self.formulas, self.coloured = [], 0, False
        text, self.sounds = re.subn(r'\[sound:[^\]]*\]', '', text)
        self.feed(text.replace('&#92;', BACKSLASH))
        self.close()
        self.text = ''.join(self.pieces).replace(BACKSLASH, '\\')

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == 'img':
            self.pictures.append(attributes.get('src'))
        if tag in ('code', 'pre', 'rp'):
            self.open.append(tag)
        if tag == 'code' and attributes.get('class') in ('language-go', 'language-python'):
            self.coloured = True

    def handle_endtag(self, tag):
        if tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data):
        if 'rp' in self.open:
            return
        if not self.open:               # MathJax leaves code alone
            data, formulas = re.subn(r'\\\(.*?\\\)|\\\[.*?\\\]', '', data, flags=re.S)
            self.formulas += formulas
        self.pieces.append(letters(data))


def letters(text):
    """text without blanks, as far as a comparison goes."""
    return re.sub(r'[\s\ufeff]+', '', text)


def filled(field, number, bared):
    """A field with its clozes, as the card of a number asks or answers."""
    def fill(found):
        hidden = int(found[1]) == number and not bared
        return '[%s]' % (found[3] or '...') if hidden else found[2]
    return re.sub(r'\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}', fill, field)


# ---- A source ------------------------------------------------------------------------------

Side = collections.namedtuple('Side', 'where html field seen')


class Case:
    reviewers = queue.SimpleQueue()     # those that nobody uses

    def __init__(self, mill, label, source, *options, devices=tuple(DEVICES)):
        self.mill, self.label, self.source, self.options, self.devices = mill, label, source, options, devices
        self.user = None

    @lazy
    def cards(self):
        """(what it is called, is it a cloze, number, fields, question and answer) of each card."""
        files = self.mill.build(self.mill.folder(self.label, 'built'), self.source, *self.options, formats=['apkg'])
        self.user = User(self.mill.folder(self.label, 'user'))
        self.user.package(files['apkg'])
        notes = self.user.notes()
        cards = []
        for cid, guid, ord, *_ in self.user.cards():
            fields, _, kind, _ = notes[guid]
            cards.append(('card %d of %s (%s)' % (ord + 1, guid, brief(fields[0], 40)), kind == 'cardmill Cloze',
                          ord + 1, fields, sides_of(self.user.col, cid)))
        expect(cards, 'there are no cards')
        return cards

    @lazy
    def seen(self):
        """By device: what is seen of each card, what the console says, what cannot be reached."""
        cards = [card[-1] for card in self.cards]
        reviewer = self.reviewers.get()
        try:
            return {device: reviewer.see(cards, self.user.col.media.dir(), device) for device in self.devices}
        finally:
            self.reviewers.put(reviewer)

    @lazy
    def sides(self):
        """Every side on every device."""
        sides = []
        for device in self.devices:
            for (name, cloze, number, fields, html), both in zip(self.cards, self.seen[device][0]):
                for side, seen in zip(SIDES, both):
                    bared = side == 'answer'
                    front = filled(fields[0], number, bared) if cloze else fields[0]
                    parts = [fields[2], front] + [fields[1], fields[3]] * bared
                    sides.append(Side('%s of %s on the %s' % (side, name, device), html[side],
                                      Field(''.join('<div>%s</div>' % part for part in parts)), seen))
        return sides

    def faults(self, kind):
        return ['%s by %s: %s' % (side.where, theme, fault) for side in self.sides
                for theme, faults in side.seen[kind].items() for fault in faults]

    def close(self):
        if self.user:
            self.user.close()


@per_source
def fits(case):
    """Nothing reaches beyond the edge, but what scrolls in a box of its own; nothing is cut off."""
    cards = len(case.cards)
    expect_equal([len(case.seen[device][0]) for device in case.devices], [cards] * len(case.devices), 'cards seen')
    expect_none(case.faults('misfits'), 'what does not fit')


@per_source
def can_be_read(case):
    """All text has a size and, by day and by night, a contrast."""
    expect_none(case.faults('unreadable'), 'what cannot be read')


@per_source
def says_what_its_note_says(case):
    """Context, front, back and source, and no word more; a question has something to see."""
    for side in case.sides:
        seen = letters(side.seen['text'])
        if seen != side.field.text:
            at = len(os.path.commonprefix([seen, side.field.text]))
            raise Failed('%s says …%s instead of …%s' % (side.where, brief(seen[max(0, at - 10):]),
                                                         brief(side.field.text[max(0, at - 10):])))
        expect(seen or side.seen['pictures'] or side.seen['formulas'] or side.seen['sounds'], '%s is empty', side.where)


@per_source
def no_marks(case):
    """Nothing is left of what stands for something else."""
    for side in case.sides:
        body = side.html.split('</style>', 1)[1].split('<script', 1)[0]
        found = MARKS.search(body)
        expect(not found, '%s holds %s', side.where, found and ascii(found[0]))
        expect(not re.search(r'\{\{c\d+::', body), '%s holds a cloze: %s', side.where, brief(body))
        for mark in '{{', '}}':
            expect(side.seen['text'].count(mark) <= side.field.text.count(mark), '%s shows %s', side.where, mark)


@per_source
def clozes(case):
    """What is asked for is [...] on the question, and bare on the answer."""
    both = len(SIDES) * len(case.cards)
    for at, side in enumerate(case.sides):
        _, cloze, *_ = case.cards[at % both // 2]
        shown = side.seen['clozes']
        expect_equal(bool(shown), cloze, '%s has clozes' % side.where)
        for text in shown:
            expect(bool(re.fullmatch(r'\[.+\]', text.strip(), re.S)) == (at % 2 == 0) and text.strip(),
                   '%s shows its cloze as "%s"', side.where, text)


@per_source
def media_and_formulas(case):
    """Pictures are loaded, formulas set, sounds have a button, code has its colours."""
    for side in case.sides:
        pictures = [source for source, _ in side.seen['pictures']]
        expect_equal(len(pictures), len(side.field.pictures), 'pictures on ' + side.where)
        blank = [source for source, shown in side.seen['pictures'] if not shown and '//' not in source]
        expect(not blank, '%s does not show %s', side.where, blank)
        for what in 'formulas', 'sounds':
            expect_equal(side.seen[what], getattr(side.field, what), '%s on %s' % (what, side.where))
        expect(not side.seen['refused'], '%s has formulas that MathJax refuses: %s', side.where, side.seen['refused'])
        expect(side.seen['coloured'] >= side.field.coloured, '%s has code without colours', side.where)


@per_source
def quiet(case):
    """No error, no file that is missing, no way into the network but to pictures from afar."""
    afar = {source for side in case.sides for source in side.field.pictures if '//' in source}
    for device in case.devices:
        _, errors, asked = case.seen[device]
        expect_none([error for error in errors if not error.startswith(NO_MATTER)], 'errors on the ' + device)
        expect_none(set(asked) - afar, 'what the %s asked for' % device)


# ---- Spoiled cards --------------------------------------------------------------------------

NOTES = '''# Spoiled

1. Light in empty space covers **299 792 458 metres** a second, far from every mirror.
2. Sum: $a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13}$

## Table

| Code | Meaning of the code | Who says so |
|---|---|---|
| 404 | the page is not there | the server |

## Loop

```go
for i := 0; i < 10; i++ { fmt.Println("a line of code that is wider than the glass of a phone") }
```
'''

# What is spoiled: the style, or templates by name; and the test that has to see it.
SPOILED = [
    (fits, '.card .table { overflow: visible } .card table { width: 40rem }', {}),
    (fits, '.card pre { overflow: hidden }', {}),
    (fits, '.card mjx-container { overflow: visible !important; max-width: none }', {}),
    (fits, '.card .front { margin-left: -3rem }', {}),
    (can_be_read, '.card .front { color: var(--paper) }', {}),
    (can_be_read, '.nightMode.card { --ink: #333333 }', {}),
    (can_be_read, '.card .source { opacity: 0 }', {}),
    (says_what_its_note_says, '.card .back { display: none }', {}),
    (says_what_its_note_says, '', {'basic-front': '{{Context}}{{Front}} of course'}),
    (says_what_its_note_says, '', {'basic-back': '{{FrontSide}}{{Source}}'}),
    (no_marks, '', {'basic-front': '{{Context}}{{Front}}\ufffc'}),
    (no_marks, '', {'basic-front': '{{Context}}{{Front}} }}'}),
    (clozes, '.card .cloze { font-size: 0 }', {}),
    (clozes, '', {'cloze-back': '{{Context}}{{cloze:Text}}<span class="cloze">[...]</span>'}),
    (media_and_formulas, '', {'basic-front': '{{Context}}{{Front}}<img src="nowhere.png">'}),
    (media_and_formulas, '', {'basic-back': '{{FrontSide}}<code>{{Back}}</code>{{Source}}'}),
    (quiet, '', {'basic-front': '{{Context}}{{Front}}<script>nowhere()</script>'}),
    (quiet, '', {'basic-front': '{{Context}}{{Front}}<script src="_nowhere.js"></script>'}),
    (quiet, '', {'basic-front': '{{Context}}{{Front}}<script src="https://example.org/a.js"></script>'}),
]


@once
def spoiled_cards_are_noticed(mill):
    """The same cards pass when nothing is spoiled; else these tests would say little."""
    folder = mill.folder('spoiled')
    source, css = os.path.join(folder, 'notes.md'), os.path.join(folder, 'own.css')
    with open(source, 'w', encoding='utf-8') as file:
        file.write(NOTES)
    with closing(Case(mill, 'spoiled-not', source, devices=['phone'])) as case:
        for test in per_source:
            test(case)
    for test, style, templates in SPOILED:
        files = {'own.css': style, **{name + '.html': text for name, text in templates.items()}}
        own = mill.folder('spoiled', 'own')
        for name, text in files.items():
            with open(os.path.join(own, name), 'w', encoding='utf-8') as file:
                file.write(text)
        options = ['--css', os.path.join(own, 'own.css')] + ['--template-dir', own] * bool(templates)
        with closing(Case(mill, 'spoiled-one', source, *options, devices=['phone'])) as case:
            expect(case.sides, 'there are no cards')
            try:
                test(case)
            except Failed:
                continue
        raise Failed('%s does not see what %s spoils' % (test.__name__, files))


# ---- All of them -------------------------------------------------------------------------------

def more_sources(folder):
    """Sources of the other suites, and one of our own that has all that is hard to show."""
    hard = os.path.join(folder, 'hard')
    os.makedirs(hard)
    shutil.copy(os.path.join(HERE, 'hard.md'), hard)
    for name, data in pictures.files().items():
        if name in ('img/drawn.svg', 'sound/beat.mp3'):
            with open(os.path.join(hard, os.path.basename(name)), 'wb') as file:
                file.write(data)
    return tricky.write(os.path.join(folder, 'tricky')) + [hard]


def asks(mill, source):
    """Whether a source has cards; a page of links has none."""
    done = mill.run('-q', source, '--format', 'json', '-o', '-')
    return b'[no-cards]' not in done.stderr


def main():
    parser = argparse.ArgumentParser(description='Look at the cards that Anki makes of decks.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    parser.add_argument('sources', metavar='SOURCE', nargs='*')
    options = parser.parse_args()
    mill = Mill(options.program, options.scratch)
    report = Report('cards')
    cases = [(label, source) for label, source in labels(options.sources + more_sources(mill.folder('more')))
             if asks(mill, source)]
    why = NO_ANKI or (None if find_chromium() else 'Chromium is not installed')
    if why:
        report.skip(once, '', why)
        for label, _ in cases:
            report.skip(per_source, label, why)
        return 0
    User.prepare(mill.folder('empty'))
    reviewers = [Reviewer(mill.folder('browser-%d' % i)) for i in range(WORKERS)]
    try:
        for reviewer in reviewers:
            Case.reviewers.put(reviewer)
        report.run(once, '', mill)
        report.run_cases(per_source, lambda label, source: Case(mill, os.path.join('sources', label), source),
                         cases, WORKERS)
    finally:
        for reviewer in reviewers:
            reviewer.close()
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
