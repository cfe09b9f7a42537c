/*
 * rebuild.c - notes keep their identity when the text changes, and only then.
 */
#include "help.h"

enum { THEN = 1700000000, NOW = 1700600000 };

/* ---- two builds ---------------------------------------------------------------------- */

/* Options with an earlier deck; the path is kept by the caller. */
static cardmill_options
after(const char *const *previous)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;

	options.now = NOW;
	options.previous = previous;
	options.previous_count = previous != NULL;
	return options;
}

/* Builds text as it was then and writes it down. */
static cardmill *
earlier(const char *text, const char *path)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.now = THEN;
	mill = built(text, &options);
	INT_EQ(cardmill_write_file(mill, cardmill_format_of(path), path), CARDMILL_OK);
	return mill;
}

static const char *const package[] = { "old.apkg" };

static cardmill *
rebuilt(const char *text)
{
	cardmill_options options = after(package);

	return built(text, &options);
}

static void
guid_is(cardmill *now, const char *front, cardmill *then, const char *old_front)
{
	STR_EQ(note_of(now, front)->guid, note_of(then, old_front)->guid);
}

static void
change_is(cardmill *now, const char *front, cardmill_change change)
{
	INT_EQ(note_of(now, front)->change, change);
}

static void
count_is(cardmill *now, cardmill_change change, size_t count)
{
	INT_EQ(cardmill_change_count(now, change), count);
}

#define OLD                                                                                     \
	"# Go\n\n## map\n\n1. Why is the order of a map random: its buckets are walked from a " \
	"random one\n2. What does len of a map cost: nothing, it is a field of the header\n"    \
	"3. Can a map be copied: only its reference is\n\n## chan\n\n"                          \
	"1. What does sending on a nil channel do: it blocks for ever\n"                        \
	"2. Who closes a channel: whoever sends on it\n"

/* ---- what keeps its guid ------------------------------------------------------------------- */

static void
nothing_changed(void)
{
	cardmill *then = earlier(OLD, "old.apkg"), *now = rebuilt(OLD);

	INT_EQ(cardmill_note_count(now), 5);
	count_is(now, CARDMILL_UNCHANGED, 5);
	for (size_t i = 0; i < 5; i++) {
		const cardmill_note *note = cardmill_note_at(now, i);
		STR_EQ(note->guid, cardmill_note_at(then, i)->guid);
		INT_EQ(note->modified, THEN);
		STR_EQ(note->earlier->guid, note->guid);
		INT_EQ(note->rival_count, 0);
	}
	INT_EQ(cardmill_vanished_count(now), 0);
	cardmill_free(then);
	cardmill_free(now);
}

static void
an_answer(void)
{
	cardmill *then = earlier(OLD, "old.apkg");
	cardmill *now = rebuilt(
	    "# Go\n\n## map\n\n1. Why is the order of a map random: so that nobody "
	    "leans on it\n\n## chan\n\n1. Who closes a channel: whoever sends on it\n");
	const cardmill_note *note = note_of(now, "Why is the order of a map random");

	guid_is(now, "Why is the order of a map random", then, "Why is the order of a map random");
	change_is(now, "Why is the order of a map random", CARDMILL_CHANGED);
	INT_EQ(note->modified, NOW);
	STR_EQ(note->earlier->fields[1], "its buckets are walked from a random one");
	INT_EQ(note->earlier->modified, THEN);
	change_is(now, "Who closes a channel", CARDMILL_UNCHANGED);
	INT_EQ(cardmill_vanished_count(now), 3);
	STR_EQ(cardmill_vanished_at(now, 0)->fields[0], "What does len of a map cost");
	OK(cardmill_vanished_at(now, 3) == NULL);
	cardmill_free(then);
	cardmill_free(now);
}

static void
a_question(void)
{
	cardmill *then = earlier(OLD, "old.apkg");
	cardmill *now = rebuilt(
	    "# Go\n\n## map\n\n1. Why is the ordr of maps random: its buckets are walked from a "
	    "random "
	    "one\n2. What does len of a map cost: nothing, it is a field of the header\n"
	    "3. Is it possible to duplicate one: only its reference is\n");

	guid_is(now, "Why is the ordr of maps random", then, "Why is the order of a map random");
	guid_is(now, "Is it possible to duplicate one", then, "Can a map be copied");
	change_is(now, "Why is the ordr of maps random", CARDMILL_REWORDED);
	change_is(now, "Is it possible to duplicate one", CARDMILL_REWORDED);
	INT_EQ(note_of(now, "Is it possible to duplicate one")->modified, NOW);
	cardmill_free(then);
	cardmill_free(now);
}

