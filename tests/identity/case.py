"""One folder of notes, edited once with one seed: builds, what is measured, what must hold."""

import json
import os
import re
import shutil
from collections import Counter

import peers
from editor import Editor
from kit import EPOCH, Failed, brief, expect, expect_equal
from truth import edit_of, kind, tell

DAY = 86400
DECKS = 'deck.json', 'deck.apkg', 'deck.csv'
TEXTS = '.md', '.markdown', '.txt'
MODES = [('guids alone (--fresh)', ['--fresh'])] + [
    ('--previous %s' % ending, ['--previous', os.path.join('first', 'deck.' + ending)]) for ending in ('json', 'apkg', 'csv')]
DEFAULT = 'default (the output itself)'


class Source:
    """A file or folder of notes, as it was found: its texts, and what lies beside them."""

    def __init__(self, label, texts, path=None, name='notes'):
        self.label, self.texts, self.path, self.name = label, texts, path, name
        self.one_file = path is not None and os.path.isfile(path)

    @classmethod
    def load(cls, label, path):
        texts = {}
        if os.path.isfile(path):
            names, root = [os.path.basename(path)], os.path.dirname(path)
        else:
            root = path
            names = [os.path.relpath(os.path.join(folder, name), path) for folder, _, found in os.walk(path)
                     for name in found if name.endswith(TEXTS)]
        for name in names:
            with open(os.path.join(root, name), encoding='utf-8', newline='') as file:
                texts[name] = file.read()
        return cls(label, texts, path, os.path.basename(os.path.realpath(path)))

    def write(self, folder, texts):
        """The notes with these texts in folder; answers what to give to cardmill."""
        shutil.rmtree(folder, ignore_errors=True)
        if self.path and not self.one_file:
            shutil.copytree(self.path, os.path.join(folder, self.name), ignore=lambda at, names: [
                name for name in names if name.endswith(TEXTS)])
        root = folder if self.one_file else os.path.join(folder, self.name)
        for name, text in texts.items():
            path = os.path.join(root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w', encoding='utf-8', newline='') as file:
                file.write(text)
        return os.path.join(folder, next(iter(texts)) if self.one_file else self.name)


class Result:
    """What came of cases; they add up."""

    def __init__(self):
        self.facts, self.notes, self.examples, self.failures, self.passed = Counter(), Counter(), [], [], Counter()

    def add(self, other):
        self.facts.update(other.facts)
        self.notes.update(other.notes)
        self.examples += other.examples
        self.failures += other.failures
        self.passed.update(other.passed)

    def check(self, name, where, test, *arguments):
        try:
            test(*arguments)
            self.passed[name] += 1
        except Failed as why:
            self.failures.append((name, '%s: %s' % (where, why)))


def read_json(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)


class Builds:
    """cardmill, run for a case in a folder of its own."""

    def __init__(self, mill, folder):
        self.mill, self.folder = mill, folder

    def run(self, *arguments, epoch):
        done = self.mill.run('-q', *arguments, epoch=epoch, cwd=self.folder)
        expect(done.returncode == 0, 'cardmill %s ended with %d: %s', ' '.join(arguments), done.returncode,
               done.stderr.decode('utf-8', 'replace'))
        return done.stdout

    def decks(self, name, source, *options, epoch):
        """Builds all three decks in a folder; answers the notes."""
        os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        outputs = [word for deck in DECKS for word in ('-o', os.path.join(name, deck))]
        self.run(*outputs, *options, source, epoch=epoch)
        return self.notes(name)

    def beginning(self, source):
        """The notes of the first build; none, when the source makes no cards."""
        try:
            return self.decks('first', source, '--fresh', epoch=EPOCH)
        except Failed as why:
            if '[no-cards]' not in str(why):
                raise
        return []

    def notes(self, name):
        return read_json(os.path.join(self.folder, name, 'deck.json'))['notes']

    def state(self):
        """All files below, with their time and content."""
        found = {}
        for folder, _, names in os.walk(self.folder):
            for path in (os.path.join(folder, name) for name in names):
                with open(path, 'rb') as file:
                    found[os.path.relpath(path, self.folder)] = os.stat(path).st_mtime_ns, file.read()
        return found

    def contents(self, name):
        return {deck: content for deck in DECKS
                for path, (_, content) in self.state().items() if path == os.path.join(name, deck)}


# ---- Outcomes ------------------------------------------------------------------------------

def places(texts):
    return {(name, number + 1): line for name, text in texts.items()
            for number, line in enumerate(text.replace('\r\n', '\n').split('\n'))}


def same_fact(a, b):
    return a['fields'][:2] == b['fields'][:2]


def count_outcomes(result, set_name, mode, truth, edits, then, now, ids_then, ids_now, example=None):
    """Of every note of today whether it has the identity that it should have."""
    owner = {}
    for number, identity in enumerate(ids_then):
        owner.setdefault(identity, number)
    for number, identity in enumerate(ids_now):
        got = owner.get(identity)
        if number in truth.partner:
            partner = truth.partner[number]
            kept = identity == ids_then[partner]
            outcome = 'kept' if kept else 'lost' if got is None else \
                'twin' if same_fact(then[got], then[partner]) else 'wrong'
            result.facts[set_name, mode, edits[number], outcome] += 1
        else:
            kind_of = 'kind changed' if number in truth.changed_kind else \
                'unclear' if number in truth.unclear else 'inserted'
            outcome = 'new' if got is None else 'kept' if got in truth.near[number] else 'wrong'
            result.facts[set_name, mode, kind_of, outcome] += 1
        if outcome == 'wrong' and example:
            result.examples.append((example, mode, kind_of if number not in truth.partner else edits[number],
                                    then[truth.partner[number]]['fields'][:3] if number in truth.partner else None,
                                    now[number]['fields'][:3], then[got]['fields'][:3]))
        elif outcome == 'lost' and example and mode == DEFAULT:
            result.notes[set_name, mode, 'lost'] += 1
            result.examples.append((example, 'LOST', edits[number], then[truth.partner[number]]['fields'][:3],
                                    now[number]['fields'][:3], None))
    result.facts[set_name, mode, 'deleted', 'gone'] += len(truth.gone)


# ---- What must hold ------------------------------------------------------------------------

def guids_are_good(notes):
    guids = [note['guid'] for note in notes]
    expect_equal(len(set(guids)), len(guids), 'different guids')
    for guid in guids:
        expect(re.fullmatch(r'[A-Za-z][A-Za-z0-9]*', guid), 'guid %s', guid)


def no_file_changes(before, after):
    expect_equal(sorted(after), sorted(before), 'files after a dry run')
    for path in before:
        expect(after[path] == before[path], 'a dry run changed %s', path)


def same_bytes(before, after):
    expect_equal(sorted(before), sorted(DECKS), 'decks')
    for deck in DECKS:
        expect(before[deck] == after[deck], '%s has other bytes', deck)


def content(note):
    return note['fields'], sorted(note['tags'])


def times_are_right(then, now, clock):
    before = {note['guid']: note for note in then}
    for note in now:
        expect(note['modified'] <= clock, '%s was modified in the future', note['guid'])
        old = before.get(note['guid'])
        if old is None:
            continue
        if content(old) == content(note):
            expect_equal(note['modified'], old['modified'], 'time of the unchanged note ' + note['guid'])
        else:
            expect(note['modified'] > old['modified'], 'the changed note %s has no later time', note['guid'])


def plan_is_true(plan, then, now):
    """What a dry run announced is what the build made."""
    before, after = ({note['guid']: note for note in notes} for notes in (then, now))
    counts, told = plan['counts'], Counter(entry['change'] for entry in plan['notes'])
    for change in 'new', 'changed', 'moved', 'reworded', 'uncertain':
        expect_equal(told[change], counts[change], 'notes told as ' + change)
    expect_equal(sum(counts.values()) - counts['vanished'], len(now), 'notes in all')
    expect_equal(counts['new'] + counts['uncertain'], len(set(after) - set(before)), 'new notes')
    expect_equal({note['guid'] for note in plan['vanished']}, set(before) - set(after), 'vanished notes')
    expect_equal(counts['vanished'], len(plan['vanished']), 'count of vanished notes')
    for note in plan['vanished']:
        expect_equal(note['fields'], before[note['guid']]['fields'], 'fields of a vanished note')
    touched = set()
    for entry in plan['notes']:
        touched.add(entry['guid'])
        expect_equal(entry['fields'], after[entry['guid']]['fields'], 'new text in the plan')
        old = before.get(entry['guid'])
        expect((old is None) == (entry['change'] in ('new', 'uncertain')), '%s is told as %s', entry['guid'], entry['change'])
        if old:
            expect_equal(entry['old']['fields'], old['fields'], 'old text in the plan')
    for guid in set(after) - touched:
        expect(guid in before and content(after[guid]) == content(before[guid]) and
               after[guid]['deck'] == before[guid]['deck'], '%s changed, and the plan does not say so', guid)


def same_but_identity(notes, others):
    for note, other in zip(notes, others):
        expect_equal((other['fields'], other['tags'], other['deck']), (note['fields'], note['tags'], note['deck']),
                     'a note built with another memory')
    expect_equal(len(others), len(notes), 'notes built with another memory')


# ---- A case --------------------------------------------------------------------------------

def run_case(mill, set_name, source, seed, examples):
    result, where = Result(), '%s, seed %s' % (source.label, seed)
    folder = mill.folder('cases', '%s-%s' % (source.label, seed))
    try:
        result.check('case', where, examine, mill, result, where, folder, set_name, source, seed, examples)
    finally:
        shutil.rmtree(folder)
    return result


def examine(mill, result, where, folder, set_name, source, seed, examples):
    builds = Builds(mill, folder)
    path = source.write(os.path.join(folder, 'source'), source.texts)
    then = builds.beginning(path)
    if not then:
        return
    result.check('guids-are-good', where, guids_are_good, then)
    first = builds.contents('first')
    builds.decks('first', path, epoch=EPOCH + 40 * DAY)
    result.check('unchanged-rebuild-is-the-same-bytes', where, same_bytes, first, builds.contents('first'))

    editor = Editor('%s %s' % (source.label, seed), source.texts, then).run()
    path = source.write(os.path.join(folder, 'source'), editor.texts())
    now, guids = edited_builds(result, where, builds, path, then)
    origins = editor.origins()
    truth = tell(then, now, places(source.texts), origins)
    texts = {place: line.text for place, line in origins.items()}
    edits = {number: edit_of(then[other], now[number], texts, origins) for number, other in truth.partner.items()}
    ids_then = [note['guid'] for note in then]
    for mode, ids in guids.items():
        count_outcomes(result, set_name, mode, truth, edits, then, now, ids_then, ids, where if examples else None)
    for name, rule in peers.RULES:
        count_outcomes(result, set_name, name, truth, edits, then, now, rule(then, None), rule(now, then))
    result.notes[set_name, 'cases'] += 1


def edited_builds(result, where, builds, path, then):
    """The edited notes, built with each memory; and the properties of the default one."""
    clock = EPOCH + DAY
    guids = {}
    for number, (mode, options) in enumerate(MODES):
        name = 'mode-%d' % number
        os.makedirs(os.path.join(builds.folder, name))
        builds.run('-o', os.path.join(name, 'deck.json'), *options, path, epoch=clock)
        notes = builds.notes(name)
        guids[mode] = [note['guid'] for note in notes]
        if number > 0:
            result.check('memory-changes-no-content', where, same_but_identity, fresh, notes)
        else:
            fresh = notes
    outputs = [word for deck in DECKS for word in ('-o', os.path.join('first', deck))]
    before = builds.state()
    plan = json.loads(builds.run('--dry-run=json', *outputs, path, epoch=clock))
    result.check('dry-run-writes-nothing', where, no_file_changes, before, builds.state())
    now = builds.decks('first', path, epoch=clock)
    guids[DEFAULT] = [note['guid'] for note in now]
    result.check('guids-are-good', where, guids_are_good, now)
    result.check('times-are-right', where, times_are_right, then, now, clock)
    result.check('plan-is-true', where, plan_is_true, plan, then, now)
    result.check('memory-changes-no-content', where, same_but_identity, fresh, now)
    second = builds.contents('first')
    builds.decks('first', path, epoch=clock + 40 * DAY)
    result.check('unchanged-rebuild-is-the-same-bytes', where, same_bytes, second, builds.contents('first'))
    result.notes['uncertain'] += plan['counts']['uncertain']
    return now, guids


# ---- Generations ---------------------------------------------------------------------------

GENERATIONS = 5


def run_generations(mill, set_name, source, seed):
    """Edit, build over the last decks, edit again: who was there from the first to the last day keeps its guid."""
    result, where = Result(), '%s, seed %s' % (source.label, seed)
    folder = mill.folder('generations', '%s-%s' % (source.label, seed))
    try:
        result.check('generation', where, live, Builds(mill, folder), result, set_name, source, seed)
    finally:
        shutil.rmtree(folder)
    return result


def live(builds, result, set_name, source, seed):
    texts = source.texts
    path = source.write(os.path.join(builds.folder, 'source'), texts)
    first = then = builds.beginning(path)
    if not then:
        return
    ancestor = dict(enumerate(range(len(first))))
    ever = {note['guid']: number for number, note in enumerate(first)}
    for generation in range(1, GENERATIONS + 1):
        editor, before = Editor('%s %s generation %d' % (source.label, seed, generation), texts, then).run(), places(texts)
        texts = editor.texts()
        path = source.write(os.path.join(builds.folder, 'source'), texts)
        now = builds.decks('first', path, epoch=EPOCH + generation * DAY)
        truth = tell(then, now, before, editor.origins())
        ancestor = {number: ancestor[other] for number, other in truth.partner.items() if other in ancestor}
        then = now
    for number, note in enumerate(then):
        got = ever.get(note['guid'])
        if number in ancestor:
            outcome = 'kept' if got == ancestor[number] else 'lost' if got is None else 'wrong'
            result.facts[set_name, 'generations', 'survived all', outcome] += 1
    result.notes[set_name, 'generations'] += 1
