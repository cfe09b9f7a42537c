/*
 * floor.c - the least work that still makes a package, to measure against.
 *
 *     floor FILE.md OUT.apkg
 *
 * The straight way with ordinary means: the whole file as one cmark tree, every
 * item of a top-level list and every heading with text of its own a note, rows
 * into SQLite in one transaction, indices last, the database deflated at level
 * 6, all in one thread.  There are no rules: the front is the first line, the
 * back is the rest.  What cardmill costs is told as a multiple of this program,
 * so whoever makes it slower makes cardmill look fast: do not.
 */
#include <cmark-gfm.h>
#include <minizip/zip.h>
#include <nettle/sha1.h>
#include <sqlite3.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODEL_ID "1734000010007"
#define DECK_ID  "1734000020003"
#define FIRST_ID INT64_C(1734000000000)
#define MODIFIED "1734000000"

struct text {
	char  *bytes;
	size_t length;
	size_t room;
};

struct deck {
	sqlite3      *db;
	sqlite3_stmt *insert_note;
	struct text   fields;		/* front, 0x1F, back */
	struct text   sort;		/* the front without tags */
	sqlite3_int64 notes;
};

static const char schema[] =
    "CREATE TABLE col (id integer primary key, crt integer not null,"
    " mod integer not null, scm integer not null, ver integer not null,"
    " dty integer not null, usn integer not null, ls integer not null,"
    " conf text not null, models text not null, decks text not null,"
    " dconf text not null, tags text not null);"
    "CREATE TABLE notes (id integer primary key, guid text not null,"
    " mid integer not null, mod integer not null, usn integer not null,"
    " tags text not null, flds text not null, sfld integer not null,"
    " csum integer not null, flags integer not null, data text not null);"
    "CREATE TABLE cards (id integer primary key, nid integer not null,"
    " did integer not null, ord integer not null, mod integer not null,"
    " usn integer not null, type integer not null, queue integer not null,"
    " due integer not null, ivl integer not null, factor integer not null,"
    " reps integer not null, lapses integer not null, left integer not null,"
    " odue integer not null, odid integer not null, flags integer not null,"
    " data text not null);"
    "CREATE TABLE revlog (id integer primary key, cid integer not null,"
    " usn integer not null, ease integer not null, ivl integer not null,"
    " lastIvl integer not null, factor integer not null, time integer not null,"
    " type integer not null);"
    "CREATE TABLE graves (usn integer not null, oid integer not null,"
    " type integer not null);";

static const char indices[] =
    "CREATE INDEX ix_notes_usn ON notes (usn);"
    "CREATE INDEX ix_cards_usn ON cards (usn);"
    "CREATE INDEX ix_revlog_usn ON revlog (usn);"
    "CREATE INDEX ix_cards_nid ON cards (nid);"
    "CREATE INDEX ix_cards_sched ON cards (did, queue, due);"
    "CREATE INDEX ix_revlog_cid ON revlog (cid);"
    "CREATE INDEX ix_notes_csum ON notes (csum);";

static const char conf[] =
    "{\"activeDecks\":[1],\"curDeck\":1,\"newSpread\":0,\"collapseTime\":1200,"
    "\"timeLim\":0,\"estTimes\":true,\"dueCounts\":true,\"curModel\":" MODEL_ID ","
    "\"nextPos\":1,\"sortType\":\"noteFld\",\"sortBackwards\":false,\"addToCur\":true}";

static const char models[] =
    "{\"" MODEL_ID "\":{\"id\":" MODEL_ID ",\"name\":\"Floor\",\"type\":0,"
    "\"mod\":" MODIFIED ",\"usn\":-1,\"sortf\":0,\"did\":null,\"css\":\".card{}\","
    "\"latexPre\":\"\",\"latexPost\":\"\",\"tags\":[],\"vers\":[],"
    "\"req\":[[0,\"any\",[0]]],\"flds\":["
    "{\"name\":\"Front\",\"ord\":0,\"font\":\"Arial\",\"size\":20,\"sticky\":false,"
    "\"rtl\":false,\"media\":[]},"
    "{\"name\":\"Back\",\"ord\":1,\"font\":\"Arial\",\"size\":20,\"sticky\":false,"
    "\"rtl\":false,\"media\":[]}],\"tmpls\":[{\"name\":\"Card 1\",\"ord\":0,"
    "\"qfmt\":\"{{Front}}\",\"afmt\":\"{{FrontSide}}<hr id=answer>{{Back}}\","
    "\"bqfmt\":\"\",\"bafmt\":\"\",\"did\":null}]}}";