static void
another_place(void)
{
	cardmill *then = earlier(OLD, "old.apkg");
	cardmill *now = rebuilt("# Languages\n\n## Go\n\n### channels\n\n"
				"1. Who closes a channel: whoever sends on it\n"
				"2. What does sending on a nil channel do: it blocks, always\n");

	guid_is(now, "Who closes a channel", then, "Who closes a channel");
	guid_is(now, "What does sending on a nil channel do", then,
	    "What does sending on a nil channel do");
	change_is(now, "Who closes a channel", CARDMILL_MOVED);
	change_is(now, "What does sending on a nil channel do", CARDMILL_MOVED);
	cardmill_free(then);
	cardmill_free(now);
}

static void
another_deck(void)
{
	cardmill *then = earlier(OLD, "old.apkg"), *now;
	cardmill_options options = after(package);

	options.deck = "Renamed";
	now = built(OLD, &options);
	count_is(now, CARDMILL_MOVED, 5);
	for (size_t i = 0; i < 5; i++) {
		STR_EQ(cardmill_note_at(now, i)->guid, cardmill_note_at(then, i)->guid);
		INT_EQ(cardmill_note_at(now, i)->modified, THEN); /* its fields are the same */
	}
	cardmill_free(now);
	options = after(NULL);
	options.deck = "Renamed";
	options.identity = "notes";
	now = built(OLD, &options);
	for (size_t i = 0; i < 5; i++)
		STR_EQ(cardmill_note_at(now, i)->guid, cardmill_note_at(then, i)->guid);
	cardmill_free(then);
	cardmill_free(now);
}

/* One went, and the one that was told from it takes over its question. */
static void
taken_over(void)
{
	cardmill *then = earlier("# A\n\n1. Example: the heap grows by pages of the kernel\n"
				 "2. Example: a stack moves when it is too small\n",
	    "old.apkg");
	cardmill *now = rebuilt("# A\n\n1. Example: a stack moves when it is too small\n");

	INT_EQ(cardmill_note_count(now), 1);
	STR_EQ(cardmill_note_at(now, 0)->guid, cardmill_note_at(then, 1)->guid);
	INT_EQ(cardmill_vanished_count(now), 1);
	STR_EQ(cardmill_vanished_at(now, 0)->guid, cardmill_note_at(then, 0)->guid);
	cardmill_free(then);
	cardmill_free(now);
}

/* ---- what does not -------------------------------------------------------------------------- */

static void
something_else(void)
{
	cardmill *then = earlier(OLD, "old.apkg");
	cardmill *now = rebuilt(
	    "# Go\n\n## map\n\n1. Which keys may a map have: those that can be "
	    "compared\n\n## Cooking\n\n1. When is rice done: after a quarter of an hour\n");

	count_is(now, CARDMILL_NEW, 2);
	INT_EQ(cardmill_vanished_count(now), 5);
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < 5; k++)
			OK(strcmp(cardmill_note_at(now, i)->guid,
			       cardmill_note_at(then, k)->guid) != 0);
	OK(cardmill_note_at(now, 0)->earlier == NULL);
	cardmill_free(then);
	cardmill_free(now);
}

/* Two earlier notes fit as well: the history of neither goes to it. */
static void
in_doubt(void)
{
	cardmill *then = earlier(
	    "# A\n\n## one\n\n- mutex of the reader: it is locked for reading alone\n\n"
	    "## two\n\n- mutex of the writer: it is locked for writing alone\n",
	    "old.apkg");
	cardmill *now = rebuilt(
	    "# A\n\n## three\n\n- mutex of the user: it is locked for using alone\n");
	const cardmill_note *note = cardmill_note_at(now, 0);

	INT_EQ(note->change, CARDMILL_UNCERTAIN);
	OK(note->earlier == NULL);
	INT_EQ(note->rival_count, 2);
	for (size_t i = 0; i < 2; i++)
		OK(strcmp(note->guid, note->rivals[i]->guid) != 0);
	OK(strcmp(note->rivals[0]->guid, note->rivals[1]->guid) != 0);
	INT_EQ(cardmill_vanished_count(now), 2);
	{ /* the author knows */
		char text[200];
		cardmill *sure;

		snprintf(text, sizeof text,
		    "# A\n\n## three\n\n- mutex of the user: it is locked for using alone <!-- id: "
		    "%s -->\n",
		    note->rivals[1]->guid);
		sure = rebuilt(text);
		STR_EQ(cardmill_note_at(sure, 0)->guid, note->rivals[1]->guid);
		cardmill_free(sure);
	}
	cardmill_free(then);
	cardmill_free(now);
}

