"""What it looks like: themes, widths, the second view; each with a picture to be looked at."""

import re

from kit import Tests, expect, expect_equal
from shown import FRAME

tests = Tests()
LIGHT, DARK = 'rgb(255, 255, 255)', 'rgb(22, 25, 29)'


def background(preview):
    return preview.ask('getComputedStyle(%s.body).backgroundColor' % FRAME)


def brightness(color):
    return sum(map(int, re.findall(r'\d+', color)[:3])) / 3


@tests
def light_and_dark(case):
    for scheme, night in ('light', False), ('dark', True):
        with case.show(scheme=scheme) as preview:
            expect_equal('nightMode' in preview.body_classes(), night, 'class nightMode as the system has it')
            expect_equal('night_mode' in preview.body_classes(), night, 'class night_mode')
            expect({'card', 'card1'} <= preview.body_classes(), 'classes are %s', preview.body_classes())
            expect_equal(brightness(background(preview)) < 128, night, 'the card is dark')
            expect_equal(brightness(preview.ask('getComputedStyle(document.body).backgroundColor')) < 128, night,
                         'the page is dark')
            case.shot(preview, 'desktop-' + scheme)
            preview.page.key(' ')
            case.shot(preview, 'desktop-answer-' + scheme)
            preview.expect_quiet()


@tests
def theme_is_remembered(case):
    with case.show() as preview:
        preview.page.click('#theme')
        expect('nightMode' in preview.body_classes(), 'the button does nothing')
        preview.reload()
        expect('nightMode' in preview.body_classes(), 'it is forgotten')
        preview.page.key('n')
        expect('nightMode' not in preview.body_classes(), 'n does nothing')
        preview.page.scheme('dark')     # the choice was that of the system, which is followed again
        preview.page.settle()
        expect('nightMode' in preview.body_classes(), 'the system is not followed')


@tests
def without_storage(case):
    """As where a page from a file may keep nothing."""
    with case.show() as preview:
        preview.page.call('Page.addScriptToEvaluateOnNewDocument', source='''
            Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } });
            history.replaceState = () => { throw new DOMException("no", "SecurityError"); };''')
        preview.open()
        preview.page.click('#theme')
        preview.page.key('j')
        expect_equal((preview.place[0], 'nightMode' in preview.body_classes()), (2, True), 'place and theme')
        preview.expect_quiet()


@tests
def phone_width(case):
    with case.show() as preview:
        wide = preview.ask('%s.documentElement.clientWidth' % FRAME)
        preview.page.click('#phone')
        expect_equal(preview.ask('%s.documentElement.clientWidth' % FRAME), 360, 'width of the card')
        expect(wide > 600, 'the card is %d wide before', wide)
        preview.page.key(' ')
        case.shot(preview, 'phone-width')
        preview.page.evaluate('new Promise(done => setTimeout(done, 260))')
        preview.reload()
        expect_equal(preview.ask('%s.documentElement.clientWidth' % FRAME), 360, 'width after a reload')
        preview.page.key('p')
        expect_equal(preview.ask('%s.documentElement.clientWidth' % FRAME), wide, 'width after p')


@tests
def fits_every_window(case):
    for width, height, mobile in (360, 640, True), (412, 915, True), (800, 600, False), (801, 600, False), (1280, 800, False):
        with case.show(width=width, height=height, mobile=mobile) as preview:
            name = '%dx%d' % (width, height)
            preview.expect_fits('the page at ' + name)
            preview.page.key('End')
            preview.page.key(' ')
            preview.expect_fits('an answer at ' + name)
            preview.page.click('#tab-left')
            preview.page.settle()
            preview.expect_fits('what was left out at ' + name)
            preview.expect_quiet()


@tests
def on_a_phone(case):
    with case.show(width=360, height=640, mobile=True) as preview:
        case.shot(preview, 'phone')
        preview.page.key(' ')
        case.shot(preview, 'phone-answer')
        preview.page.click('#open-list')
        preview.page.evaluate('new Promise(done => setTimeout(done, 300))')
        case.shot(preview, 'phone-list')
        preview.toggle('rule', 'question')
        preview.click('document.querySelector(".row[data-index=\\"3\\"]")')
        preview.page.evaluate('new Promise(done => setTimeout(done, 300))')
        expect_equal(preview.place[0], 4, 'place of the card chosen')
        expect(preview.ask('getComputedStyle(document.getElementById("side")).visibility') == 'hidden', 'the list stays open')
        preview.page.click('#paper')
        expect(preview.bared, 'a tap does not turn the card')
        preview.page.click('#tab-left')
        case.shot(preview, 'phone-left-out')
        preview.expect_quiet()


