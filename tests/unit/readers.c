/*
 * readers.c - earlier decks of other shapes: names that tell nothing, guids of Anki, rows
 * that are too short, packages whose members speak against each other.
 */
#include "unit.h"
#include "../api/help.h"
#include "deck.h"
#include "formats/formats.h"
#include "mill.h"

#include <sqlite3.h>

#define TRICKY                                                                                   \
	"---\ndeck: Deep::Down\ntags: [a, b::c]\n---\n"                                          \
	"# Go `<map>`\n\n## keys & values\n\n1. key：must be \"comparable\", =1; #2\n"          \
	"2. `len()` - number of entries; a, b\tc\n\n### <small>x</small></div>\n\n"              \
	"- The capital of {{c1::France}} is Paris\n- front <div><small>y</small></div>::back "   \
	"<div><small>z</small></div>\n\nWhat is a channel? A typed conduit.\n\n"                 \
	"- goroutine ---> a light ~~green~~ thread <!-- id: go-1 -->\n- one: two &lt;small&gt; " \
	"😀 日本語\n"

enum { MODIFIED = 1700000000 };

typedef struct earlier {
	cardmill *mill;
	const char *path;
	mill_stored decks;
	cardmill_status status;
} earlier;

static void
read_deck(void *user)
{
	earlier *e = user;

	mill_deck_file file = { .path = e->path };

	e->status = mill_read_deck(&e->mill->log, &e->mill->options, &file, &e->decks);
}

/* Reads a deck as a build does it; the mill has the error. */
static earlier
reading(const char *path, const cardmill_options *options)
{
	earlier e = { .mill = cardmill_new(options), .path = path };

	OK(e.mill != NULL);
	mill_begin(e.mill);
	OK(mill_attempt(&e.mill->heap, read_deck, &e));
	INT_EQ(mill_end(e.mill), e.status);
	OK((e.status == CARDMILL_OK) == (cardmill_error(e.mill) == NULL));
	return e;
}

static void
fails(const char *path, const char *name, int line, int column, const char *part)
{
	earlier e = reading(path, NULL);
	const cardmill_report *error;

	OK(e.status != CARDMILL_OK);
	error = error_of(e.mill, cardmill_error(e.mill)->status, name);
	STR_HAS(error->message, part);
	STR_HAS(error->message, "--fresh");
	INT_EQ(error->line, line);
	if (column > 0)
		INT_EQ(error->column, column);
	cardmill_free(e.mill);
}

static void
spit_bytes(const char *path, const char *from, size_t length)
{
	FILE *stream = fopen(path, "wb");

	OK(stream != NULL && fwrite(from, 1, length, stream) == length && fclose(stream) == 0);
}

static void
same(mill_str got, mill_str want, const char *what, size_t i)
{
	if (!mill_equal(got, want))
		FAIL("%s of note %zu is \"%.*s\", not \"%.*s\"", what, i, (int)got.len, got.ptr,
		    (int)want.len, want.ptr);
}

/* The notes read are those of the deck. */
static void
equals(const mill_stored *got, const mill_deck *deck, bool own, bool dated)
{
	INT_EQ(got->count, deck->note_count);
	for (size_t i = 0; i < got->count; i++) {
		const mill_stored_note *a = &got->notes[i];
		const mill_note *b = deck->notes[i];

		same(a->guid, b->guid, "guid", i);
		same(a->deck, mill_deck_of(deck, b), "deck", i);
		for (int k = 0; k < MILL_FIELDS; k++)
			same(a->fields[k], b->fields[k], "a field", i);
		INT_EQ(a->kind, b->kind);
		INT_EQ(a->own, own);
		INT_EQ(a->modified, dated ? b->modified : 0);
		INT_EQ(a->tag_count, b->tag_count);
		for (size_t k = 0; k < b->tag_count; k++)
			same(a->tags[k], b->tags[k], "a tag", i);
		if (dated)
			same(a->id, b->id, "id", i);
	}
}

static cardmill *
tricky(const cardmill_options *given)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;

	if (given != NULL)
		options = *given;
	options.now = MODIFIED;
	return built(TRICKY, &options);
}

