"""Somebody who studies what they imported."""

import random

from anki.collection import Collection

from user import User

EACH_DAY = 40                           # answers


class Student(User):
    def __init__(self, folder):
        super().__init__(folder)
        self.rng = random.Random(5)
        config = self.col.decks.config_dict_for_deck_id(1)
        config['new']['perDay'] = config['rev']['perDay'] = 9999
        self.col.decks.update_config(config)

    def study(self, days):
        """Answers cards for some days, each time another button; the days go by at once."""
        for _ in range(days):
            for did in list(self.deck_names()):
                self.col.decks.set_current(did)
                for _ in range(EACH_DAY):
                    card = self.col.sched.getCard()
                    if card is None:
                        break
                    self.col.sched.answerCard(card, self.rng.choice((1, 2, 3, 3, 3, 4)))
            self.next_day()
        self.col.fix_integrity()        # it adds what such a journey through time left out

    def next_day(self):
        path = self.col.path
        self.col.db.execute('update col set crt = crt - 86400')
        self.col.close()
        self.col = Collection(path)
        self.col.db.execute('pragma synchronous = off')

    def schedule(self):
        """All that Anki knows of each card, by guid and number of the card; but for its time and its place among new ones."""
        return {(guid, ord): state for guid, ord, *state in self.col.db.all(
            'select n.guid, c.ord, c.id, c.did, c.type, c.queue, case c.type when 0 then 0 else c.due end, c.ivl, c.factor, '
            'c.reps, c.lapses, c.left, c.odue, c.odid, c.flags, c.data from cards c join notes n on n.id = c.nid')}

    def revlog(self):
        return self.col.db.all('select id, cid, ease, ivl, lastIvl, factor, time, type from revlog order by id')

    def edit(self, guid, answer, tag):
        """As in the browser: another answer, and a tag."""
        note = self.col.get_note(self.col.db.scalar('select id from notes where guid = ?', guid))
        note.fields[1] = answer
        note.add_tag(tag)
        self.col.update_note(note)
