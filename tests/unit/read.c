/*
 * read.c - decks read back: what a mill wrote, what others make of it, and what is
 * damaged in every byte.
 */
#include "../api/help.h"
#include "base/base.h"
#include "deck.h"
#include "mill.h"
#include "formats/formats.h"

static const cardmill_format decks[] = { CARDMILL_APKG, CARDMILL_CSV, CARDMILL_TSV, CARDMILL_JSON };
static const char *const names[] = { "a.apkg", "a.csv", "a.tsv", "a.json" };

/* Notes of both kinds, with all that a format might trip over. */
static const char source[] =
    "---\ntags: [one, 二]\n---\n# Go & <b>C</b>\n\n## map \"x\"\n\n- key, a; b：must be `<b>`\n"
    "- \"quoted\" - it's \"so\"\n- 单引号：表示 byte 或 rune\n- name: value\n\n"
    "What is a channel? A typed conduit.\n\n- the ==queue== holds {{c1::values}} of x\n"
    "- code:\n\n  ```c\n  int x;\n\n  int y;\t// <z>\n  ```\n\n| term | meaning |\n|---|---|\n"
    "| #a | b |\n| =c | d \\| e |\n\n# other\n\n- key, a; b：is `another`\n";

static cardmill *
milled(const char *basic, const char *cloze)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;

	options.now = 1700000000;
	options.basic_notetype = basic;
	options.cloze_notetype = cloze;
	return built(source, &options);
}

static void
put_file(const char *path, const void *data, size_t length)
{
	FILE *stream = fopen(path, "wb");

	OK(stream != NULL && fwrite(data, 1, length, stream) == length && fclose(stream) == 0);
}

/* ---- one read ---------------------------------------------------------------------- */

typedef struct read_back {
	cardmill *mill;
	const char *path;
	mill_stored earlier;
	cardmill_status status;
} read_back;

static void
read_it(void *user)
{
	read_back *r = user;

	mill_deck_file file = { .path = r->path };

	r->status = mill_read_deck(&r->mill->log, &r->mill->options, &file, &r->earlier);
}

/* What is read lives as long as r->mill, which the caller frees. */
static void
read_from(read_back *r, const char *path, const char *basic, const char *cloze)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;

	options.basic_notetype = basic;
	options.cloze_notetype = cloze;
	*r = (read_back){ .mill = cardmill_new(&options), .path = path };
	OK(r->mill != NULL);
	mill_begin(r->mill);
	OK(mill_attempt(&r->mill->heap, read_it, r));
	mill_end(r->mill);
}

static void
same(mill_str got, mill_str want)
{
	if (!mill_equal(got, want))
		FAIL("\"%.*s\" is not \"%.*s\"", (int)got.len, got.ptr, (int)want.len, want.ptr);
}

/* ---- round trips --------------------------------------------------------------------- */

static void
same_note(const mill_deck *deck, const mill_stored_note *got, const mill_note *want,
    cardmill_format format)
{
	same(got->guid, want->guid);
	same(got->deck, mill_deck_of(deck, want));
	INT_EQ(got->kind, want->kind);
	INT_EQ(got->own, mill_text_fields(deck, want->type) == MILL_FIELDS || format == CARDMILL_APKG);
	for (int i = 0; i < MILL_FIELDS; i++)
		same(got->fields[i], want->fields[i]);
	INT_EQ(got->tag_count, want->tag_count);
	for (size_t i = 0; i < want->tag_count; i++)
		same(got->tags[i], want->tags[i]);
	if (format == CARDMILL_APKG || format == CARDMILL_JSON) {
		INT_EQ(got->modified, want->modified);
		same(got->id, want->id);
	} else {
		INT_EQ(got->modified, 0);
	}
}

