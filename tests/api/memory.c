/*
 * memory.c - every allocation failed in turn: the mill says so, leaks nothing,
 * and leaves no file behind.
 *
 * The heap of options.resize keeps a header before each block, so it knows what
 * lives, and whether it is told the right size of a block that it gets back.
 */
#include "help.h"

#include <dirent.h>

typedef struct block {
	size_t size;
	unsigned magic;
} block;

enum { HEADER = 32, MAGIC = 0xC0FFEE };

typedef struct heap {
	long left;        /* requests until one fails; negative: none does */
	bool stays_empty; /* and all after it */
	long requests, failed;
	size_t live, peak;
} heap;

/* False when this request is to fail. */
static bool
grants(heap *h)
{
	h->requests++;
	if (h->left < 0)
		return true;
	if (h->left > 0) {
		h->left--;
		return true;
	}
	if (!h->stays_empty)
		h->left = -1;
	h->failed++;
	return false;
}

static void *
counting_resize(void *user, void *old, size_t old_size, size_t new_size)
{
	heap *h = user;
	block *from = old == NULL ? NULL : (block *)(void *)((char *)old - HEADER), *to = NULL;

	OK(old != NULL || old_size == 0);
	OK(old != NULL || new_size > 0);
	if (from != NULL) {
		INT_EQ(from->magic, MAGIC);
		INT_EQ(old_size, from->size);
	}
	if (new_size > 0) {
		if (!grants(h))
			return NULL;
		to = malloc(HEADER + new_size);
		OK(to != NULL);
		*to = (block){ new_size, MAGIC };
		memset((char *)to + HEADER, 0xA5, new_size);
		h->live++;
		if (from != NULL)
			memcpy((char *)to + HEADER, old, old_size < new_size ? old_size : new_size);
	}
	if (from != NULL) {
		from->magic = 0;
		memset(old, 0x5A, old_size);
		free(from);
		h->live--;
	}
	if (h->live > h->peak)
		h->peak = h->live;
	return to == NULL ? NULL : (char *)to + HEADER;
}

/* Enough to need many blocks: big texts, tables, code, front matter, tags. */
static char *
big_text(void)
{
	size_t room = 110000, length;
	char *text = malloc(room);

	OK(text != NULL);
	length = (size_t)snprintf(
	    text, room, "---\ndeck: Deep::Down\ntags: [a, b]\ntitle: T\n---\n");
	for (int i = 0; length < room - 75000; i++) {
		length += (size_t)snprintf(text + length, room - length,
		    "\n## Part %d\n\n- key %d：value\n- \n- **bold %d** ~~x~~ does `this` and "
		    "that [link](http://x.org) <b>y</b>\n  1、one\n  2、two\n\n```c\nint "
		    "x;\n```\n\n"
		    "| a | b |\n|---|---|\n| 1 | 2 |\n\nWhat is %d? A number.\n\nstray ` tick: x\n",
		    i, i, i, i);
	}
	/* One line longer than the blocks of memory that an arena asks for. */
	memset(text + length, 'x', 70000);
	strcpy(text + length + 70000, ": y\n");
	return text;
}

static int
open_files(void)
{
	DIR *stream = opendir("/proc/self/fd");
	int count = 0;

	if (stream == NULL)
		return 0;
	while (readdir(stream) != NULL)
		count++;
	closedir(stream);
	return count;
}

/* ---- one whole run ------------------------------------------------------------- */

typedef struct plan {
	const char *text, *path; /* path NULL: the text from memory */
	const char *encoding;
	cardmill_format format;
	bool to_file;
	const char *previous; /* NULL: there is none */
	cardmill_package package;
} plan;

static cardmill_status
add_source(cardmill *mill, const plan *p)
{
	if (p->path != NULL)
		return cardmill_add_path(mill, p->path);
	return cardmill_add_bytes(mill, "n.md", p->text, strlen(p->text));
}

static cardmill_status
write_deck(cardmill *mill, const plan *p, bytes *out)
{
	const cardmill_output outputs[] = { { "out/a.out", p->format },
		{ "out/b.csv", CARDMILL_CSV } };

	if (p->to_file)
		return cardmill_write_files(mill, outputs, 2);
	return cardmill_write(mill, p->format, (cardmill_sink){ bytes_put, out });
}

