"""How other tools tell notes apart, by the rules that their sources show.

Each is applied to what cardmill made of the notes: the same cards, their rule.
"""


def text(*parts):
    return '\x1f'.join(parts)


def deck_of(note):
    return note['source']['file']


RULES = {
    # genanki, guid_for(): all fields; ankivalenz the same with the path of headings.
    'genanki (all fields)': lambda note, index, build: text(note['fields'][0], note['fields'][1]),
    'ankivalenz (fields and path)': lambda note, index, build: text(*note['fields'][:3]),
    # anki-apkg-export, of mdanki: the time of the build is part of it.
    'mdanki (time and fields)': lambda note, index, build: text(str(build), *note['fields'][:2]),
    # md2apkg: deck and front; markdown-anki-decks: the same of the question as HTML.
    'md2apkg, markdown-anki-decks (deck and front)': lambda note, index, build: text(deck_of(note), note['fields'][0]),
    # ankdown, mankidown: file and running number.
    'ankdown, mankidown (file and number)': lambda note, index, build: text(deck_of(note), str(index)),
    # 2anki's ledger: front and type, whatever the file is called.
    '2anki (front and type)': lambda note, index, build: text(note['fields'][0], note['notetype']),
}


def keys(rule, notes, build):
    """The identity that a rule gives each note."""
    count, found = {}, []
    for note in notes:
        index = count[deck_of(note)] = count.get(deck_of(note), 0) + 1
        found.append(RULES[rule](note, index, build))
    return found
