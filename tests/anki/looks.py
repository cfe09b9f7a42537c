"""What a collection must look like after a deck was imported, and what its cards must show."""

import html
import re

import sheet
from kit import brief, expect, expect_equal
from rules import card_numbers

# ---- Notes, decks, cards ------------------------------------------------------

def expect_fields(user, deck, guarded=False):
    """The collection's notes are those of the deck, byte for byte; but for the guards of a table."""
    notes = user.notes()
    for note in deck['notes']:
        expect(note['guid'] in notes, 'note %s is missing', note['guid'])
        fields, _, kind, _ = notes[note['guid']]
        expect_equal(kind, note['notetype'], 'note type of ' + note['guid'])
        for i, (ours, theirs) in enumerate(zip(note['fields'], fields)):
            expect_equal(sheet.field(theirs) if guarded else theirs, ours,
                         'field %d of %s' % (i + 1, note['guid']))
        expect_equal(len(fields), len(note['fields']), 'fields of ' + note['guid'])
    expect_equal(len(notes), len(deck['notes']), 'notes')


def expect_tags(user, deck):
    """Tags are those of the deck; Anki keeps one spelling of tags that differ by case."""
    spellings = {}
    for note in deck['notes']:
        for tag in note['tags']:
            levels = tag.split('::')
            for n in range(len(levels)):
                prefix = '::'.join(levels[:n + 1])
                spellings.setdefault(prefix.casefold(), set()).add(prefix)
    twins = {folded for folded, every in spellings.items() if len(every) > 1}

    def spelled(tag):
        return tag.casefold() if any(tag.casefold().startswith(twin) for twin in twins) else tag

    notes = user.notes()
    for note in deck['notes']:
        expect_equal(sorted(map(spelled, notes[note['guid']][1])), sorted(map(spelled, note['tags'])),
                     'tags of ' + note['guid'])


def expect_decks(user, deck):
    wanted = {'Default'}
    for note in deck['notes']:
        levels = note['deck'].split('::')
        wanted.update('::'.join(levels[:n + 1]) for n in range(len(levels)))
    expect_equal(sorted(user.deck_names().values()), sorted(wanted), 'decks')
    decks = {note['guid']: note['deck'] for note in deck['notes']}
    for _, guid, _, name, *_ in user.cards():
        expect_equal(name, decks[guid], 'deck of ' + guid)


def expect_order(user, deck):
    """New cards wait in the order of the sources, siblings side by side."""
    wanted = [(note['guid'], ord) for note in deck['notes']
              for ord in card_numbers(is_cloze(deck, note), note['fields'])]
    cards = user.cards()
    expect_equal([(guid, ord) for _, guid, ord, *_ in cards], wanted, 'cards in order')
    places = {note['guid']: i for i, note in enumerate(deck['notes'])}
    dues = {}
    for _, guid, _, _, due, kind, queue in cards:
        expect_equal((kind, queue), (0, 0), 'type and queue of ' + guid)
        expect_equal(dues.setdefault(guid, due), due, 'position of the cards of ' + guid)
    in_order = [dues[guid] for guid in sorted(dues, key=places.get)]
    expect(all(a < b for a, b in zip(in_order, in_order[1:])), 'two notes have one position')


def is_cloze(deck, note):
    return any(kind['cloze'] for kind in deck['note_types'] if kind['name'] == note['notetype'])


# ---- What a card shows --------------------------------------------------------

def visible(text):
    """What there is to read: no tags, pictures and sound as marks, blanks as one."""
    text = re.sub(r'(?is)<style.*?</style>|<script.*?</script>|<!--.*?-->', '', text)
    text = re.sub(r'(?i)<(?:img|video|hr)\b[^>]*>', ' ▣ ', text)
    text = re.sub(r'\[sound:[^\]]*\]|\[anki:play:[aq]:\d+\]', ' ♪ ', text)
    return ' '.join(html.unescape(re.sub(r'<[^>]*>', ' ', text)).split())


