"""Cards: turned, gone through, each with its two sides as Anki would show them."""

import json
import os
import tempfile

from kit import Skipped, Tests, expect, expect_equal
from shown import FRAME, Preview
from wanted import answer_texts, has_maths, letters, question_text

tests = Tests()


@tests
def opens(case):
    with case.show() as preview:
        expect_equal(preview.text('title'), case.deck['name'], 'title')
        expect_equal(preview.found, len(case.cards), 'cards')
        expect_equal(preview.place, (1, len(case.cards)), 'place')
        expect_equal(preview.text('left-count'), str(len(case.report['left_out'])), 'places left out')
        preview.expect_quiet()


@tests
def turned_by_key_and_click(case):
    with case.show() as preview:
        back = answer_texts(case.cards[0])[1]
        expect(back not in preview.card_text(), 'the answer is there at once')
        for turn in (lambda: preview.page.key(' '), lambda: preview.page.key('Enter'),
                     lambda: preview.page.click('#flip'), lambda: preview.page.click('#paper')):
            for bared in True, False:
                turn()
                expect_equal(preview.bared, bared, 'the answer is shown')
                expect_equal(back in preview.card_text(), bared, 'the answer is on the card')
        preview.page.key('Enter')
        expect(back in letters(preview.text('live')), 'those who hear the page are not told the answer')
        preview.expect_quiet()


@tests
def keys_work_in_the_card(case):
    """After a click into the card the keys go to its frame."""
    with case.show() as preview:
        preview.page.click('#paper')
        preview.page.key('j')
        expect_equal((preview.place[0], preview.bared), (2, False), 'place after j')
        preview.page.key(' ')
        expect_equal(preview.bared, True, 'the answer is shown')


@tests
def gone_through(case):
    with case.show() as preview:
        last = len(case.cards)
        for act, at in (('j', 2), ('ArrowRight', 3), ('k', 2), ('ArrowLeft', 1), ('ArrowLeft', 1), ('End', last),
                        ('j', last), ('Home', 1), ('#next', 2), ('#next', 3), ('#before', 2)):
            (preview.page.click if act[0] == '#' else preview.page.key)(act)
            expect_equal(preview.place, (at, last), 'place after ' + act)
            expect_equal(preview.ask('document.querySelectorAll(".row.current").length'), 1, 'rows marked')
        expect_equal(preview.card, case.cards[1].id, 'card in the address')
        preview.page.key(' ')
        preview.page.key('j')
        expect_equal(preview.bared, False, 'the next card shows its answer')
        preview.expect_quiet()


@tests
def chosen_from_the_list(case):
    with case.show() as preview:
        preview.click('document.querySelector(".row[data-index=\\"4\\"]")')
        expect_equal(preview.place[0], 5, 'place')
        preview.page.key('ArrowDown')
        preview.page.key('ArrowDown')
        expect_equal(preview.place[0], 7, 'place after two steps down the list')
        expect_equal(preview.ask('document.querySelector(".row.current .prompt").textContent') != '', True, 'a prompt')
        row = preview.ask('document.querySelector(".row.current").innerText').split('\n')
        note = case.cards[6].note
        expect_equal(letters(row[0]), question_text(case.cards[6]), 'prompt in the list')
        expect(note['deck'].split('::')[-1] in row[-1] and note['context'] in ' '.join(row), 'the row says %s', row)


@tests
def every_card_has_two_sides(case):
    """All of them, by the keys of a person, on a phone, where nothing may reach beyond the edge."""
    with case.show(width=360, height=640, mobile=True) as preview:
        for at, card in enumerate(case.cards):
            where = 'card %d, %s' % (at + 1, card.id)
            question = preview.card_text()
            expect(has_maths(card) or question_text(card) in question, '%s asks %s', where, question)
            preview.expect_card_fits('the question of ' + where)
            preview.page.key(' ')
            answer = preview.card_text()
            for text in answer_texts(card):
                expect(has_maths(card) or text in answer, '%s answers %s', where, answer)
            preview.expect_card_fits('the answer of ' + where)
            allowed = 0 if card.cloze else 3 * ''.join(card.note['fields']).count('{{') # what the author wrote so
            expect((question + answer).count('{{') <= allowed, '%s shows a mark', where)
            expect('unknownfield' not in answer, '%s asks for a field that is not there', where)
            preview.page.key('j')
        preview.expect_quiet()