/* Runs the plan to its first failure; the mill is freed in any case. */
static cardmill_status
whole_run(const plan *p, heap *h, bytes *out)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill_status rc;
	cardmill *mill;

	options.user = h;
	options.resize = counting_resize;
	options.encoding = p->encoding;
	options.basic_notetype = "B";
	options.package = p->package;
	options.previous = &p->previous;
	options.previous_count = p->previous != NULL;
	mill = cardmill_new(&options);
	if (mill == NULL)
		return CARDMILL_NO_MEMORY;
	rc = add_source(mill, p);
	if (rc == CARDMILL_OK)
		rc = cardmill_build(mill);
	for (size_t i = 0; rc == CARDMILL_OK && i < cardmill_note_count(mill) && i < 50; i++)
		if (cardmill_note_at(mill, i) == NULL)
			rc = CARDMILL_NO_MEMORY;
	for (size_t i = 0; rc == CARDMILL_OK && i < cardmill_media_count(mill); i++)
		if (cardmill_media_at(mill, i) == NULL)
			rc = CARDMILL_NO_MEMORY;
	if (rc == CARDMILL_OK)
		rc = write_deck(mill, p, out);
	if (rc != CARDMILL_OK && cardmill_error(mill) != NULL)
		error_of(mill, CARDMILL_NO_MEMORY, "out-of-memory");
	cardmill_free(mill);
	return rc;
}

/* Fails request n for n = 0, 1, 2, ... until a run needs no more than n. */
static void
fail_each(const plan *p, bool stays_empty)
{
	heap all = { .left = -1 };
	bytes want = { 0 };
	int files = open_files(), before;

	bytes_put(&want, "", 0);
	INT_EQ(whole_run(p, &all, &want), CARDMILL_OK);
	INT_EQ(all.live, 0);
	OK(all.requests > 4);
	if (p->to_file)
		check_remove("out");
	before = entries();
	for (long n = 0; n < all.requests; n++) {
		heap h = { .left = n, .stays_empty = stays_empty };
		bytes out = { 0 };

		if (whole_run(p, &h, &out) != CARDMILL_NO_MEMORY)
			FAIL("request %ld of %ld failed, and the run did not", n, all.requests);
		if (h.live != 0)
			FAIL("request %ld of %ld failed: %zu blocks leak", n, all.requests, h.live);
		INT_EQ(open_files(), files);
		rmdir("out/b.media"); /* empty, if they are there at all */
		if (rmdir("out") != 0)
			OK(!is_file("out"));
		INT_EQ(entries(), before);
	}
}

static void
first_formats(size_t count, bool to_file, bool stays_empty)
{
	char *text = big_text();

	for (size_t i = 0; i < count; i++) {
		plan p = { text, NULL, NULL, every_format[i], to_file, NULL, CARDMILL_LEGACY };
		fail_each(&p, stays_empty);
	}
	free(text);
}

static void
into_a_sink(void)
{
	first_formats(COUNT(every_format), false, false);
}

static void
into_files(void)
{
	first_formats(1, true, false);
}

static void
for_good(void)
{
	first_formats(1, false, true);
}

/* A small note: the first requests, one by one, in every format. */
static void
small_text(void)
{
	for (size_t i = 0; i < COUNT(every_format); i++) {
		plan p = { NOTES, NULL, NULL, every_format[i], true, NULL, CARDMILL_LEGACY };
		fail_each(&p, false);
	}
}

static void
from_a_folder(void)
{
	plan p = { NULL, "notes", NULL, CARDMILL_JSON, true, NULL, CARDMILL_LEGACY };

	mkdir("notes", 0777);
	mkdir("notes/sub", 0777);
	for (int i = 0; i < 40; i++) {
		char path[100];
		snprintf(path, sizeof path, "notes/%sa rather long name of a file %d.md",
		    i % 2 ? "sub/" : "", i);
		spit(path, NOTES);
	}
	fail_each(&p, false);
}

/* Files that notes show, found in each way, missed, refused, and read in blocks. */
static void
with_media(void)
{
	plan p = { NULL, "notes", NULL, CARDMILL_APKG, true, NULL, CARDMILL_LEGACY };
	char *picture = keep(150001);

	mkdir("notes", 0777);
	mkdir("notes/img", 0777);
	for (int i = 0; i < 60; i++) {
		char path[200], text[1000];

		snprintf(path, sizeof path, "notes/img/a rather long name of a picture %d.png", i);
		memset(picture, 'a' + i % 26, 150000 - (size_t)i);
		spit(path, picture);
		snprintf(path, sizeof path, "notes/%d.md", i);
		snprintf(text, sizeof text,
		    "- one: ![](img/a%%20rather%%20long%%20name%%20of%%20a%%20picture%%20%d.png)\n"
		    "- two: ![[a rather long name of a picture %d.png]]\n- six: ![](gone.png)\n"
		    "- ten: ![](../out.png) ![](https://example.org/x.png)\n"
		    "- old: ![](moved/a%%20rather%%20long%%20name%%20of%%20a%%20picture%%201.png)\n",
		    i, (i + 1) % 60);
		spit(path, text);
	}
	spit("out.png", "x");
	fail_each(&p, false);
	fail_each(&p, true);
	p.to_file = false;
	fail_each(&p, false);
	p.package = CARDMILL_LATEST;
	fail_each(&p, false);
	fail_each(&p, true);
	p.format = CARDMILL_HTML;
	fail_each(&p, false);
	p.to_file = true;
	fail_each(&p, false);
}

