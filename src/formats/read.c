/* read.c - the notes of a deck, whatever its format, and what their readers share. */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

static const mill_place nowhere = { 0, 0 };

/* The deck may be the output of a build, which nobody thinks of. */
static const char without_it[] = "; --fresh builds without an earlier deck";

/* ---- a read --------------------------------------------------------------------------- */

void
mill_hold(mill_reading *reading, void *thing, void (*release)(void *thing))
{
	reading->held[reading->held_count++] = (struct mill_held){ thing, release };
}

void
mill_let_go(mill_reading *reading)
{
	struct mill_held *last = &reading->held[--reading->held_count];

	last->release(last->thing);
}

bool
mill_wrong(mill_reading *reading, const char *format, ...)
{
	char sentence[600];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	/* What a library says may quote bytes of the file. */
	if (reading->trouble == NULL)
		reading->trouble = mill_copy(
		    reading->arena, mill_as_text(reading->arena, mill_cstr(sentence)))
				       .ptr;
	return false;
}

typedef struct job {
	mill_read_fn *read;
	mill_reading reading;
	mill_log *log;
	bool packed; /* it is read member by member */
	bool done;
} job;

static void
read_it(void *user)
{
	job *j = user;

	if (!j->packed && j->reading.bytes.ptr == NULL &&
	    mill_read_file(&j->reading.scratch, j->log, j->reading.path, &j->reading.bytes) !=
		CARDMILL_OK)
		return;
	if (j->read != mill_read_csv && j->read != mill_read_tsv &&
	    (mill_starts(j->reading.bytes, MILL_STR("\xFF\xFE")) ||
		mill_starts(j->reading.bytes, MILL_STR("\xFE\xFF"))))
		mill_wrong(&j->reading, "this deck is UTF-16, and has to be UTF-8");
	else
		j->done = j->read(&j->reading);
}

/* Nothing is waited for, and no device read, whatever stands at the path. */
static bool
can_read(mill_log *log, const mill_deck_file *file)
{
	mill_input input;
	bool can = mill_input_open(&input, file->path);

	if (!can)
		mill_say(log, MILL_READ_FAILED, nowhere, "cannot read %s: %s%s", file->path,
		    input.why, file->part == MILL_EARLIER ? without_it : "");
	mill_input_close(&input);
	return can;
}

static cardmill_status
say_what(mill_log *log, const mill_reading *reading)
{
	if (reading->trouble == NULL)
		return log->status; /* it was said */
	log->file = mill_copy(log->arena, mill_cstr(reading->path)).ptr;
	mill_say(log, MILL_BAD_DECK, reading->place, "%s%s", reading->trouble,
	    reading->part == MILL_EARLIER ? without_it : "");
	log->file = NULL;
	return log->status;
}

/* A collection is a package, too; what has been read and is known by no ending is a table,
 * as Anki exports text. */
static const mill_format *
format_to_read(const mill_deck_file *file)
{
	const char *point = file->path == NULL ? NULL : strrchr(file->path, '.');
	const mill_format *format = NULL;

	if (point != NULL && strcasecmp(point, ".colpkg") == 0)
		return mill_format_of(CARDMILL_APKG);
	if (point != NULL)
		format = mill_format_named(point + 1);
	if (format == NULL && file->bytes.ptr != NULL)
		return mill_format_of(CARDMILL_CSV);
	return format;
}

cardmill_status
mill_read_deck(
    mill_log *log, const cardmill_options *options, const mill_deck_file *file, mill_stored *stored)
{
	mill_heap *heap = log->arena->heap;
	const char *path = file->path;
	const mill_format *format = format_to_read(file);
	job j = { .log = log };
	bool memory;

	if (format == NULL || format->read == NULL)
		return mill_say(log, MILL_BAD_NAME, nowhere,
		    "%s: an earlier deck ends in .apkg, .csv, .tsv or .json",
		    path == NULL ? "" : path);
	if (file->bytes.ptr == NULL && !can_read(log, file))
		return log->status;
	j.read = format->read;
	j.packed = format->format == CARDMILL_APKG;
	j.reading = (mill_reading){ .arena = log->arena,
		.scratch = { .heap = heap },
		.path = path,
		.bytes = file->bytes,
		.options = options,
		.render = file->render,
		.stored = stored,
		.part = file->part,
		.cards = file->cards || file->part == MILL_SOURCE };
	memory = mill_attempt(heap, read_it, &j);
	while (j.reading.held_count > 0)
		mill_let_go(&j.reading);
	mill_arena_free(&j.reading.scratch);
	if (!memory)
		longjmp(*heap->escape, 1);
	return j.done ? CARDMILL_OK : say_what(log, &j.reading);
}

