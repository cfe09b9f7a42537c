/*
 * separator.c - where a term ends and its meaning begins: each separator, and
 * each place where the same marks separate nothing.  `code` and **bold** in the
 * lines below stand for spans.
 */
#include "unit.h"
#include "cards/cards.h"

typedef struct pair {
	const char *line, *term, *meaning;
} pair;

static void
each_kind(const pair *all, size_t count, bool weak)
{
	for (size_t i = 0; i < count; i++) {
		mill_line line = test_line(all[i].line);
		mill_split split = { 0 };

		if (!mill_separate(&line, &split))
			FAIL("nothing separates \"%s\"", all[i].line);
		OK(split.front_from <= split.front_to && split.back_from <= split.back_to);
		OK(split.front_to <= line.text.len && split.back_to <= line.text.len);
		SAME(mill_trim(mill_slice(line.text, split.front_from, split.front_to)),
		    all[i].term);
		SAME(mill_trim(mill_slice(line.text, split.back_from, split.back_to)),
		    all[i].meaning);
		if (split.weak != weak)
			FAIL("\"%s\" is separated %s", all[i].line,
			    split.weak ? "weakly" : "strongly");
	}
}

static void
each(const pair *all, size_t count)
{
	each_kind(all, count, false);
}

static void
none(const char *const *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		mill_line line = test_line(all[i]);
		mill_split split = { 0 };
		if (mill_separate(&line, &split))
			FAIL("\"%s\" is separated behind \"%.*s\"", all[i],
			    (int)(split.front_to - split.front_from),
			    line.text.ptr + split.front_from);
	}
}

/* ---- what separates ---------------------------------------------------------------- */

static void
colons(void)
{
	static const pair all[] = { { "通道：传递数据的管道", "通道", "传递数据的管道" },
		{ "key: a value", "key", "a value" }, { "P 列表：本地队列", "P 列表", "本地队列" },
		{ "键:值在这里", "键", "值在这里" }, { "a b：c：d", "a b", "c：d" },
		{ "key:\xC2\xA0value", "key", "value" } };

	each(all, COUNT(all));
}

static void
dashes(void)
{
	static const pair all[] = { { "TCP - a protocol", "TCP", "a protocol" },
		{ "TCP – a protocol", "TCP", "a protocol" },
		{ "TCP — a protocol", "TCP", "a protocol" },
		{ "锁——保护共享数据", "锁", "保护共享数据" },
		{ "锁 —— 保护共享数据", "锁", "保护共享数据" },
		{ "well-known port - below 1024", "well-known port", "below 1024" } };

	each(all, COUNT(all));
}

static void
arrows(void)
{
	static const pair all[] = { { "G--->goroutine", "G", "goroutine" },
		{ "开启---go env", "开启", "go env" }, { "key -> value", "key", "value" },
		{ "键→值", "键", "值" }, { "a ===> b c", "a", "b c" },
		{ "key => value", "key", "value" }, { "调度器--负责调度", "调度器", "负责调度" } };

	each(all, COUNT(all));
}

/* `what it does =====> name`: the short side is the term. */
static void
turned_round(void)
{
	static const pair all[] = { { "用来存放元素的循环队列 =====> buf。", "buf。",
	    "用来存放元素的循环队列" } };

	each(all, COUNT(all));
}

static void
comments(void)
{
	static const pair all[] = { { "field.Name  //变量名称", "field.Name", "变量名称" },
		{ "go build // compiles the package", "go build", "compiles the package" } };

	each(all, COUNT(all));
}

static void
columns(void)
{
	static const pair all[] = { { "Broadcast()   唤醒所有等待者", "Broadcast()",
					"唤醒所有等待者" },
		{ "ls\tlists a folder", "ls", "lists a folder" },
		{ "apple     苹果", "apple", "苹果" } };

	each(all, COUNT(all));
}

static void
addresses(void)
{
	static const pair all[] = { { "goroutine池包 github.com/panjf2000/ants", "goroutine池包",
	    "github.com/panjf2000/ants" } };

	each(all, COUNT(all));
}

static void
equals(void)
{
	static const pair all[] = { { "E = mc2 in rest", "E", "mc2 in rest" } };

	each(all, COUNT(all));
}

static void
hyphens_behind_chinese(void)
{
	static const pair all[] = { { "执行逻辑-return最先执行", "执行逻辑", "return最先执行" } };

	each(all, COUNT(all));
}

static void
two_clauses(void)
{
	static const pair all[] = { { "空指针调用；invalid memory address", "空指针调用",
					"invalid memory address" },
		{ "a map is a header; copies share the data", "a map is a header",
		    "copies share the data" } };

	each_kind(all, COUNT(all), true);
}

static void
marked_terms(void)
{
	static const pair all[] = { { "**通道**：传递数据", "通道", "传递数据" },
		{ "**通道：**传递数据", "通道：", "传递数据" },
		{ "**TCP** - a protocol", "TCP", "a protocol" },
		{ "**TCP**: a protocol", "TCP", "a protocol" },
		{ "`len()` gives the length", "len()", "gives the length" },
		{ "`x`: a value", "x", "a value" },
		{ "**TCP** — a protocol: reliable", "TCP", "a protocol: reliable" } };

	each(all, COUNT(all));
}

/* ---- what does not -------------------------------------------------------------------- */

