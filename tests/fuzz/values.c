/*
 * values.c - any bytes as the values of a collection: JSON, messages, names, ids, fields.
 *
 * The first byte says which schema it has.  What follows are values, each as a byte for the
 * column, one for its kind, one for the row, two for the length, and the bytes.
 */
#include "fuzz.h"

#include <sqlite3.h>

enum { HEAD = 5 /* bytes before a value */ };

typedef struct place {
	const char *table, *column;
} place;

static const place legacy[] = { { "col", "models" }, { "col", "decks" }, { "notes", "guid" },
	{ "notes", "mid" }, { "notes", "mod" }, { "notes", "tags" }, { "notes", "flds" },
	{ "notes", "data" }, { "notes", "id" }, { "cards", "nid" }, { "cards", "did" },
	{ "cards", "ord" }, { "cards", "type" }, { "cards", "queue" }, { "cards", "due" },
	{ "cards", "odid" }, { "cards", "flags" }, { "col", "ver" } };

static const place latest[] = { { "notetypes", "config" }, { "fields", "config" },
	{ "templates", "config" }, { "decks", "kind" }, { "notetypes", "name" },
	{ "fields", "name" }, { "templates", "name" }, { "decks", "name" }, { "notetypes", "id" },
	{ "fields", "ntid" }, { "fields", "ord" }, { "templates", "ntid" }, { "templates", "ord" },
	{ "decks", "id" }, { "notetypes", "mtime_secs" }, { "notes", "guid" }, { "notes", "mid" },
	{ "notes", "mod" }, { "notes", "tags" }, { "notes", "flds" }, { "notes", "data" },
	{ "notes", "id" }, { "cards", "nid" }, { "cards", "did" }, { "cards", "ord" },
	{ "cards", "odid" }, { "cards", "flags" } };

static fuzz_bytes collections[2];

/* A database without the rules that hold for its values. */
static sqlite3 *
open_free(fuzz_bytes *file)
{
	sqlite3 *db;
	unsigned char *copy = sqlite3_malloc64(file->len);

	if (copy == NULL || sqlite3_open(":memory:", &db) != SQLITE_OK)
		abort();
	memcpy(copy, file->data, file->len);
	sqlite3_create_collation(db, "unicase", SQLITE_UTF8, NULL, mill_unicase);
	if (sqlite3_deserialize(db, "main", copy, (sqlite3_int64)file->len,
		(sqlite3_int64)file->len,
		SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE) != SQLITE_OK)
		abort();
	return db;
}

static void
keep_db(sqlite3 *db, fuzz_bytes *file)
{
	sqlite3_int64 size;
	unsigned char *data = sqlite3_serialize(db, "main", &size, 0);

	if (data == NULL)
		abort();
	file->len = 0;
	fuzz_put(file, data, (size_t)size);
	sqlite3_free(data);
	sqlite3_close(db);
}

static void
prepare(void)
{
	static const char *const tables[] = { "col", "notes", "cards", "notetypes", "fields",
		"templates", "decks" };

	if (collections[0].len > 0)
		return;
	fuzz_member_of_deck(&collections[0], CARDMILL_LEGACY, "collection.anki2", false);
	fuzz_member_of_deck(&collections[1], CARDMILL_LATEST, "collection.anki21b", true);
	for (int k = 0; k < 2; k++) {
		sqlite3 *db = open_free(&collections[k]);

		for (size_t i = 0; i < COUNT(tables); i++) {
			char sql[300];

			snprintf(sql, sizeof sql,
			    "CREATE TABLE free AS SELECT * FROM %s; DROP TABLE %s; "
			    "ALTER TABLE free RENAME TO %s",
			    tables[i], tables[i], tables[i]);
			sqlite3_exec(db, sql, NULL, NULL, NULL);
		}
		sqlite3_exec(db, "VACUUM", NULL, NULL, NULL);
		keep_db(db, &collections[k]);
	}
}

