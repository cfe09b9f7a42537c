/*
 * spec.c - runs the examples of the rule book.
 *
 *     spec FILE...           one line a test
 *     spec --bless FILE...   rewrites what the examples expect
 *
 * A rule book is prose with examples.  An example is fenced by 32 back-ticks:
 * notes, a line with a point, and what becomes of them.  A card is shown as
 *
 *     RULE LINE-END_LINE | CONTEXT
 *     Q: FRONT
 *     A: BACK
 *
 * with a line `#: ID` behind it when the notes give it an id,
 * and a message as `! NAME LINE`, in the order in which they come.  Pictures and
 * the like are those of the folder media/ beside the books.  Everything runs in one
 * process, through cardmill.h alone.
 */
#include <cardmill.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char fence[] = "````````````````````````````````";

typedef struct text {
	char *bytes;
	size_t length, room;
} text;

static void
put(text *to, const char *bytes, size_t length)
{
	if (to->length + length + 1 > to->room) {
		to->room = (to->length + length + 1) * 2;
		to->bytes = realloc(to->bytes, to->room);
		if (to->bytes == NULL)
			abort();
	}
	memcpy(to->bytes + to->length, bytes, length);
	to->length += length;
	to->bytes[to->length] = '\0';
}

static void
puts_to(text *to, const char *words)
{
	put(to, words, strlen(words));
}

static void
put_report(void *user, const cardmill_report *report)
{
	char line[200];

	/* The wording may change; names and places may not. */
	snprintf(line, sizeof line, "! %s %d\n", report->name, report->line);
	puts_to(user, line);
}

static void
put_note(text *to, const cardmill_note *note)
{
	char place[64];

	puts_to(to, note->rule);
	snprintf(place, sizeof place, " %d-%d | ", note->line, note->end_line);
	puts_to(to, place);
	puts_to(to, note->context);
	puts_to(to, "\nQ: ");
	puts_to(to, note->fields[0]);
	puts_to(to, "\nA: ");
	puts_to(to, note->fields[1]);
	puts_to(to, "\n");
	if (note->id != NULL) {
		puts_to(to, "#: ");
		puts_to(to, note->id);
		puts_to(to, "\n");
	}
}

/* What becomes of notes, as the examples show it. */
static text
mill(const char *notes, size_t length, const char *media)
{
	text out = { 0 };
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.user = &out;
	options.report = put_report;
	options.media = media;
	put(&out, "", 0);
	mill = cardmill_new(&options);
	cardmill_add_bytes(mill, "notes.md", notes, length);
	cardmill_build(mill);
	for (size_t i = 0; i < cardmill_note_count(mill); i++)
		put_note(&out, cardmill_note_at(mill, i));
	cardmill_free(mill);
	return out;
}

/* ---- the book -------------------------------------------------------------------- */

typedef struct book {
	const char *path, *name;
	char media[4096]; /* the folder beside it */
	text all, blessed;
	int failed;
	int line, number;
	bool bless;
} book;

static bool
read_book(book *b)
{
	char block[4096];
	size_t got;
	FILE *stream = fopen(b->path, "rb");

	if (stream == NULL)
		return false;
	while ((got = fread(block, 1, sizeof block, stream)) > 0)
		put(&b->all, block, got);
	put(&b->all, "", 0);
	fclose(stream);
	return true;
}

static bool
starts_line(const char *at, const char *words)
{
	return strncmp(at, words, strlen(words)) == 0;
}

static const char *
next_line(const char *at)
{
	const char *end = strchr(at, '\n');

	return end == NULL ? at + strlen(at) : end + 1;
}

/* The first line from at on that is just `words`; NULL when there is none. */
static const char *
find_line(const char *at, const char *words)
{
	for (; *at != '\0'; at = next_line(at))
		if (starts_line(at, words) && (at[strlen(words)] == '\n' || at[strlen(words)] == '\0'))
			return at;
	return NULL;
}

static void
show_difference(const char *got, const char *want)
{
	fprintf(stderr, "--- expected\n%s--- came\n%s---\n", want, got);
}

/* Runs the example at `at`; answers where its text ends. */
static const char *
run_example(book *b, const char *at)
{
	const char *notes = next_line(at), *point = find_line(notes, "."), *end = find_line(notes, fence);
	text came;

	b->number++;
	if (point == NULL || end == NULL || point > end) {
		printf("not ok spec/%s/%d: line %d: an example without a point or an end\n", b->name, b->number,
		    b->line);
		b->failed++;
		return next_line(at);
	}
	came = mill(notes, (size_t)(point - notes), b->media);
	put(&b->blessed, at, (size_t)(next_line(point) - at));
	put(&b->blessed, came.bytes, came.length);
	if (b->bless) {
		/* nothing to compare with */
	} else if ((size_t)(end - next_line(point)) == came.length &&
		   memcmp(next_line(point), came.bytes, came.length) == 0) {
		printf("ok spec/%s/%d\n", b->name, b->number);
	} else {
		char *want = strndup(next_line(point), (size_t)(end - next_line(point)));
		printf("not ok spec/%s/%d: line %d: other cards came\n", b->name, b->number, b->line);
		show_difference(came.bytes, want == NULL ? "" : want);
		free(want);
		b->failed++;
	}
	free(came.bytes);
	return end;
}

static void
run_book(book *b)
{
	char opening[64];

	snprintf(opening, sizeof opening, "%s example", fence);
	for (const char *at = b->all.bytes; *at != '\0';) {
		const char *next;

		b->line++;
		if (starts_line(at, opening)) {
			next = run_example(b, at);
			for (const char *c = at; c < next; c++)
				b->line += *c == '\n';
			b->line--;
		} else {
			next = next_line(at);
			put(&b->blessed, at, (size_t)(next - at));
		}
		at = next;
	}
}

static void
write_blessed(const book *b)
{
	FILE *stream = fopen(b->path, "wb");

	if (stream == NULL || fwrite(b->blessed.bytes, 1, b->blessed.length, stream) != b->blessed.length)
		fprintf(stderr, "cannot write %s\n", b->path);
	if (stream != NULL)
		fclose(stream);
}

int
main(int argc, char **argv)
{
	bool bless = argc > 1 && strcmp(argv[1], "--bless") == 0;
	int failed = 0;

	for (int i = 1 + bless; i < argc; i++) {
		const char *slash = strrchr(argv[i], '/');
		book b = { .path = argv[i], .name = slash == NULL ? argv[i] : slash + 1, .bless = bless };

		snprintf(b.media, sizeof b.media, "%.*smedia", slash == NULL ? 0 : (int)(slash + 1 - argv[i]), argv[i]);
		if (!read_book(&b)) {
			printf("not ok spec/%s: it cannot be read\n", b.name);
			failed++;
			continue;
		}
		run_book(&b);
		if (bless)
			write_blessed(&b);
		failed += b.failed;
		free(b.all.bytes);
		free(b.blessed.bytes);
	}
	return failed > 0;
}
