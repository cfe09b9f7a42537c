/*
 * collection.c - the deck as an Anki collection of schema 11.
 *
 * Table by table as Anki creates it (rslib/src/storage/schema11.sql), with the
 * five JSON objects of its one `col` row (rslib/src/notetype/schema11.rs,
 * decks/schema11.rs, deckconfig/schema11.rs).  Built in memory: notes, then
 * cards, then indices, which is fastest and packs the pages best.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <strings.h>

enum {
	DEFAULT_DECK = 1,
	BIG_DECK = 2000, /* notes from which larger pages save time and space */
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
    " factor integer not null, time integer not null, type integer not null);"
    "CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);";

static const char indices[] = "CREATE INDEX ix_notes_usn on notes (usn);"
			      "CREATE INDEX ix_cards_usn on cards (usn);"
			      "CREATE INDEX ix_revlog_usn on revlog (usn);"
			      "CREATE INDEX ix_cards_nid on cards (nid);"
			      "CREATE INDEX ix_cards_sched on cards (did, queue, due);"
			      "CREATE INDEX ix_revlog_cid on revlog (cid);"
			      "CREATE INDEX ix_notes_csum on notes (csum);";

/* One preset, the default, which every deck points at. */
static const char dconf[] =
    "{\"1\":{\"id\":1,\"mod\":0,\"name\":\"Default\",\"usn\":0,\"maxTaken\":60,\"autoplay\":true,"
    "\"timer\":0,\"replayq\":true,\"dyn\":false,\"new\":{\"bury\":false,\"delays\":[1,10],"
    "\"initialFactor\":2500,\"ints\":[1,4,7],\"order\":1,\"perDay\":20,\"separate\":true},"
    "\"rev\":{\"bury\":false,\"ease4\":1.3,\"fuzz\":0.05,\"ivlFct\":1,\"maxIvl\":36500,"
    "\"minSpace\":1,\"perDay\":200,\"hardFactor\":1.2},\"lapse\":{\"delays\":[10],"
    "\"leechAction\":0,\"leechFails\":8,\"minInt\":1,\"mult\":0}}}";

typedef struct collection {
	mill_writing *writing;
	const mill_deck *deck;
	sqlite3 *db;
	int64_t *deck_ids; /* of each origin, then of each deck that is named */
	size_t cards;
} collection;

/* ---- the JSON objects --------------------------------------------------------------- */

static void
put_fields(mill_buf *out, const mill_own_notetype *type)
{
	for (int i = 0; i < MILL_FIELDS; i++) {
		mill_printf(out,
		    "%s{\"name\":\"%s\",\"ord\":%d,\"id\":%lld,\"font\":\"Arial\",\"size\":20,"
		    "\"sticky\":false,\"rtl\":false,\"media\":[]}",
		    i > 0 ? "," : "", type->fields[i], i, (long long)type->field_ids[i]);
	}
}

static void
put_notetype(collection *c, mill_buf *out, mill_kind kind)
{
	const mill_own_notetype *type = mill_own_type(kind);
	const mill_style *style = &c->deck->style;
	mill_str front = mill_coloured(c->writing, style->fronts[kind]);
	mill_str back = mill_coloured(c->writing, style->backs[kind]);

	mill_printf(out,
	    "\"%lld\":{\"id\":%lld,\"name\":\"%s\",\"type\":%d,\"mod\":%lld,\"usn\":-1,"
	    "\"sortf\":0,\"did\":null,\"tags\":[],\"vers\":[],\"latexPre\":\"\","
	    "\"latexPost\":\"\",\"latexsvg\":false,\"req\":[[0,\"any\",[0]]],\"css\":",
	    (long long)type->id, (long long)type->id, type->name, type->cloze,
	    (long long)mill_style_modified(c->deck, kind, front, back));
	mill_put_json(out, style->css);
	mill_puts(out, ",\"flds\":[");
	put_fields(out, type);
	mill_printf(out,
	    "],\"tmpls\":[{\"name\":\"%s\",\"ord\":0,\"id\":%lld,\"did\":null,"
	    "\"bqfmt\":\"\",\"bafmt\":\"\",\"bfont\":\"\",\"bsize\":0,\"qfmt\":",
	    type->template_name, (long long)type->template_id);
	mill_put_json(out, front);
	mill_puts(out, ",\"afmt\":");
	mill_put_json(out, back);
	mill_puts(out, "}]}");
}

