"""Makes folders of study notes to be edited, a different one for every seed.

They hold what makes identity hard: several styles and languages, headings and prompts
that come again ("Example", "优点"), questions that differ in one word, several
facts on neighbouring lines, statements that become clozes.
"""

import random

THINGS = ('mutex', 'semaphore', 'goroutine', 'channel', 'scheduler', 'slice', 'closure', 'interface', 'pointer',
          'page table', 'inode', 'socket', 'router', 'packet', 'checksum', 'handshake', 'replica', 'quorum',
          'write-ahead log', 'bloom filter', 'B-tree', 'index', 'transaction', 'snapshot', 'lease', 'leader',
          'ribosome', 'membrane', 'enzyme', 'mitochondrion', 'neuron', 'synapse', 'antibody', 'chloroplast',
          'treaty', 'tariff', 'parliament', 'constitution', 'census', 'guild', 'charter', 'armistice')
OTHERS = ('kernel', 'network card', 'operating system', 'garbage collector', 'compiler', 'database', 'cache',
          'primary', 'client', 'thread', 'process', 'cell', 'nucleus', 'immune system', 'crown', 'army', 'state',
          'empire', 'city', 'union', 'reader', 'writer', 'device driver', 'memory bus', 'disk', 'queue')
DOES = ('holds', 'releases', 'copies', 'protects', 'splits', 'orders', 'delays', 'counts', 'signs', 'carries',
        'rejects', 'compresses', 'wakes', 'limits', 'replaces', 'repairs', 'measures', 'joins', 'stores', 'drops')
WHAT = ('the last message', 'every second request', 'a shared buffer', 'the oldest entry', 'the state of a stream',
        'a list of free pages', 'the order of writes', 'unread bytes', 'the balance of power', 'a chain of proteins',
        'energy from sugar', 'the vote of each member', 'grain and salt', 'an address and a length', 'stale entries',
        'a copy of the header', 'the number of readers', 'electrical signals', 'taxes on land', 'foreign goods')
WHEN = ('until the peer answers', 'before the lock is taken', 'while the queue is full', 'after a timeout of 30 s',
        'when memory runs short', 'at the end of each epoch', 'as soon as a vote is lost', 'only under load',
        'during division', 'in times of war', 'without asking the owner', 'once the log is on disk',
        'if the light is strong enough', 'unless the flag is set', 'every time a page is touched', 'at most once')
WHY = ('because a copy would be too slow', 'so that nobody waits twice', 'which saves a round trip',
       'although the standard does not ask for it', 'and this is why it scales', 'which made it unpopular',
       'so errors are found early', 'because the order matters', 'and nothing else has to change')
HEADS = ('Basics', 'Internals', 'Common mistakes', 'Performance', 'History', 'In practice', 'Comparison', 'Limits',
         'Interview questions', 'Open questions', 'Summary', 'Causes', 'Consequences', 'Structure', 'Lifecycle')
PARTS = ('Example', 'Advantages', 'Disadvantages', 'Definition', 'Use', 'Limits')
KNOBS = ('size', 'timeout', 'limit', 'priority', 'cost')
PLACES = ('send buffer', 'receive buffer', 'read cache', 'write cache', 'accept queue', 'run queue', 'retry loop',
          'page cache', 'dial attempt', 'idle connection')
H_THINGS = ('互斥锁', '信号量', '协程', '通道', '调度器', '切片', '闭包', '接口', '指针', '页表', '套接字', '路由器', '校验和', '三次握手',
            '副本', '预写日志', '布隆过滤器', '索引', '事务', '快照', '租约', '主节点', '核糖体', '细胞膜', '酶', '线粒体', '神经元', '突触',
            '抗体', '叶绿体', '条约', '关税', '议会', '宪法', '行会', '消息队列', '缓存穿透', '分布式锁', '垃圾回收', '内存屏障')
H_DOES = ('负责保存', '用来保护', '会丢弃', '可以复制', '需要等待', '逐个检查', '按顺序写入', '定期清理', '直接返回', '先锁住再修改', '不会阻塞')
H_WHAT = ('共享的数据', '最近的请求', '未提交的记录', '过期的键', '每一个连接', '调用栈的内容', '上一次的结果', '全部副本的状态', '蛋白质的合成', '能量的转换',
          '各地的税收', '消费者的偏移量', '空闲的内存页', '读写的次数')
H_WHEN = ('直到对方确认', '在超时之前', '如果队列已满', '每次切换的时候', '只在高并发下', '重启以后', '写入磁盘之前', '战争期间', '光照足够时', '选举结束后')
H_HEADS = ('基本概念', '底层原理', '常见问题', '性能', '应用场景', '对比', '历史', '注意事项', '面试题', '总结')
H_PARTS = ('优点', '缺点', '例子', '定义', '使用场景', '特点')


