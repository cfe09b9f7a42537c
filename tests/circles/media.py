"""Files beside generated decks, under names that are hard to write down."""

import html
import os

NAMES = ['a b.png', 'Käse.jpg', 'UPPER.PNG', "it's.mp3", 'a&b.svg', '漢字.ogg', 'a%20b.gif', '#x.png', '=1.wav', 'x,y.webp',
         'paste-0123456789abcdef.jpg', '_underline.png', 'a+b.mp3', '(1).png', '[x].mp3', 'noending', 'e\u0301.png', 'x;y.mp4',
         '-.png', '{{x}}.png']
SOUNDS = ('mp3', 'ogg', 'wav', 'mp4')


def write(folder, names=NAMES):
    os.makedirs(folder, exist_ok=True)
    for name in names:
        with open(os.path.join(folder, name), 'wb') as file:
            file.write(b'file ' + name.encode() * 3)


def reference(r, name):
    """A field's words that show or play a file."""
    if name.rsplit('.')[-1] in SOUNDS and ']' not in name:
        return '[sound:%s]' % name
    escaped = html.escape(name, quote=True)
    return r.choice(('<img src="%s">' % escaped, "<img alt='' src='%s' />" % escaped,
                     '<img src="%s" width=5>' % name.replace('&', '&amp;').replace('"', '&quot;')))
