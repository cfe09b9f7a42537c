/*
 * collection.c - the deck as an Anki collection.
 *
 * Table by table as Anki creates it (rslib/src/storage/schema11.sql); notes and cards are
 * the same in each schema.  Built in memory: notes, then cards, then indices, which is
 * fastest and packs the pages best.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "collection.h"

#include <sqlite3.h>

enum {
	BIG_DECK = 2000, /* notes from which larger pages save time and space */
	SUSPENDED = -1,  /* a queue */
	CRT = 1411124400 /* creation day: any in the past will do for new cards */
};

static const char schema[] =
    "CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null,"
    " scm integer not null, ver integer not null, dty integer not null, usn integer not null,"
    " ls integer not null, conf text not null, models text not null, decks text not null,"
    " dconf text not null, tags text not null);"
    "CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null,"
    " mod integer not null, usn integer not null, tags text not null, flds text not null,"
    " sfld integer not null, csum integer not null, flags integer not null, data text not null);"
    "CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null,"
    " ord integer not null, mod integer not null, usn integer not null, type integer not null,"
    " queue integer not null, due integer not null, ivl integer not null, factor integer not null,"
    " reps integer not null, lapses integer not null, left integer not null, odue integer not null,"
    " odid integer not null, flags integer not null, data text not null);"
    "CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null,"
    " ease integer not null, ivl integer not null, lastIvl integer not null,"
    " factor integer not null, time integer not null, type integer not null);";

static const char graves[] =
    "CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);";

static const char indices[] = "CREATE INDEX ix_notes_usn on notes (usn);"
			      "CREATE INDEX ix_cards_usn on cards (usn);"
			      "CREATE INDEX ix_revlog_usn on revlog (usn);"
			      "CREATE INDEX ix_cards_nid on cards (nid);"
			      "CREATE INDEX ix_cards_sched on cards (did, queue, due);"
			      "CREATE INDEX ix_revlog_cid on revlog (cid);"
			      "CREATE INDEX ix_notes_csum on notes (csum);";

/* ---- SQLite ---------------------------------------------------------------------------- */