static void
write_as(cardmill *mill, const char *path)
{
	INT_EQ(cardmill_write_file(mill, cardmill_format_of(path), path), CARDMILL_OK);
}

/* ---- what a mill wrote ------------------------------------------------------------------ */

static const char *const decks[] = { "d.apkg", "d.csv", "d.tsv", "d.json" };

/* Names that tell nothing: a JSON deck says which of its types has clozes. */
static void
foreign_names(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.basic_notetype = "Frage";
	options.cloze_notetype = "Luecke";
	mill = tricky(&options);
	for (size_t i = 1; i < COUNT(decks); i++) {
		earlier e;

		write_as(mill, decks[i]);
		e = reading(decks[i], i == 3 ? NULL : &options);
		equals(&e.decks, &mill->deck, false, i == 3);
		cardmill_free(e.mill);
	}
	cardmill_free(mill);
}

/* The style of the package is what the writer wrote, byte by byte. */
static void
styles(void)
{
	cardmill *mill = tricky(NULL);
	earlier e;

	write_as(mill, "d.apkg");
	e = reading("d.apkg", NULL);
	for (int kind = 0; kind < 2; kind++) {
		const mill_notetype *type = mill_stored_type(
		    &e.decks, mill_own_type((mill_kind)kind)->id);
		mill_writing writing = { .arena = { .heap = &mill->heap }, .deck = &mill->deck };

		OK(type != NULL && type->template_count == 1);
		same(type->css, mill->deck.style.css, "css", 0);
		OK(mill_starts(type->templates[0].front, mill->deck.style.fronts[kind]));
		OK(mill_starts(type->templates[0].back, mill->deck.style.backs[kind]));
		same(type->templates[0].front,
		    mill_coloured(&writing, mill->deck.style.fronts[kind]), "front", 0);
		INT_EQ(type->modified, mill_style_modified(&mill->deck, (mill_kind)kind,
					   type->templates[0].front, type->templates[0].back));
		mill_arena_free(&writing.arena);
	}
	cardmill_free(e.mill);
	cardmill_free(mill);
}

/* ---- tables ------------------------------------------------------------------------------ */

/* Anki's guids may begin with #, and then are quoted: such a row is no comment. */
static void
guids_of_anki(void)
{
	earlier e;

	spit("a.tsv",
	    "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n"
	    "#deck column:3\n#tags column:6\n"
	    "\"#ab,$x\"\tBasic\tD\tf\tb\tt\n#c\tBasic\tD\tf\tb\tt\nx\tBasic\tD\tf\tb\tt\n");
	e = reading("a.tsv", NULL);
	INT_EQ(e.status, CARDMILL_OK);
	INT_EQ(e.decks.count, 2);
	SAME(e.decks.notes[0].guid, "#ab,$x");
	SAME(e.decks.notes[1].guid, "x");
	INT_EQ(e.decks.notes[1].tag_count, 1);
	cardmill_free(e.mill);
}

#define HEAD                                                                 \
	"#separator:Comma\n#html:true\n#guid column:1\n#notetype column:2\n" \
	"#deck column:3\n#tags column:4\n"

static void
bad_tables(void)
{
	spit("n.csv", "a,b\nc,d\n");
	fails("n.csv", "bad-deck", 0, 0, "guid");
	spit("q.csv", HEAD "g,B,D,t,f,b\nh,B,D,t,\"f,b\nx,y\n");
	fails("q.csv", "bad-deck", 8, 0, "quote");
	spit("u.csv", HEAD "g,B,D,t,f,b\nh,B,D,t,\xFF,b\n");
	fails("u.csv", "bad-deck", 8, 0, "UTF-8");
	spit("c.csv", HEAD "g,B,D,t,f,b\nh,B\n");
	fails("c.csv", "bad-deck", 8, 0, "column");
	spit("g.csv", "#separator:Comma\n#guid column:99\ng,B,D,t,f,b\n");
	fails("g.csv", "bad-deck", 3, 0, "");
	spit("v.csv", "\xFF\xFE#\0g\0");
	fails("v.csv", "bad-deck", 1, 0, "UTF-16");
}

/* ---- packages ---------------------------------------------------------------------------- */