/* Anki updates no note that changes its type. */
static void
another_kind(void)
{
	cardmill *then = earlier("# A\n\nA {{c1::nil}} channel blocks for ever\n", "old.apkg");
	cardmill *now = rebuilt("# A\n\nA nil channel blocks for ever::true\n");

	count_is(now, CARDMILL_NEW, 1);
	INT_EQ(cardmill_vanished_count(now), 1);
	OK(strcmp(cardmill_note_at(now, 0)->guid, cardmill_note_at(then, 0)->guid) != 0);
	cardmill_free(then);
	cardmill_free(now);
}

static void
no_earlier_build(void)
{
	cardmill *now = built(OLD, NULL);

	count_is(now, CARDMILL_NEW, 5);
	INT_EQ(cardmill_vanished_count(now), 0);
	OK(cardmill_vanished_at(now, 0) == NULL);
	INT_EQ(cardmill_change_count(now, (cardmill_change)99), 0);
	INT_EQ(cardmill_change_count(NULL, CARDMILL_NEW), 0);
	cardmill_free(now);
}

/* ---- names that the notes give ------------------------------------------------------------------
 */

static void
names(void)
{
	cardmill *then = earlier(
	    "# A\n\n1. What is a map <!-- id: themap -->\n   a table of hashes\n"
	    "2. What is a slice\n   a view of an array\n",
	    "old.apkg");
	cardmill *now = rebuilt(
	    "# B\n\n## C\n\n1. Explain hashing <!-- id: themap -->\n   buckets\n"
	    "2. What is a slice <!-- id: theslice -->\n   a view of an array\n");

	guid_is(now, "Explain hashing", then, "What is a map");
	guid_is(
	    now, "What is a slice", then, "What is a slice"); /* the name is new, the note is not */
	INT_EQ(cardmill_write_file(now, CARDMILL_JSON, "old.json"), CARDMILL_OK);
	cardmill_free(then);
	then = now;
	{
		static const char *const json[] = { "old.json" };
		cardmill_options options = after(json);

		now = built(
		    "# Z\n\n1. Windows onto memory <!-- id: theslice -->\n   length and room\n",
		    &options);
	}
	guid_is(now, "Windows onto memory", then, "What is a slice");
	cardmill_free(then);
	cardmill_free(now);
}

/* Without an earlier build, too: another file, other headings, other words. */
static void
names_alone(void)
{
	cardmill *one = cardmill_new(NULL), *other = cardmill_new(NULL);

	mkdir("vault", 0777);
	spit("vault/a.md", "# A\n\n1. What is a map ^themap-1\n   a table\n\nk: v\n");
	spit("vault/b.md", "# B\n\nx: y\n");
	INT_EQ(cardmill_add_path(one, "vault"), CARDMILL_OK);
	INT_EQ(cardmill_build(one), CARDMILL_OK);
	spit("vault/a.md", "# A\n\nk: v\n");
	spit("vault/b.md",
	    "# B\n\nx: y\n\n## C\n\n1. How does hashing work ^themap-1\n   buckets\n");
	INT_EQ(cardmill_add_path(other, "vault"), CARDMILL_OK);
	INT_EQ(cardmill_build(other), CARDMILL_OK);
	guid_is(other, "How does hashing work", one, "What is a map");
	cardmill_free(one);
	cardmill_free(other);
}

/* Two files may call different notes by one name. */
static void
one_name_in_two_files(void)
{
	cardmill *one = cardmill_new(NULL), *two = cardmill_new(NULL);

	mkdir("twice", 0777);
	spit("twice/b.md", "# B\n\n1. What is a map ^themap-1\n   a table\n");
	spit("twice/c.md", "# C\n\n1. Where is Rome ^themap-1\n   in Italy\n");
	INT_EQ(cardmill_add_path(one, "twice"), CARDMILL_OK);
	INT_EQ(cardmill_build(one), CARDMILL_OK);
	OK(strcmp(note_of(one, "What is a map")->guid, note_of(one, "Where is Rome")->guid) != 0);
	spit("twice/a.md", "# A\n\n1. Which projection is that ^themap-1\n   Mercator\n");
	INT_EQ(cardmill_add_path(two, "twice"), CARDMILL_OK);
	INT_EQ(cardmill_build(two), CARDMILL_OK);
	guid_is(two, "What is a map", one, "What is a map");
	guid_is(two, "Where is Rome", one, "Where is Rome");
	cardmill_free(one);
	cardmill_free(two);
}