@tests
def cards_like_those_of_the_real_anki(case):
    try:
        from user import User
    except ModuleNotFoundError as why:
        raise Skipped('this Python has no Anki: %s' % why)
    with tempfile.TemporaryDirectory(dir=case.mill.scratch) as folder, case.show() as preview:
        User.prepare(folder)
        user = User(folder)
        user.package(case.files['deck.apkg'])
        theirs = {}
        for cid, guid, ord, *_ in user.cards():
            shown = user.col.get_card(cid).render_output()
            theirs[guid, ord + 1] = shown.question_text, shown.answer_text
        user.close()
        compare(case, preview, theirs)


def compare(case, preview, theirs):
    """The text of each side, its clozes and tags; Anki's HTML is read by the same browser.

    Media, maths and colours of code are left out: Anki makes them later, the page has."""
    expect_equal(len(case.cards), len(theirs), 'cards in Anki')
    preview.ask('''window.sides = html => {
        const box = document.createElement("template");
        box.innerHTML = html;
        box.content.querySelectorAll("style, script, img, audio, video, .preview-sound, .preview-missing").forEach(part => part.remove());
        box.content.querySelectorAll("pre code").forEach(code => { code.textContent = code.textContent; });
        return JSON.stringify([box.content.textContent.replace(/\\[anki:play:[^\\]]*\\]|\\s+/g, ""),
            Array.from(box.content.querySelectorAll(".cloze, .cloze-inactive"), span =>
                [span.className, span.dataset.ordinal, span.textContent]),
            Array.from(box.content.querySelectorAll("*"), part => part.tagName).join(" ")]);
    }; 0''')
    for card in case.cards:
        for side, html in zip(('question', 'answer'), theirs[card.note['guid'], card.number]):
            shown, wanted = preview.ask('[sides(%s.getElementById("qa").innerHTML), sides(%s)]' % (FRAME, json.dumps(html)))
            expect(has_maths(card) or shown == wanted, '%s of %s: %s instead of %s', side, card.id, shown, wanted)
            preview.page.key(' ' if side == 'question' else 'j')


@tests
def clozes(case):
    """As in Anki (rslib/src/cloze.rs): hints, nested ones, ones never closed."""
    def span(text, number, inactive=False):
        return '<span class="cloze%s" data-ordinal="%d">%s</span>' % ('-inactive' if inactive else '', number, text)

    table = [
        ('a {{c1::b}} c', 1, 'a %s c' % span('[...]', 1), 'a %s c' % span('b', 1)),
        ('{{c1::b::hint}}', 1, span('[hint]', 1), span('b', 1)),
        ('{{c1::std::vector}}', 1, span('[vector]', 1), span('std', 1)),
        ('{{c1::a}} {{c2::b}}', 2, span('a', 1, True) + ' ' + span('[...]', 2), span('a', 1, True) + ' ' + span('b', 2)),
        ('{{c1::a {{c2::b}} c}}', 1, span('[...]', 1), span('a %s c' % span('b', 2, True), 1)),
        ('{{c1::a {{c2::b}} c}}', 2, span('a %s c' % span('[...]', 2), 1, True), span('a %s c' % span('b', 2), 1, True)),
        ('{{c1::a}} }} b', 1, span('[...]', 1) + ' }} b', span('a', 1) + ' }} b'),
        ('{{c1::a}} {{c2::b', 1, span('[...]', 1) + ' {{c2::b', span('a', 1) + ' {{c2::b'),
        ('{{c1::a}}', 2, '', ''),
        ('no mark', 1, '', ''),
    ]
    with case.show() as preview:
        for text, number, question, answer in table:
            for bared, wanted in (False, question), (True, answer):
                got = preview.ask('fillCloze(%s, %d, %s)' % (json.dumps(text), number, json.dumps(bared)))
                expect_equal(got, wanted, 'cloze %d of %s' % (number, text))


@tests
def templates(case):
    """Anki's marks, in templates of somebody's own."""
    table = [
        ('{{Front}}', 'a <b>q</b>'), ('{{ Front }}-{{text:Front}}', 'a <b>q</b>-a q'), ('{{#Empty}}x{{/Empty}}y', 'y'),
        ('{{^Empty}}x{{/Empty}}y', 'xy'), ('{{#Front}}{{^Empty}}in{{/Empty}}{{/Front}}', 'in'),
        ('{{#Empty}}{{^Front}}a{{/Front}}b{{/Empty}}c', 'c'), ('{{#Blank}}x{{/Blank}}', ''),
        ('<!-- {{Front}} -->', '<!-- {{Front}} -->'), ('{{Tags}}|{{Deck}}|{{Subdeck}}|{{Card}}', 'x y|A::B|B|Card 1'),
        ('{{Braces}}', '{{Front}}'), ('{{None}}', '(unknown field None)'), ('{{FrontSide}}!', 'the front!'),
        ('{{hint:Empty}}', ''),
    ]
    with case.show() as preview:
        for template, wanted in table:
            got = preview.ask('''fillTemplate(%s, { number: 1, note: { cloze: false, tags: ["x", "y"], deck: "A::B",
                type: { name: "T", templates: [{ name: "Card 1" }], fields: ["Front", "Empty", "Blank", "Braces"] },
                fields: ["a <b>q</b>", "", " <br><div> </div>", "{{Front}}"] } }, "the front")''' % json.dumps(template))
            expect_equal(got, wanted, template)


