"""Decks that nobody would make, from a seed: JSON decks in the format of deck.schema.json."""

import random

import media

# Anki's own guids are of these, and so may begin with what spreadsheets and readers of tables act on.
BASE_91 = ('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
           '!#$%&()*+,-./:;<=>?@[]^_`{|}~')
FIRSTS = '#=-+@,;!'

PIECES = ['word', 'Käse', '漢字', 'עברית', '😀', '\U0001f9d1\u200d\U0001f52c', '\u0301', 'a\u0308', '\u00a0', '\u3000', '\u200b',
          '\ufeff', '\U000e0041', '\U0010fffd', '\ue000', '\u2028', '\x85',
          '"', '""', "'", ',', ';', '\t', '|', '\\', '\\n', '#', '=', '+', '-', '@', ' ', '  ', '%', '&', '&amp;',
          '&#10;', '&#010;', '&#x0a;', '&nbsp;', '&lt;', '<br>', '<br/>', '<div>x</div>', '<b>', '</b>', '<!-- c -->',
          '<pre><code class="language-c">int x;</code></pre>', '{{c1::x}}', '{{', '}}', '::', '[sound:none.mp3]',
          '\\(x^2\\)', '[latex]x[/latex]', '=1+1', '=HYPERLINK("x")', '1/2', '2024-01-02', '1e5', '007', 'TRUE', 'null',
          '#html:true', '#separator:Tab', '<div><small>', '</small></div>', '\n', '\n\n', '\r\n', '\r']
WHOLE = ['', '', ' ', '\t', '\n', '"', '#', '=', '-', "'", '=1+1', '1-2', '#GUID', '01.02.2003', '+49', '@a', ',', '\n#x',
         ' x ', '"x"', "'=x", '\tx', '\u200b', '\ufeff', '&#10;', '0', '1E3', '<br>', '\u2068x\u2069']
DECKS = ['A', 'A::B', 'A::"B', "It's, a deck", '2024-01-02', '1/2', 'Käse::漢字', '=x', '#deck', '-', 'a;b', 'x\'y::z', 'TRUE',
         'Default', 'Default::sub', '007', '😀::x', 'long ' + 'x' * 100]
TAGS = ['a', 'A::b', 'Käse', '漢字', '=x', '#x', '-1', '+1', '@y', 'a,b', 'a;b', "it's", '2024-01-02', '1/2', 'x"y', '😀', 'leech',
        'marked', 'a::b::c', '&', '<b>', '%', '007', 'cardmill::x', 'TRUE', "'", '"', '"q"', '_', '*']
NAMES = ['Front', 'Back', 'Käse', '漢字', 'With blank', 'a-b', 'x', 'Extra', "It's", '1', 'Add Reverse', 'Häder', 'Text',
         'Image', '"q"', 'a,b', 'a;b', '=x', '2', 'Key', 'Deck', 'Tags']

INVISIBLE = dict.fromkeys((0x200b, 0x200e, 0x200f, 0x2800, 0xfeff, 0x2068, 0x2069))

PLAIN_FIELD = {'font': 'Arial', 'size': 20}


def character(r):
    while True:
        c = r.choice((r.randrange(0x20, 0x7f), r.randrange(0xa0, 0x3000), r.randrange(0x3000, 0xd800),
                      r.randrange(0xe000, 0x10000), r.randrange(0x10000, 0x110000)))
        if c & 0xfffe != 0xfffe and not 0xfdd0 <= c <= 0xfdef:  # these are no characters
            return chr(c)


def text(r):
    kind = r.random()
    if kind < 0.2:
        return r.choice(WHOLE)
    if kind < 0.4:
        return ''.join(character(r) for _ in range(r.randrange(1, 12)))
    return ''.join(r.choice(PIECES) for _ in range(r.randrange(1, 9)))


def clozes(r):
    return ' '.join('{{c%d::%s}}' % (r.choice((1, 1, 2, 3, 10, 499)), text(r).replace('}}', ''))
                    for _ in range(r.randrange(1, 4))) + text(r)


def guid(r, taken):
    while True:
        made = ''.join(r.choice(BASE_91) for _ in range(r.choice((8, 10, 10, 10, 13))))
        if r.random() < 0.5:
            made = r.choice(FIRSTS) + made[1:]
        if made not in taken:
            taken.add(made)
            return made


def deck_name(r):
    return r.choice(DECKS)


# ---- Note types -------------------------------------------------------------------

def field_settings(r, number):
    made = dict(PLAIN_FIELD, font=r.choice(('Arial', 'Liberation Sans', 'Ü')), size=r.choice((20, 12, 1, 99)))
    if r.random() < 0.7:
        made['id'] = r.choice((1, -1)) * r.randrange(1, 2 ** 62)
    if r.random() < 0.2:
        made['description'] = r.choice(('d', '"x"\n', 'Käse'))
    for key in 'sticky', 'rtl', 'plain_text', 'collapsed', 'exclude_from_search', 'prevent_deletion':
        if r.random() < 0.2:
            made[key] = True
    if r.random() < 0.1:
        made['tag'] = number
    return made


