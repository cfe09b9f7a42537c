"""Search and filters, against numbers worked out from the JSON deck; what the address keeps."""

import os
from urllib.parse import urlencode

from kit import Tests, expect, expect_equal
from shown import Preview
from wanted import FACETS, fitting, roots, search_text

tests = Tests()


def fragment(query='', card='', **chosen):
    words = [(facet, name) for facet, names in chosen.items() for name in names]
    return '#' + urlencode([('q', query)] * bool(query) + words + [('card', card)] * bool(card))


@tests
def each_filter_alone(case):
    with case.show() as preview:
        for facet in FACETS:
            wanted = roots(case.cards, facet)
            offered = preview.choices(facet)
            expect_equal({name: count for name, count in offered.items() if count}, wanted, 'what there is of ' + facet)
            for name in list(wanted)[:8]:
                preview.toggle(facet, name)
                preview.expect_found(fitting(case.cards, **{facet: [name]}), '%s %s' % (facet, name))
                preview.toggle(facet, name)
        expect_equal(preview.found, len(case.cards), 'cards without a filter')
        preview.expect_quiet()


@tests
def below_the_first_level(case):
    deck = next(card.note['deck'] for card in case.cards if card.note['deck'].count('::') == 1)
    tag = next(tag for card in case.cards for tag in card.note['tags'] if tag.count('::') == 2)
    with case.show() as preview:
        for facet, name in (('deck', deck), ('tag', tag)):
            preview.toggle(facet, name)
            preview.expect_found(fitting(case.cards, **{facet: [name]}), name)
            preview.toggle(facet, name)


@tests
def several_of_one(case):
    """Of one facet any will do."""
    with case.show() as preview:
        names = list(roots(case.cards, 'rule'))[:3]
        preview.toggle('rule', *names)
        preview.expect_found(fitting(case.cards, rule=names), str(names))
        expect_equal(preview.ask('document.querySelector("button[data-facet=rule]").textContent'), 'Rule · 3', 'button')


@tests
def combined(case):
    """Of several facets all have to fit; what one offers is counted with the others."""
    tags = [name for name, count in roots(case.cards, 'tag').items() if count > 20][:3]
    decks = sorted({card.note['deck'] for card in case.cards})
    tried = 0
    with case.show() as preview:
        for deck in decks[:4] + [decks[0].split('::')[0]]:
            for tag in tags:
                for rule in ['term'], ['cloze', 'statement', 'question']:
                    for query in '', '的', 'is a':
                        for length in ['short'], ['medium', 'long']:
                            if (tried := tried + 1) % 4:
                                continue        # a quarter of them is enough
                            chosen = dict(deck=[deck], tag=[tag], rule=rule, length=length)
                            preview.ask('location.hash = %r' % fragment(query, **chosen))
                            preview.page.settle()
                            preview.expect_found(fitting(case.cards, query, **chosen), '%s %s' % (query, chosen))
        preview.expect_quiet()


@tests
def counted_with_the_others(case):
    with case.show() as preview:
        rule = 'statement'
        preview.toggle('rule', rule)
        preview.search('a')
        cards = fitting(case.cards, 'a', rule=[rule])
        for facet in 'deck', 'tag', 'length':
            offered = {name: count for name, count in preview.choices(facet).items() if count}
            expect_equal(offered, roots(cards, facet), 'what is offered of ' + facet)
        expect_equal({name: count for name, count in preview.choices('rule').items() if count},
                     roots(fitting(case.cards, 'a'), 'rule'), 'what is offered of rule')


@tests
def searched(case):
    with case.show() as preview:
        cloze = next(card for card in case.cards if card.cloze)
        queries = ['the', 'THE', 'ｔｈｅ', 'the sun', 'sun the', '的', '队列', 'int8', 'kafka topic', '<', '&', '"', '{{c1',
                   search_text(cloze).split()[0], '  blank  ', 'no such word anywhere', 'ﬁ', 'é', '.md']
        for query in queries:
            preview.search(query)
            preview.expect_found(fitting(case.cards, query), repr(query))
        preview.search('no such word anywhere')
        expect(not preview.ask('document.getElementById("nothing").hidden'), 'nobody says that no card fits')
        case.shot(preview, 'no-card')
        preview.page.click('#clear-too')
        expect_equal(preview.found, len(case.cards), 'cards after clearing')
        preview.expect_quiet()