@tests
def kinds_of_cards(case):
    """Pictures of what is hard to set: a cloze, code, a table, Chinese, a long card."""
    kinds = {'cloze': lambda fields: '{{c1::' in fields[0], 'code': lambda fields: '<pre>' in fields[1],
             'table': lambda fields: '<table' in fields[1], 'choices': lambda fields: '<ol' in fields[0],
             'chinese': lambda fields: len(re.findall('[\u4e00-\u9fff]', fields[1])) > 60,
             'long': lambda fields: len(fields[1]) > 300}
    for window in dict(), dict(width=360, height=640, mobile=True, scheme='dark'):
        with case.show(**window) as preview:
            for name, fits in kinds.items():
                card = next((card for card in case.cards if fits(card.note['fields'])), None)
                if card is None:
                    continue
                preview.ask('location.hash = "card=%s"' % card.id)
                preview.page.wait('document.getElementById("about").textContent.includes("%s")' % card.note['guid'])
                preview.page.key(' ')
                case.shot(preview, 'card-%s%s' % (name, '-phone' if window else ''))
            preview.expect_quiet()


# ---- What was left out ---------------------------------------------------------------------

def rows(preview):
    """(text, reason, place) of every row; the window is as high as the list."""
    return preview.ask('''Array.from(document.querySelectorAll("#left-list .row"))
        .sort((a, b) => a.dataset.index - b.dataset.index)
        .map(row => [row.querySelector(".prompt").textContent, row.querySelector(".reason").textContent,
            row.querySelector(".place").textContent])''')


def wanted_rows(gaps):
    return [[gap['text'], gap['reason'], '%s:%d' % (gap['file'], gap['line']) +
             ('-%d' % gap['end_line'] if gap['end_line'] > gap['line'] else '')] for gap in gaps]


@tests
def left_out_as_in_the_report(case):
    gaps = case.report['left_out']
    with case.show('#tab=left', height=400 + 62 * len(gaps)) as preview:
        expect_equal(rows(preview), wanted_rows(gaps), 'what was left out')
        expect('%.1f %% of the characters' % case.report['percent'] in preview.text('facts'),
               'the facts are: %s', preview.text('facts'))
        expect('%d notes (%d cards) from %d files' % (case.report['notes'], case.report['cards'], len(case.report['files']))
               in preview.text('facts'), 'the facts are: %s', preview.text('facts'))
        shares = preview.ask('''Array.from(document.querySelectorAll(".source"), source =>
            [source.querySelector(".file").textContent, source.querySelector(".percent").textContent])''')
        expect_equal(shares, [[file['file'], '%.1f %%' % file['percent']] for file in case.report['files']], 'shares')
        reason = gaps[0]['reason']
        preview.page.click('.chip[data-reason=%s]' % reason)
        expect_equal(rows(preview), wanted_rows(gap for gap in gaps if gap['reason'] == reason), reason)
        preview.page.click('#left-clear')
        preview.page.click('.source:nth-child(2)')
        name = case.report['files'][1]['file']
        expect_equal(rows(preview), wanted_rows(gap for gap in gaps if gap['file'] == name), name)
        preview.page.click('.source:nth-child(2)')
        word = gaps[-1]['text'].split()[-1]
        preview.search(word.upper(), 'left-search')
        expect_equal(rows(preview), wanted_rows(gap for gap in gaps if word.lower() in ' '.join(
            [gap['text'], gap['file'], gap['reason']]).lower()), word)
        preview.expect_quiet()
    for scheme in 'light', 'dark':
        with case.show('#tab=left', scheme=scheme) as preview:
            case.shot(preview, 'left-out-' + scheme)


# ---- For those who do not see it, or use no mouse ----------------------------------------------

@tests
def everything_has_a_name(case):
    with case.show() as preview:
        preview.page.call('Accessibility.enable')
        for step in (lambda: None, lambda: preview.open_facet('tag'), lambda: preview.page.click('#tab-left')):
            step()
            preview.page.settle()
            nodes = preview.page.call('Accessibility.getFullAXTree')['nodes']
            acting = [node for node in nodes if not node['ignored'] and node['role']['value'] in
                      ('button', 'tab', 'checkbox', 'searchbox', 'textbox', 'listbox', 'Iframe', 'dialog', 'tabpanel')]
            nameless = [node['role']['value'] for node in acting if not node.get('name', {}).get('value')]
            expect(len(acting) > 10, 'there are only %d things to act on', len(acting))
            expect(not nameless, 'without a name: %s', nameless)


@tests
def keys_alone_are_enough(case):
    """Tab goes to what can be used, and shows where it is."""
    with case.show() as preview:
        seen = set()
        for _ in range(25):
            preview.page.key('Tab')
            at = preview.ask('document.activeElement.id || document.activeElement.className')
            if at not in ('on-cards', 'card'):  # the page as a whole, and the frame
                outline = preview.ask('getComputedStyle(document.activeElement).outlineStyle')
                expect(outline != 'none', 'no one sees that %s has the focus', at)
            seen.add(at)
        expect({'search', 'flip', 'next', 'list', 'theme', 'phone', 'open-help', 'facet'} <= seen, 'reached are %s', seen)
        expect(preview.ask('matchMedia("(prefers-reduced-motion: reduce)").matches'), 'the test asks for no motion')
        moving = preview.ask('''document.getAnimations().length + %s.getAnimations().length''' % FRAME)
        expect_equal(moving, 0, 'what moves')
