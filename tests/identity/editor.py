"""Edits notes at random as people do, and knows where every line comes from.

A file is a list of lines; each knows its place in the files before (or that it is new)
and what was done to it.  What the cards are made of does not matter here: a note is
the lines that an earlier build gives as its source.
"""

import random
import re

WORD = re.compile(r'[A-Za-z\u00c0-\u024f]{3,}|[\u0590-\u05ff]{3,}|[\u4e00-\u9fff]{2,}|[\uac00-\ud7a3]{2,}')
NUMBER = re.compile(r'^(\s*(?:[-*+]\s+)?[（(]?)(\d+)([.、)）．]\s*)(?=\S)')
MARKER = re.compile(r'^\s*(?:[-*+]\s+|[（(]?\d+[.、)）．]\s*)')
HEADING = re.compile(r'^(#{1,6})\s+\S')
FENCE = re.compile(r'^\s*(?:```|~~~)')
RULE = re.compile(r'^[\s|:=-]+$')
HIDDEN = re.compile(r'<[^>]*>|https?://\S+|\]\([^)]*\)|`[^`]*`')
TAG = re.compile(r'<[^>]*>')
ENTITIES = (('&lt;', '<'), ('&gt;', '>'), ('&quot;', '"'), ('&#39;', "'"), ('&nbsp;', ' '), ('&amp;', '&'))
ABOVE = 3                               # lines above a note in which its question may stand

SPARE = ('usual common early local typical single direct former safe simple stable strict central outer modern rapid '
         'method result border measure pattern window record course degree effect region source letter figure').split()
FILLERS = ('briefly', 'in general', 'exactly', 'usually', 'in your own words', 'for beginners')
H_SPARE = ('一般', '常见', '简单', '主要', '具体', '早期', '相关', '内部', '典型', '方法', '结果', '过程', '范围', '条件', '影响', '情况', '机制', '来源')

# Other ways to ask the same.
PHRASES = [(re.compile(pattern), others) for pattern, others in [
    (r'^What is the difference between (an? )?(.+) and (an? )?(.+)\?$', [r'How do \2 and \4 differ?', r'Compare \4 with \2', r'\2 vs. \4']),
    (r'^What is the default (\w+) of the (.+)\?$', [r'Default \1 of a \2?', r'How large is the \1 of the \2 by default?']),
    (r'^What is (an? |the )?(.+)\?$', [r'Define \2', r'What do we call a \2, and what is it for?', r'Explain what \1\2 is']),
    (r'^What does (.+) do for (.+)\?$', [r'Of what use is \1 to \2?', r'Name the purpose of \1 in \2']),
    (r'^What happens when (.+)\?$', [r'\1: what then?', r'Describe what follows if \1']),
    (r'^Why (do|does|is|are) (.+)\?$', [r'For what reason \1 \2?', r'Give the reason why \2']),
    (r'^How (do|does|is|are|can) (.+)\?$', [r'In what way \1 \2?', r'Describe how \2']),
    (r'^When is (.+)\?$', [r'In which situation is \1?', r'Name a case in which \1']),
    (r'^什么是(.+?)[？?]$', [r'\1是什么？', r'请解释\1', r'\1的定义']),
    (r'^为什么(.+?)[？?]$', [r'\1的原因是什么？', r'请说明为何\1']),
    (r'^如何(.+?)[？?]$', [r'怎样才能\1？', r'\1的方法']),
    (r'^(.+)的作用是什么[？?]$', [r'\1有什么用？', r'为什么要用\1？']),
    (r'^(.+)有哪些(.+?)[？?]$', [r'列举\1的\2', r'\1都有什么\2？']),
    (r'^(.+)和(.+)的区别$', [r'\2与\1有什么不同？', r'比较\1、\2']),
]]


class Line:
    __slots__ = ('text', 'origin', 'marks')

    def __init__(self, text, origin=None):
        self.text, self.origin, self.marks = text, origin, set()


def plain(html):
    text = TAG.sub(' ', re.sub(r'\{\{c\d+::|\}\}', '', html))
    for entity, character in ENTITIES:
        text = text.replace(entity, character)
    return text


def words_of(text):
    return [found.group() for found in WORD.finditer(text)]


def read(texts):
    """{name: text} as {name: [Line]}, each where it is."""
    return {name: [Line(line, (name, number + 1)) for number, line in enumerate(text.split('\n'))]
            for name, text in texts.items()}


