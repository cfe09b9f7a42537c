/*
 * settleknown.c - note types that the decks of a build know, by id and by name.
 */
#include "settle.h"

/* Calls look() with what every deck that was read knows, until it answers a type; sources
 * come first. */
static const mill_notetype *
look_through(mill_settling *s,
    const mill_notetype *(*look)(const mill_stored *stored, const void *what), const void *what)
{
	const mill_deck *deck = &s->mill->deck;
	const mill_notetype *found = NULL;

	for (size_t i = 0; i < deck->origin_count && found == NULL; i++)
		if (deck->origins[i].stored != NULL)
			found = look(deck->origins[i].stored, what);
	if (found == NULL && deck->earlier != NULL)
		found = look(deck->earlier, what);
	if (found == NULL)
		mill_read_companions(s->mill);
	for (size_t i = 0; i < s->mill->companion_count && found == NULL; i++)
		found = look(s->mill->companions[i], what);
	return found;
}

static const mill_notetype *
with_id(const mill_stored *stored, const void *what)
{
	return mill_stored_type(stored, *(const int64_t *)what);
}

static void
enter_name(mill_settling *s, const mill_notetype *type)
{
	uint32_t *number;

	if (type->id == 0 || type->template_count == 0)
		return;
	number = mill_set_counter(&s->names, mill_fold(s->work, type->name));
	if (*number > 0)
		return;
	s->named = mill_room(s->work, s->named, sizeof *s->named, s->named_count, &s->named_room);
	s->named[s->named_count++] = type;
	*number = (uint32_t)s->named_count;
}

/* Enters the types of a deck by their names: of two the one that came first, of a deck's own
 * one that its notes have, or else the last.  Old packages have two of one name. */
static void
enter_names(mill_settling *s, const mill_stored *stored)
{
	const mill_notetype *last = NULL;

	if (stored == NULL)
		return;
	for (size_t i = 0; i < stored->count; i++) {
		const mill_notetype *type = stored->notes[i].type;

		if (type != NULL && type != last)
			enter_name(s, type);
		last = type;
	}
	for (size_t i = stored->type_count; i > 0; i--)
		enter_name(s, stored->types[i - 1]);
}

/* The type of a name that any deck knows; sources come first. */
const mill_notetype *
mill_known_type(mill_settling *s, mill_str name)
{
	const mill_deck *deck = &s->mill->deck;
	uint32_t number;

	name = mill_fold(s->work, name);
	if (s->names.arena == NULL) {
		s->names.arena = s->work;
		for (size_t i = 0; i < deck->origin_count; i++)
			enter_names(s, deck->origins[i].stored);
		enter_names(s, deck->earlier);
	}
	number = mill_set_count(&s->names, name);
	if (number == 0 && !s->all_named) {
		mill_read_companions(s->mill);
		for (size_t i = 0; i < s->mill->companion_count; i++)
			enter_names(s, s->mill->companions[i]);
		s->all_named = true;
		number = mill_set_count(&s->names, name);
	}
	return number == 0 ? NULL : s->named[number - 1];
}

/* True when a deck has ours as this program brings it along, whether or not with what loads
 * the colours of code. */
static bool
is_built_in(const mill_notetype *type, const mill_notetype *own)
{
	const mill_template *a = type->templates, *b = own->templates;
	mill_str behind[] = { MILL_STR(""), MILL_STR("") };

	if (type->template_count == 0)
		return true; /* only its name is known */
	if (type->modified != own->modified || !mill_equal(type->css, own->css) ||
	    !mill_starts(a->front, b->front) || !mill_starts(a->back, b->back))
		return false;
	behind[0] = mill_slice(a->front, b->front.len, a->front.len);
	behind[1] = mill_slice(a->back, b->back.len, a->back.len);
	for (int i = 0; i < 2; i++)
		if (behind[i].len > 0 &&
		    mill_find(behind[i], MILL_STR("_cardmill-code"), 0) == SIZE_MAX)
			return false;
	return true;
}

/* Ours: as decks have them, unless notes are milled, too, or the options say how cards
 * look. */
void
mill_settle_ours(mill_settling *s)
{
	const cardmill_options *options = &s->mill->options;
	const mill_deck *deck = &s->mill->deck;

	s->built_in = options->css != NULL || options->template_dir != NULL ||
		      options->no_highlight != 0;
	for (size_t i = 0; i < deck->origin_count; i++)
		s->built_in |= deck->origins[i].stored == NULL;
	for (int kind = MILL_BASIC; kind <= MILL_CLOZE; kind++) {
		int64_t id = mill_own_type((mill_kind)kind)->id;
		const mill_notetype *type = s->built_in ? NULL : look_through(s, with_id, &id);

		s->ours[kind] = type != NULL && type->field_count == MILL_FIELDS &&
					type->template_count == 1 &&
					type->cloze == (kind == MILL_CLOZE) &&
					!is_built_in(type, deck->own[kind])
				    ? type
				    : deck->own[kind];
	}
}