static mill_str
models_json(collection *c)
{
	mill_buf out = { .arena = &c->writing->arena };

	mill_putc(&out, '{');
	put_notetype(c, &out, MILL_BASIC);
	mill_putc(&out, ',');
	put_notetype(c, &out, MILL_CLOZE);
	mill_putc(&out, '}');
	return mill_buf_str(&out);
}

static void
put_deck(mill_buf *out, int64_t id, mill_str name, mill_str description, int64_t modified)
{
	mill_printf(out, "%s\"%lld\":{\"id\":%lld,\"name\":", out->len > 1 ? "," : "",
	    (long long)id, (long long)id);
	mill_put_json(out, name);
	mill_printf(out,
	    ",\"mod\":%lld,\"usn\":-1,\"lrnToday\":[0,0],\"revToday\":[0,0],"
	    "\"newToday\":[0,0],\"timeToday\":[0,0],\"collapsed\":false,"
	    "\"browserCollapsed\":false,\"dyn\":0,\"conf\":1,"
	    "\"extendNew\":0,\"extendRev\":0,\"desc\":",
	    (long long)modified);
	mill_put_json(out, description);
	mill_puts(out, "}");
}

/* Ids are only internal to the file; 13 digits, as Anki's own have. */
static int64_t
deck_id(mill_str name, mill_set *taken, mill_arena *arena)
{
	uint8_t digest[20];
	uint64_t hash = 0;
	int64_t id;

	mill_sha1(name, digest);
	for (int i = 0; i < 8; i++)
		hash = hash << 8 | digest[i];
	id = 1500000000000 + (int64_t)(hash % 100000000000);
	for (;; id++) {
		mill_buf key = { .arena = arena };
		mill_printf(&key, "%lld", (long long)id);
		if ((*mill_set_counter(taken, mill_buf_str(&key)))++ == 0)
			return id;
	}
}

/* The decks as they are written, each once. */
typedef struct deck_list {
	const mill_deck *deck;
	mill_buf out;
	mill_set names, ids, described; /* described: names of origins that say what they are */
	int64_t *by_index;
} deck_list;

static mill_str
description_of(deck_list *l, mill_str folded)
{
	uint32_t origin = *mill_set_counter(&l->described, folded);

	return origin == 0 ? MILL_STR("") : l->deck->origins[origin - 1].description;
}

/* Writes a deck and the levels above it, each once; answers the deck's id.
 * Parents are listed too: old clients do not make them. */
static int64_t
put_levels(deck_list *l, mill_str name)
{
	for (size_t at = 0;; at += 2) {
		mill_str level, folded;
		uint32_t *index;

		at = mill_find(name, MILL_STR("::"), at);
		level = mill_slice(name, 0, at == SIZE_MAX ? name.len : at);
		folded = mill_fold(l->out.arena, level);
		index = mill_set_counter(&l->names, folded);
		if (*index == 0) {
			*index = (uint32_t)l->names.used;
			l->by_index[*index] = DEFAULT_DECK; /* which stands there already */
			if (level.len != 7 || strncasecmp(level.ptr, "Default", 7) != 0) {
				l->by_index[*index] = deck_id(level, &l->ids, l->out.arena);
				put_deck(&l->out, l->by_index[*index], level,
				    description_of(l, folded), l->deck->stamp);
			}
		}
		if (at == SIZE_MAX)
			return l->by_index[*index];
	}
}

/* Of sources that share a deck the first that says something describes it. */
static void
find_descriptions(deck_list *l)
{
	for (size_t i = 0; i < l->deck->origin_count; i++) {
		const mill_origin *origin = &l->deck->origins[i];
		uint32_t *number;

		if (origin->description.len == 0)
			continue;
		number = mill_set_counter(&l->described, mill_fold(l->out.arena, origin->deck));
		*number = *number == 0 ? (uint32_t)i + 1 : *number;
	}
}

/* The notes of the deck, and those that are carried once more. */
static size_t
note_count(const mill_deck *deck)
{
	return deck->note_count + deck->ghost_count;
}

static const mill_note *
note_at(const mill_deck *deck, size_t index)
{
	return index < deck->note_count ? deck->notes[index]
					: deck->ghosts[index - deck->note_count];
}

/* Where the id of a note's deck stands. */
static size_t
deck_index(const mill_deck *deck, const mill_note *note)
{
	return note->named > 0 ? deck->origin_count + note->named - 1 : note->source;
}