#define DECK_REST \
    "\"mod\":" MODIFIED ",\"usn\":-1,\"lrnToday\":[0,0],\"revToday\":[0,0]," \
    "\"newToday\":[0,0],\"timeToday\":[0,0],\"collapsed\":false," \
    "\"browserCollapsed\":false,\"desc\":\"\",\"dyn\":0,\"conf\":1," \
    "\"extendNew\":0,\"extendRev\":0}"

static const char decks[] =
    "{\"1\":{\"id\":1,\"name\":\"Default\"," DECK_REST ","
    "\"" DECK_ID "\":{\"id\":" DECK_ID ",\"name\":\"Floor\"," DECK_REST "}";

static const char dconf[] =
    "{\"1\":{\"id\":1,\"mod\":0,\"name\":\"Default\",\"usn\":0,\"maxTaken\":60,"
    "\"autoplay\":true,\"timer\":0,\"replayq\":true,\"dyn\":false,"
    "\"new\":{\"bury\":false,\"delays\":[1,10],\"initialFactor\":2500,"
    "\"ints\":[1,4,7],\"order\":1,\"perDay\":20,\"separate\":true},"
    "\"rev\":{\"bury\":false,\"ease4\":1.3,\"fuzz\":0.05,\"ivlFct\":1,"
    "\"maxIvl\":36500,\"minSpace\":1,\"perDay\":200},"
    "\"lapse\":{\"delays\":[10],\"leechAction\":0,\"leechFails\":8,\"minInt\":1,"
    "\"mult\":0}}}";

/* ---- Bytes ------------------------------------------------------------ */

static void
fail(const char *what, const char *why)
{
	fprintf(stderr, "floor: %s: %s\n", what, why);
	exit(1);
}

static void
append(struct text *text, const char *bytes, size_t length)
{
	if (text->length + length >= text->room) {
		text->room = (text->length + length) * 2 + 64;
		text->bytes = realloc(text->bytes, text->room);
		if (text->bytes == NULL)
			fail("memory", "exhausted");
	}
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
}

static struct text
read_file(const char *path)
{
	struct text text = {0};
	FILE       *in = fopen(path, "rb");
	long        size;

	if (in == NULL || fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0)
		fail(path, "cannot be read");
	rewind(in);
	text.room = (size_t)size + 1;
	text.bytes = malloc(text.room);
	if (text.bytes == NULL)
		fail("memory", "exhausted");
	text.length = fread(text.bytes, 1, (size_t)size, in);
	fclose(in);
	return text;
}

/* ---- Collection ------------------------------------------------------- */

static void
check(const struct deck *deck, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE)
		fail("sqlite", sqlite3_errmsg(deck->db));
}

