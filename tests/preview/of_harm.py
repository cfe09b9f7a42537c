"""Fields, names and files that mean harm; the page's own check is put to the test, too."""

import os
import re
import socket
import threading

from kit import Tests, expect, expect_equal
from shown import FRAME, Preview
from written import changed

tests = Tests()

HARM = ('<script>window.harmed = parent.harmed = 1</script>'
        '<img src="none.png" onerror="window.harmed = parent.harmed = 1"><img src="@/spy.png">'
        '<svg onload="parent.harmed = 1"><script>parent.harmed = 1</script></svg>'
        '<iframe srcdoc="&lt;script&gt;parent.parent.harmed = 1&lt;/script&gt;"></iframe>'
        '<iframe src="@/"></iframe><object data="@/x"></object>'
        '<meta http-equiv="refresh" content="0;url=@/">'
        '<link rel="stylesheet" href="@/x.css"><style>@import url(@/y.css);</style>'
        '<div style="background: url(@/z.png)">div</div>'
        '<form action="@/"><button id="send" autofocus onfocus="parent.harmed = 1">send</button></form>'
        '<a id="go" href="javascript:parent.harmed = 1">go</a><base href="@/">'
        '<details open ontoggle="parent.harmed = 1"><summary>s</summary></details>'
        '<video src="@/v.mp4" autoplay></video><audio src="@/a.mp3" autoplay></audio>'
        '[sound:x" onerror="parent.harmed = 1" x=".mp3][sound:<img src=x onerror=parent.harmed=1>.mp4]')


class Spy:
    """Somebody who listens on the network, and hears whether anybody comes."""

    def __enter__(self):
        self.visits = 0
        self.socket = socket.create_server(('localhost', 0))
        self.address = 'http://%s:%d' % ('localhost', self.socket.getsockname()[1])
        threading.Thread(target=self.listen, daemon=True).start()
        return self

    def listen(self):
        while True:
            try:
                self.socket.accept()[0].close()
            except OSError:
                return
            self.visits += 1

    def __exit__(self, *what):
        self.socket.close()


def set_field(data, number, text):
    data['notes'][0][9][number] = text      # as put_note() in preview.c writes them


def harmful(case, path, address):
    def change(data):
        set_field(data, 0, 'front ' + HARM.replace('@', address))
        set_field(data, 1, 'back ' + HARM.replace('@', address))

    return changed(case.files['deck.html'], path, change)


@tests
def the_spy_hears(case):
    """Without the policy somebody comes: the test can fail."""
    path = os.path.join(case.mill.folder('spy'), 'spy.html')
    with Spy() as spy:
        harmful(case, path, spy.address)
        with open(path, encoding='utf-8') as file:
            page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', '', file.read())
        with open(path, 'w', encoding='utf-8') as file:
            file.write(page)
        with Preview(case.browser, path) as preview:
            preview.page.evaluate('new Promise(done => setTimeout(done, 300))')
            expect(spy.visits > 0 and preview.page.requests, 'nobody came')
            expect(preview.ask('window.harmed'), 'no script ran')


@tests
def scripts_in_fields_do_not_run(case):
    path = os.path.join(case.mill.folder('harm'), 'harm.html')
    with Spy() as spy, Preview(case.browser, harmful(case, path, spy.address)) as preview:
        preview.page.click('#flip')
        preview.page.evaluate('new Promise(done => setTimeout(done, 300))')
        expect('back' in preview.card_text(), 'the card is not shown')
        for act in 'getElementById("go").click()', 'getElementById("send").click()':
            preview.ask('%s.%s' % (FRAME, act))
        preview.page.evaluate('new Promise(done => setTimeout(done, 200))')
        expect(not preview.ask('window.harmed || document.getElementById("card").contentWindow.harmed'), 'a script ran')
        expect_equal((preview.page.requests, spy.visits), ([], 0), 'requests and visits')
        expect(preview.ask('location.href').startswith('file:'), 'the page has gone elsewhere')
        preview.page.key('j')
        expect_equal(preview.place[0], 2, 'place')


@tests
def names_do_not_end_the_data(case):
    """What stands in texts of all kinds is text, in the file that cardmill writes."""
    folder = case.mill.folder('names')
    with open(os.path.join(folder, '<img src=x onerror=harmed=1>.md'), 'w', encoding='utf-8') as file:
        file.write('---\ntags: ["</script><script>harmed=1</script>", "<!--<script>"]\n---\n'
                   '# </script><script>harmed=1</script>\n\n- `</script>`: `<script>harmed=1</script>` ends the data\n'
                   '- `<!-- <script>`: begins a comment in it\n-\n- \u2028: parts lines\n')
    done = case.mill.run('-q', '-o', 'x.html', '-d', '</title></script><script>harmed=1</script>', '.', cwd=folder)
    expect_equal(done.returncode, 0, 'status: ' + done.stderr.decode())
    with Preview(case.browser, os.path.join(folder, 'x.html')) as preview:
        for key in ' ', 'j', ' ', 'l':
            preview.page.key(key)
        expect_equal(preview.ask('typeof harmed'), 'undefined', 'a script')
        expect('</script>' in preview.text('title'), 'the name is %s', preview.text('title'))
        expect('onerror' in preview.text('sources'), 'the source is %s', preview.text('sources'))
        preview.expect_quiet()