static size_t
count_levels(const mill_deck *deck)
{
	size_t count = 1;

	for (size_t i = 0; i < deck->origin_count + deck->named_count; i++) {
		mill_str name = i < deck->origin_count ? deck->origins[i].deck
						       : deck->named[i - deck->origin_count].name;
		count++;
		for (size_t at = 0; (at = mill_find(name, MILL_STR("::"), at)) != SIZE_MAX; at += 2)
			count++;
	}
	return count;
}

static mill_str
decks_json(collection *c)
{
	mill_arena *arena = &c->writing->arena;
	deck_list l = { .deck = c->deck, .out.arena = arena };

	l.names.arena = l.ids.arena = l.described.arena = arena;
	l.by_index = MILL_NEW(arena, int64_t, count_levels(c->deck) + 1);
	find_descriptions(&l);
	c->deck_ids = MILL_NEW(arena, int64_t, c->deck->origin_count + c->deck->named_count + 1);
	mill_putc(&l.out, '{');
	put_deck(&l.out, DEFAULT_DECK, MILL_STR("Default"), MILL_STR(""), 0);
	for (size_t i = 0; i < note_count(c->deck); i++) {
		const mill_note *note = note_at(c->deck, i);
		int64_t *id = &c->deck_ids[deck_index(c->deck, note)];

		if (*id == 0)
			*id = put_levels(&l, mill_deck_of(c->deck, note));
	}
	mill_putc(&l.out, '}');
	return mill_buf_str(&l.out);
}

static mill_str
conf_json(collection *c)
{
	mill_buf out = { .arena = &c->writing->arena };

	mill_printf(&out,
	    "{\"activeDecks\":[1],\"curDeck\":1,\"newSpread\":0,\"collapseTime\":1200,"
	    "\"timeLim\":0,\"estTimes\":true,\"dueCounts\":true,\"curModel\":%lld,"
	    "\"nextPos\":%zu,\"sortType\":\"noteFld\",\"sortBackwards\":false,"
	    "\"addToCur\":true,\"newBury\":true}",
	    (long long)mill_own_type(MILL_BASIC)->id, note_count(c->deck) + 1);
	return mill_buf_str(&out);
}

/* ---- rows ------------------------------------------------------------------------------ */