static void
no_deck(void)
{
	fails("gone.apkg", "read-failed", 0, 0, "gone.apkg");
	fails("gone.csv", "read-failed", 0, 0, "gone.csv");
	spit("x.apkg", "");
	fails("x.apkg", "bad-deck", 0, 0, "zip");
	spit("x.apkg", "PK\3\4 and nothing");
	fails("x.apkg", "bad-deck", 0, 0, "zip");
	mkdir("folder.apkg", 0777);
	fails("folder.apkg", "read-failed", 0, 0, "folder.apkg");
}

/* A package of members that are stored. */
static void
pack(const char *path, const mill_member *members, size_t count)
{
	bytes out = { 0 };
	counted own;
	mill_writing writing;

	counted_init(&own);
	writing = (mill_writing){ .arena = own.arena, .sink = { bytes_put, &out } };
	writing.arena.heap = &own.heap;
	OK(mill_zip(&writing, members, count));
	mill_arena_free(&writing.arena);
	spit_bytes(path, out.data, out.len);
}

/* The bytes of a database that statements make. */
static mill_str
database(const char *sql)
{
	sqlite3 *db;
	sqlite3_int64 size;
	unsigned char *data;
	mill_str copy;

	INT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		FAIL("%s", sqlite3_errmsg(db));
	data = sqlite3_serialize(db, "main", &size, 0);
	OK(data != NULL);
	copy = mill_copy(test_arena(), (mill_str){ (char *)data, (size_t)size });
	sqlite3_free(data);
	sqlite3_close(db);
	return copy;
}

#define TABLES                                                                                 \
	"CREATE TABLE col (id integer primary key, ver, models, decks);"                       \
	"CREATE TABLE notes (id integer primary key, guid, mid, mod, tags, flds, data);"       \
	"CREATE TABLE cards (id integer primary key, nid, did, ord, odid default 0);"          \
	"INSERT INTO col VALUES (1, 11, '{\"5\":{\"type\":1,\"flds\":[1,2],\"tmpls\":[{}]}}'," \
	"'{\"7\":{\"name\":\"D\"}}');"

static void
members(void)
{
	mill_str good = database(
		     TABLES "INSERT INTO notes VALUES (1, 'g', 5, 9, ' a b ', "
			    "'f' || char(31) || 'b', '{\"id\":\"me\"}'),"
			    "(2, '', 5, 9, '', 'f', ''), (3, 'h', 6, 9, '', 'f', 'x');"
			    "INSERT INTO cards VALUES (1, 1, 8, 1, 0), (2, 1, 6, 0, 7);"),
		 dummy = database("CREATE TABLE x (y)");
	const mill_member only[] = { { .name = "collection.anki2", .bytes = good } },
			  both[] = { { .name = "collection.anki21", .bytes = good },
				  { .name = "collection.anki2", .bytes = dummy } },
			  newest[] = { { .name = "collection.anki2", .bytes = good },
				  { .name = "collection.anki21b", .bytes = good } },
			  newer[] = { { .name = "meta", .bytes = MILL_STR("\x08\x04") },
				  { .name = "collection.anki2", .bytes = good } },
			  bare[] = { { .name = "media", .bytes = MILL_STR("{}") } },
			  other[] = { { .name = "collection.anki2", .bytes = dummy } };

	for (int i = 0; i < 2; i++) {
		earlier e;

		pack("m.apkg", i == 0 ? only : both, i == 0 ? 1 : 2);
		e = reading("m.apkg", NULL);
		INT_EQ(e.status, CARDMILL_OK);
		INT_EQ(e.decks.count, 2); /* a note without a guid is nobody's */
		SAME(e.decks.notes[0].guid, "g");
		SAME(e.decks.notes[0].id, "me");
		SAME(e.decks.notes[0].deck, "D");
		SAME(e.decks.notes[0].fields[1], "b");
		INT_EQ(e.decks.notes[0].tag_count, 2);
		INT_EQ(e.decks.notes[0].kind, MILL_CLOZE);
		OK(!e.decks.notes[0].own);
		SAME(e.decks.notes[1].deck, "");
		INT_EQ(e.decks.notes[1].kind, MILL_BASIC);
		cardmill_free(e.mill);
	}
	pack("m.apkg", newest, 2);
	fails("m.apkg", "bad-deck", 0, 0, "anki21b"); /* and not the dummy beside it */
	pack("m.apkg", newer, 2);
	fails("m.apkg", "bad-deck", 0, 0, "4");
	pack("m.apkg", bare, 1);
	fails("m.apkg", "bad-deck", 0, 0, "collection.anki2");
	pack("m.apkg", other, 1);
	fails("m.apkg", "bad-deck", 0, 0, "collection.anki2");
}