/* ---- times
 * --------------------------------------------------------------------------------------- */

static int64_t
time_after(int64_t then, int64_t now)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;
	int64_t modified;

	options.now = then;
	mill = built("key: value\n", &options);
	INT_EQ(cardmill_write_file(mill, CARDMILL_JSON, "time.json"), CARDMILL_OK);
	cardmill_free(mill);
	{
		static const char *const json[] = { "time.json" };
		options = after(json);
	}
	options.now = now;
	mill = built("key: other\n", &options);
	modified = cardmill_note_at(mill, 0)->modified;
	cardmill_free(mill);
	return modified;
}

static void
times(void)
{
	INT_EQ(time_after(THEN, NOW), NOW);
	INT_EQ(time_after(THEN, THEN), THEN + 1);     /* the same second */
	INT_EQ(time_after(THEN, THEN - 1), THEN + 1); /* the second build of that second */
	INT_EQ(time_after(THEN, 0), THEN + 1);        /* nobody says what time it is */
	INT_EQ(time_after(NOW, THEN), THEN);          /* its clock was wrong: never in the future */
}

/* A file may say anything of times; they are reckoned with. */
static void
times_of_nowhere(void)
{
	static const char *const json[] = { "time.json" };
	static const char *const said[] = { "9223372036854775807", "-9223372036854775807", "-1",
		"253402300800" };
	cardmill *then = built("key: value\n", NULL);

	for (size_t i = 0; i < 2 * COUNT(said); i++) {
		cardmill_options options = after(json);
		char text[300];
		cardmill *now;

		options.now = i < COUNT(said) ? NOW : 0;
		snprintf(text, sizeof text,
		    "{\"notes\": [{\"guid\": \"%s\", \"notetype\": \"cardmill Basic\", "
		    "\"modified\": %s, "
		    "\"fields\": [\"key\", \"other\", \"notes\", \"notes.md\"]}]}",
		    cardmill_note_at(then, 0)->guid, said[i % COUNT(said)]);
		spit("time.json", text);
		now = built("key: value\n", &options);
		change_is(now, "key", CARDMILL_CHANGED);
		INT_EQ(cardmill_note_at(now, 0)->modified, options.now > 0 ? NOW : 1);
		INT_EQ(cardmill_write_file(now, CARDMILL_APKG, "time.apkg"), CARDMILL_OK);
		cardmill_free(now);
	}
	cardmill_free(then);
}

/* ---- what a package carries
 * ------------------------------------------------------------------------ */

static bytes
package_of(cardmill *mill, const char *path)
{
	INT_EQ(cardmill_write_file(mill, CARDMILL_APKG, path), CARDMILL_OK);
	return slurp(path);
}

static void
same_again(void)
{
	cardmill *then = earlier(OLD, "old.apkg"), *now = rebuilt(OLD);
	bytes before = slurp("old.apkg"), after = package_of(now, "new.apkg");

	OK(same_bytes(&before, &after));
	cardmill_free(then);
	cardmill_free(now);
}

static void
vanished_notes(void)
{
	cardmill *then = earlier(OLD, "old.apkg"), *now;
	cardmill_options options = after(package);
	bytes first, second;

	options.tag_vanished = 1;
	now = built("# Go\n\n## chan\n\n1. Who closes a channel: whoever sends on it\n", &options);
	INT_EQ(cardmill_note_count(now), 1);
	first = package_of(now, "old.apkg");
	cardmill_free(now);
	now = built("# Go\n\n## chan\n\n1. Who closes a channel: whoever sends on it\n", &options);
	INT_EQ(cardmill_vanished_count(now), 4);
	INT_EQ(cardmill_vanished_at(now, 0)->tag_count, 2);
	STR_EQ(cardmill_vanished_at(now, 0)->tags[1], "cardmill::vanished");
	second = package_of(now, "again.apkg");
	OK(same_bytes(&first, &second));
	cardmill_free(now);
	now = rebuilt(OLD); /* they are back */
	guid_is(now, "Can a map be copied", then, "Can a map be copied");
	INT_EQ(note_of(now, "Can a map be copied")->tag_count, 1);
	INT_EQ(note_of(now, "Can a map be copied")->modified, NOW + 1);
	cardmill_free(then);
	cardmill_free(now);
}