def template(r, number, fields, cloze):
    shown = '{{%s%s}}' % ('cloze:' if cloze else '', r.choice(fields))
    front = r.choice(('', '<div>', '{{#%s}}x{{/%s}}' % ((r.choice(fields),) * 2), '\n')) + shown
    if not cloze and r.random() < 0.4:
        name = r.choice(fields)
        front = '{{#%s}}%s{{/%s}}' % (name, front, name)
    elif not cloze and r.random() < 0.2:
        name = r.choice(fields)
        front = '{{^%s}}%s{{/%s}}' % (name, front, name)
    made = {'name': 'Card %d' % (number + 1) if r.random() < 0.5 else '漢 %d "x"' % number, 'front': front,
            'back': '{{FrontSide}}\n<hr id=answer>\n{{%s}}' % fields[-1]}
    if r.random() < 0.7:
        made['id'] = r.randrange(1, 2 ** 62)
    if r.random() < 0.2:
        made.update(browser_front='{{%s}}' % fields[0], browser_back='x', browser_font='Ü', browser_size=13)
    return made


def note_type(r, number):
    count = r.choice((1, 2, 2, 3, 4, 5, 7, 7, 40))
    fields = (r.sample(NAMES, count) if count <= len(NAMES) else ['F%d' % i for i in range(count)])
    cloze = r.random() < 0.3
    made = {'name': r.choice(('Basic', 'Cloze', 'Käse', 'x, "y"', '=x', '2024-01-02', 'Type')) + (' %d' % number if number else ''),
            'cloze': cloze, 'fields': fields, 'id': 1400000000000 + r.randrange(10 ** 11), 'modified': r.randrange(1, 1700000000),
            'css': r.choice(('', '.card {}\n', '/* 漢 */', '.card { content: "\\n"; }\r\n')),
            'field_settings': [field_settings(r, i) for i in range(count)],
            'templates': [template(r, i, fields, cloze) for i in range(1 if cloze else r.choice((1, 1, 2, 3)))]}
    if count > 1 and r.random() < 0.3:
        made['sort_field'] = r.randrange(1, count)
    if r.random() < 0.2:
        made['original_stock_kind'] = r.randrange(1, 7)
    if r.random() < 0.3:
        made.update(latex_pre='\\documentclass{article}\n', latex_post='\\end{document}')
    if r.random() < 0.1:
        made['latex_svg'] = True
    return made


OWN = [{'name': 'cardmill Basic', 'cloze': False, 'fields': ['Front', 'Back', 'Context', 'Source']},
       {'name': 'cardmill Cloze', 'cloze': True, 'fields': ['Text', 'Back', 'Context', 'Source']}]


# ---- Notes --------------------------------------------------------------------------

def card_list(r, note_type):
    """Cards as no template makes them: flags, other decks, suspended ones."""
    count = r.randrange(1, 4) if note_type['cloze'] else r.randrange(1, 1 + len(note_type.get('templates', [0])))
    chosen = sorted(r.sample(range(count + 1 if note_type['cloze'] else len(note_type.get('templates', [0]))), count))
    made = []
    for ordinal in chosen:
        card = {'ordinal': ordinal}
        if made and r.random() < 0.3:   # the first one's deck is the note's
            card['deck'] = deck_name(r)
        if not made or r.random() < 0.5:        # or it might be what the templates make
            card['flag'] = r.randrange(1, 8)
        if r.random() < 0.5:
            card['suspended'] = True
        made.append(card)
    return made


def note(r, types, taken, names):
    chosen = r.choice(types)
    fields = [text(r) for _ in chosen['fields']]
    if chosen['cloze']:
        fields[0] = clozes(r)
    if not ''.join(fields).translate(INVISIBLE).strip():   # a row of nothing is no note
        fields[-1] += 'x'
    if names and r.random() < 0.3:
        at = r.randrange(len(fields))
        fields[at] += media.reference(r, r.choice(names))
    made = {'guid': guid(r, taken), 'notetype': chosen['name'], 'deck': deck_name(r),
            'tags': sorted(set(r.choice(TAGS) for _ in range(r.choice((0, 0, 1, 2, 5))))), 'fields': fields,
            'modified': r.randrange(1, 1700000000)}
    if r.random() < 0.1:
        made['id'] = r.choice(('a', 'map-order', 'x y', 'Käse'))
    if r.random() < 0.2:
        made['card_list'] = card_list(r, chosen)
    return made


def deck(seed, count=40, names=(), types=None):
    """A JSON deck of so many notes; names: of files beside it that notes may show."""
    r = random.Random(seed)
    made = [note_type(r, number) for number in range(r.randrange(1, 4) if types is None else types)]
    all_types = made + (OWN if not made or r.random() < 0.5 else [])
    taken = set()
    notes = [note(r, all_types, taken, list(names)) for _ in range(count)]
    used = {one['notetype'] for one in notes}
    if used & {one['name'] for one in OWN}:
        used |= {one['name'] for one in OWN}
    decks = sorted({one['deck'] for one in notes} - {'Default'})
    return {'format': 'cardmill', 'version': 2, 'name': 'Generated %s' % seed,
            'note_types': [one for one in all_types if one['name'] in used],
            'decks': [dict({'name': name, 'description': r.choice(('<b>d</b>', 'a\nb', '漢 "x"'))},
                           **({'markdown': True} if r.random() < 0.5 else {}))
                      for name in decks if r.random() < 0.5],
            'media': [], 'notes': notes}