/* Two fields that CSV filled, and Anki exported: context and source are taken out again. */
static void
two_fields(void)
{
	mill_member member = { .name = "collection.anki2",
		.bytes = database(TABLES
		    "INSERT INTO notes VALUES (1, 'g', 6, 9, '', '<div><small>C</small></div>f' || "
		    "char(31) || 'b<div><small>s.md</small></div>', ''),"
		    "(2, 'h', 6, 9, '', '<div><small>C</small></div>f' || char(31) || 'b' || "
		    "char(31) || 'x', '');") };
	earlier e;

	pack("t.apkg", &member, 1);
	e = reading("t.apkg", NULL);
	INT_EQ(e.status, CARDMILL_OK);
	SAME(e.decks.notes[0].fields[0], "f");
	SAME(e.decks.notes[0].fields[1], "b");
	SAME(e.decks.notes[0].fields[2], "C");
	SAME(e.decks.notes[0].fields[3], "s.md");
	SAME(e.decks.notes[1].fields[0], "<div><small>C</small></div>f");
	SAME(e.decks.notes[1].fields[2], "x");
	cardmill_free(e.mill);
}

/* The directory of a package with many files is read in blocks. */
static void
many_members(void)
{
	enum { MANY = 5000 };
	mill_member *all = MILL_NEW(test_arena(), mill_member, MANY + 1);
	earlier e;

	for (size_t i = 0; i < MANY; i++) {
		mill_buf name = test_buf();

		mill_printf(&name, "%zu", i);
		all[i] = (mill_member){ .name = name.text, .bytes = MILL_STR("x") };
	}
	all[MANY] = (mill_member){ .name = "collection.anki2",
		.bytes = database(TABLES "INSERT INTO notes VALUES (1, 'g', 5, 9, '', 'f', '');") };
	pack("y.apkg", all, MANY + 1);
	e = reading("y.apkg", NULL);
	INT_EQ(e.status, CARDMILL_OK);
	INT_EQ(e.decks.count, 1);
	cardmill_free(e.mill);
}

/* Databases that would keep a reader busy, or run what they say. */
static void
hostile_tables(void)
{
	static const char *const all[] = {
		"CREATE TABLE col (ver, models, decks); INSERT INTO col VALUES (11, '{}', '{}');"
		"CREATE TABLE cards (nid, did, ord);"
		"CREATE VIEW notes AS WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i FROM x) "
		"SELECT i AS id, 'g' AS guid, 1 AS mid, 1 AS mod, '' AS tags, '' AS flds, '' AS "
		"data FROM x;",
		"CREATE TABLE col (ver, models, decks); INSERT INTO col VALUES (11, '{', '{}');"
		"CREATE TABLE cards (nid, did, ord);"
		"CREATE TABLE notes (id integer primary key, guid, mid, mod, tags, flds, data);",
		"CREATE TABLE col (ver, models, decks); INSERT INTO col VALUES (13, '{}', '{}');",
		"CREATE TABLE col (ver, models, decks);",
	};

	for (size_t i = 0; i < COUNT(all); i++) {
		mill_member member = { .name = "collection.anki2", .bytes = database(all[i]) };

		pack("h.apkg", &member, 1);
		fails("h.apkg", "bad-deck", 0, 0, i == 1 ? "models" : "collection.anki2");
	}
}

static const check_test tests[] = {
	{ "foreign-names", foreign_names },
	{ "styles", styles },
	{ "guids-of-anki", guids_of_anki },
	{ "bad-tables", bad_tables },
	{ "no-deck", no_deck },
	{ "members", members },
	{ "two-fields", two_fields },
	{ "many-members", many_members },
	{ "hostile-tables", hostile_tables },
};

int
main(int argc, char **argv)
{
	return check_run("unit-readers", tests, COUNT(tests), argc, argv);
}
