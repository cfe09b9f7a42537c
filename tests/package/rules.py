"""Anki's rules, and those of HTML, written a second time."""

import hashlib
import html.entities
import html.parser
import re

# ---- Checksums ----------------------------------------------------------------

MEDIA_TAG = re.compile(r'<(?:img|audio|video|object|source)\b[^>]*?\b(?:src|data)='
                       r'(?:"([^">]+)"|\'([^\'>]+)\'|([^ >"\']+))[^>]*>', re.I | re.S)
DROPPED = re.compile(r'<!--.*?-->|<style.*?>.*?</style>|<script.*?>.*?</script>|<.*?>', re.I | re.S)
ENTITY = re.compile(r'&([^;]*)(;?)')
SOUND = re.compile(r'\[sound:([^\]]+)\]')


def character(found):
    name, end = found.groups()
    if end and name[:2] in ('#x', '#X'):
        return chr(int(name[2:], 16))
    if end and name[:1] == '#':
        return chr(int(name[1:]))
    if end and name in html.entities.name2codepoint:
        return chr(html.entities.name2codepoint[name])
    if end and name == 'apos':
        return "'"
    raise ValueError(found[0])


def stripped(field):
    """The text of a field that Anki hashes and sorts by."""
    text = MEDIA_TAG.sub(lambda found: ' %s ' % (found[1] or found[2] or found[3]), field)
    text = DROPPED.sub('', text)
    if '&' in text:
        try:
            text = ENTITY.sub(character, text).replace('\u00a0', ' ')
        except (ValueError, OverflowError):
            pass                        # one that cannot be decoded leaves all as they are
    return text


def checksum(field):
    return int.from_bytes(hashlib.sha1(stripped(field).encode()).digest()[:4], 'big')


# ---- Clozes -------------------------------------------------------------------

CLOZE_MARK = re.compile(r'\{\{c([0-9]+(?:,[0-9]+)*)::|\}\}')


def cloze_numbers(text):
    """The numbers of the deletions in text as Anki counts them, nested ones too."""
    opened, numbers = [], set()
    for mark in CLOZE_MARK.finditer(text):
        if mark[1]:
            opened.append([int(number) for number in mark[1].split(',')])
        elif opened:
            numbers.update(min(number, 500) for number in opened.pop() if number > 0)
    return numbers


def card_numbers(cloze, fields):
    """The ordinals, from 0, of the cards that a note has."""
    if not cloze:
        return [0]
    return sorted(number - 1 for number in set().union(*map(cloze_numbers, fields)))


# ---- Nesting of tags ----------------------------------------------------------

ALONE = {'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'}


class Balance(html.parser.HTMLParser):
    """Says what is wrong with the nesting of tags, and which there are."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.seen = [], None, set()
        self.feed(text)
        self.close()
        self.wrong = self.wrong or ('<%s> stays open' % self.open[-1] if self.open else None)

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        if tag not in ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.seen.add(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong = self.wrong or '</%s> closes nothing' % tag

    def handle_comment(self, text):
        self.seen.add('!--')
