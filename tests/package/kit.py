"""What the package suite and the Anki suite share: the protocol, builds, sources.

A test is a function that returns when all is well and raises Failed or Skipped
otherwise; its name, with - for _, is its name in the report.
"""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

EPOCH = 1700000000                      # when decks are built, unless a test says otherwise
FORMATS = ('apkg', 'csv', 'tsv', 'json')
TIMEOUT = 120                           # s, for one run of cardmill
REASON = 400                            # characters of a reason


class Failed(Exception):
    """Why a test failed."""


class Skipped(Exception):
    """Why a test could not be run."""


def expect(condition, reason, *values):
    if not condition:
        raise Failed(reason % values if values else reason)


def expect_equal(got, wanted, what):
    if got == wanted:
        return
    shown = brief(got), brief(wanted)
    if len(set(unicodedata.normalize('NFC', text) for text in shown)) == 1:
        shown = from_difference(str(got), str(wanted))
    raise Failed('%s: %s instead of %s' % (what, *shown))


def from_difference(got, wanted):
    """Both from shortly before the character where they part, in ASCII."""
    at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b), min(len(got), len(wanted)))
    return [brief(ascii(text[max(0, at - 20):])) for text in (got, wanted)]


def expect_none(offenders, what):
    """offenders is empty, or the first few of them are told."""
    offenders = list(offenders)
    expect(not offenders, '%s: %d, such as %s', what, len(offenders), brief(offenders[0]) if offenders else '')


def brief(value, room=120):
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= room else text[:room] + '…'


# ---- The protocol -------------------------------------------------------------

class Tests(list):
    """Decorates the functions that are tests, and keeps them in order."""

    def __call__(self, function):
        self.append(function)
        return function


class Report:
    def __init__(self, suite):
        self.suite = suite
        self.failed = False
        sys.stdout.reconfigure(encoding='utf-8', errors='replace')

    def run(self, tests, label, *arguments):
        """Runs tests on arguments; label tells their names apart from others'."""
        for test in tests:
            self.say(label, test, self.outcome(test, arguments))

    def run_cases(self, tests, make, sources, workers):
        """Runs tests on make(label, path) of each source, several at a time."""
        def examine(source):
            case = make(*source)
            try:
                return source[0], [(test, self.outcome(test, [case])) for test in tests]
            finally:
                case.close()

        with ThreadPoolExecutor(workers) as pool:
            for label, outcomes in pool.map(examine, sources):
                for test, outcome in outcomes:
                    self.say(label, test, outcome)

    def skip(self, tests, label, why):
        for test in tests:
            self.say(label, test, ('skip', why))

    @staticmethod
    def outcome(test, arguments):
        try:
            test(*arguments)
        except Skipped as why:
            return 'skip', str(why)
        except Failed as why:
            return 'not ok', str(why)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as why:    # a test that breaks has failed, the others go on; so has Rust's panic
            return 'not ok', '%s: %s' % (type(why).__name__, why)
        return 'ok', ''

    def say(self, label, test, outcome):
        status, why = outcome
        why = brief(' '.join(printable(why).split()), REASON)
        name = '/'.join(part for part in (self.suite, label, test.__name__.replace('_', '-')) if part)
        print('%s %s%s' % (status, name, ': ' + why if why else ''), flush=True)
        self.failed = self.failed or status == 'not ok'


def printable(text):
    """text without what would disturb a terminal or a line of the report."""
    return re.sub(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]',
                  lambda found: ' ' if found[0] in '\n\t' else '\\u%04x' % ord(found[0]), text)


class lazy:
    """An attribute that is made when first asked for; a failure is kept as well."""

    def __init__(self, make):
        self.make = make

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, case, owner):
        kept = case.__dict__.setdefault('kept', {})
        if self.name not in kept:
            try:
                kept[self.name] = self.make(case), None
            except Exception as why:
                kept[self.name] = None, why
        value, why = kept[self.name]
        if why is not None:
            raise why
        return value


# ---- Builds -------------------------------------------------------------------

class Mill:
    """The program under test, a copy: it may be built anew while tests run."""

    def __init__(self, program, scratch):
        os.makedirs(scratch, exist_ok=True)
        self.scratch = os.path.abspath(scratch)
        self.program = os.path.join(self.scratch, 'cardmill')
        shutil.copy2(program, self.program)

    def folder(self, *names):
        """An empty folder of that name in the scratch folder."""
        path = os.path.join(self.scratch, *names)
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(path)
        return path

    def run(self, *arguments, epoch=EPOCH, cwd=None, **variables):
        environment = dict(os.environ, **variables)
        environment.pop('SOURCE_DATE_EPOCH', None)
        if epoch is not None:
            environment['SOURCE_DATE_EPOCH'] = str(epoch)
        return subprocess.run([self.program, *arguments], env=environment, cwd=cwd, timeout=TIMEOUT,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def build(self, folder, source, *options, formats=FORMATS, **rest):
        """The paths of the decks made of source in folder, by format."""
        paths = {name: os.path.join(folder, 'deck.' + name) for name in formats}
        outputs = [word for path in paths.values() for word in ('-o', path)]
        done = self.run('-q', *outputs, *options, source, **rest)
        expect(done.returncode == 0, 'cardmill ended with %d: %s', done.returncode,
               done.stderr.decode('utf-8', 'replace'))
        for path in paths.values():
            expect(os.path.exists(path), 'cardmill wrote no %s', os.path.basename(path))
        return paths


# ---- Sources ------------------------------------------------------------------

def labels(sources):
    """(label, path) of each source; labels are names without blanks, each once."""
    taken = set()
    for path in sources:
        name = os.path.basename(os.path.realpath(path))
        name = label = re.sub(r'[^\w.-]+', '_', unicodedata.normalize('NFC', name))
        number = 1
        while label in taken:
            number += 1
            label = '%s-%d' % (name, number)
        taken.add(label)
        yield label, os.path.realpath(path)


def copy_source(path, folder, media=()):
    """A copy of a file or folder, under its own name, in folder; a file's media with it."""
    target = os.path.join(folder, os.path.basename(os.path.realpath(path)))
    if os.path.isdir(path):
        shutil.copytree(path, target)
        return target
    shutil.copyfile(path, target)
    for name in (one['file'] for one in media):
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        shutil.copyfile(os.path.join(os.path.dirname(path), name), os.path.join(folder, name))
    return target
