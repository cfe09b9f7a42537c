"""Tests of what cards look like: style, templates, the script of code, and the options for them."""

import hashlib
import os
import re

from deck import Case
from kit import EPOCH, Tests, expect, expect_equal

STYLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'src', 'deck', 'style')
FILES = {'basic-front.html': (0, 'qfmt'), 'basic-back.html': (0, 'afmt'),
         'cloze-front.html': (1, 'qfmt'), 'cloze-back.html': (1, 'afmt')}
PLAIN = '# A\n\n1. Term: meaning\n2. Light runs **299792458** metres a second through empty space.\n'
CODE = PLAIN + '\n## Loop\n\n```go\nfor {\n}\n```\n'
LATER = 2000000000                      # later than every built-in style
CONTRAST = 4.5                          # what WCAG asks of text, level AA
BYTES = 12 * 1024                       # of the style, which every device carries

tests = Tests()


def build(mill, name, text, *options, **rest):
    path = os.path.join(mill.folder('style-' + name), 'notes.md')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return Case(mill, 'style-' + name + '-built', path, *options, **rest)


def write(mill, folder, **files):
    folder = mill.folder('style-' + folder)
    for name, text in files.items():
        with open(os.path.join(folder, name.replace('_', '-').replace('-html', '.html').replace('-css', '.css')),
                  'wb') as file:
            file.write(text.encode('utf-8'))
    return folder


def read(name):
    with open(os.path.join(STYLE, name), encoding='utf-8') as file:
        return file.read()


def texts(case):
    """Style and templates by file name."""
    found = {'card.css': next(iter(case.models.values()))['css']}
    for model in case.models.values():
        expect_equal(model['css'], found['card.css'], 'style of ' + model['name'])
        for name, (kind, side) in FILES.items():
            if model['type'] == kind:
                found[name] = model['tmpls'][0][side]
    return found


def times(case):
    return {model['mod'] for model in case.models.values()}


def script_of(case):
    names = [name for name in case.media.values() if name.startswith('_cardmill-code-')]
    return names[0] if names else None


# ---- The script ---------------------------------------------------------------

@tests
def script_travels_with_code(mill):
    case = build(mill, 'code', CODE)
    if script_of(case) is None:         # built without Prism
        expect_equal((case.media, texts(case)['basic-front.html']), ({}, read('basic-front.html')),
                     'media and front without Prism')
        return
    expect_equal(list(case.media), ['0'], 'members with media')
    content = case.zip.read('0')
    digest = hashlib.sha1(content).hexdigest()
    expect_equal(script_of(case), '_cardmill-code-%s.js' % digest[:8], 'name of the script')
    packed = case.zip.getinfo('0').compress_size
    expect(packed < 60000, 'the script takes %d bytes of each package', packed)
    expect(b'Copyright (c) 2012 Lea Verou' in content, 'the licence of Prism is not in the script')
    for name, (kind, side) in FILES.items():
        expect_equal(texts(case)[name].count('"%s"' % script_of(case)), 1, 'names of the script in ' + name)
        expect(texts(case)[name].startswith(read(name)), '%s is not what is built in', name)


@tests
def script_stays_at_home(mill):
    """A deck without code does not carry it; its note types are those of all decks."""
    plain, code = build(mill, 'plain', PLAIN), build(mill, 'code', CODE)
    expect_equal(plain.media, {}, 'media of a deck without code')
    expect_equal(plain.models, code.models, 'note types')


@tests
def no_highlight(mill):
    case = build(mill, 'bare', CODE, '--no-highlight', epoch=LATER)
    expect_equal(case.media, {}, 'media')
    for name in FILES:
        expect_equal(texts(case)[name], read(name), name)
    expect_equal(times(case), {LATER}, 'modified')
    flds = ''.join(note['flds'] for note in case.notes)
    expect('<code class="language-go">' in flds, 'the language is lost: %s', flds)


@tests
def long_code(mill):
    """It is folded from the 41st line on, and what is folded tells two fronts apart."""
    def fence(lines, word):
        return '```go\n%s\n```\n' % '\n'.join('%s%d()' % (word, i) for i in range(lines))
    text = '# A\n\n## Short\n\n%s\n## Long\n\n%s\n' % (fence(40, 'f'), fence(41, 'f'))
    fields = [note['flds'].split('\x1f') for note in build(mill, 'long', text).notes]
    expect_equal([back.startswith('<details class="long"><summary>go · 41 lines</summary><pre>')
                  for _, back, *_ in fields], [False, True], 'what is folded')
    expect_equal(fields[0][1], fields[1][1].split('</summary>')[1].replace('</details>', '')
                 .replace('<br>f40()', ''), 'code')


# ---- Own styles ---------------------------------------------------------------

@tests
def built_in_time(mill):
    """What is built in keeps its time, whenever a deck is built."""
    for epoch in 0, EPOCH, LATER:
        case = build(mill, 'time', PLAIN, epoch=epoch)
        expect_equal(times(case), times(build(mill, 'plain', PLAIN)), 'modified')
    expect(max(times(case)) < LATER, 'modified lies in the future')