static void
round_trip_of(const char *basic, const char *cloze)
{
	cardmill *mill = milled(basic, cloze);
	size_t kinds[2] = { 0, 0 };

	for (size_t i = 0; i < mill->deck.note_count; i++)
		kinds[mill->deck.notes[i]->kind]++;
	OK(kinds[MILL_BASIC] > 5 && kinds[MILL_CLOZE] > 0);
	mill->deck.notes[0]->id = MILL_STR("q \"1\" 二"); /* as its author may call it */
	for (size_t k = 0; k < COUNT(decks); k++) {
		read_back r;

		INT_EQ(cardmill_write_file(mill, decks[k], names[k]), CARDMILL_OK);
		read_from(&r, names[k], basic, cloze);
		INT_EQ(r.status, CARDMILL_OK);
		INT_EQ(r.earlier.count, mill->deck.note_count);
		for (size_t i = 0; i < r.earlier.count; i++)
			same_note(&mill->deck, &r.earlier.notes[i], mill->deck.notes[i], decks[k]);
		INT_EQ(mill_stored_type(&r.earlier, mill_own_type(MILL_CLOZE)->id) != NULL,
		    decks[k] == CARDMILL_APKG);
		cardmill_free(r.mill);
	}
	cardmill_free(mill);
}

static void
round_trip(void)
{
	round_trip_of(NULL, NULL);
}

static void
round_trip_of_anki_types(void)
{
	round_trip_of("Basic", "Cloze");
	round_trip_of("问答题", "填空题");
	round_trip_of("Basic", NULL);
}

/* The notes that a text holds, read as a deck of that name. */
static void
reads(read_back *r, const char *path, const char *text)
{
	spit(path, text);
	read_from(r, path, NULL, NULL);
	if (r->status != CARDMILL_OK)
		FAIL("%s", cardmill_error(r->mill)->message);
}

/* ---- what spreadsheets make of CSV ------------------------------------------------------ */

#define ROWS "#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:4\n"

static void
spreadsheets(void)
{
	static const char *const texts[] = {
		/* as it was */
		"#separator:Comma\n#html:true\n" ROWS "#GUID,Notetype,Deck,Tags,Front,Back\n"
		"g1,Basic,D,a b,\"x, \"\"y\"\"\",z\n",
		/* a byte-order mark, CRLF, no newline at the end */
		"\xEF\xBB\xBF#separator:Comma\r\n#guid column:1\r\n#notetype column:2\r\n"
		"#deck column:3\r\n#tags column:4\r\n#GUID,Notetype,Deck,Tags,Front,Back\r\n"
		"g1,Basic,D,a b,\"x, \"\"y\"\"\",z",
		/* filled up, with another separator than it says */
		"#separator:Comma;;;;;\n#html:true;;;;;\n#guid column:1;;;;;\n"
		"#notetype column:2;;;;;\n#deck column:3;;;;;\n#tags column:4;;;;;\n"
		"#GUID;Notetype;Deck;Tags;Front;Back\ng1;Basic;D;a b;\"x, \"\"y\"\"\";z\n",
		/* not filled up: the names tell */
		"#separator:Comma\n" ROWS "#GUID;Notetype;Deck;Tags;Front;Back\n"
		"g1;Basic;D;a b;\"x, \"\"y\"\"\";z\n;;;;;\n",
		/* every cell quoted, and filled up with commas */
		"\"#separator:Comma\",\"\",\"\"\n\"#guid column:1\",\"\"\n\"#notetype column:2\",\n"
		"\"#deck column:3\"\n\"#tags "
		"column:4\"\n\"#GUID\",\"Notetype\",\"Deck\",\"Tags\",\"Front\",\"Back\"\n"
		"\"g1\",\"Basic\",\"D\",\"a b\",\"x, \"\"y\"\"\",\"z\"\n,,,,,\n",
		/* tabs */
		"#separator:tab\n" ROWS "g1\tBasic\tD\ta b\tx, \"\"y\"\"\tz\n",
	};
	read_back r;

	for (size_t i = 0; i + 1 < COUNT(texts); i++) {
		reads(&r, "a.csv", texts[i]);
		INT_EQ(r.earlier.count, 1);
		same(r.earlier.notes[0].guid, MILL_STR("g1"));
		same(r.earlier.notes[0].deck, MILL_STR("D"));
		INT_EQ(r.earlier.notes[0].tag_count, 2);
		same(r.earlier.notes[0].tags[1], MILL_STR("b"));
		same(r.earlier.notes[0].fields[0], MILL_STR("x, \"y\""));
		same(r.earlier.notes[0].fields[1], MILL_STR("z"));
		cardmill_free(r.mill);
	}
}