/* ---- notes ------------------------------------------------------------------------------ */

mill_stored_note *
mill_new_stored(mill_reading *reading)
{
	mill_stored *stored = reading->stored;
	mill_stored_note *note;

	stored->notes = mill_room(
	    reading->arena, stored->notes, sizeof *stored->notes, stored->count, &stored->room);
	note = &stored->notes[stored->count++];
	*note = (mill_stored_note){ .guid = MILL_STR("") };
	note->id = note->deck = note->type_name = note->rule = note->file = note->guid;
	return note;
}

void
mill_set_fields(mill_reading *reading, mill_stored_note *note, size_t count)
{
	size_t room = count < MILL_FIELDS ? MILL_FIELDS : count;

	note->fields = MILL_NEW(reading->arena, mill_str, room);
	note->field_count = count;
	for (size_t i = 0; i < room; i++)
		note->fields[i] = MILL_STR("");
}

static bool
is_between(uint32_t c)
{
	return c == ' ' || c == '\t' || c == 0x3000;
}

void
mill_read_tags(mill_reading *reading, mill_stored_note *note, mill_str text)
{
	size_t room = 0, end;

	for (size_t from = 0, at = 0; from < text.len; from = at) {
		for (end = at; at < text.len; end = at)
			if (is_between(mill_next(text, &at)))
				break;
		if (end == from)
			continue;
		note->tags = mill_room(
		    reading->arena, note->tags, sizeof *note->tags, note->tag_count, &room);
		note->tags[note->tag_count++] = mill_copy(
		    reading->arena, mill_slice(text, from, end));
	}
}

/* ---- note types by name -------------------------------------------------------------------- */

static bool
names_cloze(mill_str name)
{
	for (size_t i = 0; i + 5 <= name.len; i++)
		if (strncasecmp(name.ptr + i, "cloze", 5) == 0)
			return true;
	return false;
}

void
mill_read_type(mill_reading *reading, mill_stored_note *note, mill_str name)
{
	mill_str cloze = mill_cstr(reading->options->cloze_notetype),
		 basic = mill_cstr(reading->options->basic_notetype);

	if (cloze.len > 0 && mill_equal(name, cloze))
		note->kind = MILL_CLOZE;
	else if (basic.len > 0 && mill_equal(name, basic))
		note->kind = MILL_BASIC;
	else
		note->kind = names_cloze(name) ? MILL_CLOZE : MILL_BASIC;
	note->own = mill_equal(name, mill_cstr(mill_own_type(note->kind)->name));
	note->type_name = mill_copy(reading->arena, name);
}

void
mill_part_fields(mill_arena *arena, mill_stored_note *note)
{
	static const mill_str opens = { "<div><small>", 12 }, closes = { "</small></div>", 14 };
	mill_str front = note->fields[0], back = note->fields[1];
	size_t end, from;

	if (mill_starts(front, opens) && (end = mill_find(front, closes, 0)) != SIZE_MAX) {
		note->fields[2] = mill_copy(arena, mill_slice(front, opens.len, end));
		note->fields[0] = mill_copy(arena, mill_slice(front, end + closes.len, front.len));
	}
	if (!mill_ends(back, closes))
		return;
	for (from = back.len - closes.len;
	     from > 0 && !mill_starts(mill_slice(back, from, back.len), opens);)
		from--;
	if (!mill_starts(mill_slice(back, from, back.len), opens))
		return;
	note->fields[3] = mill_copy(
	    arena, mill_slice(back, from + opens.len, back.len - closes.len));
	note->fields[1] = mill_copy(arena, mill_slice(back, 0, from));
}