@tests
def stays_at_its_card(case):
    """A filter that the card passes leaves it where it is; another goes to the next that fits."""
    at = next(i for i, card in enumerate(case.cards) if i > 30 and card.note['rule'] == 'term')
    card = case.cards[at]
    with case.show(fragment(card=card.id)) as preview:
        preview.page.key(' ')
        preview.toggle('rule', 'term')
        expect_equal((preview.card, preview.bared), (card.id, True), 'card, and its answer')
        preview.toggle('rule', 'term')
        expect_equal((preview.card, preview.place[0]), (card.id, at + 1), 'card after all')
        preview.toggle('rule', 'question')
        after = next(other for other in case.cards[at:] if other.note['rule'] == 'question')
        expect_equal((preview.card, preview.bared), (after.id, False), 'the next that fits')


@tests
def cleared(case):
    with case.show(fragment('a', rule=['term'], length=['short'])) as preview:
        expect(preview.found < len(case.cards), 'nothing is filtered')
        preview.page.click('#clear')
        expect_equal(preview.found, len(case.cards), 'cards')
        expect_equal(preview.ask('document.getElementById("search").value'), '', 'search')
        expect(preview.ask('document.getElementById("clear").hidden'), 'there is still something to clear')
        preview.search('sun')
        preview.page.key('Escape')
        preview.page.key('c')
        expect_equal(preview.found, len(case.cards), 'cards after c')


@tests
def stays_after_a_reload(case):
    with case.show() as preview:
        preview.toggle('length', 'short')
        preview.toggle('rule', 'term', 'statement')
        preview.search('的')
        preview.page.key('Enter')
        preview.page.key('j')
        preview.page.key('j')
        before = preview.card, preview.place, preview.found, preview.fragment()
        preview.reload()
        expect_equal((preview.card, preview.place, preview.found, preview.fragment()), before, 'after a reload')
        expect_equal(preview.found, len(fitting(case.cards, '的', length=['short'], rule=['term', 'statement'])), 'cards')
        preview.page.click('#tab-left')
        preview.search('text', 'left-search')
        left = preview.text('left-found')
        preview.page.evaluate('new Promise(done => setTimeout(done, 260))')
        preview.reload()
        expect_equal(preview.text('left-found'), left, 'places after a reload')
        expect(preview.ask('document.getElementById("cards").hidden'), 'another view after a reload')
        preview.expect_quiet()


@tests
def names_that_are_gone(case):
    """An address of an earlier deck does no harm."""
    with case.show(fragment('', 'gone', deck=['gone::away'], tag=['gone'])) as preview:
        expect_equal((preview.found, preview.place[0]), (len(case.cards), 1), 'cards and place')
        preview.expect_quiet()


@tests
def filters_of_nothing_are_hidden(case):
    """What all cards have alike tells none of them apart; what is little is in sight at once."""
    folder = case.mill.folder('alike')
    for name, text in ('a.md', '# One\n\n- a: b\n- c: d\n'), ('b.md', '# Two\n\n- e: f\n'):
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.write(text)
    for source, buttons in ((os.path.join(folder, 'a.md'), []), (folder, ['deck', 'tag'])):
        page = os.path.join(folder, 'alike.html')
        expect_equal(case.mill.run('-q', '-o', page, source).returncode, 0, 'status')
        with Preview(case.browser, page) as preview:
            shown = preview.ask('Array.from(document.querySelectorAll(".facet:not([hidden])"), one => one.dataset.facet)')
            expect_equal(shown, buttons, 'filters')
            expect_equal(preview.ask('document.querySelectorAll(".row .deck").length'), 3 if buttons else 0, 'decks in the list')
            if buttons:
                preview.open_facet('deck')
                rows = preview.ask('Array.from(document.querySelectorAll(".panel[data-facet=deck] li"), one => one.innerText)')
                expect_equal(len(rows), 3, 'decks in sight, %s' % rows)
            preview.expect_quiet()
