/*
 * csvrows.c - text is taken apart into rows and cells.
 *
 * libcsv does it.  It gets the text line by line: whether a # that a row begins with is a
 * comment's, or stands in quotes and is a guid's, can be seen only before.
 */
#include "../base/base.h"
#include "formats.h"
#include "table.h"

#include <csv.h>

/* A quote too many would swallow rows, and their notes be lost. */
enum { STRICT = CSV_STRICT | CSV_STRICT_FINI };

typedef struct parsing {
	mill_rows *rows;
	struct csv_parser parser;
	mill_arena arena;
	mill_buf text; /* of the cells of a row */
	size_t *ends;
	mill_str *cells;
	size_t count, ends_room, cells_room;
	size_t from; /* where the row begins */
	int32_t begins, line;
	bool open; /* a row has begun */
	bool enough, too_wide;
} parsing;

static void
release(void *user)
{
	parsing *p = user;

	csv_free(&p->parser);
	mill_arena_free(&p->arena);
}

static int
no_blank(unsigned char byte)
{
	(void)byte;
	return 0;
}

static int
blank(unsigned char byte)
{
	return byte == ' ';
}

static void
take_cell(void *bytes, size_t length, void *user)
{
	parsing *p = user;

	if (p->count >= MILL_CELLS) {
		p->too_wide = true;
		return;
	}
	mill_put(&p->text, length > 0 ? bytes : "", length);
	p->ends = mill_room(&p->arena, p->ends, sizeof *p->ends, p->count, &p->ends_room);
	p->cells = mill_room(&p->arena, p->cells, sizeof *p->cells, p->count, &p->cells_room);
	p->ends[p->count++] = p->text.len;
}

static void
take_row(int ending, void *user)
{
	parsing *p = user;
	mill_row row = { p->cells, p->count, p->begins, p->line };

	(void)ending;
	for (size_t i = 0, from = 0; i < p->count; from = p->ends[i++])
		p->cells[i] = (mill_str){ p->text.text + from, p->ends[i] - from };
	if (!p->enough && !p->too_wide)
		p->enough = !p->rows->take(p->rows->user, &row);
	p->open = false;
	p->count = 0;
	p->text.len = 0;
}

/* Hands a line over.  A quote inside of a cell that began without one is text, as in Anki;
 * it closes nothing, and so swallows nothing.  False when another quote stands wrong. */
static bool
parse_line(parsing *p, mill_str line)
{
	size_t at = 0;

	while (at < line.len) {
		at += csv_parse(&p->parser, line.ptr + at, line.len - at, take_cell, take_row, p);
		if (at == line.len)
			break;
		if (csv_error(&p->parser) != CSV_EPARSE || p->parser.quoted)
			return false;
		csv_set_opts(&p->parser, CSV_STRICT_FINI);
		if (csv_parse(&p->parser, line.ptr + at, 1, take_cell, take_row, p) != 1)
			return false;
		csv_set_opts(&p->parser, STRICT);
		at++;
	}
	return true;
}

/* Where the latest cell in quotes begins, in a row that has gone wrong before an offset. */
static mill_place
place_of_quote(const parsing *p, size_t before)
{
	mill_str text = p->rows->text;
	mill_place place = { p->begins, 1 };
	int32_t number = p->begins;
	size_t line = p->from;
	bool inside = false, fresh = true;

	for (size_t at = p->from; at < before; at++) {
		char c = text.ptr[at];

		if (c == '"' && inside && at + 1 < text.len && text.ptr[at + 1] == '"') {
			at++;
			continue;
		}
		if (c == '"' && (inside || fresh)) {
			inside = !inside;
			if (inside) {
				place.line = number;
				place.column = (int32_t)mill_chars(mill_slice(text, line, at)) + 1;
			}
		}
		fresh = !inside && (c == p->rows->separator || (fresh && c == ' '));
		if (c == '\n') {
			line = at + 1;
			number++;
		}
	}
	return place;
}

static mill_rows_end
parse(parsing *p)
{
	mill_rows *rows = p->rows;
	mill_str text = rows->text;

	for (size_t from = 0, end; from < text.len && !p->enough; from = end, p->line++) {
		mill_str line;

		end = mill_find(text, MILL_STR("\n"), from);
		end = end == SIZE_MAX ? text.len : end + 1;
		line = mill_slice(text, from, end);
		if (!p->open) {
			if (rows->skip != NULL && rows->skip(rows->user, line))
				continue;
			p->begins = p->line;
			p->from = from;
		}
		p->open = true;
		if (!parse_line(p, line)) {
			rows->place = place_of_quote(p, end);
			return csv_error(&p->parser) == CSV_EPARSE ? MILL_STRAY_QUOTE
								   : MILL_NO_ROOM;
		}
		/* Only in quotes a row goes on; a blank line is none to libcsv. */
		p->open = p->open && p->parser.quoted != 0;
		if (p->too_wide) {
			rows->place = (mill_place){ p->begins, 1 };
			return MILL_ROW_TOO_WIDE;
		}
	}
	if (p->enough)
		return MILL_ENOUGH_ROWS;
	p->line--;
	if (csv_fini(&p->parser, take_cell, take_row, p) == 0)
		return MILL_ALL_ROWS;
	rows->place = place_of_quote(p, text.len);
	return csv_error(&p->parser) == CSV_EPARSE ? MILL_OPEN_QUOTE : MILL_NO_ROOM;
}

mill_rows_end
mill_each_row(mill_reading *reading, mill_rows *rows)
{
	parsing *p = MILL_NEW(&reading->scratch, parsing, 1);
	mill_rows_end end;

	p->rows = rows;
	p->arena.heap = reading->scratch.heap;
	p->text.arena = &p->arena;
	p->line = p->begins = rows->line;
	if (csv_init(&p->parser, STRICT) != 0)
		return MILL_NO_ROOM;
	mill_hold(reading, p, release);
	csv_set_delim(&p->parser, (unsigned char)rows->separator);
	csv_set_space_func(&p->parser, rows->loose ? blank : no_blank);
	csv_set_blk_size(&p->parser, (1 << 16) + rows->text.len / 16);
	if (rows->unquoted)
		csv_set_quote(&p->parser, '\0');
	end = parse(p);
	mill_let_go(reading);
	return end;
}
