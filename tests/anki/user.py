"""Somebody with an Anki of their own, and what its imports said."""

import os
import shutil
import time

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportCsvRequest

from anki.cards import Card             # after the collection, or they import each other in a circle

from kit import brief, expect

RATINGS = (2, 1, 3, 0, 2, 3, 1)         # given in turn: 0 again, 1 hard, 2 good, 3 easy


class User:
    """Somebody's Anki: a collection of their own, and what they do with it."""

    def __init__(self, folder):
        path = os.path.join(folder, 'collection.anki2')
        shutil.copyfile(self.template, path)
        self.col = Collection(path)
        self.col.db.execute('pragma synchronous = off')     # nobody will miss it

    @classmethod
    def prepare(cls, folder):
        """Makes the empty collection that every user begins with, which takes a while."""
        cls.template = os.path.join(folder, 'empty.anki2')
        Collection(cls.template).close()

    def close(self):
        self.col.close()

    # Imports, as from the menu with its default options; each answers the log.

    def package(self, path, **options):
        request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions(**options))
        return Log(self.col.import_anki_package(request))

    def metadata(self, path):
        return self.col.get_csv_metadata(path, None)

    def table(self, path):
        return Log(self.col.import_csv(ImportCsvRequest(path=path, metadata=self.metadata(path))))

    def json(self, path):
        return Log(self.col.import_json_file(path))

    # What they do with it

    def study(self, rounds=3):
        """Answers cards of every deck in turn with all ratings; some are learned, due again, forgotten."""
        config = self.col.decks.get_config(1)
        config['new']['perDay'] = config['rev']['perDay'] = 9999
        self.col.decks.update_config(config)
        for number in range(rounds):
            for did in self.deck_names():
                self.col.decks.set_current(did)
                count = self.col.db.scalar('select count() from cards where did = ?', did)
                self.answer(max(1, count - 1), number)
            due = self.col.db.list('select id from cards where type = 2 order by id')
            if number < rounds - 1:
                self.col.sched.set_due_date(due[:len(due) // 2], '0')
        self.col.fix_integrity()        # it adds review times that set_due_date() leaves out

    def answer(self, times, first):
        for number in range(first, first + times):
            queue = self.col.sched.get_queued_cards(fetch_limit=1).cards
            if not queue:
                return
            card = Card(self.col, backend_card=queue[0].card)
            card.start_timer()
            if time.time() % 1 > 0.8:   # Check Database wants the answer in the second of the review
                time.sleep(0.2)
            rating = RATINGS[number % len(RATINGS)]
            self.col.sched.answer_card(self.col.sched.build_answer(card=card, states=queue[0].states, rating=rating))

    def edit(self, guid, field, text, tag):
        """The note then, as notes() has it."""
        note = self.col.get_note(self.col.db.scalar('select id from notes where guid = ?', guid))
        note.fields[field] = text
        note.tags.append(tag)
        self.col.update_note(note)
        return self.notes()[guid]

    # What is there

    def notes(self):
        """(fields, tags, note type, mod) by guid."""
        names = {entry.id: entry.name for entry in self.col.models.all_names_and_ids()}
        return {guid: (fields.split('\x1f'), [tag for tag in tags.split(' ') if tag], names[mid], mod)
                for guid, fields, tags, mid, mod
                in self.col.db.all('select guid, flds, tags, mid, mod from notes order by id')}

    def cards(self):
        """(id, guid, ord, deck, due, type, queue), as in the order of new cards."""
        names = self.deck_names()
        return [(cid, guid, ord, names[did], due, kind, queue) for cid, guid, ord, did, due, kind, queue
                in self.col.db.all('select c.id, n.guid, c.ord, c.did, c.due, c.type, c.queue from cards c '
                                   'join notes n on n.id = c.nid order by c.due, c.ord')]

    def schedule(self):
        """How each card stands, by its id."""
        return {cid: rest for cid, *rest
                in self.col.db.all('select id, nid, ord, type, queue, due, ivl, factor, reps, lapses, left from cards')}

    def answers(self):
        """What was answered when, all of it."""
        return self.col.db.all('select id, cid, ease, ivl, lastIvl, factor, type from revlog order by id')

    def notetypes(self):
        return [entry.name for entry in self.col.models.all_names_and_ids()]

    def notetype(self, name):
        self.col.models._clear_cache()  # an import does not
        return self.col.models.by_name(name)

    def deck_names(self):
        return {entry.id: entry.name for entry in self.col.decks.all_names_and_ids()}


class Log:
    """What an import said: guids cannot be had from it, but note ids and counts."""

    def __init__(self, response):
        self.log = response.log
        self.found = response.log.found_notes

    def expect(self, **wanted):
        """Each kind of outcome as often as wanted says; the others not at all."""
        got = {field.name: len(getattr(self.log, field.name)) for field in self.log.DESCRIPTOR.fields
               if field.message_type is not None}
        wanted = dict.fromkeys(got, 0) | wanted
        wrong = ['%d %s, not %d' % (got[name], name, wanted[name]) for name in got if got[name] != wanted[name]]
        first = [brief(note.fields[0]) for name in got if got[name] > wanted[name]
                 for note in list(getattr(self.log, name))[:1] if note.fields]
        expect(not wrong, '%s%s', ', '.join(wrong), ', such as ' + first[0] if first else '')

    def ids(self, kind):
        return [note.id.nid for note in getattr(self.log, kind)]
