"""The notes as a page, with the deck and the report that belong to it."""

import json
import os
import re

from kit import expect, lazy
from shown import Preview
from wanted import cards_of

DATA = re.compile(r'(<script type="application/json" id="deck">)(.*?)(</script>)', re.S)


class Case:
    def __init__(self, mill, browser, notes):
        self.mill, self.browser, self.notes = mill, browser, notes
        self.pictures = mill.folder('pictures')

    @lazy
    def files(self):
        folder = self.mill.folder('built', os.path.basename(self.notes))
        paths = {name: os.path.join(folder, name) for name in ('deck.html', 'deck.json', 'deck.apkg', 'report.json')}
        done = self.mill.run('-q', '-o', paths['deck.html'], '-o', paths['deck.json'], '-o', paths['deck.apkg'],
                             '--report', paths['report.json'], self.notes)
        expect(done.returncode == 0, 'cardmill ended with %d: %s', done.returncode, done.stderr.decode())
        return paths

    def read(self, name):
        with open(self.files[name], encoding='utf-8') as file:
            return json.load(file)

    @lazy
    def deck(self):
        return self.read('deck.json')

    @lazy
    def report(self):
        return self.read('report.json')

    @lazy
    def cards(self):
        return cards_of(self.deck)

    def show(self, fragment='', **window):
        return Preview(self.browser, self.files['deck.html'], fragment, **window)

    def shot(self, preview, name):
        preview.shot(os.path.join(self.pictures, name + '.png'))


def changed(path, to, change, more=''):
    """A page with other data: change(data) alters it; more stands at the end of the body."""
    with open(path, encoding='utf-8') as file:
        page = file.read()
    data = json.loads(DATA.search(page)[2])
    change(data)
    text = json.dumps(data, ensure_ascii=False).replace('<', '\\u003c')
    page = DATA.sub(lambda found: found[1] + text + found[3], page).replace('</body>', more + '</body>')
    with open(to, 'w', encoding='utf-8') as file:
        file.write(page)
    return to
