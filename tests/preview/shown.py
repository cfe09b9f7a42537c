"""The page in a browser: what a person does with it and sees on it."""

import json
import re

from kit import expect, expect_equal

READY = 'document.documentElement !== null && document.documentElement.classList.contains("ready")'
FRAME = 'document.getElementById("card").contentDocument'


class Preview:
    def __init__(self, browser, path, fragment='', width=1280, height=800, mobile=False, scheme='light'):
        self.page = browser.page()
        self.page.device(width, height, 2 if mobile else 1, mobile)
        self.page.scheme(scheme)
        self.path = path
        self.open(fragment)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.page.close()

    def open(self, fragment=''):
        # From another page: else only the fragment changes, and nothing is loaded.
        self.page.go('about:blank')
        self.page.open(self.path, fragment)
        self.page.wait(READY)
        self.page.settle()

    def reload(self):
        self.page.reload()
        self.page.wait(READY)
        self.page.settle()

    def ask(self, expression):
        return self.page.evaluate(expression)

    def text(self, id):
        return self.ask('document.getElementById(%s).textContent' % json.dumps(id))

    def shot(self, path):
        self.page.settle()
        self.page.screenshot(path)

    def expect_quiet(self):
        expect(not self.page.errors, 'the console says: %s', self.page.errors[:2])
        expect(not self.page.requests, 'the network is asked for %s', self.page.requests[:2])

    # ---- The card ---------------------------------------------------------------------

    @property
    def bared(self):
        return self.text('flip') == 'Show question'

    @property
    def card(self):
        """The name of the card shown, from the address, which is written a moment later."""
        self.page.evaluate('new Promise(done => setTimeout(done, 260))')
        return self.fragment().get('card')

    def fragment(self):
        return dict(self.ask('Array.from(new URLSearchParams(location.hash.slice(1)))'))

    @property
    def place(self):
        """(at, of) of the card among those found, from 1."""
        found = re.fullmatch(r'([\d,]+) / ([\d,]+)', self.text('place'))
        return tuple(int(part.replace(',', '')) for part in found.groups()) if found else None

    def card_text(self):
        """Everything on the card, without blanks."""
        return re.sub(r'\s+', '', self.ask(FRAME + '.getElementById("qa").textContent'))

    def body_classes(self):
        return set(self.ask(FRAME + '.body.className').split())

    # ---- Search and filters ---------------------------------------------------------------

    @property
    def found(self):
        """How many cards fit."""
        return int(re.match(r'[\d,]+', self.text('found'))[0].replace(',', ''))

    def search(self, query, box='search'):
        self.page.click('#' + box)
        self.ask('document.getElementById("%s").select()' % box)
        self.page.key('Backspace')
        if query:
            self.page.type(query)
        self.page.evaluate('new Promise(done => setTimeout(done, 120))')

    def toggle(self, facet, *names):
        """Ticks or unticks a name, going down to it through those above it."""
        self.open_facet(facet)
        for name in names:
            levels = name.split('::')
            for n in range(1, len(levels)):
                twist = self.choice(facet, '::'.join(levels[:n]), 'parentElement.querySelector(".twist")')
                if self.ask(twist + '.getAttribute("aria-expanded")') == 'false':
                    self.click(twist)
            self.click(self.choice(facet, name, 'querySelector("input")'))
        self.page.key('Escape')

    def open_facet(self, facet):
        if self.ask('document.querySelector(".panel[data-facet=%s]").hidden' % facet):
            self.page.click('button[data-facet=%s]' % facet)

    def choice(self, facet, name, part):
        return ('Array.from(document.querySelectorAll(".panel[data-facet=%s] label")).find(label => label.title === %s).%s'
                % (facet, json.dumps(name), part))

    def choices(self, facet):
        """What can be chosen on the first level, with counts, as far as it is in sight."""
        self.open_facet(facet)
        rows = self.ask('Array.from(document.querySelectorAll(".panel[data-facet=%s] > ul > li:not([hidden])"), '
                        'item => [item.querySelector("label").title, item.querySelector(".count").textContent])' % facet)
        self.page.key('Escape')
        return {name: int(count.replace(',', '')) for name, count in rows}

    def click(self, expression):
        """Clicks into the middle of the element that an expression gives."""
        point = self.ask('(() => { const found = %s; found.scrollIntoView({ block: "nearest" });'
                         'const box = found.getBoundingClientRect();'
                         'return [box.x + box.width / 2, box.y + box.height / 2]; })()' % expression)
        self.page.click(point)

    def click_on_card(self, selector):
        """Clicks into the middle of an element in the card's frame."""
        self.page.click(self.ask('''((box, frame) => [frame.x + box.x + box.width / 2, frame.y + box.y + box.height / 2])(
            %s.querySelector(%s).getBoundingClientRect(), document.getElementById("card").getBoundingClientRect())'''
                                 % (FRAME, json.dumps(selector))))

    # ---- Size ---------------------------------------------------------------------------------

    def expect_fits(self, what):
        """Nothing reaches beyond the window, but what scrolls in a box of its own."""
        width, room = self.ask('[Math.max(document.documentElement.scrollWidth, document.body.scrollWidth), innerWidth]')
        expect(width <= room, '%s is %d wide in a window of %d', what, width, room)
        beyond = self.ask('''Array.from(document.querySelectorAll("header *, #stage *, #left *, #side *")).filter(part => {
            const box = part.getBoundingClientRect();
            return box.width > 1 && (box.right > innerWidth + 0.5 || box.left < -0.5) && getComputedStyle(part).visibility === "visible" &&
                !part.closest(".about, .unseen, .panel");
        }).map(part => part.id || part.className || part.tagName).slice(0, 3)''')
        expect(not beyond, '%s: beyond the edge are %s', what, beyond)

    def expect_card_fits(self, what):
        width, room = self.ask('[%s.documentElement.scrollWidth, %s.documentElement.clientWidth]' % (FRAME, FRAME))
        expect(width <= room, '%s is %d wide in a frame of %d', what, width, room)

    def expect_found(self, cards, what):
        expect_equal(self.found, len(cards), 'cards found with ' + what)
        if cards:
            expect_equal(self.place[1], len(cards), 'cards to go through with ' + what)