class Writer:
    def __init__(self, seed):
        self.rng = random.Random('folder %s' % seed)

    def one(self, *choices):
        return self.rng.choice(choices)

    def some(self, low, high):
        return range(self.rng.randint(low, high))

    # ---- sentences ----------------------------------------------------------------

    def fact(self):
        pick = self.rng.choice
        text = '%s %s' % (pick(DOES), pick(WHAT))
        if self.rng.random() < 0.7:
            text += ' ' + pick(WHEN)
        if self.rng.random() < 0.5:
            text += ', ' + pick(WHY)
        return text

    def sentence(self):
        return 'The %s %s.' % (self.rng.choice(THINGS + OTHERS), self.fact())

    def h_fact(self):
        pick = self.rng.choice
        return pick(H_WHEN) + self.one('，', '') + pick(H_DOES) + pick(H_WHAT)

    def h_sentence(self):
        return self.rng.choice(H_THINGS) + self.h_fact() + self.one('', '，' + self.h_fact()) + '。'

    def question(self):
        thing, other = self.rng.choice(THINGS), self.rng.choice(OTHERS)
        return self.rng.choice([
            'What is a %s?' % thing,
            'What does a %s do for the %s?' % (thing, other),
            'Why does the %s need a %s?' % (other, thing),
            'How does a %s reach the %s?' % (thing, other),
            'When is a %s better than a %s?' % (thing, self.rng.choice(THINGS)),
            'What is the difference between a %s and a %s?' % (thing, self.rng.choice(THINGS)),
            'What is the default %s of the %s?' % (self.rng.choice(KNOBS), self.rng.choice(PLACES)),
            'What happens when the %s loses its %s?' % (other, thing)])

    def h_question(self):
        thing = self.rng.choice(H_THINGS)
        return self.rng.choice(['什么是%s？' % thing, '为什么需要%s？' % thing, '%s的作用是什么？' % thing,
                                '%s和%s的区别' % (thing, self.rng.choice(H_THINGS)), '如何实现%s？' % thing,
                                '%s有哪些缺点？' % thing, '%s什么时候会失效？' % thing])

    # ---- styles of a section -------------------------------------------------------

    def numbered(self):
        marker = self.one('%d. ', '%d. ', '%d) ', '%d、')
        for i in self.some(3, 9):
            yield marker % (i + 1) + self.question()
            for _ in self.some(1, 2):
                yield '   ' + self.sentence()

    def h_numbered(self):
        marker = self.one('%d. ', '%d、', '%d．', '（%d）')
        for i in self.some(3, 9):
            if self.rng.random() < 0.5:
                yield marker % (i + 1) + self.h_question()
                yield '   ' + self.h_sentence()
            else:
                yield marker % (i + 1) + self.rng.choice(H_THINGS) + '：' + self.h_sentence()

    def terms(self):
        for _ in self.some(4, 9):
            yield '- %s: %s' % (self.one(self.rng.choice(THINGS).capitalize(),
                                         '**%s %s**' % (self.rng.choice(OTHERS), self.rng.choice(THINGS))), self.fact())

    def dialogue(self):
        chinese = self.rng.random() < 0.4
        for _ in self.some(2, 6):
            yield ('问：' + self.h_question()) if chinese else 'Q: ' + self.question()
            yield ('答：' + self.h_sentence()) if chinese else 'A: ' + self.sentence()
            yield ''

    def parts(self):
        """The same prompts below every thing."""
        chinese = self.rng.random() < 0.5
        for thing in self.rng.sample(H_THINGS if chinese else THINGS, self.rng.randint(2, 4)):
            yield '### ' + (thing if chinese else thing.capitalize())
            yield ''
            for i, part in enumerate(self.rng.sample(H_PARTS if chinese else PARTS, self.rng.randint(2, 4))):
                yield '%d. %s' % (i + 1, part)
                yield '   ' + (self.h_sentence() if chinese else self.sentence())
            yield ''

    def statements(self):
        for _ in self.some(3, 7):
            if self.rng.random() < 0.5:
                yield '- The %s takes **%d %s** and %s.' % (self.rng.choice(OTHERS), self.rng.randint(2, 900),
                                                          self.one('bytes', 'pages', 'seats', 'ms', 'members'), self.fact())
            else:
                yield '- %s' % self.sentence()

    def near_duplicates(self):
        knob = self.rng.choice(KNOBS)
        for i, place in enumerate(self.rng.sample(PLACES, self.rng.randint(3, 6))):
            yield '%d. What is the default %s of the %s?' % (i + 1, knob, place)
            yield '   %d %s, %s.' % (self.rng.randint(1, 512), self.one('KiB', 'ms', 'entries'), self.rng.choice(WHEN))

    def headings(self):
        for thing in self.rng.sample(THINGS, self.rng.randint(2, 4)):
            yield '### ' + self.one('%s', 'What is a %s?', 'The %s') % thing
            yield ''
            for _ in self.some(1, 3):
                yield self.sentence()
            yield ''

    def table(self):
        yield '| Term | Meaning |'
        yield '|---|---|'
        for thing in self.rng.sample(THINGS, self.rng.randint(3, 7)):
            yield '| %s | %s |' % (thing, self.fact())

    def code(self):
        for i in self.some(2, 4):
            yield '%d. %s' % (i + 1, self.question())
            yield '```go'
            yield '%s := make(chan int, %d)' % (self.one('in', 'out', 'done', 'jobs'), self.rng.randint(1, 99))
            yield '```'

    # ---- files ------------------------------------------------------------------------

    def file(self):
        styles = [self.numbered, self.numbered, self.h_numbered, self.h_numbered, self.terms, self.terms, self.dialogue,
                  self.parts, self.statements, self.near_duplicates, self.headings, self.table, self.code]
        lines = ['# ' + self.one(self.rng.choice(THINGS).capitalize() + 's', self.rng.choice(H_THINGS)), '']
        for _ in self.some(3, 6):
            lines += ['## ' + self.one(self.rng.choice(HEADS), self.rng.choice(H_HEADS)), '']
            lines += [*self.rng.choice(styles)(), '']
        return '\n'.join(lines)


def folder(seed):
    """{file name: text}"""
    writer = Writer(seed)
    names = writer.rng.sample(THINGS, writer.rng.randint(3, 6))
    return {'%02d-%s.md' % (i + 1, name.replace(' ', '-')): writer.file() for i, name in enumerate(names)}