def error_marks(col):
    """What Anki writes on a card that it cannot make, without what is put in for examples."""
    say = col.tr
    texts = [say.card_template_rendering_empty_front(), say.card_template_rendering_front_side_problem(),
             say.card_template_rendering_back_side_problem(), say.card_template_rendering_more_info(),
             say.card_template_rendering_missing_cloze(number=1).split('\n')[-1],
             say.card_template_rendering_no_such_field(found='', field='').split("'")[2]]
    return [text.strip() for text in texts if text.strip(" ',")] + ['{unknown field', '(unknown field']


def expect_rendered(user, deck):
    """Every card has a question and an answer that says more, and no error."""
    notes = {note['guid']: note for note in deck['notes']}
    marks = error_marks(user.col)
    for cid, guid, ord, *_ in user.cards():
        note = notes[guid]
        shown = user.col.get_card(cid).render_output()
        question, answer = shown.question_text, shown.answer_text
        cloze = is_cloze(deck, note)
        where = 'card %d of %s' % (ord + 1, guid)
        expect_played(note, shown, cloze, where)
        for mark in marks:
            expect(mark in visible(' '.join(note['fields'])) or mark not in visible(question + answer),
                   '%s says: %s', where, mark)
        braces = re.sub(r'\{\{c\d+::', '', note['fields'][0]) if cloze else note['fields'][0]
        allowed = (braces + ' '.join(note['fields'][1:])).count('{{')
        expect(question.count('{{') <= allowed and answer.count('{{') <= 2 * allowed,
               '%s shows {{: %s', where, brief(question))
        expect(visible(question), '%s has no question', where)
        expect_answered(note, visible(question), visible(answer), cloze, where)
        if cloze:
            expect_cloze(question, answer, ord, where)


def expect_played(note, shown, cloze, where):
    """A card plays what its note has to play, and nothing else."""
    wanted = set(re.findall(r'\[sound:(cm-[0-9a-f]+\.[a-z0-9]+)\]', ' '.join(note['fields'])))
    played = [getattr(tag, 'filename', None) for tag in shown.question_av_tags + shown.answer_av_tags]
    expect(set(played) <= wanted, '%s plays %s', where, played)
    expect(cloze or set(played) == wanted, '%s does not play %s', where, wanted - set(played))


def expect_answered(note, question, answer, cloze, where):
    """The answer says more than the question, the name of the source not counted."""
    source = visible(note['fields'][3]) if len(note['fields']) > 3 else ''
    if source and answer.endswith(source):
        answer = answer[:-len(source)].rstrip()
    for text in note['fields'][:1] * (not cloze) + note['fields'][1:2]:
        expect(visible(text) in answer, '%s does not show: %s', where, brief(visible(text)))
    if cloze:
        def told(text):                 # a picture says more than a hint
            return len(text.replace('[...]', '').replace('▣', '▣' * 40))
        expect(answer != question and told(answer) > told(question), '%s answers nothing: %s', where, brief(answer))
        return
    expect(question in answer, '%s: the question is not on the answer: %s', where, brief(question))
    more = answer.replace(question, '', 1).replace('▣', '', 1)
    expect(more.strip(), '%s answers nothing: %s', where, brief(answer))


def expect_cloze(question, answer, ord, where):
    hidden = re.findall(r'<span class="cloze"[^>]*data-ordinal="(\d+)"[^>]*>(.*?)</span>', question, re.S)
    expect(hidden, '%s hides nothing: %s', where, brief(question))
    for number, text in hidden:
        expect_equal(int(number), ord + 1, 'number of the deletion on ' + where)
        expect(re.fullmatch(r'\[.+\]', text, re.S), '%s shows %s', where, text)
    bared = re.search(r'<span class="cloze"[^>]*data-ordinal="%d"[^>]*>(.*?)</span>' % (ord + 1), answer, re.S)
    expect(bared and bared[1] and bared[1] != '[...]', '%s does not show what it hid', where)
