"""What the page must show, worked out from the JSON deck."""

import html
import re
import unicodedata

from rules import card_numbers, stripped

SHORT, LONG = 60, 500                   # characters of answers
INLINE = re.compile(r'</?(?:a|b|code|em|i|kbd|mark|s|small|span|strong|sub|sup|u)(?:\s[^>]*)?>')


class Card:
    def __init__(self, deck, note, number):
        self.note, self.number = note, number
        self.cloze = is_cloze(deck, note)
        self.id = '%s-%d' % (note['guid'], number) if self.cloze else note['guid']


def is_cloze(deck, note):
    return any(kind['cloze'] for kind in deck['note_types'] if kind['name'] == note['notetype'])


def cards_of(deck):
    return [Card(deck, note, number + 1) for note in deck['notes']
            for number in card_numbers(is_cloze(deck, note), note['fields'])]


# ---- Searches and filters --------------------------------------------------------------

def fold(text):
    return unicodedata.normalize('NFKC', text).lower()


def search_text(card):
    fields = card.note['fields']
    if card.cloze:
        fields = [re.sub(r'\{\{c[\d,]+::|\}\}', '', field).replace('::', ' ') for field in fields]
    plain = (html.unescape(re.sub(r'<[^>]*>', ' ', INLINE.sub('', field))) for field in fields)
    return fold('\n'.join(re.sub(r'\s+', ' ', text) for text in plain))


def length_of(card):
    text = stripped(card.note['fields'][1])
    if card.cloze:
        text += stripped(re.sub(r'\{\{c\d+::|\}\}', '', card.note['fields'][0]))
    return 'short' if len(text) <= SHORT else 'medium' if len(text) <= LONG else 'long'


def below(name, chosen):
    return name == chosen or name.startswith(chosen + '::')


FACETS = {
    'deck': lambda card, name: below(card.note['deck'], name),
    'tag': lambda card, name: any(below(tag, name) for tag in card.note['tags']),
    'rule': lambda card, name: card.note['rule'] == name,
    'length': lambda card, name: length_of(card) == name,
}


def fitting(cards, query='', **chosen):
    """The cards that fit a search and what is chosen: of each facet one name of several."""
    return [card for card in cards if all(word in search_text(card) for word in fold(query).split()) and
            all(any(FACETS[facet](card, name) for name in names) for facet, names in chosen.items())]


def roots(cards, facet):
    """The first levels of what can be chosen, in the order of the deck, with the number of their cards."""
    names = {'deck': lambda card: [card.note['deck']], 'tag': lambda card: card.note['tags'],
             'rule': lambda card: [card.note['rule']], 'length': lambda card: [length_of(card)]}[facet]
    counts = {}
    for card in cards:
        for root in {name.split('::')[0]: None for name in names(card)}:
            counts[root] = counts.get(root, 0) + 1
    return counts


# ---- What stands on a card -----------------------------------------------------------------

def letters(text):
    """text without blanks, as far as a comparison goes."""
    return re.sub(r'\s+', '', html.unescape(text))


def text_of(field):
    return letters(re.sub(r'<[^>]*>|\[sound:[^\]]*\]', '', field))


def has_maths(card):
    """Then the page sets it, and its letters are others."""
    return any('\\(' in field or '\\[' in field for field in card.note['fields'])


def question_text(card):
    field = card.note['fields'][0]
    if card.cloze:
        field = re.sub(r'\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}',
                       lambda found: '[%s]' % (found[3] or '...') if int(found[1]) == card.number else found[2], field)
    return text_of(field)


def answer_texts(card):
    field = card.note['fields'][0]
    if card.cloze:
        field = re.sub(r'\{\{c\d+::(.*?)(?:::.*?)?\}\}', r'\1', field)
    return text_of(field), text_of(card.note['fields'][1])
