"""What other tools would know a note by, on the very same notes.

Each rule answers the identity of every note of a build, given those of the build before
(None: there is none) - as the tools do it, but that they all get our fronts and backs.
"""

import hashlib
import re
import unicodedata


def digest(*parts):
    return hashlib.sha1('\x1f'.join(parts).encode('utf-8', 'surrogatepass')).hexdigest()


def file_of(note):
    return note['source']['file']


def genanki(notes, before):
    """guid_for(all fields), what it does when one gives no guid."""
    return [digest(note['fields'][0], note['fields'][1]) for note in notes]


def ankivalenz(notes, before):
    """guid of all fields and the path of headings"""
    return [digest(*note['fields'][:3]) for note in notes]


def mdanki(notes, before):
    """sha1(now + front + back)"""
    now = 'first' if before is None else 'later'
    return [digest(now, note['fields'][0], note['fields'][1]) for note in notes]


def deck_and_front(notes, before):
    """sha1(deck + front): md2apkg; markdown-anki-decks with another hash"""
    return [digest(note['deck'], note['fields'][0]) for note in notes]


def ankdown(notes, before):
    """md5(folder/file + running index)"""
    counts, ids = {}, []
    for note in notes:
        counts[file_of(note)] = counts.get(file_of(note), 0) + 1
        ids.append('%s %d' % (file_of(note), counts[file_of(note)]))
    return ids


def deck_front_type(notes, before):
    """hash(deck, front, type): 2anki until 2026-09"""
    return [digest(note['deck'], note['fields'][0], note['notetype']) for note in notes]


def ledger(notes, before):
    """2anki since: the front without its trivia and the type, looked up in what was built before; taken
    over only where the answer or the file is the same."""
    def key(note):
        text = unicodedata.normalize('NFKC', re.sub(r'<[^>]*>', ' ', note['fields'][0])).lower()
        return ' '.join(re.findall(r'\w+', text)), note['notetype']
    known = {}
    for number, note in enumerate(before or []):
        known.setdefault(key(note), []).append((number, note))
    ids = []
    for number, note in enumerate(notes):
        if before is None:
            ids.append('first %d' % number)
            continue
        found = known.get(key(note), [])
        same = [one for one in found if one[1]['fields'][1] == note['fields'][1]] or \
            [one for one in found if file_of(one[1]) == file_of(note)]
        if len(same) == 1:
            found.remove(same[0])
            ids.append('first %d' % same[0][0])
        else:
            ids.append('later %d' % number)
    return ids


RULES = [('genanki (all fields)', genanki), ('ankivalenz (all fields, headings)', ankivalenz),
         ('mdanki (time, front, back)', mdanki),
         ('md2apkg, markdown-anki-decks (deck, front)', deck_and_front),
         ('ankdown (file, running number)', ankdown), ('2anki before its ledger (deck, front, type)', deck_front_type),
         ('2anki ledger (front, type; answer or file)', ledger)]
