"""Edits notes as people do, and keeps track of every line.

A text is a list of lines; a line knows where it stood before the edit, or that it is
new.  So it is known which note was which, whatever the cards are made of.
"""

import random
import re

NUMBER = re.compile(r'^(\s*)(\d+)([.、)）]\s*)(?=\S)')
HEADING = re.compile(r'^(#{1,6})\s+\S')
FENCE = re.compile(r'^\s*(```|~~~)')
TAG = re.compile(r'<[^>]*>')
WORD = re.compile(r'[A-Za-z]{4,}')
HAN = re.compile(r'[\u4e00-\u9fff]{2,}')
NEW_WORDS = ('also maybe usually often quickly hardly value buffer signal moment layer subject pattern '
             'window number garden method border river corner market season letter').split()
NEW_HAN = '可以通常另外例如比较方法过程重要数据内容部分情况基本其中以及方式结构'


class Line:
    __slots__ = ('text', 'origin')

    def __init__(self, text, origin=None):
        self.text, self.origin = text, origin


def plain(html):
    text = TAG.sub(' ', re.sub(r'\{\{c\d+::|\}\}', '', html))
    for entity, char in (('&lt;', '<'), ('&gt;', '>'), ('&quot;', '"'), ('&#39;', "'"), ('&amp;', '&')):
        text = text.replace(entity, char)
    return text


def typo(rng, word):
    """The word as it is mistyped, or mended."""
    if HAN.fullmatch(word):
        at = rng.randrange(len(word))
        return word[:at] + rng.choice(NEW_HAN) + word[at + 1:]
    at = rng.randrange(1, len(word) - 1)
    how = rng.randrange(4)
    if how == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    if how == 1:
        return word[:at] + word[at + 1:]
    if how == 2:
        return word[:at] + word[at] + word[at:]
    return rng.choice(NEW_WORDS)