static void
from_a_big_file(void)
{
	char *text = big_text();
	plan p = { NULL, "big.md", NULL, CARDMILL_CSV, true, NULL, CARDMILL_LEGACY };

	spit("big.md", text);
	free(text);
	fail_each(&p, false);
}

static void
from_another_encoding(void)
{
	char *text = big_text();
	plan p = { NULL, "big.md", "GB18030", CARDMILL_CSV, false, NULL, CARDMILL_LEGACY };

	for (char *at = text; *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	spit("big.md", text);
	free(text);
	fail_each(&p, false);
}

/* An earlier deck of each format, with many notes that are matched, and some that are gone. */
static void
with_an_earlier_deck(void)
{
	static const char *const paths[] = { "a.apkg", "a.csv", "a.tsv", "a.json" };
	char text[8000];
	size_t length = 0;

	for (int i = 0; i < 60; i++)
		length += (size_t)snprintf(text + length, sizeof text - length,
		    "## Part %d\n\n- key %d: value\n- ==blank== of %d\n\n", i, i, i);
	for (size_t i = 0; i < COUNT(paths); i++) {
		cardmill *mill = built(text, NULL);
		plan p = { NOTES "\n- key 7: another value\n- key 8: value\n", NULL, NULL,
			CARDMILL_PLAN_JSON, false, paths[i], CARDMILL_LEGACY };

		INT_EQ(cardmill_write_file(mill, cardmill_format_of(paths[i]), paths[i]), CARDMILL_OK);
		cardmill_free(mill);
		fail_each(&p, false);
		fail_each(&p, true);
	}
}

/* ---- what a mill asks for ---------------------------------------------------------- */

static void
all_given_back(void)
{
	char *text = big_text();

	for (size_t i = 0; i < COUNT(every_format); i++) {
		plan p = { text, NULL, NULL, every_format[i], false, NULL, CARDMILL_LEGACY };
		heap h = { .left = -1 };
		bytes out = { 0 };

		INT_EQ(whole_run(&p, &h, &out), CARDMILL_OK);
		INT_EQ(h.live, 0);
		OK(h.peak > 1);
	}
	free(text);
}

/* An error of another kind gives all back as well. */
static void
given_back_after_errors(void)
{
	static const char *const texts[] = { "", "\xFF", "---\ndeck: [\n---\n" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		cardmill_options options = CARDMILL_OPTIONS_INIT;
		heap h = { .left = -1 };
		cardmill *mill;

		options.user = &h;
		options.resize = counting_resize;
		mill = cardmill_new(&options);
		INT_EQ(cardmill_add_bytes(mill, "n.md", texts[i], strlen(texts[i])), CARDMILL_OK);
		cardmill_build(mill);
		cardmill_write_file(mill, CARDMILL_CSV, "x.csv");
		cardmill_free(mill);
		INT_EQ(h.live, 0);
	}
}

/* Memory that is back in time for the next call: a mill that could not write
 * says so again or writes, but does not fall over. */
static void
after_a_failure(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	heap h = { .left = -1 };
	cardmill *mill;
	bytes out = { 0 };

	options.user = &h;
	options.resize = counting_resize;
	mill = built(NOTES, &options);
	h.left = 0;
	INT_EQ(cardmill_write(mill, CARDMILL_APKG, (cardmill_sink){ bytes_put, &out }),
	    CARDMILL_NO_MEMORY);
	OK(cardmill_error(mill) != NULL);
	for (size_t i = 0; i < 10; i++)
		cardmill_note_at(mill, i);
	if (cardmill_write(mill, CARDMILL_APKG, (cardmill_sink){ bytes_put, &out }) != CARDMILL_OK)
		OK(cardmill_error(mill) != NULL);
	cardmill_build(mill);
	cardmill_free(mill);
	INT_EQ(h.live, 0);
}

static const check_test tests[] = {
	{ "small-text", small_text },
	{ "into-a-sink", into_a_sink },
	{ "into-files", into_files },
	{ "for-good", for_good },
	{ "from-a-folder", from_a_folder },
	{ "with-media", with_media },
	{ "from-a-big-file", from_a_big_file },
	{ "from-another-encoding", from_another_encoding },
	{ "with-an-earlier-deck", with_an_earlier_deck },
	{ "all-given-back", all_given_back },
	{ "given-back-after-errors", given_back_after_errors },
	{ "after-a-failure", after_a_failure },
};

int
main(int argc, char **argv)
{
	return check_run("api-memory", tests, COUNT(tests), argc, argv);
}