/* Columns stand where the lines say; rows without a guid are nobody's. */
static void
other_columns(void)
{
	read_back r;

	reads(&r, "a.csv",
	    "#separator:Pipe\n#tags column:1\n#guid column:3\nt "
	    "u|f|g1|b\n|f|\n\nv|h|g2|k|l|m|n|o\n");
	INT_EQ(r.earlier.count, 2);
	same(r.earlier.notes[0].fields[0], MILL_STR("f"));
	same(r.earlier.notes[0].fields[1], MILL_STR("b"));
	same(r.earlier.notes[1].guid, MILL_STR("g2"));
	same(r.earlier.notes[1].fields[3], MILL_STR("m"));
	cardmill_free(r.mill);
}

/* ---- JSON of others ----------------------------------------------------------------------- */

static void
json_of_anki(void)
{
	read_back r;

	reads(&r, "a.json",
	    "{\"default_notetype\": 5, \"notes\": [{\"guid\": \"g1\", \"fields\": [\"f\", null], "
	    "\"tags\": [\"a\"], \"notetype\": \"My Cloze\", \"deck\": 7}, "
	    "{\"fields\": [\"nobody\"]}, {\"guid\": \"g2\", \"fields\": [], \"tags\": null, "
	    "\"deck\": null, \"id\": 12}]}");
	INT_EQ(r.earlier.count, 2);
	INT_EQ(r.earlier.notes[0].kind, MILL_CLOZE);
	INT_EQ(r.earlier.notes[0].modified, 0);
	same(r.earlier.notes[0].fields[0], MILL_STR("f"));
	same(r.earlier.notes[0].deck, MILL_STR(""));
	same(r.earlier.notes[1].guid, MILL_STR("g2"));
	INT_EQ(r.earlier.notes[1].tag_count, 0);
	cardmill_free(r.mill);
}

/* ---- several decks ----------------------------------------------------------------------------
 */

static void
the_later_counts(void)
{
	static const char form[] = "{\"notes\": [{\"guid\": \"gAbCdEfGhIj12\", \"modified\": %d, "
				   "\"fields\": [\"nobody %d\"]}]}";

	for (int turn = 0; turn < 2; turn++) {
		static const char *const paths[] = { "a.json", "b.json" };
		cardmill_options options = CARDMILL_OPTIONS_INIT;
		char text[200];
		cardmill *mill;

		for (int i = 0; i < 2; i++) {
			snprintf(text, sizeof text, form, i == turn ? 20 : 10, i == turn ? 2 : 1);
			spit(paths[i], text);
		}
		options.previous = paths;
		options.previous_count = 2;
		mill = built(NOTES, &options);
		INT_EQ(cardmill_vanished_count(mill), 1);
		STR_EQ(cardmill_vanished_at(mill, 0)->fields[0], "nobody 2");
		cardmill_free(mill);
	}
}

/* ---- what is wrong --------------------------------------------------------------------------- */

/* Reads bytes as a deck; what is wrong is said in a sentence that names the way out. */
static bool
survives(const char *path, const void *data, size_t length)
{
	read_back r;
	bool fine;

	put_file(path, data, length);
	read_from(&r, path, NULL, NULL);
	fine = r.status == CARDMILL_OK;
	if (!fine) {
		STR_HAS(error_of(r.mill, r.status, "bad-deck")->message, "--fresh");
		STR_EQ(cardmill_error(r.mill)->file, path);
	}
	cardmill_free(r.mill);
	return fine;
}

/* A deck that is cut off is told; of text, lines may be whole. */
static void
cut_off(void)
{
	cardmill *mill = built("- a: b\n- c: ==d== e\n", NULL);

	for (size_t k = 0; k < COUNT(decks); k++) {
		bytes all = written(mill, decks[k]);
		size_t fine = 0;

		for (size_t length = 0; length < all.len; length++)
			fine += survives(names[k], all.data, length);
		if (decks[k] == CARDMILL_APKG)
			OK(fine <=
			    3); /* of its last bytes, which are 0: minizip takes them for that */
		else if (decks[k] == CARDMILL_JSON)
			OK(fine <= 1); /* its last newline */
	}
	cardmill_free(mill);
}

