"""What must never change, and what every Anki asks of a package.

Written down from what Anki reads, and not taken from cardmill.
"""

import re

# Anki finds note types, fields and templates by these ids in what its user has
# imported before.  A line that is to be changed here is a mistake elsewhere.
NOTETYPES = {
    1763880410117: ('cardmill Basic', 0, [('Front', 5170263948110271), ('Back', 2094417735602893),
                                          ('Context', 7731590264418053), ('Source', 3318846027795121)],
                    [('Card 1', 4821160937512301)]),
    1763990521339: ('cardmill Cloze', 1, [('Text', 1488250936647719), ('Back', 8216604175309343),
                                          ('Context', 4953371820665207), ('Source', 6039812457713369)],
                    [('Cloze', 6602915348070217)]),
}
NAMES = {name: number for number, (name, *_) in NOTETYPES.items()}

# Anki takes templates and style over only from a note type with a later `mod`.
# So each (id, mod) of what was ever released belongs to one text for ever.
STYLES = {
    (1763880410117, 1763880410): 'bcaba51dee7439e1',
    (1763990521339, 1763880410): '62777e2f20c02b04',
    (1763880410117, 1795739773): 'd2ca0454f08ba026',
    (1763990521339, 1795739773): '5cd427739fb1d1a6',
}

TABLES = {
    'col': 'id* crt mod scm ver dty usn ls conf:text models:text decks:text dconf:text tags:text',
    'notes': 'id* guid:text mid mod usn tags:text flds:text sfld csum flags data:text',
    'cards': 'id* nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags data:text',
    'revlog': 'id* cid usn ease ivl lastIvl factor time type',
    'graves': 'usn oid type',
}
INDICES = {
    'ix_notes_usn': ('notes', 'usn'), 'ix_cards_usn': ('cards', 'usn'),
    'ix_revlog_usn': ('revlog', 'usn'), 'ix_cards_nid': ('cards', 'nid'),
    'ix_cards_sched': ('cards', 'did queue due'), 'ix_revlog_cid': ('revlog', 'cid'),
    'ix_notes_csum': ('notes', 'csum'),
}

# Keys that some Anki refuses to do without, and the types it takes.
NUMBER = (int, float)
MODEL = {'id': int, 'name': str, 'type': int, 'mod': int, 'usn': int, 'sortf': int, 'did': type(None),
         'tmpls': list, 'flds': list, 'css': str, 'latexPre': str, 'latexPost': str, 'latexsvg': bool,
         'req': list, 'tags': list, 'vers': list}
FIELD = {'name': str, 'ord': int, 'id': int, 'sticky': bool, 'rtl': bool, 'font': str, 'size': int}
TEMPLATE = {'name': str, 'ord': int, 'id': int, 'qfmt': str, 'afmt': str, 'did': type(None),
            'bqfmt': str, 'bafmt': str}
DECK = {'id': int, 'name': str, 'mod': int, 'usn': int, 'lrnToday': list, 'revToday': list,
        'newToday': list, 'timeToday': list, 'collapsed': bool, 'browserCollapsed': bool, 'desc': str,
        'dyn': int, 'conf': int}
PRESET = {'id': int, 'mod': int, 'name': str, 'usn': int, 'maxTaken': int, 'autoplay': bool, 'timer': int,
          'new': {'initialFactor': int, 'ints': list, 'delays': list, 'order': int, 'perDay': int},
          'rev': {'ease4': NUMBER, 'ivlFct': NUMBER, 'maxIvl': int, 'perDay': int},
          'lapse': {'delays': list, 'leechAction': int, 'leechFails': int, 'minInt': int, 'mult': NUMBER}}
CONF = {'activeDecks': list, 'curDeck': int, 'curModel': int, 'nextPos': int, 'newSpread': int,
        'collapseTime': int, 'timeLim': int, 'estTimes': bool, 'dueCounts': bool, 'sortType': str,
        'sortBackwards': bool, 'addToCur': bool}

NEW_CARD = {'usn': -1, 'type': 0, 'queue': 0, 'ivl': 0, 'factor': 0, 'reps': 0, 'lapses': 0, 'left': 0,
            'odue': 0, 'odid': 0, 'flags': 0, 'data': ''}

CONTROL = re.compile('[\x00-\x1f\x7f]')
IN_FIELD = re.compile('[\x00-\x08\x0a-\x1f\x7f]')   # Anki keeps tabs, and lines, which we have none of
GUID = re.compile(r'[A-Za-z][0-9A-Za-z]{7,}\Z')

# First field, what is left of it, its checksum: computed with Anki 2.1.15.
VECTORS = [
    ('', '', 3661210606),
    ('Front', 'Front', 3709467016),
    ('<b>Hello</b> &amp; bye', 'Hello & bye', 2143824005),
    ('<img src="a.png">', ' a.png ', 3341441178),
    ('foo&nbsp;bar', 'foo bar', 930340518),
    ('naïve 漢字', 'naïve 漢字', 3003129563),
    ('a<br>b', 'ab', 3659751758),
    ('<script>x</script>y<!-- z -->', 'y', 2513112061),
    ('{{c1::Paris}} is in France', '{{c1::Paris}} is in France', 1484188893),
]

# Notes with those checksums: Markdown, text left of the front, checksum.
VECTOR_NOTES = [
    ('1. Front: answer', 'Front', 3709467016),
    ('1. **Hello** & bye: answer', 'Hello & bye', 2143824005),
    ('1. naïve 漢字: answer', 'naïve 漢字', 3003129563),
]
