"""A collection as people have it, made in the real Anki through its interface."""

import os

from anki.collection import DeckIdLimit, ExportAnkiPackageOptions

PNG = bytes.fromhex('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002'
                    '0000050001a5f645400000000049454e44ae426082')
OPTIONAL = 'Basic (optional reversed card)'


def add_custom_type(col):
    """Three templates with conditions, browser templates, options of fields, settings of LaTeX."""
    models = col.models
    made = models.new('Käse, "vocabulary" =x')
    for name in 'Word', 'Reading aloud', 'Meaning', 'Käse', 'Notes':
        models.add_field(made, models.new_field(name))
    made['flds'][1].update(font='Liberation Sans', size=33, rtl=True, description='how it "sounds"')
    made['flds'][2].update(plainText=True, collapsed=True)
    made['flds'][4].update(excludeFromSearch=True, sticky=True)
    for name, front, back in (
            ('To meaning', '{{Word}}', '{{FrontSide}}<hr id=answer>{{Meaning}}'),
            ('To word', '{{#Meaning}}{{Meaning}}{{/Meaning}}', '{{FrontSide}}<hr id=answer>{{Word}}'),
            ('Read "aloud"', '{{#Reading aloud}}{{^Notes}}{{text:Word}} {{hint:Käse}}{{/Notes}}{{/Reading aloud}}',
             '{{Reading aloud}}')):
        template = models.new_template(name)
        template.update(qfmt=front, afmt=back)
        models.add_template(made, template)
    made['tmpls'][0].update(bqfmt='{{Word}} in the browser', bafmt='{{Meaning}}', bfont='Arial', bsize=17)
    made['css'] += '\n@font-face { font-family: f; src: url("_font.ttf"); }\n.mine::after { content: "漢"; }\n'
    made['latexPre'] += '% mine\n'
    made['latexsvg'] = True
    made['sortf'] = 2
    models.add_dict(made)
    return models.by_name('Käse, "vocabulary" =x') or models.by_name('Käse, vocabulary =x')


def add_decks(col):
    for name, description, markdown in (
            ('Languages', 'All of <b>them</b>', False), ('Languages::Käse & "bread"', '', False),
            ('Languages::漢字, 2024-01-02', '# Heading\n\n*words*', True), ("It's::=deck::#deep", 'a <i>b</i>\nc', False)):
        deck = col.decks.get(col.decks.id(name))
        deck['desc'], deck['md'] = description, markdown
        col.decks.update_dict(deck)
    return [col.decks.id(name) for name in ('Languages', 'Languages::Käse & "bread"', 'Languages::漢字, 2024-01-02',
                                            "It's::=deck::#deep")]


def add_note(col, kind, fields, deck, tags=()):
    note = col.new_note(col.models.by_name(kind) if isinstance(kind, str) else kind)
    for i, field in enumerate(fields):
        note.fields[i] = field
    note.tags = list(tags)
    col.add_note(note, deck)
    return note


def add_notes(col, folder):
    decks = add_decks(col)
    custom = add_custom_type(col)
    picture = os.path.join(folder, 'Map of Käse & co.png')
    with open(picture, 'wb') as file:
        file.write(PNG)
    names = [col.media.write_data(name, b'sound ' + name.encode()) for name in
             ('UPPER case.mp3', "it's a & b.ogg", '漢字.wav', '_font.ttf', 'unused.jpg')]
    map_name = col.media.add_file(picture)
    fronts = ['plain', 'two\nlines', 'tab\there', '#front', '=1+1', '"quoted"', 'a,b;c', '', '漢字 😀 עברית', ' blanks ', '2024-01-02',
              '<img src="%s">' % map_name, '[sound:%s]' % names[0], '<div>x<br></div>', "'apostrophe", '-minus', '&#10;reference',
              '<pre>a\n  b</pre>', '\\(x\\)', '[latex]y[/latex]', '@at', 'x' * 20000]
    for i, front in enumerate(fronts):
        add_note(col, 'Basic', [front or '<br>', 'back %d' % i], decks[i % 4], ['a::b', 'Käse', '=tag'][:i % 4])
    for i in range(4):
        add_note(col, 'Basic (and reversed card)', ['r%d' % i, 'reverse [sound:%s]' % names[1]], decks[1])
        add_note(col, OPTIONAL, ['o%d' % i, 'optional', 'y' if i % 2 else ''], decks[2], ['leech', 'x"y'])
        add_note(col, 'Basic (type in the answer)', ['t%d' % i, 'typed'], decks[3])
        add_note(col, 'Cloze', ['{{c1::one}} and {{c3::three::hint}} %d' % i, 'extra' * (i % 2)], decks[i])
        add_note(col, custom, ['w%d' % i, 'said' * (i % 2), 'm' * (i // 2), 'k', 'n' * (i % 3)], decks[i], ['marked'])
    add_note(col, 'Cloze', ['nothing is hidden here', ''], decks[0])
    add_note(col, 'Basic', ['<b>Default</b>', 'deck [sound:%s]' % names[2]], 1)
    col.add_image_occlusion_note(notetype_id=col.models.by_name('Image Occlusion')['id'], image_path=picture,
                                 occlusions='{{c1::image-occlusion:rect:left=.1:top=.1:width=.2:height=.2}}<br>'
                                            '{{c2::image-occlusion:ellipse:left=.5:top=.5:rx=.1:ry=.1}}<br>',
                                 header='<b>head</b>', back_extra='', tags=['io'])
    return decks


def spoil(col, decks):
    """Flags, suspended and buried cards, cards in other decks than their note's, reviews, a filtered deck."""
    ids = list(col.find_cards('', order=True))
    col.set_user_flag_for_cards(1, ids[1:3])
    col.set_user_flag_for_cards(7, ids[3:4])
    col.sched.suspend_cards(ids[2:6])
    col.sched.bury_cards(ids[8:10])
    reversed_cards = [cid for cid in col.find_cards('"note:Basic (and reversed card)"') if col.get_card(cid).ord == 1]
    col.set_deck(reversed_cards[:2], decks[3])
    col.sched.reposition_new_cards(sorted(col.find_cards('is:new deck:Languages'), reverse=True)[:5], 1, 1, False, True)


def filter_some(col):
    deck = col.sched.get_or_create_filtered_deck(0)
    deck.name = 'Cram'
    deck.config.search_terms[0].search = '"deck:Languages::Käse & _bread_" is:new'
    deck.config.search_terms[0].limit = 3
    col.sched.add_or_update_filtered_deck(deck)


def export(col, path, legacy, scheduling=False, deck=None):
    options = ExportAnkiPackageOptions(with_scheduling=scheduling, with_deck_configs=scheduling, with_media=True,
                                       legacy=legacy)
    col.export_anki_package(out_path=path, options=options, limit=DeckIdLimit(deck) if deck else None)
    return path