static void
no_colons(void)
{
	static const char *const all[] = { "at 10:30 we meet again", "use std::vector for that",
		"in C:\\temp it is", "the ratio 3:4 is right", "http://x.org",
		"见 https://x.org/a 的说明", "说明：", "key: ", "：值", ": value", "12：30",
		"first do this. Then that: it works", "他问了？然后：走了" };

	none(all, COUNT(all));
}

static void
no_dashes(void)
{
	static const char *const all[] = { "a well-known fact about it",
		"the war of 1919-23 was long", "x -y is a call", "it is a- b somehow", "- ", "a -",
		"5 - 3" };

	none(all, COUNT(all));
}

static void
no_arrows(void)
{
	static const char *const all[] = { "A -> B -> C", "甲→乙→丙", "p->next is set",
		"x=>y is short", "run tool --option now", "a == b holds", "if a >= b then", "a ->",
		"-> b" };

	none(all, COUNT(all));
}

static void
no_columns(void)
{
	static const char *const all[] = { "two  blanks are none", "a word   ", "   word" };

	none(all, COUNT(all));
}

static void
no_equals(void)
{
	static const char *const all[] = { "if (a = b) { c(); }", "a=b", "x[i] = y", "= y" };

	none(all, COUNT(all));
}

static void
no_clauses(void)
{
	static const char *const all[] = { "可比；须初始化；非线程安全；", "one; two; three", "a;",
		"；b", "first. second; third" };

	none(all, COUNT(all));
}

/* What stands in code or in brackets is no separator. */
static void
not_inside(void)
{
	static const char *const all[] = { "we write `a: b` for that", "we write `a -> b` there",
		"see (a: b) there", "这个（甲：乙）很好", "那个「甲：乙」很好",
		"the pair [a - b] is", "《甲：乙》很好" };

	none(all, COUNT(all));
}

static void
no_terms(void)
{
	static const char *const all[] = {
		"这是一句非常长的话它一直说下去说下去没有停顿直到最后才有一个冒号出现：在这里",
		"one, two, three and four, five: too much", ""
	};

	none(all, COUNT(all));
}

/* ---- leads and questions ----------------------------------------------------------------- */

static void
leads(void)
{
	static const char *const yes[] = { "步骤如下：", "steps: ", "特点:", "steps:`",
		"**steps:**" };
	static const char *const no[] = { "steps", "a: b", "", "什么？" };

	for (size_t i = 0; i < COUNT(yes); i++) {
		mill_line line = test_line(yes[i]);
		if (!mill_is_lead(&line))
			FAIL("\"%s\" is no lead", yes[i]);
	}
	for (size_t i = 0; i < COUNT(no); i++) {
		mill_line line = test_line(no[i]);
		if (mill_is_lead(&line))
			FAIL("\"%s\" is a lead", no[i]);
	}
}

static void
questions(void)
{
	static const char *const yes[] = { "什么是通道？", "Why?", "Why? ", "内存会释放吗",
		"ما هذا؟", "γιατί\xCD\xBE", "(why?)", "“为什么？”是什么吗？", "What (really)?" };
	static const char *const no[] = { "Because.", "", "a?b", "吗啡", "?a", "如何做" };

	for (size_t i = 0; i < COUNT(yes); i++)
		if (!mill_is_question(mill_cstr(yes[i])))
			FAIL("\"%s\" is no question", yes[i]);
	for (size_t i = 0; i < COUNT(no); i++)
		if (mill_is_question(mill_cstr(no[i])))
			FAIL("\"%s\" is a question", no[i]);
}

static void
question_ends(void)
{
	static const struct {
		const char *line, *question; /* NULL: there is no answer on the line */
	} all[] = { { "Why? Because.", "Why?" }, { "为什么？因为如此", "为什么？" },
		{ "Why?", NULL }, { "a?b:c", NULL }, { "Really?? Yes", "Really??" },
		{ "no question", NULL }, { "see `a? b` there", NULL }, { "(why? so)", NULL } };

	for (size_t i = 0; i < COUNT(all); i++) {
		mill_line line = test_line(all[i].line);
		size_t end = mill_question_end(&line);

		if (all[i].question == NULL && end != 0)
			FAIL("\"%s\" has an answer from byte %zu on", all[i].line, end);
		if (all[i].question != NULL)
			SAME(mill_slice(line.text, 0, end), all[i].question);
	}
}

static const check_test tests[] = {
	{ "colons", colons },
	{ "dashes", dashes },
	{ "arrows", arrows },
	{ "turned-round", turned_round },
	{ "comments", comments },
	{ "columns", columns },
	{ "addresses", addresses },
	{ "equals", equals },
	{ "hyphens-behind-chinese", hyphens_behind_chinese },
	{ "two-clauses", two_clauses },
	{ "marked-terms", marked_terms },
	{ "no-colons", no_colons },
	{ "no-dashes", no_dashes },
	{ "no-arrows", no_arrows },
	{ "no-columns", no_columns },
	{ "no-equals", no_equals },
	{ "no-clauses", no_clauses },
	{ "not-inside", not_inside },
	{ "no-terms", no_terms },
	{ "leads", leads },
	{ "questions", questions },
	{ "question-ends", question_ends },
};

int
main(int argc, char **argv)
{
	return check_run("unit-separator", tests, COUNT(tests), argc, argv);
}