class Editor:
    """Edits files of which an earlier build made notes."""

    def __init__(self, seed, texts, notes):
        self.rng = random.Random('edit %s' % (seed,))
        self.endings = {name: '\r\n' if '\r\n' in text else '\n' for name, text in texts.items()}
        self.files = read({name: text.replace('\r\n', '\n') for name, text in texts.items()})
        self.notes = notes
        self.lines = {line.origin: line for lines in self.files.values() for line in lines}
        self.where = {}                 # line -> its file's list, for those that were moved
        for lines in self.files.values():
            for line in lines:
                self.where[line] = lines
        self.models = set()             # first lines of notes in whose manner others were inserted: they stay
        self.common = sorted({word for line in self.lines.values() for word in words_of(line.text)}) or ['word']
        self.fenced = set()             # lines of code, and of what stands before the text
        for lines in self.files.values():
            self.find_fences(lines)

    def find_fences(self, lines):
        inside = matter = False
        for number, line in enumerate(lines):
            if number == 0 and line.text == '---':
                matter = True
            elif matter and line.text == '---':
                matter = False
                self.fenced.add(line)
            if FENCE.match(line.text):
                inside = not inside
                self.fenced.add(line)
            elif inside or matter:
                self.fenced.add(line)

    def texts(self):
        return {name: self.endings[name].join(line.text for line in lines) for name, lines in self.files.items()}

    def origins(self):
        """{(name, number): Line} of the files as they are now."""
        return {(name, number + 1): line for name, lines in self.files.items() for number, line in enumerate(lines)}

    # ---- lines of a note -------------------------------------------------------------

    def own(self, note):
        """The lines of a note that are still there."""
        source = note['source']
        lines = [self.lines.get((source['file'], number)) for number in range(source['line'], source['end_line'] + 1)]
        return [line for line in lines if line is not None and line in self.where]

    def question_line(self, note):
        """The line in which a note is asked, with the words of the question there."""
        source, front = note['source'], plain(note['fields'][0])
        wanted = set(words_of(front))
        best, best_words = None, []
        for number in range(source['end_line'], source['line'] - 1 - ABOVE, -1):
            line = self.lines.get((source['file'], number))
            if line is None or line not in self.where or line in self.fenced or RULE.match(line.text):
                continue
            found = [word for word in words_of(HIDDEN.sub(' ', line.text)) if word in wanted]
            if len(set(found)) >= max(1, len(set(best_words))):
                best, best_words = line, found
        return (best, best_words) if len(set(best_words)) * 2 > len(wanted) else (None, [])

    def replace(self, line, old, new, mark):
        line.text = line.text.replace(old, new, 1)
        line.marks.add(mark)

    # ---- words -----------------------------------------------------------------------

    def other_word(self, word):
        like = [other for other in self.rng.sample(self.common, min(40, len(self.common)))
                if other.isascii() == word.isascii() and other != word]
        spare = SPARE if word.isascii() else H_SPARE
        if like and self.rng.random() < 0.4:
            return self.rng.choice(like)
        other = self.rng.choice(spare)
        return other.capitalize() if word[:1].isupper() else other

    def slip(self, word):
        """A word mistyped, or mended: that is the same."""
        at = self.rng.randrange(len(word) - 1)
        how = self.rng.randrange(4)
        if not word.isascii():
            other = self.rng.choice(self.rng.choice(self.common if self.common[-1] > '\u0590' else H_SPARE))
            return [word[:at] + other + word[at + 1:], word[:at] + word[at + 1:], word[:at] + other + word[at:],
                    word[:at] + word[at + 1] + word[at] + word[at + 2:]][how]
        return [word[:at] + word[at + 1] + word[at] + word[at + 2:], word[:at] + word[at + 1:],
                word[:at] + word[at] + word[at:], word[:at] + self.rng.choice('aeionrst') + word[at + 1:]][how]

    # ---- one note --------------------------------------------------------------------

    def mend(self, note):
        line, words = self.question_line(note)
        if line is None:
            return
        word = self.rng.choice(words)
        how = self.rng.random()
        new = self.slip(word) if how < 0.5 else self.other_word(word) if how < 0.85 else \
            word.swapcase() if word.isascii() else word + self.rng.choice('的之')
        self.replace(line, word, new, 'mended')

    def reword(self, note):
        line, words = self.question_line(note)
        if line is None:
            return
        front = plain(note['fields'][0]).strip()
        if front in line.text and self.rng.random() < 0.6:
            for pattern, others in PHRASES:
                if pattern.match(front):
                    self.replace(line, front, pattern.sub(self.rng.choice(others), front), 'reworded')
                    return
        if len(words) <= 2:
            for word in words:
                extra = self.rng.choice(SPARE if word.isascii() else H_SPARE)
                new = self.other_word(word) if self.rng.random() < 0.5 else \
                    extra + ' ' + word if word.isascii() else extra + word
                self.replace(line, word, new, 'reworded')
            return
        for word in self.rng.sample(words, min(len(words), max(2, round(len(words) * self.rng.uniform(0.3, 0.6))))):
            self.replace(line, word, self.other_word(word), 'reworded')
        if self.rng.random() < 0.5:     # the order, too
            a, b = self.rng.sample(range(len(words)), 2)
            left, right = words[min(a, b)], words[max(a, b)]
            if left in line.text and right in line.text:
                line.text = line.text.replace(left, '\0', 1).replace(right, left, 1).replace('\0', right, 1)
        if self.rng.random() < 0.3 and words[0].isascii() and words[0] in line.text:
            line.text = line.text.replace(words[0], self.rng.choice(FILLERS) + ' ' + words[0], 1)

    def answer(self, note):
        asked, _ = self.question_line(note)
        front, back = set(words_of(plain(note['fields'][0]))), set(words_of(plain(note['fields'][1])))
        if note['notetype'].endswith('Cloze'):
            back = set(re.findall(r'\{\{c\d+::(.*?)\}\}', note['fields'][0]))
            front = set()
        found = [(line, words) for line in self.own(note) if line not in self.fenced and (words := [
            word for word in words_of(HIDDEN.sub(' ', line.text)) if word in back and word not in front])]
        if not found:
            return
        line, words = self.rng.choice(found)
        how = self.rng.random()
        if how < 0.25:
            self.replace(line, words[0], self.slip(words[0]), 'answered')
        elif how < 0.5:
            word = self.rng.choice(words)
            self.replace(line, word, word + (' ' if word.isascii() else '') + self.other_word(word), 'answered')
        elif how < 0.8:
            for word in self.rng.sample(words, max(1, len(words) * 2 // 5)):
                self.replace(line, word, self.other_word(word), 'answered')
        elif line is not asked and not MARKER.match(line.text) and not HEADING.match(line.text) and '|' not in line.text:
            line.marks.add('answered')  # a further line, in the manner of this one
            more = ' '.join(self.rng.sample(SPARE, 6)) if words[0].isascii() else ''.join(self.rng.sample(H_SPARE, 5))
            self.insert_behind(line, re.match(r'\s*', line.text).group() + more + ('.' if words[0].isascii() else '。'))
        else:
            line.marks.add('answered')
            line.text = line.text.rstrip() + (' ' if words[0].isascii() else '') + self.other_word(words[0])

    def insert_behind(self, line, *texts):
        lines = self.where[line]
        at = lines.index(line) + 1
        lines[at:at] = new = [Line(text) for text in texts]
        for one in new:
            self.where[one] = lines

    def delete(self, note):
        own = self.own(note)
        if any(HEADING.match(line.text) for line in own[1:]) or self.models & set(own):
            return                      # a whole chapter; or together with a copy it would be an edit, not two
        for line in own:
            self.where.pop(line).remove(line)

    def insert(self, note):
        """A fact in the manner of one that is there: of other words, or copied and changed a little."""
        own = self.own(note)
        if not own or any(HEADING.match(line.text) for line in own):
            return
        copy = self.rng.random() < 0.2
        texts, fenced = [], False
        for line in own:
            words = words_of(HIDDEN.sub(' ', line.text)) if line not in self.fenced else []
            count = min(len(words), 1) if copy else len(words)
            text = line.text
            for word in self.rng.sample(words, count):
                if not re.match(r'[QA]:', text[text.find(word):]):
                    text = text.replace(word, self.other_word(word) if copy or self.rng.random() < 0.9 else word, 1)
            texts.append(text)
            fenced ^= bool(FENCE.match(text))
        if fenced:
            return
        if len(own) > 1 and not MARKER.match(own[0].text) and '|' not in own[0].text:
            texts.insert(0, '')
        self.insert_behind(own[-1], *texts)
        self.models |= set(own)

    def move_item(self, note):
        """An item goes to another place of its list, or behind an item of another one."""
        own = self.own(note)
        marker = MARKER.match(own[0].text) if own else None
        if not marker or own[0] in self.fenced or self.models & set(own) or any(HEADING.match(line.text) for line in own):
            return
        indent = len(re.match(r'\s*', own[0].text).group())
        targets = []
        for other in self.notes:
            lines = self.own(other)
            if lines and other is not note and not set(lines) & set(own) and not HEADING.match(lines[0].text) \
                    and MARKER.match(lines[0].text) and len(re.match(r'\s*', lines[0].text).group()) == indent \
                    and lines[-1] not in self.fenced and self.where[lines[0]] is self.where[own[0]]:
                targets.append(lines[-1])
        if not targets:
            return
        behind = self.rng.choice(targets)
        for line in own:
            self.where[line].remove(line)
            line.marks.add('moved')
        lines = self.where[behind]
        at = lines.index(behind) + 1
        lines[at:at] = own

    # ---- whole files -------------------------------------------------------------------

    def sections(self, lines):
        """(level, from, to) of the section of each heading."""
        heads = [(len(HEADING.match(line.text).group(1)), at) for at, line in enumerate(lines)
                 if line not in self.fenced and HEADING.match(line.text)]
        for k, (level, start) in enumerate(heads):
            yield level, start, next((at for other, at in heads[k + 1:] if other <= level), len(lines))

    def move_section(self):
        lines = self.rng.choice(list(self.files.values()))
        sections = [section for section in self.sections(lines) if section[0] > 1 and section[2] - section[1] < len(lines) / 2]
        if not sections:
            return
        level, start, end = self.rng.choice(sections)
        moved = lines[start:end]
        del lines[start:end]
        target = lines if self.rng.random() < 0.7 else self.rng.choice(list(self.files.values()))
        # Before or behind a section of the same level, wherever that stands; or at the end.
        places = [place for other in self.sections(target) if other[0] == level for place in other[1:]] or [len(target)]
        at = self.rng.choice(places)
        if moved[-1].text.strip():
            moved.append(Line(''))
        if at > 0 and target[at - 1].text.strip():
            moved.insert(0, Line(''))
        deeper = 1 if self.rng.random() < 0.15 and all(
            not HEADING.match(line.text) or len(HEADING.match(line.text).group(1)) < 6 for line in moved) else 0
        for line in moved:
            self.where[line] = target
            line.marks.add('moved')
            if deeper and line not in self.fenced and HEADING.match(line.text):
                line.text = '#' + line.text
        target[at:at] = moved

    def renumber(self):
        for lines in self.files.values():
            counts = {}
            for line in lines:
                if HEADING.match(line.text):
                    counts = {}
                found = None if line in self.fenced else NUMBER.match(line.text)
                if found:
                    depth = len(found[1])
                    counts = {key: count for key, count in counts.items() if key <= depth}
                    counts[depth] = counts.get(depth, 0) + 1
                    line.text = found[1] + str(counts[depth]) + line.text[found.end(2):]

    def rename(self):
        name = self.rng.choice(list(self.files))
        new = self.rng.choice(SPARE) + '-' + name
        self.files[new], self.endings[new] = self.files.pop(name), self.endings.pop(name)

    def other_endings(self):
        name = self.rng.choice(list(self.files))
        self.endings[name] = '\n' if self.endings[name] == '\r\n' else '\r\n'

    def some(self, share):
        count = round(len(self.notes) * share + self.rng.random() * 0.999 - 0.4995)
        return self.rng.sample(self.notes, min(count, len(self.notes)))

    def run(self):
        for share, change in ((0.05, self.mend), (0.03, self.reword), (0.10, self.answer), (0.05, self.insert),
                              (0.05, self.delete), (0.02, self.move_item)):
            for note in self.some(share):
                change(note)
        for _ in range(self.rng.randint(1, 3)):
            self.move_section()
        if self.rng.random() < 0.5:
            self.renumber()
        if self.rng.random() < 0.3:
            self.rename()
        if self.rng.random() < 0.2:
            self.other_endings()
        return self
