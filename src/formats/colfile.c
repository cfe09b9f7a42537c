/*
 * colfile.c - the file of an Anki collection, from anywhere.
 *
 * It is opened in memory and for reading alone, with what SQLite has against hostile files:
 * no views, no triggers, no functions from its schema.  What is read has to be plain tables,
 * without columns that are computed; and pages that are linked over and over end when there
 * is more than a file can hold.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "colread.h"

#include <limits.h>

enum { STEPS = 1000, LEAST_ROW = 4 /* bytes of a row, with what points at it */ };

static bool
complain(mill_colfile *file)
{
	return mill_wrong(file->reading, "%s in it is no collection of Anki's, or damaged: %s",
	    file->member, sqlite3_errmsg(file->db));
}

/* SQLite asks every STEPS steps; anything but 0 stops it. */
static int
has_enough(void *user)
{
	mill_colfile *file = user;

	return file->steps == 0 || file->steps-- == 0;
}

/* As much as an honest file of its size may need, and not much more. */
static void
bound(mill_colfile *file, size_t size)
{
	file->left = size;
	file->steps = (1000000 + 16 * (uint64_t)size) / STEPS;
	sqlite3_progress_handler(file->db, STEPS, has_enough, file);
	sqlite3_limit(file->db, SQLITE_LIMIT_LENGTH, size < INT_MAX ? (int)size + STEPS : INT_MAX);
}

/* Rows are nowhere twice, so they are no longer than the file. */
static bool
spend(mill_colfile *file, sqlite3_stmt *statement)
{
	uint64_t size = LEAST_ROW;

	for (int i = 0; i < sqlite3_column_count(statement); i++)
		if (sqlite3_column_type(statement, i) >= SQLITE_TEXT)
			size += (uint64_t)sqlite3_column_bytes(statement, i);
	if (size > file->left)
		return mill_wrong(file->reading,
		    "%s in it is damaged: its pages say more than it holds", file->member);
	file->left -= size;
	return true;
}

static bool
open_bytes(mill_colfile *file, mill_str bytes)
{
	static const int off[] = { SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
		SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION };
	unsigned char *data = (unsigned char *)(uintptr_t)bytes.ptr;
	int rc = sqlite3_open(":memory:", &file->db);

	if (file->db != NULL)
		mill_hold(file->reading, file->db, mill_close_collection);
	if (rc != SQLITE_OK)
		return mill_wrong(file->reading, "SQLite has no memory");
	for (size_t i = 0; i < MILL_COUNT(off); i++)
		sqlite3_db_config(file->db, off[i], 0, NULL);
	sqlite3_db_config(file->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	bound(file, bytes.len);
	sqlite3_create_collation(file->db, "unicase", SQLITE_UTF8, NULL, mill_unicase);
	/* Anki leaves collections in WAL mode, which needs a file beside them. */
	if (bytes.len > 20 && data[18] == 2 && data[19] == 2)
		data[18] = data[19] = 1;
	return (bytes.len > 100 &&
		   sqlite3_deserialize(file->db, "main", data, (sqlite3_int64)bytes.len,
		       (sqlite3_int64)bytes.len, SQLITE_DESERIALIZE_READONLY) == SQLITE_OK &&
		   sqlite3_exec(file->db, "PRAGMA cell_size_check = on; PRAGMA query_only = on",
		       NULL, NULL, NULL) == SQLITE_OK) ||
	       complain(file);
}

static sqlite3_stmt *
prepare(mill_colfile *file, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	return sqlite3_prepare_v2(file->db, sql, -1, &statement, NULL) == SQLITE_OK ? statement
										    : NULL;
}

bool
mill_colfile_each(mill_colfile *file, const char *sql, mill_row_fn *take, void *user)
{
	sqlite3_stmt *row = prepare(file, sql);
	int rc = SQLITE_ERROR;

	while (row != NULL && (rc = sqlite3_step(row)) == SQLITE_ROW)
		if (!spend(file, row) || !take(user, row))
			return false;
	return (rc == SQLITE_DONE && sqlite3_finalize(row) == SQLITE_OK) || complain(file);
}

bool
mill_colfile_number(mill_colfile *file, const char *sql, int64_t *number)
{
	sqlite3_stmt *row = prepare(file, sql);
	bool is = row != NULL && sqlite3_step(row) == SQLITE_ROW;

	if (is)
		*number = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return is;
}

static bool
counts_none(mill_colfile *file, const char *sql)
{
	int64_t count = 0;

	if (!mill_colfile_number(file, sql, &count))
		return complain(file);
	return count == 0 ||
	       mill_wrong(file->reading,
		   "%s in it is no collection of Anki's: its tables are views, or computed",
		   file->member);
}

/* Views, virtual tables and computed columns run what the file says. */
static bool
is_plain(mill_colfile *file)
{
	static const char tables[] =
	    "SELECT count(*) FROM sqlite_schema WHERE lower(name) IN ('col', 'notes', 'cards', "
	    "'notetypes', 'fields', 'templates', 'decks', 'revlog') AND (type <> 'table' OR "
	    "rootpage < 1)";
	static const char columns[] =
	    "SELECT count(*) FROM sqlite_schema AS s, pragma_table_xinfo(s.name) AS x WHERE "
	    "lower(s.name) IN ('col', 'notes', 'cards', 'notetypes', 'fields', 'templates', "
	    "'decks', 'revlog') AND "
	    "x.hidden <> 0";

	return counts_none(file, tables) && counts_none(file, columns);
}

bool
mill_colfile_open(mill_colfile *file, mill_str bytes)
{
	return open_bytes(file, bytes) && is_plain(file);
}

mill_str
mill_colfile_column(sqlite3_stmt *row, int at)
{
	bool text = sqlite3_column_type(row, at) != SQLITE_BLOB;
	const void *bytes = text ? (const void *)sqlite3_column_text(row, at)
				 : sqlite3_column_blob(row, at);
	int length = sqlite3_column_bytes(row, at);

	return bytes == NULL ? MILL_STR("") : (mill_str){ bytes, (size_t)length };
}

bool
mill_colfile_keep(mill_colfile *file, mill_str text, mill_str *kept)
{
	if (mill_valid(text) < text.len)
		return mill_wrong(
		    file->reading, "%s in it holds text that is not UTF-8", file->member);
	*kept = mill_copy(file->reading->arena, text);
	return true;
}