bool
mill_sql(mill_collecting *c, const char *sql)
{
	return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

bool
mill_insert(
    mill_collecting *c, const char *sql, bool (*rows)(mill_collecting *c, sqlite3_stmt *statement))
{
	sqlite3_stmt *statement = NULL;
	bool done = sqlite3_prepare_v2(c->db, sql, -1, &statement, NULL) == SQLITE_OK &&
		    rows(c, statement);

	sqlite3_finalize(statement);
	return done;
}

void
mill_bind_text(sqlite3_stmt *statement, int at, mill_str text)
{
	sqlite3_bind_text64(statement, at, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
}

void
mill_bind_blob(sqlite3_stmt *statement, int at, mill_str bytes)
{
	sqlite3_bind_blob64(statement, at, bytes.ptr, bytes.len, SQLITE_STATIC);
}

bool
mill_step(sqlite3_stmt *statement)
{
	bool done = sqlite3_step(statement) == SQLITE_DONE;

	return sqlite3_reset(statement) == SQLITE_OK && done;
}

/* ---- rows -------------------------------------------------------------------------------- */

/* In schema 18 the five texts are tables of their own. */
static bool
insert_col(mill_collecting *c, sqlite3_stmt *statement)
{
	mill_str none = MILL_STR("");
	mill_col col = c->latest ? (mill_col){ none, none, none, none, none } : mill_schema_11(c);

	sqlite3_bind_int64(statement, 1, c->deck->stamp > CRT ? CRT : 0);
	sqlite3_bind_int64(statement, 2, c->deck->stamp * 1000);
	sqlite3_bind_int64(statement, 3, c->deck->stamp * 1000);
	sqlite3_bind_int(statement, 4, c->latest ? 18 : 11);
	mill_bind_text(statement, 5, col.conf);
	mill_bind_text(statement, 6, col.models);
	mill_bind_text(statement, 7, col.decks);
	mill_bind_text(statement, 8, col.dconf);
	mill_bind_text(statement, 9, col.tags);
	return mill_step(statement);
}

/* Ids are times in milliseconds, in the order of the notes and not in the future. */
static int64_t
first_id(const mill_collecting *c, size_t count)
{
	int64_t id = c->deck->stamp * 1000 - (int64_t)count;

	return id > 0 ? id : 1;
}

static uint32_t
checksum(mill_str stripped)
{
	uint8_t digest[20];

	mill_sha1(stripped, digest);
	return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 |
	       digest[3];
}

/* The texts of a note's row, in scratch memory. */
typedef struct row {
	mill_str tags, fields, first, sort, data; /* first and sort: fields without tags */
} row;

static row
note_row(mill_arena *scratch, const mill_note *note)
{
	mill_buf tags = { .arena = scratch }, fields = { .arena = scratch },
		 first = { .arena = scratch }, sort = { .arena = scratch },
		 data = { .arena = scratch };

	for (size_t i = 0; i < note->tag_count; i++) {
		mill_putc(&tags, ' ');
		mill_put_str(&tags, note->tags[i]);
	}
	if (note->tag_count > 0)
		mill_putc(&tags, ' ');
	for (size_t i = 0; i < note->field_count; i++) {
		if (i > 0)
			mill_putc(&fields, '\x1F');
		mill_put_str(&fields, note->fields[i]);
	}
	mill_put_stripped(&first, note->fields[0]);
	mill_put_stripped(&sort, note->fields[note->type->sort_field]);
	/* Nobody else uses this column; here an earlier build tells what it knew. */
	if (note->id.len > 0) {
		mill_put_key(&data, "{", "id");
		mill_put_json(&data, note->id);
		mill_putc(&data, '}');
	}
	return (row){ mill_buf_str(&tags), mill_buf_str(&fields), mill_buf_str(&first),
		mill_buf_str(&sort), mill_buf_str(&data) };
}

static bool
insert_notes(mill_collecting *c, sqlite3_stmt *statement)
{
	mill_arena *scratch = &c->writing->scratch;
	int64_t id = first_id(c, mill_written_count(c->deck));
	bool done = true;

	for (size_t i = 0; i < mill_written_count(c->deck) && done; i++) {
		const mill_note *note = mill_written_note(c->deck, i);
		row texts = note_row(scratch, note);

		sqlite3_bind_int64(statement, 1, id + (int64_t)i);
		mill_bind_text(statement, 2, note->guid);
		sqlite3_bind_int64(statement, 3, note->type->id);
		sqlite3_bind_int64(statement, 4, note->modified);
		mill_bind_text(statement, 5, texts.tags);
		mill_bind_text(statement, 6, texts.fields);
		mill_bind_text(statement, 7, texts.sort);
		sqlite3_bind_int64(statement, 8, checksum(texts.first));
		mill_bind_text(statement, 9, texts.data);
		done = mill_step(statement);
		if (i % 64 == 63)
			mill_arena_reset(scratch);
	}
	return done;
}

/* Siblings share a position; it is the note's place in the notes. */
static void
bind_card(mill_collecting *c, sqlite3_stmt *statement, const mill_note *note, const mill_card *card,
    int64_t deck)
{
	sqlite3_bind_int64(
	    statement, 3, card->deck.len == 0 ? deck : mill_listed_id(c, card->deck));
	sqlite3_bind_int(statement, 4, card->ordinal);
	sqlite3_bind_int64(statement, 5, note->modified);
	sqlite3_bind_int(statement, 6, card->suspended ? SUSPENDED : 0);
	sqlite3_bind_int(statement, 8, card->flag);
}

static size_t
count_cards(const mill_collecting *c)
{
	mill_card cards[MILL_CLOZES];
	size_t count = 0;

	for (size_t i = 0; i < mill_written_count(c->deck); i++)
		count += mill_cards_of(mill_written_note(c->deck, i), cards);
	return count;
}

static bool
insert_cards(mill_collecting *c, sqlite3_stmt *statement)
{
	mill_card cards[MILL_CLOZES];
	int64_t note_id = first_id(c, mill_written_count(c->deck)), deck_id = 0,
		id = first_id(c, count_cards(c));
	mill_str deck = MILL_STR("");
	bool done = true;

	for (size_t i = 0; i < mill_written_count(c->deck) && done; i++) {
		const mill_note *note = mill_written_note(c->deck, i);
		size_t count = mill_cards_of(note, cards);
		mill_str name = mill_deck_of(c->deck, note);

		if (name.ptr != deck.ptr) /* notes of one deck come in a row */
			deck_id = mill_listed_id(c, name);
		deck = name;
		for (size_t card = 0; card < count && done; card++) {
			sqlite3_bind_int64(statement, 1, id++);
			sqlite3_bind_int64(statement, 2, note_id + (int64_t)i);
			sqlite3_bind_int64(statement, 7, (int64_t)i + 1);
			bind_card(c, statement, note, &cards[card], deck_id);
			done = mill_step(statement);
		}
	}
	return done;
}

/* ---- the whole ---------------------------------------------------------------------------- */

void
mill_close_collection(void *db)
{
	/* A statement may be open still when memory ran out. */
	sqlite3_stmt *statement;

	while ((statement = sqlite3_next_stmt(db, NULL)) != NULL)
		sqlite3_finalize(statement);
	sqlite3_close(db);
}

/* Of small decks with many tables pages are mostly empty. */
static const char *
page_size(const mill_collecting *c)
{
	return c->deck->note_count >= BIG_DECK ? "PRAGMA page_size = 16384"
	       : c->latest                     ? "PRAGMA page_size = 2048"
					       : "PRAGMA page_size = 4096";
}

static bool
open_db(mill_collecting *c)
{
	sqlite3 *db = NULL;
	int rc = sqlite3_open(":memory:", &db);

	c->db = db;
	if (rc != SQLITE_OK)
		return false;
	c->writing->held = c->db;
	c->writing->release = mill_close_collection;
	sqlite3_create_collation(db, "unicase", SQLITE_UTF8, NULL, mill_unicase);
	/* Empty and growing: its bytes can be had later without a copy. */
	return sqlite3_deserialize(c->db, "main", NULL, 0, 0,
		   SQLITE_DESERIALIZE_RESIZEABLE | SQLITE_DESERIALIZE_FREEONCLOSE) == SQLITE_OK &&
	       mill_sql(c, page_size(c)) && mill_sql(c, "PRAGMA journal_mode = off");
}

static bool
fill(mill_collecting *c)
{
	return mill_sql(c, schema) && (c->latest || mill_sql(c, graves)) && mill_sql(c, "BEGIN") &&
	       mill_insert(c, "INSERT INTO col VALUES (1, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, ?)",
		   insert_col) &&
	       (!c->latest || mill_fill_18(c)) &&
	       mill_insert(c, "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, ?)",
		   insert_notes) &&
	       mill_insert(c,
		   "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, ?, ?, 0, 0, 0, 0, 0, 0, 0, ?, "
		   "'')",
		   insert_cards) &&
	       mill_sql(c, indices) && (!c->latest || mill_index_18(c)) && mill_sql(c, "COMMIT");
}

bool
mill_collection(mill_writing *writing, mill_str *bytes)
{
	mill_collecting c = { .writing = writing,
		.deck = writing->deck,
		.latest = writing->deck->package == CARDMILL_LATEST };
	sqlite3_int64 size = 0;
	unsigned char *data = NULL;

	c.types = mill_written_types(writing, &c.type_count);
	mill_list_decks(&c);
	if (open_db(&c) && fill(&c))
		data = sqlite3_serialize(c.db, "main", &size, SQLITE_SERIALIZE_NOCOPY);
	if (data == NULL) {
		mill_buf why = { .arena = &writing->arena };
		mill_printf(
		    &why, "SQLite: %s", c.db == NULL ? "out of memory" : sqlite3_errmsg(c.db));
		writing->trouble = mill_buf_str(&why).ptr;
		return false;
	}
	*bytes = (mill_str){ (const char *)data, (size_t)size };
	return true;
}
