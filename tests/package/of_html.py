"""Tests of the HTML in the fields of notes."""

import re

from expected import NOTETYPES
from kit import Tests, brief, expect, expect_equal
from rules import Balance, stripped

tests = Tests()


@tests
def html_nested(case):
    for note in case.notes:
        for field in case.fields(note):
            wrong = Balance(field).wrong
            expect(wrong is None, '%s: %s in %s', note['guid'], wrong, brief(field))


@tests
def html_nested_in_clozes(case):
    """Anki cuts deletions out of the HTML: each must be whole by itself."""
    for note in case.notes:
        for found in re.finditer(r'\{\{c\d+::((?:(?!\{\{c\d).)*?)\}\}', case.fields(note)[0]):
            if NOTETYPES[note['mid']][1] == 1:
                wrong = Balance(found[1]).wrong
                expect(wrong is None, '%s: %s in %s', note['guid'], wrong, found[0])
                expect(stripped(found[1]).strip() or '<img' in found[1], '%s hides nothing', note['guid'])
                expect(found[1].count('::') <= 1, '%s has more than a hint', found[0])


@tests
def html_escaped(case):
    stray = re.compile(r'<(?!/?[A-Za-z][^<>]*>)|&(?!#\d+;|#x[0-9A-Fa-f]+;|[A-Za-z][A-Za-z0-9]*;)')
    for note in case.notes:
        found = stray.search(note['flds'])
        expect(not found, '%s: stray mark in %s', note['guid'],
               brief(note['flds'][found.start():]) if found else '')


@tests
def html_harmless(case):
    banned = {'script', 'style', 'iframe', 'object', 'embed', 'form', 'link', 'meta', 'base', '!--'}
    for note in case.notes:
        seen = Balance(note['flds'].replace('\x1f', ' ')).seen
        expect_equal(seen & banned, set(), 'tags on ' + note['guid'])
        expect(not re.search(r'(?i)<[^>]*\s(?:on\w+\s*=|(?:href|src)\s*=\s*["\']?\s*(?:javascript|data):)',
                             note['flds']), '%s runs or embeds something: %s', note['guid'], brief(note['flds']))


@tests
def anki_marks(case):
    """No literal text that Anki would play, typeset or compute."""
    for note in case.notes:
        found = re.search(r'\[latex\]|\[\$\$?\]|\[anki:', note['flds'])
        expect(not found, '%s holds %s', note['guid'], found and found[0])
        # Math is written \( \), which nobody can tell from text but by its other end.
        for opening, closing in (r'\(', r'\)'), (r'\[', r'\]'):
            expect(note['flds'].count(opening) <= note['flds'].count(closing),
                   '%s holds %s alone', note['guid'], opening)
