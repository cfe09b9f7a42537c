/* life.c - a mill is made, used and freed, at every stage and with every age of options. */
#include "help.h"

#include <stddef.h>

static void
version(void)
{
	STR_EQ(cardmill_version(), CARDMILL_VERSION);
}

static void
defaults(void)
{
	cardmill *mill = built(NOTES, NULL);

	INT_EQ(cardmill_note_count(mill), NOTES_COUNT);
	STR_EQ(cardmill_note_at(mill, 0)->notetype, "cardmill Basic");
	INT_EQ(cardmill_note_at(mill, 0)->modified, 0);
	cardmill_free(mill);
}

/* Zero in any field means its default, in all fields as well. */
static void
zero_options(void)
{
	cardmill_options zero = { 0 }, init = CARDMILL_OPTIONS_INIT;
	cardmill *a = built(NOTES, &zero), *b = built(NOTES, &init);
	bytes x = written(a, CARDMILL_JSON), y = written(b, CARDMILL_JSON);

	OK(same_bytes(&x, &y));
	cardmill_free(a);
	cardmill_free(b);
}

static void
freed_at_every_stage(void)
{
	cardmill *mill = cardmill_new(NULL);

	cardmill_free(mill);
	mill = cardmill_new(NULL);
	INT_EQ(cardmill_add_bytes(mill, "a.md", "a: b\n", 5), CARDMILL_OK);
	cardmill_free(mill);
	mill = built(NOTES, NULL);
	cardmill_free(mill);
	mill = built(NOTES, NULL);
	written(mill, CARDMILL_APKG);
	cardmill_free(mill);
	cardmill_free(NULL);
}

/* A NULL mill ran out of memory: every call takes it. */
static void
null_mill(void)
{
	cardmill_output output = { "x.csv", CARDMILL_CSV };
	bytes out = { 0 };

	INT_EQ(cardmill_add_path(NULL, "x"), CARDMILL_NO_MEMORY);
	INT_EQ(cardmill_add_bytes(NULL, "x", "x", 1), CARDMILL_NO_MEMORY);
	INT_EQ(cardmill_build(NULL), CARDMILL_NO_MEMORY);
	INT_EQ(cardmill_write(NULL, CARDMILL_CSV, (cardmill_sink){ bytes_put, &out }),
	    CARDMILL_NO_MEMORY);
	INT_EQ(cardmill_write_file(NULL, CARDMILL_CSV, "x.csv"), CARDMILL_NO_MEMORY);
	INT_EQ(cardmill_write_files(NULL, &output, 1), CARDMILL_NO_MEMORY);
	INT_EQ(cardmill_note_count(NULL), 0);
	INT_EQ(cardmill_source_count(NULL), 0);
	INT_EQ(cardmill_report_count(NULL, CARDMILL_ERROR), 0);
	OK(cardmill_note_at(NULL, 0) == NULL);
	error_of(NULL, CARDMILL_NO_MEMORY, "out-of-memory");
	INT_EQ(out.calls, 0);
	INT_EQ(entries(), 0);
}

/* What the caller does with its texts after the call is its own business. */
static void
everything_is_copied(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	char deck[] = "Right", basic[] = "B", cloze[] = "C", encoding[] = "GB18030";
	char name[] = "n.md", text[] = "key: value\n";
	cardmill *mill;
	bytes out;

	options.deck = deck;
	options.basic_notetype = basic;
	options.cloze_notetype = cloze;
	options.encoding = encoding;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(mill, name, text, strlen(text)), CARDMILL_OK);
	memset(&options, 0xA5, sizeof options);
	memset(deck, 'x', strlen(deck));
	memset(basic, 'x', strlen(basic));
	memset(cloze, 'x', strlen(cloze));
	memset(encoding, 'x', strlen(encoding));
	memset(name, 'x', strlen(name));
	memset(text, 'x', strlen(text));
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	STR_EQ(note_of(mill, "key")->deck, "Right");
	STR_EQ(note_of(mill, "key")->file, "n.md");
	out = written(mill, CARDMILL_CSV);
	STR_HAS(out.data, ",B,Right,");
	cardmill_free(mill);
}

static void *
never(void *user, void *block, size_t old_size, size_t new_size)
{
	(void)user;
	(void)block;
	(void)old_size;
	(void)new_size;
	FAIL("a field beyond options.size was used");
}

/* A program built against an older header hands over shorter options. */
static void
older_options(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.size = offsetof(cardmill_options, resize);
	options.deck = "Old";
	options.resize = never;
	mill = built(NOTES, &options);
	STR_EQ(cardmill_note_at(mill, 0)->deck, "Old");
	cardmill_free(mill);
}

/* One built against a newer header hands over longer ones. */
static void
newer_options(void)
{
	struct {
		cardmill_options known;
		char unknown[256];
	} options = { .known = CARDMILL_OPTIONS_INIT };
	cardmill *mill;

	memset(options.unknown, 0xA5, sizeof options.unknown);
	options.known.size = sizeof options;
	options.known.deck = "New";
	mill = built(NOTES, &options.known);
	STR_EQ(cardmill_note_at(mill, 0)->deck, "New");
	cardmill_free(mill);
}

/* What the library returns lives as long as the mill. */
static void
pointers_live_on(void)
{
	cardmill *mill = built(NOTES, NULL);
	const cardmill_note *first = cardmill_note_at(mill, 0);
	const char *guid = first->guid, *front = first->fields[0], *message;

	INT_EQ(cardmill_write_file(mill, CARDMILL_NO_FORMAT, "x"), CARDMILL_MISUSED);
	message = cardmill_error(mill)->message;
	OK(strlen(message) > 5);
	written(mill, CARDMILL_APKG);
	OK(cardmill_note_at(mill, 0) == first);
	OK(first->guid == guid && strlen(guid) > 5);
	STR_EQ(front, "key");
	OK(strlen(message) > 5);
	cardmill_free(mill);
}

/* The error of the latest call, not of an earlier one. */
static void
error_is_the_latest(void)
{
	cardmill *mill = cardmill_new(NULL);

	OK(cardmill_error(mill) == NULL);
	INT_EQ(cardmill_add_path(mill, "missing.md"), CARDMILL_CANNOT_READ);
	OK(cardmill_error(mill) != NULL);
	INT_EQ(cardmill_add_bytes(mill, "a.md", "a: b\n", 5), CARDMILL_OK);
	OK(cardmill_error(mill) == NULL);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	OK(cardmill_error(mill) == NULL);
	INT_EQ(cardmill_build(mill), CARDMILL_MISUSED);
	OK(cardmill_error(mill) != NULL);
	INT_EQ(cardmill_report_count(mill, CARDMILL_ERROR), 2);
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "version", version },
	{ "defaults", defaults },
	{ "zero-options", zero_options },
	{ "freed-at-every-stage", freed_at_every_stage },
	{ "null-mill", null_mill },
	{ "everything-is-copied", everything_is_copied },
	{ "older-options", older_options },
	{ "newer-options", newer_options },
	{ "pointers-live-on", pointers_live_on },
	{ "error-is-the-latest", error_is_the_latest },
};

int
main(int argc, char **argv)
{
	return check_run("api-life", tests, COUNT(tests), argc, argv);
}
