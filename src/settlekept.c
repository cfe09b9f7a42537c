/*
 * settlekept.c - the note types that a deck has in the end.
 *
 * Types with one id are one type to Anki
 * (rslib/src/import_export/package/apkg/import/notes.rs).
 */
#include "settle.h"

static const mill_place nowhere = { 0, 0 };

enum { RESERVED = INT32_MAX /* of an id: for ours */ };

/* True when notes of one can have the other: what Anki calls the same schema. */
static bool
same_schema(const mill_notetype *a, const mill_notetype *b)
{
	bool same = a->cloze == b->cloze && a->field_count == b->field_count &&
		    a->template_count == b->template_count;

	for (size_t i = 0; same && i < a->field_count; i++)
		same = mill_equal(a->fields[i].name, b->fields[i].name);
	for (size_t i = 0; same && i < a->template_count; i++)
		same = mill_equal(a->templates[i].name, b->templates[i].name);
	return same;
}

/* Where the kept type of an id stands, from 1; 0: nowhere yet. */
static uint32_t *
place_of_id(mill_settling *s, int64_t id)
{
	mill_str key = { (const char *)&id, sizeof id };

	return mill_set_counter(&s->ids, mill_copy(s->work, key));
}

uint32_t
mill_keep_type(mill_settling *s, const mill_notetype *type, const mill_origin *origin)
{
	int64_t made = mill_made_id(s->work, type),
		own = type->id != 0 ? type->id : made, /* JSON may have none */
	    id = own;
	uint32_t *place = place_of_id(s, id);
	mill_notetype *other;

	while (*place > 0) {
		other = *place == RESERVED ? NULL : s->kept[*place - 1];
		if (other != NULL && same_schema(other, type)) {
			/* The later one says how cards look; what was settled before follows it. */
			if (other->modified < type->modified) {
				*other = *type;
				other->id = id;
				other->ours &= id == own;
			}
			return *place;
		}
		id = id == own && made != own ? made : id + 1;
		place = place_of_id(s, id);
	}
	other = MILL_NEW(&s->mill->arena, mill_notetype, 1);
	*other = *type;
	other->id = id;
	other->ours &= id == own;
	s->kept = mill_room(s->work, s->kept, sizeof *s->kept, s->kept_count, &s->kept_room);
	s->kept[s->kept_count++] = other;
	if (id != own)
		mill_say(&s->mill->log, MILL_TYPE_CONFLICT, nowhere,
		    "the note type \"%.80s\" of %s is another one than that of the same id in a "
		    "deck before it, and gets an id of its own",
		    type->name.ptr, origin->file);
	return *place = (uint32_t)s->kept_count;
}

const mill_notetype *
mill_kept_type(mill_settling *s, const mill_notetype *type, const mill_origin *origin)
{
	mill_kind kind = type->cloze ? MILL_CLOZE : MILL_BASIC;
	mill_str address = { (const char *)&type, sizeof type };
	uint32_t *number;

	if (type->ours && s->ours[kind]->id == type->id && type->field_count == MILL_FIELDS)
		return s->ours[kind];
	number = mill_set_counter(&s->replaced, mill_copy(s->work, address));
	if (*number == 0)
		*number = mill_keep_type(s, type, origin);
	return s->kept[*number - 1];
}

/* Nobody else gets the ids of ours when notes have them. */
void
mill_reserve_ids(mill_settling *s)
{
	const mill_deck *deck = &s->mill->deck;
	bool ours = false;

	for (size_t i = 0; i < deck->note_count && !ours; i++) {
		const mill_notetype *type = deck->notes[i]->type;

		ours = type == NULL || type->own ||
		       (type->ours && type->field_count == MILL_FIELDS);
	}
	for (int kind = MILL_BASIC; ours && kind <= MILL_CLOZE; kind++)
		*place_of_id(s, mill_own_type((mill_kind)kind)->id) = RESERVED;
}

/* Names are told apart as a collection does it: what comes later has a + more.  Tables and
 * JSON decks know types by nothing else. */
void
mill_name_types(mill_settling *s)
{
	mill_set names = { .arena = s->work };

	for (int kind = MILL_BASIC; kind <= MILL_CLOZE; kind++)
		++*mill_set_counter(
		    &names, mill_fold(s->work, mill_cstr(mill_own_type((mill_kind)kind)->name)));
	for (size_t i = 0; i < s->kept_count; i++) {
		mill_notetype *type = s->kept[i];

		if (!type->ours)
			type->name = mill_own_name(&s->mill->arena, &names, type->name);
	}
}
