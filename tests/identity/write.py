"""Writes a folder of study notes to edit: English and Chinese, tidy and not."""

import random

NOUNS = ('channel goroutine mutex scheduler pointer slice closure interface heap stack packet router socket '
         'kernel thread process cache index shard replica leader quorum cell enzyme protein membrane nucleus '
         'mitosis neuron synapse tariff inflation budget deficit treaty senate monarch empire dynasty').split()
VERBS = ('blocks copies releases grows splits carries stores replaces signals orders protects limits moves '
         'reads writes joins drops wakes holds measures').split()
WORDS = ('until while after before every second first large small empty full shared private local remote '
         'short long waiting running finished open closed buffer value message signal request answer page '
         'row table memory address header counter result error order state moment border volume').split()
HAN = ('通道协程互斥锁调度指针切片闭包接口堆栈缓存索引分片副本选举事务隔离级别日志复制心跳超时重试队列消费生产偏移'
       '细胞蛋白质膜核酸代谢神经突触通货膨胀预算赤字条约议会君主帝国王朝改革')
COMMON = ['Example', 'Advantages', '优点', '缺点', 'Definition', 'Steps']


class Writer:
    def __init__(self, seed):
        self.rng = random.Random(seed)

    def words(self, low, high):
        return ' '.join(self.rng.choice(WORDS if self.rng.random() < 0.7 else NOUNS)
                        for _ in range(self.rng.randrange(low, high)))

    def sentence(self):
        return 'the %s %s %s' % (self.rng.choice(NOUNS), self.rng.choice(VERBS), self.words(3, 10))

    def han(self, low, high):
        return ''.join(self.rng.choice(HAN) for _ in range(self.rng.randrange(low, high)))

    def question(self):
        noun, other = self.rng.sample(NOUNS, 2)
        return self.rng.choice(['What is a %s of the %s?' % (noun, other), 'Why does a %s need a %s?' % (noun, other),
                                'What is the difference between %s and %s?' % (noun, other),
                                'How does the %s %s the %s' % (noun, self.rng.choice(VERBS), other)])

    def items(self):
        for i in range(self.rng.randrange(3, 9)):
            kind = self.rng.randrange(7)
            if kind == 0:
                yield '%d. %s' % (i + 1, self.question())
                yield '   ' + self.sentence().capitalize() + '.'
                if self.rng.random() < 0.4:
                    yield '   ' + self.sentence().capitalize() + '.'
            elif kind == 1:
                yield '%d. %s：%s' % (i + 1, self.han(2, 7), self.han(6, 22))
            elif kind == 2:
                yield '%d. **%s %s**: %s' % (i + 1, self.rng.choice(WORDS), self.rng.choice(NOUNS), self.sentence())
            elif kind == 3:
                yield '%d. %s？' % (i + 1, '为什么' + self.han(3, 9))
                yield '    ' + self.han(10, 30)
            elif kind == 4:
                yield '%d. %s' % (i + 1, self.rng.choice(COMMON))
                yield '   ' + self.sentence()
            elif kind == 5:
                yield '%d. The %s `%s` %s %s' % (i + 1, self.rng.choice(NOUNS), self.rng.choice(NOUNS),
                                                self.rng.choice(VERBS), self.words(3, 9))
            else:
                yield '%d. %s' % (i + 1, self.rng.choice(NOUNS).capitalize() + ' ' + self.rng.choice(NOUNS))
                yield '```go'
                yield '%s := make(chan %s, %d)' % (self.rng.choice(WORDS), self.rng.choice(NOUNS), self.rng.randrange(99))
                yield '```'

    def pairs(self):
        for _ in range(self.rng.randrange(2, 6)):
            yield 'Q: ' + self.question()
            yield 'A: ' + self.sentence().capitalize() + '.'
            yield ''

    def terms(self):
        for _ in range(self.rng.randrange(3, 8)):
            yield '- %s %s: %s' % (self.rng.choice(WORDS), self.rng.choice(NOUNS), self.sentence())

    def file(self):
        lines = ['# %s %s' % (self.rng.choice(WORDS).capitalize(), self.rng.choice(NOUNS)), '']
        for _ in range(self.rng.randrange(3, 7)):
            lines += ['## %s' % (self.rng.choice(NOUNS).capitalize() + ' ' + self.rng.choice(NOUNS)
                                 if self.rng.random() < 0.6 else self.han(2, 6)), '']
            for _ in range(self.rng.randrange(1, 3)):
                if self.rng.random() < 0.3:
                    lines += ['### ' + self.rng.choice(NOUNS).capitalize() + ' ' + self.rng.choice(WORDS), '']
                lines += [*self.rng.choice([self.items, self.items, self.pairs, self.terms])(), '']
        return '\n'.join(lines)


def folder(seed):
    writer = Writer(seed)
    return {'%02d-%s.md' % (i + 1, NOUNS[(seed * 7 + i) % len(NOUNS)]): writer.file() for i in range(4)}
