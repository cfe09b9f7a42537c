"""Files beside generated decks, under names that are hard to write down."""

import hashlib
import html
import os
import unicodedata

NAMES = ['a b.png', 'Käse.jpg', 'UPPER.PNG', "it's.mp3", 'a&b.svg', '漢字.ogg', 'a%20b.gif', '#x.png', '=1.wav', 'x,y.webp',
         'paste-0123456789abcdef.jpg', '_underline.png', 'a+b.mp3', '(1).png', '[x].mp3', 'noending', 'e\u0301.png', 'x;y.mp4',
         '-.png', '{{x}}.png']
SOUNDS = ('mp3', 'ogg', 'wav', 'mp4')


def write(folder, names=NAMES):
    os.makedirs(folder, exist_ok=True)
    for name in names:
        with open(os.path.join(folder, name), 'wb') as file:
            file.write(bytes_of(name))


def bytes_of(name):
    return b'file ' + name.encode() * 3


def composed(name):
    return unicodedata.normalize('NFC', name)


def entry(name):
    """(name, size, SHA-1) as a JSON deck tells it."""
    return composed(name), len(bytes_of(name)), hashlib.sha1(bytes_of(name)).hexdigest()


def references(name):
    """What fields show or play a file with."""
    if name.rsplit('.')[-1] in SOUNDS and ']' not in name:
        return ['[sound:%s]' % name]
    escaped = html.escape(name, quote=True)
    return ['<img src="%s">' % escaped, "<img alt='' src='%s' />" % escaped,
            '<img src="%s" width=5>' % name.replace('&', '&amp;').replace('"', '&quot;')]


def reference(r, name):
    return r.choice(references(name))