static void
run(const struct deck *deck, const char *sql)
{
	check(deck, sqlite3_exec(deck->db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *
prepare(const struct deck *deck, const char *sql)
{
	sqlite3_stmt *statement;

	check(deck, sqlite3_prepare_v2(deck->db, sql, -1, &statement, NULL));
	return statement;
}

static void
bind_text(sqlite3_stmt *statement, int column, const char *bytes, size_t length)
{
	sqlite3_bind_text(statement, column, bytes, (int)length, SQLITE_STATIC);
}

static void
insert_collection(const struct deck *deck)
{
	sqlite3_stmt *statement = prepare(deck,
	    "INSERT INTO col VALUES (1," MODIFIED "," MODIFIED "000," MODIFIED "000,"
	    "11,0,0,0,?,?,?,?,'{}')");

	bind_text(statement, 1, conf, sizeof conf - 1);
	bind_text(statement, 2, models, sizeof models - 1);
	bind_text(statement, 3, decks, sizeof decks - 1);
	bind_text(statement, 4, dconf, sizeof dconf - 1);
	check(deck, sqlite3_step(statement));
	sqlite3_finalize(statement);
}

static void
open_collection(struct deck *deck)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

	check(deck, sqlite3_open_v2("floor", &deck->db, flags, "memdb"));
	run(deck, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
	run(deck, schema);
	insert_collection(deck);
	deck->insert_note = prepare(deck,
	    "INSERT INTO notes VALUES (?1,?2," MODEL_ID "," MODIFIED ",-1,'',?3,?4,?5,0,'')");
}

/* The cards follow the notes, so that neither table's pages are torn apart. */
static void
insert_cards(const struct deck *deck)
{
	sqlite3_stmt *statement = prepare(deck,
	    "INSERT INTO cards VALUES (?1,?1," DECK_ID ",0," MODIFIED ",-1,0,0,?2,"
	    "0,0,0,0,0,0,0,0,'')");

	for (sqlite3_int64 i = 0; i < deck->notes; i++) {
		sqlite3_bind_int64(statement, 1, FIRST_ID + i);
		sqlite3_bind_int64(statement, 2, i + 1);
		check(deck, sqlite3_step(statement));
		sqlite3_reset(statement);
	}
	sqlite3_finalize(statement);
}

static void
finish_collection(struct deck *deck)
{
	sqlite3_finalize(deck->insert_note);
	insert_cards(deck);
	run(deck, indices);
	run(deck, "COMMIT");
}

/* ---- Notes ------------------------------------------------------------ */

/* The length of the entity at s, one of the four that cmark writes, or 0. */
static size_t
entity(const char *s, size_t length, char *decoded)
{
	static const struct {
		const char *name;
		size_t      length;
		char        c;
	} known[] = {{"&amp;", 5, '&'}, {"&lt;", 4, '<'}, {"&gt;", 4, '>'}, {"&quot;", 6, '"'}};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (known[i].length <= length && memcmp(s, known[i].name, known[i].length) == 0) {
			*decoded = known[i].c;
			return known[i].length;
		}
	return 0;
}

/*
 * The front without tags and entities: what Anki sorts and checksums.  Behind
 * the front stands 0x1F, where the search for tags ends.
 */
static void
strip(struct text *out, const char *html, size_t length)
{
	const char *end = html + length;
	const char *close;

	out->length = 0;
	while (html < end) {
		size_t n = strcspn(html, "<&\x1f");
		char   c = *(html + n);

		append(out, html, n);
		html += n;
		if (html >= end)
			break;
		n = c == '&' ? entity(html, (size_t)(end - html), &c) : 0;
		close = c == '<' && n == 0 ? memchr(html, '>', (size_t)(end - html)) : NULL;
		if (close == NULL)
			append(out, &c, 1);
		html = close != NULL ? close + 1 : html + (n > 0 ? n : 1);
	}
}

static uint32_t
checksum(const struct text *text)
{
	struct sha1_ctx sha1;
	uint8_t         digest[4];

	sha1_init(&sha1);
	sha1_update(&sha1, text->length, (const uint8_t *)text->bytes);
	sha1_digest(&sha1, sizeof digest, digest);
	return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
	    (uint32_t)digest[2] << 8 | digest[3];
}

/* Eleven base62 digits of a hash of the fields (FNV-1a). */
static void
make_guid(char guid[11], const struct text *fields)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (size_t i = 0; i < fields->length; i++)
		hash = (hash ^ (unsigned char)fields->bytes[i]) * UINT64_C(0x100000001B3);
	for (int i = 0; i < 11; i++, hash /= 62)
		guid[i] = digits[hash % 62];
}

/* Insert a note whose front and back stand in deck->fields. */
static void
insert_note(struct deck *deck, size_t front)
{
	sqlite3_stmt *statement = deck->insert_note;
	char          guid[11];

	strip(&deck->sort, deck->fields.bytes, front);
	make_guid(guid, &deck->fields);
	sqlite3_bind_int64(statement, 1, FIRST_ID + deck->notes++);
	bind_text(statement, 2, guid, sizeof guid);
	bind_text(statement, 3, deck->fields.bytes, deck->fields.length);
	bind_text(statement, 4, deck->sort.bytes, deck->sort.length);
	sqlite3_bind_int64(statement, 5, checksum(&deck->sort));
	check(deck, sqlite3_step(statement));
	sqlite3_reset(statement);
}

/* ---- Tree to notes ---------------------------------------------------- */

static void
render(struct deck *deck, cmark_node *node)
{
	char  *html = cmark_render_html(node, CMARK_OPT_DEFAULT, NULL);
	size_t length = strlen(html);

	append(&deck->fields, html, length);
	free(html);
}

/* The front is rendered: take its last newline off and begin the back.  The length of the front. */
static size_t
end_front(struct deck *deck)
{
	size_t front = deck->fields.length;

	if (front > 0 && deck->fields.bytes[front - 1] == '\n')
		front--;
	deck->fields.length = front;
	append(&deck->fields, "\x1f", 1);
	return front;
}

/* What follows the first line of a paragraph becomes a paragraph of its own. */
static void
split_first_line(cmark_node *paragraph)
{
	cmark_node *node = cmark_node_first_child(paragraph);
	cmark_node *rest, *next;

	while (node != NULL && cmark_node_get_type(node) != CMARK_NODE_SOFTBREAK &&
	    cmark_node_get_type(node) != CMARK_NODE_LINEBREAK)
		node = cmark_node_next(node);
	if (node == NULL)
		return;
	rest = cmark_node_new(CMARK_NODE_PARAGRAPH);
	cmark_node_insert_after(paragraph, rest);
	for (next = cmark_node_next(node), cmark_node_free(node); next != NULL;) {
		node = next;
		next = cmark_node_next(node);
		cmark_node_append_child(rest, node);
	}
}

static void
item_note(struct deck *deck, cmark_node *item)
{
	cmark_node *node = cmark_node_first_child(item);
	size_t      front;

	if (node == NULL)
		return;
	if (cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH)
		split_first_line(node);
	deck->fields.length = 0;
	render(deck, node);
	front = end_front(deck);
	while ((node = cmark_node_next(node)) != NULL)
		render(deck, node);
	insert_note(deck, front);
}

/* A heading and what stands below it, lists left out; no note if that is nothing. */
static void
heading_note(struct deck *deck, cmark_node *heading)
{
	cmark_node *node = heading;
	size_t      front;

	deck->fields.length = 0;
	render(deck, heading);
	front = end_front(deck);
	while ((node = cmark_node_next(node)) != NULL &&
	    cmark_node_get_type(node) != CMARK_NODE_HEADING)
		if (cmark_node_get_type(node) != CMARK_NODE_LIST)
			render(deck, node);
	if (deck->fields.length > front + 1)
		insert_note(deck, front);
}

static void
make_notes(struct deck *deck, cmark_node *document)
{
	cmark_node *node, *item;

	for (node = cmark_node_first_child(document); node != NULL; node = cmark_node_next(node)) {
		if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
			heading_note(deck, node);
		if (cmark_node_get_type(node) != CMARK_NODE_LIST)
			continue;
		for (item = cmark_node_first_child(node); item != NULL; item = cmark_node_next(item))
			item_note(deck, item);
	}
}

/* ---- Package ---------------------------------------------------------- */

static void
add_member(zipFile zip, const char *name, const void *bytes, size_t length)
{
	zip_fileinfo info = {0};

	info.dosDate = 1 << 21 | 1 << 16;	/* 1980-01-01 */
	if (zipOpenNewFileInZip(zip, name, &info, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6) != ZIP_OK ||
	    zipWriteInFileInZip(zip, bytes, (unsigned)length) != ZIP_OK ||
	    zipCloseFileInZip(zip) != ZIP_OK)
		fail(name, "cannot be written");
}

static void
write_package(const struct deck *deck, const char *path)
{
	sqlite3_int64  size;
	unsigned char *bytes;
	zipFile        zip;

	bytes = sqlite3_serialize(deck->db, "main", &size, SQLITE_SERIALIZE_NOCOPY);
	zip = zipOpen64(path, APPEND_STATUS_CREATE);
	if (bytes == NULL || zip == NULL)
		fail(path, "cannot be written");
	add_member(zip, "collection.anki2", bytes, (size_t)size);
	add_member(zip, "media", "{}", 2);
	if (zipClose(zip, NULL) != ZIP_OK)
		fail(path, "cannot be written");
}

int
main(int argc, char **argv)
{
	struct deck deck = {0};
	struct text source;
	cmark_node *document;

	if (argc != 3) {
		fprintf(stderr, "usage: floor FILE.md OUT.apkg\n");
		return 2;
	}
	source = read_file(argv[1]);
	document = cmark_parse_document(source.bytes, source.length, CMARK_OPT_DEFAULT);
	free(source.bytes);
	open_collection(&deck);
	make_notes(&deck, document);
	cmark_node_free(document);
	finish_collection(&deck);
	write_package(&deck, argv[2]);
	sqlite3_close(deck.db);
	free(deck.fields.bytes);
	free(deck.sort.bytes);
	return 0;
}