/* ---- decks that are no earlier build
 * ------------------------------------------------------------------ */

static void
fails(const char *path, cardmill_status status, const char *name)
{
	cardmill_options options = after(&path);
	cardmill *mill = cardmill_new(&options);

	INT_EQ(cardmill_add_bytes(mill, "notes.md", OLD, strlen(OLD)), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), status);
	STR_EQ(cardmill_error(mill)->name, name);
	cardmill_free(mill);
}

static void
no_deck(void)
{
	spit("junk.apkg", "junk");
	spit("junk.json", "{\"notes\": [\n 1]}");
	spit("junk.csv", "#guid column:1\n\"a,b\n");
	fails("gone.apkg", CARDMILL_CANNOT_READ, "read-failed");
	fails("gone.csv", CARDMILL_CANNOT_READ, "read-failed");
	fails("junk.apkg", CARDMILL_BAD_INPUT, "bad-deck");
	fails("junk.json", CARDMILL_BAD_INPUT, "bad-deck");
	fails("junk.csv", CARDMILL_BAD_INPUT, "bad-deck");
	fails("notes.md", CARDMILL_MISUSED, "bad-output-name");
}

/* Notes of other tools in it are not ours to match, or to call vanished. */
static void
notes_of_others(void)
{
	static const char *const json[] = { "foreign.json" };
	cardmill_options options = after(json);
	cardmill *now;

	spit("foreign.json", "{\"notes\": [{\"guid\": \"C<D~1=[N#b\", \"fields\": [\"Who closes a "
			     "channel\", \"whoever sends on it\"], \"notetype\": \"Basic\"}]}");
	now = built(OLD, &options);
	count_is(now, CARDMILL_NEW, 5);
	INT_EQ(cardmill_vanished_count(now), 0);
	INT_EQ(cardmill_report_count(now, CARDMILL_WARNING), 1);
	cardmill_free(now);
}

/* ---- several earlier decks
 * ------------------------------------------------------------------------------ */

static void
two_become_one(void)
{
	static const char *const both[] = { "one.json", "two.apkg" };
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *one, *two, *all;

	options.now = THEN;
	one = built("# A\n\nkey of a door: it opens what a lock shuts\n", &options);
	INT_EQ(cardmill_write_file(one, CARDMILL_JSON, both[0]), CARDMILL_OK);
	two = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(two, "other.md", "# B\n\nlock: it shuts\n", 17), CARDMILL_OK);
	INT_EQ(cardmill_build(two), CARDMILL_OK);
	INT_EQ(cardmill_write_file(two, CARDMILL_APKG, both[1]), CARDMILL_OK);
	options.previous = both;
	options.previous_count = 2;
	all = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(
		   all, "notes.md", "# A\n\nkeys of doors: it opens what a lock shuts\n", 44),
	    CARDMILL_OK);
	INT_EQ(cardmill_add_bytes(all, "other.md", "# B\n\nlock: it shuts\n", 17), CARDMILL_OK);
	INT_EQ(cardmill_build(all), CARDMILL_OK);
	guid_is(all, "keys of doors", one, "key of a door");
	guid_is(all, "lock", two, "lock");
	INT_EQ(cardmill_vanished_count(all), 0);
	cardmill_free(one);
	cardmill_free(two);
	cardmill_free(all);
}

static const check_test tests[] = {
	{ "nothing-changed", nothing_changed },
	{ "an-answer", an_answer },
	{ "a-question", a_question },
	{ "another-place", another_place },
	{ "another-deck", another_deck },
	{ "taken-over", taken_over },
	{ "something-else", something_else },
	{ "in-doubt", in_doubt },
	{ "another-kind", another_kind },
	{ "no-earlier-build", no_earlier_build },
	{ "names", names },
	{ "names-alone", names_alone },
	{ "one-name-in-two-files", one_name_in_two_files },
	{ "times", times },
	{ "times-of-nowhere", times_of_nowhere },
	{ "same-again", same_again },
	{ "vanished-notes", vanished_notes },
	{ "no-deck", no_deck },
	{ "notes-of-others", notes_of_others },
	{ "two-become-one", two_become_one },
};

int
main(int argc, char **argv)
{
	return check_run("api-rebuild", tests, COUNT(tests), argc, argv);
}