@tests
def source_rule_and_guid(case):
    with case.show('#card=' + case.cards[2].id) as preview:
        note = case.cards[2].note
        source = note['source']
        place = '%s:%d' % (source['file'], source['line'])
        place += '-%d' % source['end_line'] if source['end_line'] > source['line'] else ''
        about = preview.text('about')
        for text in [place, note['rule'], note['deck'], note['guid']] + [tag.replace('_', ' ') for tag in note['tags']]:
            expect(text in about, '%s is not said below the card: %s', text, about)
        preview.page.browser.call('Browser.grantPermissions', permissions=['clipboardReadWrite', 'clipboardSanitizedWrite'])
        for selector, text in ('.about .place', place), ('.about .guid', note['guid']):
            preview.page.click(selector)
            expect_equal(preview.ask('navigator.clipboard.readText()'), text, 'what is copied')
        preview.page.click('.about .part .pick')
        expect_equal(preview.text('found').split(' ')[0],
                     '%d' % sum(card.note['rule'] == note['rule'] for card in case.cards), 'cards of the same rule')
        preview.expect_quiet()


@tests
def help_for_the_keys(case):
    with case.show() as preview:
        preview.page.key('?', shift=True)
        expect(preview.ask('document.getElementById("help").open'), 'there is no help')
        case.shot(preview, 'help')
        preview.page.key('j')
        preview.page.key('Escape')
        expect(not preview.ask('document.getElementById("help").open'), 'the help stays')
        expect_equal(preview.place[0], 1, 'place')


@tests
def maths_and_colours(case):
    """KaTeX and Prism are asked where the page has them; code is no maths."""
    with case.show() as preview:
        shown = preview.ask('''(() => {
            const doc = %s, box = doc.createElement("div");
            box.innerHTML = "a \\\\(x &lt; y\\\\) b \\\\[z\\\\] <pre><code>\\\\(no\\\\)</code></pre>";
            window.katex = { render: (text, part, how) => { part.textContent = "<" + how.displayMode + ":" + text + ">"; } };
            const own = window.cardmillColour;
            window.cardmillColour = root => { root.querySelector("code").className = "colours"; };
            renderMath(box);
            highlight(box);
            delete window.katex;
            window.cardmillColour = own;
            return [box.textContent, box.querySelector("code").className];
        })()''' % FRAME)
        expect_equal(shown, ['a <false:x < y> b <true:z> \\(no\\)', 'colours'], 'what is shown')


# ---- Decks of others ------------------------------------------------------------------

OTHERS = {
    'notes': [{'guid': 'g', 'notetype': 'Words', 'deck': 'A::B', 'tags': [], 'fields': ['der <b>Tag</b>', 'the day']}],
    'note_types': [{
        'name': 'Words', 'cloze': False, 'fields': ['Word', 'Meaning'], 'id': 5, 'css': '.card { color: red }',
        'field_settings': [{'font': 'Arial', 'size': 20}] * 2,
        'templates': [{'name': 'There', 'front': '{{Word}}', 'back': '{{FrontSide}}<hr>{{Meaning}}'},
                      {'name': 'Back', 'front': '{{Meaning}}?', 'back': '{{Word}}'}]}],
}


@tests
def of_another_note_type(case):
    """Each template of a deck that others made is a card, as its templates show it."""
    folder = case.mill.folder('others')
    source, page = os.path.join(folder, 'words.json'), os.path.join(folder, 'words.html')
    with open(source, 'w', encoding='utf-8') as file:
        json.dump(OTHERS, file)
    done = case.mill.run('-q', '-o', page, source)
    expect(done.returncode == 0, 'cardmill ended with %d: %s', done.returncode, done.stderr.decode())
    for fragment, question, answer in (('#card=g-1', 'der Tag', 'the day'), ('#card=g-2', 'the day?', 'der Tag')):
        with Preview(case.browser, page, fragment) as preview:
            expect_equal(preview.card_text(), question.replace(' ', ''), 'question')
            preview.page.key(' ')
            expect(answer.replace(' ', '') in preview.card_text(), 'the answer does not show %s', answer)
            preview.expect_quiet()