@tests
def css(mill):
    own = '.card { --accent: #f00; }\r\n/* 字 */\n'
    folder = write(mill, 'css', mine_css=own)
    case = build(mill, 'css-notes', CODE, '--css', os.path.join(folder, 'mine.css'), epoch=LATER)
    expect_equal(texts(case)['card.css'], read('card.css') + own, 'style')
    expect_equal(times(case), {LATER}, 'modified')


@tests
def byte_order_mark(mill):
    folder = write(mill, 'bom', mine_css='\ufeff.card { color: red }\n')
    case = build(mill, 'bom-notes', PLAIN, '--css', os.path.join(folder, 'mine.css'))
    expect(texts(case)['card.css'].endswith('}\n.card { color: red }\n'), 'the mark is in the style')


@tests
def template_dir(mill):
    """One file takes the place of one."""
    folder = write(mill, 'one', basic_front_html='<b>{{Front}}</b>\n')
    case = build(mill, 'one-notes', CODE, '--template-dir', folder, epoch=LATER)
    built_in = texts(build(mill, 'code', CODE))
    load = built_in['basic-front.html'][len(read('basic-front.html')):]
    for name, text in texts(case).items():
        expect_equal(text, '<b>{{Front}}</b>\n' + load if name == 'basic-front.html' else built_in[name], name)
    expect_equal(times(case), {LATER}, 'modified')


@tests
def template_dir_and_css(mill):
    folder = write(mill, 'both', card_css='.card { margin: 0 }\n', more_css='.front { color: red }\n')
    case = build(mill, 'both-notes', PLAIN, '--template-dir', folder, '--css', os.path.join(folder, 'more.css'))
    expect_equal(texts(case)['card.css'], '.card { margin: 0 }\n.front { color: red }\n', 'style')


@tests
def copied_style(mill):
    """The built-in files, taken for one's own, give the same cards at a later time."""
    case, built_in = build(mill, 'copy', CODE, '--template-dir', STYLE, epoch=LATER), build(mill, 'code', CODE)
    expect_equal(texts(case), texts(built_in), 'style')
    expect_equal(times(case), {LATER}, 'modified')


@tests
def only_packages(mill):
    """Options of the style change no table; JSON has it, for packages that are made of it."""
    folder = write(mill, 'only', card_css='.card { margin: 0 }\n')
    one = build(mill, 'only-one', CODE)
    two = build(mill, 'only-two', CODE, '--template-dir', folder, '--no-highlight')
    for name in 'csv', 'tsv':
        expect_equal(one.bytes(name), two.bytes(name), name)
    expect('.card { margin: 0 }' in two.bytes('json').decode(), 'the style is in JSON')


# ---- The style sheet ----------------------------------------------------------

def variables(css, selector):
    block = re.search(re.escape(selector) + r'[^{]*\{(.*?)\}', css, re.S)[1]
    return dict(re.findall(r'--([a-z]+):\s*(#[0-9a-f]{6})', block))


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, two):
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@tests
def colours_can_be_read(mill):
    css = read('card.css')
    themes = {'light': variables(css, '\n.card '), 'dark': variables(css, '\n.nightMode.card')}
    expect_equal(sorted(themes['light']), sorted(themes['dark']), 'colours of the themes')
    for theme, colours in themes.items():
        pairs = [(name, 'code') for name in colours if name not in ('paper', 'line', 'code', 'mark')]
        pairs += [(name, 'paper') for name in ('ink', 'faint', 'accent', 'blank')] + [('ink', 'mark')]
        for text, ground in pairs:
            found = contrast(colours[text], colours[ground])
            expect(found >= CONTRAST, '%s: --%s on --%s has a contrast of %.2f', theme, text, ground, found)


@tests
def colours_are_used(mill):
    """Every colour has a use, and every colour that is used a value."""
    css = read('card.css')
    set_ones = set(re.findall(r'--([a-z]+):', css))
    used = set(re.findall(r'var\(--([a-z]+)\)', css))
    expect_equal(sorted(used), sorted(set_ones), 'colours')


@tests
def style_stands_alone(mill):
    css = read('card.css')
    expect(not re.search(r'url\(|@import|@font-face|expression\(|</', css), 'the style asks for other files')
    expect(len(css.encode()) <= BYTES, 'the style has %d bytes', len(css.encode()))
    expect_equal(css.count('{'), css.count('}'), 'braces')
    selectors = re.findall(r'([^{}]+)\{', re.sub(r'/\*.*?\*/|@media[^{]*\{', '', css, flags=re.S))
    for one in ','.join(selectors).split(','):
        expect(re.match(r'\s*(\.nightMode|\.night_mode|\.mobile)?\.?\s?\.card\b', one) or '.card' in one,
               '%s reaches beyond the card', one.strip())