static void
bind(sqlite3_stmt *statement, uint8_t kind, const uint8_t *value, size_t length)
{
	uint64_t number = 0;

	for (size_t i = 0; i < length && i < 8; i++)
		number |= (uint64_t)value[i] << 8 * i;
	switch (kind % 5) {
	case 0:
		sqlite3_bind_blob(statement, 1, value, (int)length, SQLITE_TRANSIENT);
		break;
	case 1:
		sqlite3_bind_int64(statement, 1, (int64_t)number);
		break;
	case 2:
		sqlite3_bind_null(statement, 1);
		break;
	case 3:
		sqlite3_bind_double(statement, 1, (double)(int64_t)number / 3);
		break;
	default:
		sqlite3_bind_text(statement, 1, (const char *)value, (int)length, SQLITE_TRANSIENT);
	}
}

/* Row 0 stands for all of them. */
static void
set_value(sqlite3 *db, const place *at, const uint8_t *head, size_t length)
{
	sqlite3_stmt *statement;
	char sql[200];

	snprintf(sql, sizeof sql, "UPDATE %s SET %s = ? WHERE %d IN (0, rowid)", at->table,
	    at->column, head[2] % 8);
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK) {
		bind(statement, head[1], head + HEAD, length);
		sqlite3_step(statement);
	}
	sqlite3_finalize(statement);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int schema = size > 0 ? data[0] % 2 : 0;
	fuzz_bytes zip = { 0 }, made = { 0 };
	fuzz_member member = { "collection.anki2", { "", 0 } };
	sqlite3 *db;

	prepare();
	db = open_free(&collections[schema]);
	for (size_t at = 1; at + HEAD <= size;) {
		const uint8_t *head = data + at;
		size_t length = (size_t)head[3] | (size_t)head[4] << 8;

		length = length < size - at - HEAD ? length : size - at - HEAD;
		set_value(db,
		    schema == 0 ? &legacy[head[0] % COUNT(legacy)]
				: &latest[head[0] % COUNT(latest)],
		    head, length);
		at += HEAD + length;
	}
	keep_db(db, &made);
	member.bytes = (mill_str){ made.data, made.len };
	fuzz_zip(&zip, &member, 1);
	fuzz_whole("fuzz-values.apkg", zip.data, zip.len);
	fuzz_free(&zip);
	fuzz_free(&made);
	return 0;
}

#ifdef REPLAY
/* The value that stands there, as bytes of a seed. */
static void
put_value(fuzz_bytes *seed, sqlite3 *db, const place *at, size_t column)
{
	sqlite3_stmt *statement;
	char sql[200], kind, row = 1;
	size_t length;

	snprintf(sql, sizeof sql, "SELECT %s FROM %s LIMIT 1", at->column, at->table);
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK ||
	    sqlite3_step(statement) != SQLITE_ROW)
		abort();
	kind = sqlite3_column_type(statement, 0) == SQLITE_INTEGER ? 1
	       : sqlite3_column_type(statement, 0) == SQLITE_BLOB  ? 0
								   : 4;
	length = kind == 1 ? 8 : (size_t)sqlite3_column_bytes(statement, 0);
	fuzz_put_number(seed, column, 1);
	fuzz_put(seed, &kind, 1);
	fuzz_put(seed, &row, 1);
	fuzz_put_number(seed, length, 2);
	if (kind == 1)
		fuzz_put_number(seed, (uint64_t)sqlite3_column_int64(statement, 0), 8);
	else
		fuzz_put(seed, sqlite3_column_blob(statement, 0), length);
	sqlite3_finalize(statement);
}

static void
make(void)
{
	prepare();
	for (int schema = 0; schema < 2; schema++) {
		const place *all = schema == 0 ? legacy : latest;
		size_t count = schema == 0 ? COUNT(legacy) : COUNT(latest);
		sqlite3 *db = open_free(&collections[schema]);
		fuzz_bytes *seed = fuzz_seed(), *part = NULL;

		fuzz_put_number(seed, (uint64_t)schema, 1);
		for (size_t i = 0; i < count; i++) {
			if (i % 4 == 0) {
				part = fuzz_seed();
				fuzz_put_number(part, (uint64_t)schema, 1);
			}
			put_value(part, db, &all[i], i);
			put_value(seed, db, &all[i], i);
		}
		sqlite3_close(db);
	}
}

int
main(int argc, char **argv)
{
	return fuzz_main("values", make, 1000, argc, argv);
}
#endif
