/*
 * settlenamed.c - the note types of notes that a table or JSON deck gives no more than a name of.
 */
#include "settle.h"

#include "formats/formats.h"

#include <strings.h>

/* Fields up to the last that says something. */
size_t
mill_used_fields(const mill_note *note)
{
	size_t used = note->field_count;

	while (used > 0 && note->fields[used - 1].len == 0)
		used--;
	return used;
}

/* True when the columns that are in use are called as our fields are. */
static bool
named_as_ours(const mill_stored *stored, mill_kind kind, size_t used)
{
	const mill_own_notetype *own = mill_own_type(kind);

	for (size_t i = 0; i < used; i++) {
		mill_str name = i < stored->column_count ? stored->columns[i] : MILL_STR("");

		if (i >= MILL_FIELDS ||
		    (strcasecmp(name.ptr, own->fields[i]) != 0 &&
			strcasecmp(name.ptr, mill_own_type(MILL_BASIC)->fields[i]) != 0))
			return false;
	}
	return true;
}

/* Enters how many fields the notes of a table have at most, by the names of their types. */
static void
measure_widths(const mill_stored *stored, mill_set *widths)
{
	for (size_t i = 0; i < stored->count; i++) {
		const mill_stored_note *note = &stored->notes[i];
		uint32_t *width = mill_set_counter(widths, note->type_name);
		size_t used = note->field_count;

		while (used > 2 && note->fields[used - 1].len == 0)
			used--;
		*width = used > *width ? (uint32_t)used : *width;
	}
}

/* As many fields as any note of the table with this type has. */
static size_t
most_fields(mill_settling *s, const mill_note *note)
{
	const mill_deck *deck = &s->mill->deck;
	mill_set *widths;

	if (s->widths == NULL)
		s->widths = MILL_NEW(s->work, mill_set, deck->origin_count);
	widths = &s->widths[note->source];
	if (widths->arena == NULL) {
		widths->arena = s->work;
		measure_widths(deck->origins[note->source].stored, widths);
	}
	return mill_set_count(widths, note->stored->type_name);
}

/* The type that is made for notes of this kind and name in their table. */
static const mill_notetype *
made_type(mill_settling *s, const mill_note *note, size_t fields)
{
	mill_buf key = { .arena = s->work };
	uint32_t *number, kept;

	mill_printf(&key, "%u %d ", note->source, (int)note->kind);
	mill_put_str(&key, note->stored->type_name);
	number = mill_set_counter(&s->made, mill_buf_str(&key));
	if (*number > 0)
		return s->kept[*number - 1];
	kept = mill_keep_type(s, mill_make_type(s->mill, s->work, note, fields),
	    &s->mill->deck.origins[note->source]);
	*number = kept;
	s->made_count++;
	return s->kept[kept - 1];
}

/* What CSV and JSON put into two fields for a note type of Anki's own is taken apart. */
static void
part(mill_settling *s, mill_note *note)
{
	mill_stored_note copy = *note->stored;

	copy.fields = note->fields;
	mill_part_fields(&s->mill->arena, &copy);
}

/* Columns called as the type calls its fields are these, in whatever order they stand. */
static void
order_fields(mill_settling *s, mill_note *note, const mill_notetype *type)
{
	const mill_stored *stored = s->mill->deck.origins[note->source].stored;
	size_t count = type->field_count > MILL_FIELDS ? type->field_count : MILL_FIELDS;
	mill_str *ordered = MILL_NEW(s->work, mill_str, count);
	mill_str *fields;

	for (size_t i = 0; i < type->field_count; i++) {
		mill_str name = type->fields[i].name;
		size_t k = 0;

		while (k < stored->column_count &&
		       (stored->columns[k].len != name.len ||
			   strncasecmp(stored->columns[k].ptr, name.ptr, name.len) != 0))
			k++;
		if (k == stored->column_count)
			return;
		ordered[i] = k < note->field_count ? note->fields[k] : MILL_STR("");
	}
	fields = MILL_NEW(&s->mill->arena, mill_str, count);
	for (size_t i = 0; i < count; i++)
		fields[i] = i < type->field_count ? ordered[i] : MILL_STR("");
	note->fields = fields;
	note->field_count = type->field_count;
}

const mill_notetype *
mill_named_type(mill_settling *s, mill_note *note)
{
	const mill_stored *stored = s->mill->deck.origins[note->source].stored;
	mill_str name = note->stored->type_name;
	size_t used = mill_used_fields(note), most;
	const mill_notetype *known;

	if (mill_equal(name, mill_cstr(mill_own_type(note->kind)->name)) && used <= MILL_FIELDS)
		return s->ours[note->kind];
	known = name.len == 0 ? NULL : mill_known_type(s, name);
	if (known != NULL && used <= known->field_count) {
		note->kind = known->cloze ? MILL_CLOZE : MILL_BASIC;
		order_fields(s, note, known);
		return mill_kept_type(s, known, &s->mill->deck.origins[note->source]);
	}
	if (name.len == 0)
		note->kind = mill_has_deletion(note->fields[0]) ? MILL_CLOZE : MILL_BASIC;
	/* Rows of one table are of one type, though some of them leave the last columns empty. */
	most = most_fields(s, note);
	if (most > 2 && !named_as_ours(stored, note->kind, most))
		return made_type(s, note, most);
	if (name.len > 0 && used <= 2)
		part(s, note);
	return s->ours[note->kind];
}
