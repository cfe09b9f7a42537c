"""Notes whose decks, tags, fronts, backs and guids are what spreadsheets take for something else."""

import json
import os
import re

# What a cell may hold and has to keep.
CELLS = [
    # formulas, and what else runs
    '=1+1', '+1', '-1', '-x', '@SUM(A1)', '=cmd|\' /C calc\'!A0', '=HYPERLINK("http://a.b","x")', '%5', '|x',
    "'x", "'=1", '{=1+1}', '=', '+', '-', '@', '\uff1d1', '\uff0b1', '\u22125', '==1', 'a;=1+1', 'a;=cmd|\' /C calc\'!A0;b',
    # numbers that are written otherwise
    '007', '00', '1e5', '1E5', '12345e6', '1.0', '3.14', '3,14', '1,000', '1.000', '1 000', '1\u00a0000',
    '1\u202f000', "1'000", '.5', ',5', '5,', '5.', '(5)', '5%', '100 %', '$5', '5 €', '€5', '5 EUR', 'CHF 5',
    '5 kr', '12345678901', '123456789012345', '1234567890123456', '9' * 40, '1,5e3', '1e999', '1 1/2', '½', '1½',
    '１２', '٣٫٥', '५',
    # dates and times
    '2024-01-05', '1/2', '1/2/03', '1-2', '1.2.3', '31.12.', '5.5.2020', '3 Jan', 'Jan 3', 'May 2020', 'Mai 2020',
    'März 5', '5. März 2020', '5-Dec', 'SEPT2', 'MARCH1', 'Tuesday, 5 May 2020', 'Dienstag, 5. Mai 2020',
    '5 de mayo de 2020', '5 мая 2020', '2020年1月5日', '5月', 'R5.4.1', '平成30年', '12:30', '1:2', '12:30:45', '5 PM',
    '5p', '12時30分', '12h30', '1h 30m', '2020-01-05T10:00:00Z', '5.1.2020 12:30',
    '3 Oca Çar', '24 Ara Sal', 'wo 3 jan', 'ke 3.1.2024', 'po 9. 9.', '12,00 KM',
    # truth values and errors
    'TRUE', 'false', 'True', 'WAHR', 'VRAI', 'FAUX', 'VERDADERO', 'ИСТИНА', '#REF!', '#N/A', '#NAME?', '#VALUE!',
    # what only looks like a guard
    '&#061;x', '&#0061;x', '&#0;', '&#00;x', 'x;&#061;y', '\u2003x', ':\u2003x',
    # what a file of cells may lose
    'a,b', 'a;b', 'a\tb', 'a"b', '"a"', '""', 'a  b', 'x_x0041_y', '_x000D_', '\ufeffx', '\u200bx', '\u00adx', 'e\u0301'[0] + 'x',
    '\U0001F600', '\u2028x', '日本語', 'العربية', '\ufffd', 'a&b', '<b>', '&amp;lt;',
    # and what has to stay readable
    '5', '0', '1945', '1234567890', 'len()', 'H2O', '5 apples', 'a - b', 'HTTP 404', 'May I?',
]
READABLE = CELLS[-10:]

GUIDS = [
    '=1+1', '+a', '-a', '@a', '#abc', '%a', '|a', "'a", '12345e6', '2024-01-05', '1/2', '007', 'TRUE', 'MAR1', '5-Dec',
    'a,b', 'a"b', 'a;b', 'a;=1', '3.14', '12:30', '1234567890123456', 'a b', ' a', 'é', 'k3d', '"', '#GUID', 'sep=;',
    'Ab3$%&()*+,-./:;<=>?@[]^_`{|}~', 'x' * 60,
]

DECKS = ['=1+1', '2024-01-05', '12:30', 'TRUE', '-x::+y', '@x', '3.14', '007', '1e5', "'x", 'May 2020', '5 €', 'a;=1', 'a,b']
TAGS = ['=1+1', '2024-01-05', '12:30', 'TRUE', '-x', '@x', '3.14', '007', '1e5', "'x", '5€', '1/2', 'a;=1', '+1']


def escaped(text):
    """Markdown that shows the text, inside of a table."""
    return re.sub(r'([!-/:-@\[-`{-~])', r'\\\1', text)


def write(folder):
    """A folder of notes."""
    os.makedirs(folder, exist_ok=True)
    for i, (deck, tag) in enumerate(zip(DECKS, TAGS)):
        rows = []
        for k, cell in enumerate(CELLS):
            if k % len(DECKS) == i:
                rows += [('word %d' % k, cell), (cell, 'meaning %d' % k)]
        with open(os.path.join(folder, 'n%02d.md' % i), 'w', encoding='utf-8') as file:
            file.write('---\ndeck: %s\ntags: [%s]\n---\n\n' % (json.dumps(deck), json.dumps(tag)))
            file.write('# Part %d\n\n| word | meaning |\n|---|---|\n' % i)
            for row in rows:
                file.write('| %s | %s |\n' % tuple(map(escaped, row)))
    return folder


def with_guids(deck):
    """The deck, a dictionary, as somebody else's: with guids of all kinds."""
    for number, note in enumerate(deck['notes']):
        note['guid'] = GUIDS[number] if number < len(GUIDS) else 'g%d' % number
    return deck
