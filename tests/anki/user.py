"""Somebody with an Anki of their own, and what its imports said."""

import os
import shutil

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportCsvRequest

from kit import brief, expect


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
