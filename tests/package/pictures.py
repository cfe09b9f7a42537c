"""A folder of notes with pictures, sound and films, in each way that notes name them.

    write(folder)  makes it and answers its path

The files are as small as their kinds allow; each is another one but where it says so.
"""

import os
import struct
import unicodedata
import zlib

NOTES = {
    'cells.md': '''\
# Cells ![the whole](img/whole.png)

1. Wall: ![](img/a/x.png)
2. Hull: ![the hull|120](img/b/x.png "as seen from above")
3. Both: ![](img/a/x.png) and ![](img/b/x.png)
4. Blanks: ![](img/two%20words.png) ![](<img/two words.png>)
5. Umlauts: ![](img/ärger.png) ![](img/%C3%A4rger.png) ![](img/café.png)
6. By name: ![[far.png]] ![[FAR.png|60]]
7. Encoded: ![](img/100%25.png) ![](img/q.png?raw=true) ![](img\\q.png)
8. Copies: ![](img/copy1.png) ![](img/copy2.png)
9. ![[front.png]]: a picture in front
10. The **wall ![](img/a/x.png) of 1789** was white in all of France.
11. Drawn: ![](img/drawn.svg) and <img src="img/photo.jpeg" alt="a photo" width="40">
12. Quotes: ![](<img/quo"te's & co.png>)

| part | look |
|------|------|
| core | ![](img/core.png) |
| rim  | ![[rim.png\\|30]] |

What is this?
![](/img/what.png)

{{c1::![](img/c1.png)}} lies beside {{c2::![](img/c2.png)::where?}} in it.
''',
    'sub/heart.md': '''\
# Heart

1. Beat: ![[beat.mp3]]
2. Murmur: as [in this](../sound/murmur.ogg)
3. Motion: ![](../films/walk.mp4)
4. Wall: ![](../img/a/x.png)
5. Beat again: ![](../sound/beat.mp3) twice ![](../sound/beat.mp3)
6. ![[alone.mp3]]: a sound in front
''',
    # What has no file stands on the card by its words.
    'gone.md': '''\
# Gone

1. Missing: ![the words of it](img/none.png)
2. Nameless: ![](img/none2.png) and ![[none.mp3]]
3. Out: ![](../../../out.png)
4. Empty: ![nothing](img/empty.png)
5. Paper: ![](img/paper.pdf)
6. Remote: ![](https://example.org/a.png?x=1&y=2) and ![](https://example.org/b.png)
7. The **first ![](a}}b::c.png) of 1789** was a name that ends nothing.
''',
}


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def png(colour):
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 2, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(b'\0' + colour.to_bytes(3, 'big'))) + chunk(b'IEND', b''))


def jpeg():
    """A grey point: quantities, frame, two codes of one bit, scan."""
    def part(mark, data):
        return b'\xff' + bytes([mark]) + struct.pack('>H', len(data) + 2) + data

    code = b'\1' + bytes(15) + b'\0'
    return (b'\xff\xd8' + part(0xdb, b'\0' + b'\1' * 64) + part(0xc0, bytes([8, 0, 1, 0, 1, 1, 1, 0x11, 0])) +
            part(0xc4, b'\0' + code) + part(0xc4, b'\x10' + code) + part(0xda, bytes([1, 1, 0, 0, 63, 0])) +
            b'\x3f\xff\xd9')


def files():
    names = ['img/whole.png', 'img/a/x.png', 'img/b/x.png', 'img/two words.png', 'img/ärger.png',
             unicodedata.normalize('NFD', 'img/café.png'), 'img/deep/er/far.png', 'img/100%.png', 'img/q.png',
             'img/copy1.png', 'front.png', 'img/quo"te\'s & co.png', 'img/core.png', 'img/rim.png', 'img/what.png',
             'img/c1.png', 'img/c2.png', 'img/used-by-nobody.png']
    every = {name: png(number) for number, name in enumerate(names)}
    every['img/copy2.png'] = every['img/copy1.png']
    every['img/drawn.svg'] = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    every['img/photo.jpeg'] = jpeg()
    for name in 'sound/beat.mp3', 'sound/murmur.ogg', 'alone.mp3', 'films/walk.mp4':
        every[name] = name.encode() * 5000              # more than a block
    every['img/empty.png'] = b''
    every['img/paper.pdf'] = b'%PDF'
    return every


def write(folder):
    path = os.path.join(folder, 'pictures')
    for name, data in list(files().items()) + [(name, text.encode()) for name, text in NOTES.items()]:
        target = os.path.join(path, *name.split('/'))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, 'wb') as file:
            file.write(data)
    return path
