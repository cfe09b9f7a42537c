"""Ten thousand notes: the page opens, filters and scrolls without a person waiting.

The bounds are about ten times what was measured on two slow cores: 0.5 s to open, 10 to
20 ms to filter, no work longer than 50 ms while scrolling.
"""

import functools
import os
import random
import time

from kit import Failed, Tests, expect, expect_equal
from shown import Preview

tests = Tests()
NOTES = 10000
OPEN, FILTER, FIRST_SEARCH, WORK = 6, 0.15, 0.8, 200    # s, s, s, ms

WORDS = ('buffer kernel packet cluster replica leader shard bucket cursor schema lease quorum membrane neuron enzyme '
         '缓存 线程 索引 事务 快照 队列 指针 接口 协程 细胞膜 线粒体 染色体 利率 合同 向量 矩阵').split()


def sentence(chance, words):
    return ' '.join(chance.choice(WORDS) for _ in range(words))


def write_many(folder):
    chance = random.Random(7)
    for number in range(20):
        with open(os.path.join(folder, '%02d.md' % number), 'w', encoding='utf-8') as file:
            for item in range(NOTES // 20):
                if item % 25 == 0:
                    file.write('\n## %s %d\n\n' % (sentence(chance, 2), item))
                file.write('- %s %d.%d: %s\n' % (chance.choice(WORDS), number, item, sentence(chance, chance.randrange(4, 40))))
    return folder


class Many:
    """The page of many notes, made once."""

    def __init__(self):
        self.path = None

    def of(self, case):
        if self.path is None:
            folder = write_many(case.mill.folder('many'))
            self.path = os.path.join(folder, 'many.html')
            done = case.mill.run('-q', '-o', self.path, folder)
            expect_equal(done.returncode, 0, 'status')
        return self.path


many = Many()
WATCH = '''window.work = []; new PerformanceObserver(list => list.getEntries().forEach(entry =>
    work.push(Math.round(entry.duration)))).observe({ type: "longtask" }); 0'''


def timed(preview, action):
    """Seconds until what an action brings has been drawn."""
    return preview.ask('''(async () => {
        const start = performance.now();
        %s;
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        return (performance.now() - start) / 1000;
    })()''' % action)


@tests
def many_open(case):
    path = many.of(case)
    start = time.monotonic()
    with Preview(case.browser, path) as preview:
        seconds = time.monotonic() - start
        expect_equal(preview.found, NOTES, 'cards')
        expect(seconds < OPEN, 'it took %.1f s', seconds)
        preview.expect_quiet()


def tried(test):
    """A machine that is busy with something else may be slow once or twice, not three times."""
    @functools.wraps(test)
    def often(case):
        for _ in range(2):
            try:
                return test(case)
            except Failed:
                pass
        return test(case)
    return often


@tests
@tried
def many_filter(case):
    with Preview(case.browser, many.of(case)) as preview:
        seconds = timed(preview, SEARCH + '("enzyme 线程")')
        expect(seconds < FIRST_SEARCH, 'the first search took %.3f s', seconds)
        for query in 'enzyme', 'ENZYME 线程', 'no such word', '':
            seconds = timed(preview, '%s(%r)' % (SEARCH, query))
            expect(seconds < FILTER + 0.06, 'a search for %r took %.3f s', query, seconds)      # it waits 60 ms for more
        for facet in 'deck', 'tag', 'length':
            preview.open_facet(facet)
            seconds = timed(preview, 'document.querySelector(".panel[data-facet=%s] input").click()' % facet)
            expect(seconds < FILTER, 'a choice of %s took %.3f s', facet, seconds)
            preview.page.key('Escape')
        seconds = timed(preview, 'document.getElementById("clear").click()')
        expect(seconds < FILTER, 'to clear took %.3f s', seconds)
        expect_equal(preview.found, NOTES, 'cards')
        preview.expect_quiet()


SEARCH = '''await (query => {
    const box = document.getElementById("search");
    box.value = query;
    box.dispatchEvent(new Event("input"));
    return new Promise(done => setTimeout(done, 61));
})'''


@tests
@tried
def many_scroll(case):
    with Preview(case.browser, many.of(case)) as preview:
        preview.page.evaluate('new Promise(done => setTimeout(done, 1500))')   # what is done on the side is over
        preview.ask(WATCH)
        for _ in range(12):
            preview.page.wheel('#list', 4000)
        preview.ask('''(async () => {
            const list = document.getElementById("list");
            for (let at = 0; at < list.scrollHeight; at += list.scrollHeight / 60) {
                list.scrollTop = at;
                await new Promise(requestAnimationFrame);
            }
        })()''')
        for key in ['End', 'Home'] + ['j'] * 60:
            preview.page.key(key)
        preview.page.settle()
        work = preview.ask('work')
        expect(all(one < WORK for one in work), 'work of %s ms', work)
        rows = preview.ask('document.querySelectorAll("#list .row").length')
        expect(rows < 60, 'there are %d rows', rows)
        expect_equal(preview.place, (61, NOTES), 'place')
        preview.expect_quiet()
