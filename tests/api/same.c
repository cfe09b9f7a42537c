/* same.c - the same sources and options always give the same bytes. */
#include "help.h"

#include <locale.h>

static void
same_in_every_format(cardmill *a, cardmill *b)
{
	for (size_t i = 0; i < COUNT(every_format); i++) {
		bytes x = written(a, every_format[i]), y = written(b, every_format[i]);
		if (!same_bytes(&x, &y))
			FAIL("format %d differs", (int)every_format[i]);
	}
}

static void
same_mill(void)
{
	cardmill *mill = built(NOTES, NULL);

	same_in_every_format(mill, mill);
	cardmill_free(mill);
}

static void
another_mill(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *a, *b;

	options.now = 1700000000;
	a = built(NOTES, &options);
	b = built(NOTES, &options);
	same_in_every_format(a, b);
	cardmill_free(a);
	cardmill_free(b);
}

/* Looking at notes, in any order, changes nothing. */
static void
looked_at(void)
{
	cardmill *a = built(NOTES, NULL), *b = built(NOTES, NULL);

	for (size_t i = NOTES_COUNT; i-- > 0;)
		OK(cardmill_note_at(a, i) != NULL);
	same_in_every_format(a, b);
	cardmill_free(a);
	cardmill_free(b);
}

/* Memory that is not zero, and blocks that always move: nothing that was never
 * written to gets into a deck. */
static void *
junk_heap(void *user, void *block, size_t old_size, size_t new_size)
{
	char *fresh = NULL;

	if (new_size > 0) {
		fresh = malloc(new_size);
		OK(fresh != NULL);
		memset(fresh, *(const int *)user, new_size);
		if (block != NULL)
			memcpy(fresh, block, old_size < new_size ? old_size : new_size);
	}
	free(block);
	return fresh;
}

static void
any_memory(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *plain = built(NOTES, NULL), *mills[2];
	int junk[2] = { 0xA5, 0xFF };

	options.resize = junk_heap;
	for (int i = 0; i < 2; i++) {
		options.user = &junk[i];
		mills[i] = built(NOTES, &options);
		same_in_every_format(plain, mills[i]);
		cardmill_free(mills[i]);
	}
	cardmill_free(plain);
}

/* The library asks neither locale nor environment. */
static void
any_locale(void)
{
	static const char *const names[] = { "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8",
		"zh_CN.GB18030", "ja_JP.SJIS" };
	cardmill *plain = built(NOTES, NULL);

	for (size_t i = 0; i < COUNT(names); i++) {
		cardmill *mill;
		if (setlocale(LC_ALL, names[i]) == NULL)
			continue;
		mill = built(NOTES, NULL);
		same_in_every_format(plain, mill);
		cardmill_free(mill);
	}
	setenv("TZ", "Asia/Kathmandu", 1);
	setenv("SOURCE_DATE_EPOCH", "12345", 1);
	setenv("LANG", "zh_CN.GB18030", 1);
	setenv("POSIXLY_CORRECT", "1", 1);
	same_in_every_format(plain, plain);
	cardmill_free(plain);
}

/* A file on disk and the same bytes in memory. */
static void
from_disk_or_memory(void)
{
	cardmill *disk = cardmill_new(NULL), *memory = built(NOTES, NULL);

	spit("notes.md", NOTES);
	INT_EQ(cardmill_add_path(disk, "notes.md"), CARDMILL_OK);
	INT_EQ(cardmill_build(disk), CARDMILL_OK);
	same_in_every_format(disk, memory);
	cardmill_free(disk);
	cardmill_free(memory);
}

static void
any_line_end(void)
{
	static const char *const texts[] = {
		"# A\n\n- k: v\n  more\n\nWhy? So.\n\n```\na\n\nb\n```\n",
		"# A\r\n\r\n- k: v\r\n  more\r\n\r\nWhy? So.\r\n\r\n```\r\na\r\n\r\nb\r\n```\r\n",
		"# A\r\r- k: v\r  more\r\rWhy? So.\r\r```\ra\r\rb\r```\r",
		"# A\n\n- k: v\n  more\n\nWhy? So.\n\n```\na\n\nb\n```"
	};
	cardmill *first = built(texts[0], NULL);

	for (size_t i = 1; i < COUNT(texts); i++) {
		cardmill *mill = built(texts[i], NULL);
		same_in_every_format(first, mill);
		cardmill_free(mill);
	}
	cardmill_free(first);
}

/* Another time is other bytes, and only in what is stamped. */
static void
time_is_stamped(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *a = built(NOTES, NULL), *b;
	bytes x, y;

	options.now = 1700000000;
	b = built(NOTES, &options);
	x = written(a, CARDMILL_CSV);
	y = written(b, CARDMILL_CSV);
	OK(same_bytes(&x, &y));
	x = written(a, CARDMILL_APKG);
	y = written(b, CARDMILL_APKG);
	OK(!same_bytes(&x, &y));
	cardmill_free(a);
	cardmill_free(b);
}

static const check_test tests[] = {
	{ "same-mill", same_mill },
	{ "another-mill", another_mill },
	{ "looked-at", looked_at },
	{ "any-memory", any_memory },
	{ "any-locale", any_locale },
	{ "from-disk-or-memory", from_disk_or_memory },
	{ "any-line-end", any_line_end },
	{ "time-is-stamped", time_is_stamped },
};

int
main(int argc, char **argv)
{
	return check_run("api-same", tests, COUNT(tests), argc, argv);
}