/* Each byte turned into others. */
static void
turned(void)
{
	static const unsigned char masks[] = { 0xFF, 0x01, 0x80 };
	cardmill *mill = built("- a: b\n- c: ==d== e\n", NULL);

	for (size_t k = 0; k < COUNT(decks); k++) {
		bytes all = written(mill, decks[k]);

		for (size_t at = 0; at < all.len; at++)
			for (size_t m = 0; m < COUNT(masks); m++) {
				all.data[at] = (char)(all.data[at] ^ masks[m]);
				survives(names[k], all.data, all.len);
				all.data[at] = (char)(all.data[at] ^ masks[m]);
			}
		OK(survives(names[k], all.data, all.len));
	}
	cardmill_free(mill);
}

/* The database alone, whose bytes no checksum guards: read as from a package. */
static void
read_database(void *user)
{
	read_back *r = user;
	bytes all = slurp(r->path);
	mill_reading reading = { .arena = &r->mill->arena,
		.scratch = { .heap = &r->mill->heap },
		.path = r->path,
		.options = &r->mill->options,
		.stored = &r->earlier };

	if (!mill_read_collection(&reading, "collection.anki2", (mill_str){ all.data, all.len }))
		OK(reading.trouble != NULL);
	while (reading.held_count > 0)
		mill_let_go(&reading);
	mill_arena_free(&reading.scratch);
}

static void
take_database(void *user)
{
	read_back *r = user;
	mill_reading reading = {
		.arena = &r->mill->arena, .scratch = { .heap = &r->mill->heap }, .path = "a.apkg"
	};
	mill_str db;
	void *zip;

	OK(mill_unzip_open(&reading, &zip) && mill_unzip(&reading, zip, "collection.anki2", &db));
	put_file("a.db", db.ptr, db.len);
	while (reading.held_count > 0)
		mill_let_go(&reading);
	mill_arena_free(&reading.scratch);
}

static void
turned_database(void)
{
	cardmill *mill = built("- a: b\n- c: ==d== e\n", NULL);
	read_back r = { .mill = mill };
	bytes all;

	INT_EQ(cardmill_write_file(mill, CARDMILL_APKG, "a.apkg"), CARDMILL_OK);
	OK(mill_attempt(&mill->heap, take_database, &r));
	all = slurp("a.db");
	OK(all.len > 4096);
	for (size_t at = 0; at < all.len; at += at < 4096 ? 3 : 11) {
		read_back one = { .mill = cardmill_new(NULL), .path = "b.db" };

		all.data[at] = (char)(all.data[at] ^ 0xFF);
		put_file("b.db", all.data, all.len);
		OK(mill_attempt(&one.mill->heap, read_database, &one));
		all.data[at] = (char)(all.data[at] ^ 0xFF);
		cardmill_free(one.mill);
	}
	cardmill_free(mill);
}

/* ---- parts -------------------------------------------------------------------------------- */

static void
protobuf(void)
{
	mill_message m = { .rest = {
			       "\x08\x96\x01\x12\x02hi\x1d\0\0\0\0\x21\0\0\0\0\0\0\0\0", 21 } };

	OK(mill_next_field(&m) && m.field == 1 && m.number == 150);
	OK(mill_next_field(&m) && m.field == 2 && mill_equal(m.bytes, MILL_STR("hi")));
	OK(mill_next_field(&m) && m.field == 3);
	OK(mill_next_field(&m) && m.field == 4);
	OK(!mill_next_field(&m));
	for (unsigned i = 0; i < 1u << 16; i++) {
		char two[] = { (char)(i >> 8), (char)i };

		m = (mill_message){ .rest = { two, 2 } };
		while (mill_next_field(&m))
			OK(m.bytes.len <= 2);
	}
	m = (mill_message){ .rest = MILL_STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF") };
	OK(!mill_next_field(&m));
	m = (mill_message){ .rest = MILL_STR("\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7Fx") };
	OK(!mill_next_field(&m));
}

static const check_test tests[] = {
	{ "round-trip", round_trip },
	{ "round-trip-of-anki-types", round_trip_of_anki_types },
	{ "spreadsheets", spreadsheets },
	{ "other-columns", other_columns },
	{ "json-of-anki", json_of_anki },
	{ "the-later-counts", the_later_counts },
	{ "cut-off", cut_off },
	{ "turned", turned },
	{ "turned-database", turned_database },
	{ "protobuf", protobuf },
};

int
main(int argc, char **argv)
{
	return check_run("unit-read", tests, COUNT(tests), argc, argv);
}