def other_words(rng, word):
    if HAN.fullmatch(word):
        return ''.join(rng.choice(NEW_HAN) for _ in range(max(2, len(word) // 2 + rng.randrange(3))))
    return rng.choice(NEW_WORDS) + (' ' + rng.choice(NEW_WORDS) if rng.random() < 0.3 else '')


class Editor:
    """Edits the files of a folder: {name: [Line]}; notes are those of the build before."""

    def __init__(self, rng, files, notes):
        self.rng, self.files, self.notes = rng, files, notes
        self.at = {line.origin: line for lines in files.values() for line in lines}
        self.done = {}                          # origin of a note's first line -> what was done to it
        self.gone = set()                       # origins of lines that were deleted

    def mark(self, note, what):
        self.done.setdefault((note['source']['file'], note['source']['line']), set()).add(what)

    def lines_of(self, note):
        source = note['source']
        for number in range(source['line'], source['end_line'] + 1):
            line = self.at.get((source['file'], number))
            if line is not None:
                yield line

    # ---- one note ---------------------------------------------------------------------

    def words_in(self, html, line, without=''):
        found = [w.group() for pattern in (WORD, HAN) for w in pattern.finditer(plain(html))]
        other = plain(without)
        return [w for w in found if w in line.text and w not in other]

    def mend(self, note):
        line = next(self.lines_of(note), None)
        words = self.words_in(note['fields'][0], line) if line else []
        if not words or FENCE.match(line.text):
            return
        word = self.rng.choice(words)
        line.text = line.text.replace(word, typo(self.rng, word), 1)
        self.mark(note, 'mended')

    def reword(self, note):
        line = next(self.lines_of(note), None)
        words = self.words_in(note['fields'][0], line) if line else []
        if len(words) < 2 or FENCE.match(line.text):
            return
        for word in self.rng.sample(words, max(2, len(words) * 2 // 5)):
            line.text = line.text.replace(word, other_words(self.rng, word), 1)
        self.mark(note, 'reworded')

    def answer(self, note):
        candidates = [(line, words) for line in self.lines_of(note)
                      if (words := self.words_in(note['fields'][1], line, note['fields'][0]))]
        if not candidates:
            return
        line, words = self.rng.choice(candidates)
        word = self.rng.choice(words)
        how = self.rng.randrange(3)
        if how == 0:
            line.text = line.text.replace(word, typo(self.rng, word), 1)
        elif how == 1:
            line.text = line.text.replace(word, word + ' ' + other_words(self.rng, word), 1)
        else:
            for word in words[:4]:
                line.text = line.text.replace(word, other_words(self.rng, word), 1)
        self.mark(note, 'answer')

    def delete(self, note):
        for line in list(self.lines_of(note)):
            if HEADING.match(line.text):
                continue
            for lines in self.files.values():
                if line in lines:
                    lines.remove(line)
                    self.gone.add(line.origin)

    def insert(self, note):
        """A new item in the manner of one that is there."""
        first = next(self.lines_of(note), None)
        if first is None or not NUMBER.match(first.text) and not re.match(r'^\s*[-*+]\s', first.text):
            return
        marker = re.match(r'^\s*(?:\d+[.、)）]\s*|[-*+]\s+)', first.text).group()
        for lines in self.files.values():
            if first in lines:
                last = max(i for i, line in enumerate(lines) if line in set(self.lines_of(note)) or line is first)
                words = [self.rng.choice(NEW_WORDS) + str(self.rng.randrange(100)) for _ in range(8)]
                text = marker + ' '.join(words[:3]) + ': ' + ' '.join(words[3:])
                if HAN.search(first.text):
                    text = marker + other_words(self.rng, '这是一个新的') + '：' + ''.join(
                        other_words(self.rng, '新的内容说明') for _ in range(3))
                lines.insert(last + 1, Line(text))
                return

    # ---- whole files -------------------------------------------------------------------

    def sections(self, lines):
        """(level, from, to) of every heading's section."""
        heads, fenced = [], False
        for i, line in enumerate(lines):
            if FENCE.match(line.text):
                fenced = not fenced
            elif not fenced and HEADING.match(line.text):
                heads.append((len(HEADING.match(line.text).group(1)), i))
        found = []
        for k, (level, start) in enumerate(heads):
            end = next((at for other, at in heads[k + 1:] if other <= level), len(lines))
            found.append((level, start, end))
        return found

    def move_section(self):
        name = self.rng.choice(list(self.files))
        lines = self.files[name]
        sections = [s for s in self.sections(lines) if s[0] > 1 and s[2] - s[1] < len(lines) // 2]
        if not sections:
            return
        level, start, end = self.rng.choice(sections)
        moved = lines[start:end]
        del lines[start:end]
        target = self.files[self.rng.choice(list(self.files))] if self.rng.random() < 0.3 else lines
        places = [s[1] for s in self.sections(target) if s[0] == level] + [len(target)]
        at = self.rng.choice(places)
        if moved and moved[-1].text.strip() and at < len(target):
            moved.append(Line(''))
        target[at:at] = ([Line('')] if at == len(target) and target and target[-1].text.strip() else []) + moved

    def renumber(self):
        for lines in self.files.values():
            number, fenced = {}, False
            for line in lines:
                if FENCE.match(line.text):
                    fenced = not fenced
                if HEADING.match(line.text):
                    number = {}
                found = None if fenced else NUMBER.match(line.text)
                if found:
                    depth = len(found.group(1))
                    number = {k: v for k, v in number.items() if k <= depth}
                    number[depth] = number.get(depth, 0) + 1
                    line.text = NUMBER.sub(lambda m: m.group(1) + str(number[depth]) + m.group(3), line.text)

    def rename(self):
        name = self.rng.choice(list(self.files))
        stem, dot, ending = name.rpartition('.')
        self.files[stem + '-' + self.rng.choice(NEW_WORDS) + dot + ending] = self.files.pop(name)

    def some(self, share):
        count = max(1, round(len(self.notes) * share)) if self.notes else 0
        return self.rng.sample(self.notes, min(count, len(self.notes)))

    def run(self):
        """What a few weeks do to a folder of notes."""
        for note in self.some(0.05):
            self.mend(note)
        for note in self.some(0.03):
            self.reword(note)
        for note in self.some(0.10):
            self.answer(note)
        for note in self.some(0.05):
            self.insert(note)
        for note in self.some(0.05):
            self.delete(note)
        for _ in range(self.rng.randrange(1, 4)):
            self.move_section()
        if self.rng.random() < 0.5:
            self.renumber()
        if self.rng.random() < 0.3:
            self.rename()


def load(texts):
    """{name: text} as {name: [Line]}."""
    return {name: [Line(text, (name, i + 1)) for i, text in enumerate(content.split('\n'))]
            for name, content in texts.items()}


def edit(seed, texts, notes):
    """The files after an edit, as lists of lines, and the editor that did it."""
    editor = Editor(random.Random(seed), load(texts), notes)
    editor.run()
    return editor
