/* clause.c - what a statement is about: its subject, its first clause, its blanks. */
#include "unit.h"
#include "cards/cards.h"

static void
subjects(void)
{
	static const struct {
		const char *line, *head; /* up to the end of the verb; NULL: no subject */
	} all[] = { { "通道是一种管道类型", "通道是" },
		{ "A channel is a typed conduit", "A channel is " },
		{ "GMP 指的是调度模型", "GMP 指的是" },
		{ "Slices are views of arrays", "Slices are " },
		{ "ACK means it was received", "ACK means " },
		{ "互斥锁用于保护数据", "互斥锁用于" }, { "它是一种管道类型", NULL },
		{ "这是一种管道类型", NULL }, { "It is a typed conduit", NULL },
		{ "This is a typed conduit", NULL }, { "If it is closed, it panics", NULL },
		{ "通道是否关闭要检查", NULL }, { "如果通道是空的就阻塞", NULL },
		{ "no verb in here", NULL }, { "通道不是线程安全的", NULL }, { "x is y", NULL },
		{ "it `a is b` so", NULL },
		{ "当缓冲区满了，或者关闭了，发送者就会一直阻塞，这是对的", NULL } };

	for (size_t i = 0; i < COUNT(all); i++) {
		mill_line line = test_line(all[i].line);
		size_t end = mill_subject_end(&line);

		if ((all[i].head == NULL) != (end == 0))
			FAIL("\"%s\" has a subject of %zu bytes", all[i].line, end);
		if (all[i].head != NULL)
			SAME(mill_slice(line.text, 0, end), all[i].head);
	}
}

static void
clauses(void)
{
	static const struct {
		const char *line, *clause; /* NULL: none that can stand as a cue */
	} all[] = { { "当缓冲区满了，发送会阻塞", "当缓冲区满了" },
		{ "When the buffer is full, a send blocks", "When the buffer is full" },
		{ "先写日志，再写数据，最后提交", "先写日志" },
		{ "Short, then a long answer, and more", "Short, then a long answer" },
		{ "短，后面是很长的话，还有别的", "短，后面是很长的话" },
		{ "no break in here at all", NULL }, { "a break at the very end,", NULL },
		{ "versions 1.2,3.4 are one word", NULL }, { "a call f(a, b) is one thing", NULL },
		{ "code `a, b` is one thing", NULL }, { "（当缓冲区满了，发送）会阻塞", NULL },
		{ "", NULL } };

	for (size_t i = 0; i < COUNT(all); i++) {
		mill_line line = test_line(all[i].line);
		size_t end = mill_clause_end(&line);

		if ((all[i].clause == NULL) != (end == 0))
			FAIL("\"%s\" has a clause of %zu bytes", all[i].line, end);
		if (all[i].clause != NULL)
			SAME(mill_slice(line.text, 0, end), all[i].clause);
	}
}

static void
blank_is(const char *text, bool marked, size_t count, const char *first)
{
	mill_line line = test_line(text);
	mill_cut blanks[4];
	size_t got = mill_blanks(&line, marked, blanks, COUNT(blanks));

	if (got != count)
		FAIL("\"%s\" has %zu blanks, not %zu", text, got, count);
	if (count > 0) {
		OK(blanks[0].line == &line);
		SAME(mill_slice(line.text, blanks[0].from, blanks[0].to), first);
	}
}

static void
marked_blanks(void)
{
	blank_is("water boils at **100** degrees", true, 1, "100");
	blank_is("use `make` and **cc** here", true, 2, "make");
	blank_is("**all of it**", true, 0, NULL);
	blank_is("no marks, but 100 degrees", true, 0, NULL);
	blank_is("**a** **b** **c** **d** **e** and", true, 4, "a");
}

static void
other_blanks(void)
{
	blank_is("the stack begins with 2KB of memory", false, 1, "2KB");
	blank_is("它有 1.5% 的开销在这里", false, 1, "1.5%");
	blank_is("这叫做“写时复制”技术", false, 1, "写时复制");
	blank_is("这叫做「写时复制」技术", false, 1, "写时复制");
	blank_is("底层使用hmap结构来实现", false, 1, "hmap");
	blank_is("plain words without anything", false, 0, NULL);
	blank_is("全是中文没有别的东西", false, 0, NULL);
	blank_is("", false, 0, NULL);
}

/* A blank never cuts a character or a word. */
static void
whole_words(void)
{
	static const char *const all[] = { "从v1.21版开始", "在x86-64平台上运行得很快",
		"共有10个，每个20ms左右", "用a.b/c路径来找它", "“开 不闭的引号", "「」空的",
		"只有 7" };

	for (size_t i = 0; i < COUNT(all); i++) {
		mill_line line = test_line(all[i]);
		mill_cut blanks[4];
		size_t count = mill_blanks(&line, false, blanks, COUNT(blanks));

		for (size_t k = 0; k < count; k++) {
			OK(blanks[k].from < blanks[k].to && blanks[k].to <= line.text.len);
			INT_EQ(mill_valid(mill_slice(line.text, blanks[k].from, blanks[k].to)),
			    blanks[k].to - blanks[k].from);
			OK((line.text.ptr[blanks[k].from] & 0xC0) != 0x80);
		}
	}
}

static const check_test tests[] = {
	{ "subjects", subjects },
	{ "clauses", clauses },
	{ "marked-blanks", marked_blanks },
	{ "other-blanks", other_blanks },
	{ "whole-words", whole_words },
};

int
main(int argc, char **argv)
{
	return check_run("unit-clause", tests, COUNT(tests), argc, argv);
}