static bool
run(collection *c, const char *sql)
{
	return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static sqlite3_stmt *
prepare(collection *c, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	return sqlite3_prepare_v2(c->db, sql, -1, &statement, NULL) == SQLITE_OK ? statement : NULL;
}

static void
bind_text(sqlite3_stmt *statement, int at, mill_str text)
{
	sqlite3_bind_text64(statement, at, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
}

static bool
step(sqlite3_stmt *statement)
{
	bool done = sqlite3_step(statement) == SQLITE_DONE;

	return sqlite3_reset(statement) == SQLITE_OK && done;
}

static bool
insert_col(collection *c, mill_str conf, mill_str models, mill_str decks)
{
	sqlite3_stmt *statement = prepare(
	    c, "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')");
	bool done;

	if (statement == NULL)
		return false;
	sqlite3_bind_int64(statement, 1, c->deck->stamp > CRT ? CRT : 0);
	sqlite3_bind_int64(statement, 2, c->deck->stamp * 1000);
	sqlite3_bind_int64(statement, 3, c->deck->stamp * 1000);
	bind_text(statement, 4, conf);
	bind_text(statement, 5, models);
	bind_text(statement, 6, decks);
	bind_text(statement, 7, mill_cstr(dconf));
	done = step(statement);
	sqlite3_finalize(statement);
	return done;
}

/* Ids are times in milliseconds, in the order of the notes and not in the future. */
static int64_t
first_id(const collection *c, size_t count)
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
	mill_str tags, fields, sort, data;
} row;

static row
note_row(mill_arena *scratch, const mill_note *note)
{
	mill_buf tags = { .arena = scratch }, fields = { .arena = scratch },
		 sort = { .arena = scratch }, data = { .arena = scratch };

	for (size_t i = 0; i < note->tag_count; i++) {
		mill_putc(&tags, ' ');
		mill_put_str(&tags, note->tags[i]);
	}
	if (note->tag_count > 0)
		mill_putc(&tags, ' ');
	for (int i = 0; i < MILL_FIELDS; i++) {
		if (i > 0)
			mill_putc(&fields, '\x1F');
		mill_put_str(&fields, note->fields[i]);
	}
	mill_put_stripped(&sort, note->fields[0]);
	/* Nobody else uses this column; here an earlier build tells what it knew. */
	if (note->id.len > 0) {
		mill_put_key(&data, "{", "id");
		mill_put_json(&data, note->id);
		mill_putc(&data, '}');
	}
	return (row){ mill_buf_str(&tags), mill_buf_str(&fields), mill_buf_str(&sort),
		mill_buf_str(&data) };
}

static bool
insert_notes(collection *c, sqlite3_stmt *statement)
{
	mill_arena *scratch = &c->writing->scratch;
	int64_t id = first_id(c, note_count(c->deck));
	bool done = true;

	for (size_t i = 0; i < note_count(c->deck) && done; i++) {
		const mill_note *note = note_at(c->deck, i);
		row texts = note_row(scratch, note);

		sqlite3_bind_int64(statement, 1, id + (int64_t)i);
		bind_text(statement, 2, note->guid);
		sqlite3_bind_int64(statement, 3, mill_own_type(note->kind)->id);
		sqlite3_bind_int64(statement, 4, note->modified);
		bind_text(statement, 5, texts.tags);
		bind_text(statement, 6, texts.fields);
		bind_text(statement, 7, texts.sort);
		sqlite3_bind_int64(statement, 8, checksum(texts.sort));
		bind_text(statement, 9, texts.data);
		done = step(statement);
		if (i % 64 == 63)
			mill_arena_reset(scratch);
	}
	return done;
}

static bool
insert_cards(collection *c, sqlite3_stmt *statement)
{
	uint16_t ordinals[MILL_CLOZES];
	int64_t note_id = first_id(c, note_count(c->deck)), id;
	bool done = true;

	for (size_t i = 0; i < note_count(c->deck); i++)
		c->cards += mill_ordinals(note_at(c->deck, i), ordinals);
	id = first_id(c, c->cards);
	for (size_t i = 0; i < note_count(c->deck) && done; i++) {
		const mill_note *note = note_at(c->deck, i);
		size_t count = mill_ordinals(note, ordinals);

		for (size_t card = 0; card < count && done; card++) {
			sqlite3_bind_int64(statement, 1, id++);
			sqlite3_bind_int64(statement, 2, note_id + (int64_t)i);
			sqlite3_bind_int64(statement, 3, c->deck_ids[deck_index(c->deck, note)]);
			sqlite3_bind_int(statement, 4, ordinals[card]);
			sqlite3_bind_int64(statement, 5, note->modified);
			/* Siblings share a position; it is the note's place in the notes. */
			sqlite3_bind_int64(statement, 6, (int64_t)i + 1);
			done = step(statement);
		}
	}
	return done;
}

static bool
insert(collection *c, const char *sql, bool (*rows)(collection *c, sqlite3_stmt *statement))
{
	sqlite3_stmt *statement = prepare(c, sql);
	bool done = statement != NULL && rows(c, statement);

	sqlite3_finalize(statement);
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

static bool
open_db(collection *c)
{
	if (sqlite3_open(":memory:", &c->db) != SQLITE_OK)
		return false;
	c->writing->held = c->db;
	c->writing->release = mill_close_collection;
	/* Empty and growing: its bytes can be had later without a copy. */
	return sqlite3_deserialize(c->db, "main", NULL, 0, 0,
		   SQLITE_DESERIALIZE_RESIZEABLE | SQLITE_DESERIALIZE_FREEONCLOSE) == SQLITE_OK &&
	       run(c, c->deck->note_count >= BIG_DECK ? "PRAGMA page_size = 16384"
						      : "PRAGMA page_size = 4096") &&
	       run(c, "PRAGMA journal_mode = off");
}

static bool
fill(collection *c)
{
	mill_str models = models_json(c), decks = decks_json(c), conf = conf_json(c);

	return run(c, schema) && run(c, "BEGIN") && insert_col(c, conf, models, decks) &&
	       insert(c, "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, ?)",
		   insert_notes) &&
	       insert(c,
		   "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, "
		   "'')",
		   insert_cards) &&
	       run(c, indices) && run(c, "COMMIT");
}

bool
mill_collection(mill_writing *writing, mill_str *bytes)
{
	collection c = { .writing = writing, .deck = writing->deck };
	sqlite3_int64 size = 0;
	unsigned char *data = NULL;

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
