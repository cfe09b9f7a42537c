/*
 * help.h - what the API tests share: notes to mill, a sink into memory, files.
 *
 * Knows cardmill.h and nothing inside.
 */
#ifndef HELP_H
#define HELP_H

#include "check.h"
#include <cardmill.h>
#include <stdatomic.h>

/* Five notes of shapes that every rule book has: terms and a question. */
#define NOTES                                                                               \
	"# Go\n\n## map\n\n1. key：must be comparable\n2. `len()` - number of entries\n\n" \
	"## chan\n\nWhat is a channel? A typed conduit.\n\n"                                \
	"- goroutine ---> a light ~~green~~ thread\n- buffer: a **queue** of values\n"
enum { NOTES_COUNT = 5 };

static const cardmill_format every_format[] = { CARDMILL_APKG, CARDMILL_CSV, CARDMILL_TSV,
	CARDMILL_JSON, CARDMILL_REPORT, CARDMILL_REPORT_JSON, CARDMILL_HTML };

/* ---- bytes -------------------------------------------------------------------- */

static _Atomic(void *) kept;

/* Memory that no test has to free: it stays within reach until the test's process
 * ends, so that a checker of leaks sees only those of the library. */
static inline void *
keep(size_t size)
{
	void **block = calloc(1, 16 + size), *next = atomic_load(&kept);

	OK(block != NULL);
	do
		block[0] = next;
	while (!atomic_compare_exchange_weak(&kept, &next, (void *)block));
	return (char *)block + 16;
}

static inline char *
keep_text(const char *text)
{
	return strcpy(keep(strlen(text) + 1), text);
}

typedef struct bytes {
	char *data; /* kept; ends in NUL */
	size_t len, room;
	size_t limit; /* 0: takes all; else refuses what goes beyond */
	size_t calls;
} bytes;

static inline int
bytes_put(void *user, const void *from, size_t length)
{
	bytes *to = user;

	to->calls++;
	if (to->limit > 0 && to->len + length > to->limit)
		return -1;
	if (to->len + length + 1 > to->room) {
		char *more = keep(to->room = 2 * (to->len + length) + 64);
		if (to->len > 0)
			memcpy(more, to->data, to->len);
		to->data = more;
	}
	memcpy(to->data + to->len, from, length);
	to->len += length;
	to->data[to->len] = '\0';
	return 0;
}

static inline bool
same_bytes(const bytes *a, const bytes *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* The file at path; data is NULL when there is none. */
static inline bytes
slurp(const char *path)
{
	FILE *stream = fopen(path, "rb");
	bytes all = { 0 };
	char block[4096];
	size_t got;

	if (stream == NULL)
		return all;
	bytes_put(&all, "", 0);
	while ((got = fread(block, 1, sizeof block, stream)) > 0)
		bytes_put(&all, block, got);
	fclose(stream);
	return all;
}

static inline void
spit(const char *path, const char *text)
{
	FILE *stream = fopen(path, "wb");

	OK(stream != NULL);
	OK(fwrite(text, 1, strlen(text), stream) == strlen(text));
	OK(fclose(stream) == 0);
}

static inline bool
is_file(const char *path)
{
	return access(path, F_OK) == 0;
}

static int entries_seen;

static inline int
count_entry(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
	(void)path;
	(void)info;
	(void)kind;
	entries_seen += walk->level > 0;
	return 0;
}

/* How many files and folders stand below the current folder, hidden ones too. */
static inline int
entries(void)
{
	entries_seen = 0;
	nftw(".", count_entry, 16, FTW_PHYS);
	return entries_seen;
}

/* ---- mills ---------------------------------------------------------------------- */

/* A mill with one source, built; options may be NULL. */
static inline cardmill *
built(const char *text, const cardmill_options *options)
{
	cardmill *mill = cardmill_new(options);

	OK(mill != NULL);
	INT_EQ(cardmill_add_bytes(mill, "notes.md", text, strlen(text)), CARDMILL_OK);
	if (cardmill_build(mill) != CARDMILL_OK)
		FAIL("not built: %s", cardmill_error(mill)->message);
	return mill;
}

static inline bytes
written(cardmill *mill, cardmill_format format)
{
	bytes out = { 0 };

	bytes_put(&out, "", 0);
	if (cardmill_write(mill, format, (cardmill_sink){ bytes_put, &out }) != CARDMILL_OK)
		FAIL("not written: %s", cardmill_error(mill)->message);
	OK(out.len > 0);
	return out;
}

/* The first note whose front is this. */
static inline const cardmill_note *
note_of(const cardmill *mill, const char *front)
{
	for (size_t i = 0; i < cardmill_note_count(mill); i++)
		if (strcmp(cardmill_note_at(mill, i)->fields[0], front) == 0)
			return cardmill_note_at(mill, i);
	FAIL("no note has the front %s", front);
}

/* An error that is there, says something, and is one line of text. */
static inline const cardmill_report *
error_of(const cardmill *mill, cardmill_status status, const char *name)
{
	const cardmill_report *error = cardmill_error(mill);

	OK(error != NULL);
	INT_EQ(error->level, CARDMILL_ERROR);
	INT_EQ(error->status, status);
	STR_EQ(error->name, name);
	OK(error->message != NULL && strlen(error->message) > 5);
	OK(strchr(error->message, '\n') == NULL);
	return error;
}

/* ---- reports ---------------------------------------------------------------------- */

typedef struct told {
	struct {
		cardmill_level level;
		cardmill_status status;
		char name[40], file[200], message[400];
		int line, column, end_line;
	} all[64];
	size_t count;
} told;

/* For options.report, with a told as user: keeps a copy of each report. */
static inline void
tell(void *user, const cardmill_report *report)
{
	told *all = user;

	OK(report->name != NULL && report->message != NULL);
	OK(strchr(report->message, '\n') == NULL);
	OK((report->level == CARDMILL_ERROR) == (report->status != CARDMILL_OK));
	if (all->count == COUNT(all->all))
		return;
	all->all[all->count].level = report->level;
	all->all[all->count].status = report->status;
	all->all[all->count].line = report->line;
	all->all[all->count].column = report->column;
	all->all[all->count].end_line = report->end_line;
	snprintf(all->all[all->count].name, 40, "%s", report->name);
	snprintf(
	    all->all[all->count].file, 200, "%s", report->file == NULL ? "(NULL)" : report->file);
	snprintf(all->all[all->count++].message, 400, "%s", report->message);
}

/* Fails unless a report of this name stands at this place. */
static inline void
was_told(const told *all, const char *name, cardmill_level level, int line, int column)
{
	size_t i = 0;

	while (i < all->count && (strcmp(all->all[i].name, name) != 0 || all->all[i].line != line))
		i++;
	if (i == all->count)
		FAIL("no report %s on line %d; the first of %zu is %s on line %d", name, line,
		    all->count, all->count > 0 ? all->all[0].name : "(none)",
		    all->count > 0 ? all->all[0].line : 0);
	INT_EQ(all->all[i].level, level);
	INT_EQ(all->all[i].column, column);
}

#endif
