/*
 * settle.c - which note types the notes of decks have.
 *
 * A package brings its note types along, a table nothing but names: then it is a type of
 * that name which another deck of the build or the earlier one knows, ours when two
 * fields will do, else one that is made of the table's columns.  Types with one id are one
 * type to Anki (rslib/src/import_export/package/apkg/import/notes.rs).
 */
#include "base/base.h"
#include "deck.h"
#include "formats/formats.h"
#include "mill.h"

#include <strings.h>

static const mill_place nowhere = { 0, 0 };

enum {
	MOST_MADE = 1000,    /* types that are made of columns */
	RESERVED = INT32_MAX /* of an id: for ours */
};

typedef struct settling {
	cardmill *mill;
	mill_arena *work;
	bool built_in; /* ours have the style of this program, or that of the options */
	const mill_notetype *ours[2];
	mill_set replaced;    /* by address of a type that was read: of the list below, from 1 */
	mill_notetype **kept; /* copies, and those that were made */
	size_t kept_count, kept_room;
	mill_set made; /* by name: which of these, from 1 */
	size_t made_count;
	mill_set ids;  /* the same by id */
	mill_set used; /* by address: types that the deck knows are used */
	/* Types by their names, without case, of all decks that are looked at: */
	mill_set names;
	const mill_notetype **named;
	size_t named_count, named_room;
	bool all_named;         /* those of companions, too */
	mill_set *widths;       /* by origin: most fields that notes of a type's name have */
	uint64_t added, effort; /* fields that notes lack; work to tell their cards */
} settling;

/* ---- types that are known ------------------------------------------------------------ */

/* Calls look() with what every deck that was read knows, until it answers a type; sources
 * come first. */
static const mill_notetype *
look_through(settling *s, const mill_notetype *(*look)(const mill_stored *stored, const void *what),
    const void *what)
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

/* Enters the types of a deck by their names: of two the one that came first, of a deck's own
 * the last. */
static void
enter_names(settling *s, const mill_stored *stored)
{
	for (size_t i = stored == NULL ? 0 : stored->type_count; i > 0; i--) {
		const mill_notetype *type = stored->types[i - 1];
		uint32_t *number;

		if (type->id == 0 || type->template_count == 0)
			continue;
		number = mill_set_counter(&s->names, mill_fold(s->work, type->name));
		if (*number > 0)
			continue;
		s->named = mill_room(
		    s->work, s->named, sizeof *s->named, s->named_count, &s->named_room);
		s->named[s->named_count++] = type;
		*number = (uint32_t)s->named_count;
	}
}

/* The type of a name that any deck knows; sources come first. */
static const mill_notetype *
with_name(settling *s, mill_str name)
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
static void
settle_ours(settling *s)
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

/* ---- types that were read ---------------------------------------------------------------- */

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
place_of_id(settling *s, int64_t id)
{
	mill_str key = { (const char *)&id, sizeof id };

	return mill_set_counter(&s->ids, mill_copy(s->work, key));
}

/* The number of the type that stands for all that have its id, from 1. */
static uint32_t
keep(settling *s, const mill_notetype *type, const mill_origin *origin)
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

static const mill_notetype *
settled(settling *s, const mill_notetype *type, const mill_origin *origin)
{
	mill_kind kind = type->cloze ? MILL_CLOZE : MILL_BASIC;
	mill_str address = { (const char *)&type, sizeof type };
	uint32_t *number;

	if (type->ours && s->ours[kind]->id == type->id && type->field_count == MILL_FIELDS)
		return s->ours[kind];
	number = mill_set_counter(&s->replaced, mill_copy(s->work, address));
	if (*number == 0)
		*number = keep(s, type, origin);
	return s->kept[*number - 1];
}

/* ---- types that only a name is known of ----------------------------------------------------- */

/* Fields up to the last that says something. */
static size_t
used_fields(const mill_note *note)
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

/* As many fields as any note of the table with this type has. */
static size_t
most_fields(settling *s, const mill_note *note)
{
	const mill_deck *deck = &s->mill->deck;
	const mill_stored *stored = deck->origins[note->source].stored;
	mill_set *widths;

	if (s->widths == NULL)
		s->widths = MILL_NEW(s->work, mill_set, deck->origin_count);
	widths = &s->widths[note->source];
	for (size_t i = 0; widths->used == 0 || i > 0; i++) {
		size_t used;
		uint32_t *width;

		if (i == stored->count)
			break;
		used = stored->notes[i].field_count;
		while (used > 2 && stored->notes[i].fields[used - 1].len == 0)
			used--;
		widths->arena = s->work;
		width = mill_set_counter(widths, stored->notes[i].type_name);
		*width = used > *width ? (uint32_t)used : *width;
	}
	return mill_set_count(widths, note->stored->type_name);
}

/* The type that is made for notes of this kind and name in their table. */
static const mill_notetype *
made_type(settling *s, const mill_note *note)
{
	mill_buf key = { .arena = s->work };
	uint32_t *number, kept;

	mill_printf(&key, "%u %d ", note->source, (int)note->kind);
	mill_put_str(&key, note->stored->type_name);
	number = mill_set_counter(&s->made, mill_buf_str(&key));
	if (*number > 0)
		return s->kept[*number - 1];
	kept = keep(s, mill_make_type(s->mill, s->work, note, most_fields(s, note)),
	    &s->mill->deck.origins[note->source]);
	*number = kept;
	s->made_count++;
	return s->kept[kept - 1];
}

/* What CSV and JSON put into two fields for a note type of Anki's own is taken apart. */
static void
part(settling *s, mill_note *note)
{
	mill_stored_note copy = *note->stored;

	copy.fields = note->fields;
	mill_part_fields(&s->mill->arena, &copy);
}

/* Columns called as the type calls its fields are these, in whatever order they stand. */
static void
order_fields(settling *s, mill_note *note, const mill_notetype *type)
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

static const mill_notetype *
type_by_name(settling *s, mill_note *note)
{
	const mill_stored *stored = s->mill->deck.origins[note->source].stored;
	mill_str name = note->stored->type_name;
	size_t used = used_fields(note);
	const mill_notetype *known;

	if (mill_equal(name, mill_cstr(mill_own_type(note->kind)->name)) && used <= MILL_FIELDS)
		return s->ours[note->kind];
	known = name.len == 0 ? NULL : with_name(s, name);
	if (known != NULL && used <= known->field_count) {
		note->kind = known->cloze ? MILL_CLOZE : MILL_BASIC;
		order_fields(s, note, known);
		return settled(s, known, &s->mill->deck.origins[note->source]);
	}
	if (name.len == 0)
		note->kind = mill_has_deletion(note->fields[0]) ? MILL_CLOZE : MILL_BASIC;
	if (used <= 2 || named_as_ours(stored, note->kind, used)) {
		if (name.len > 0 && used <= 2)
			part(s, note);
		return s->ours[note->kind];
	}
	return made_type(s, note);
}

/* ---- notes --------------------------------------------------------------------------------- */

/* As many fields as the type has; what is missing is empty. */
static void
fit_fields(settling *s, mill_note *note)
{
	size_t count = note->type->field_count;
	mill_str *fields = note->fields;

	if (count > MILL_FIELDS && count > note->field_count) {
		fields = MILL_NEW(&s->mill->arena, mill_str, count);
		for (size_t i = 0; i < count; i++)
			fields[i] = i < note->field_count ? note->fields[i] : MILL_STR("");
	}
	note->fields = fields;
	note->field_count = count;
}

/* Each card once, and none that the type has no template for: Anki would take what cannot
 * be shown.  With none left it has those that are made. */
static void
fit_cards(settling *s, mill_note *note)
{
	size_t most = note->type->cloze ? MILL_CLOZES : note->type->template_count, kept = 0;
	const mill_stored_note *stored = note->stored;
	bool seen[MILL_CLOZES] = { false };
	mill_stored_note *fit;

	for (size_t i = 0; i < stored->card_count; i++) {
		uint16_t ordinal = stored->cards[i].ordinal;

		if (ordinal >= most || ordinal >= MILL_CLOZES || seen[ordinal])
			continue;
		seen[ordinal] = true;
		stored->cards[kept++] = stored->cards[i];
	}
	if (kept == stored->card_count && (kept > 0) == (stored->cards != NULL))
		return;
	fit = MILL_NEW(&s->mill->arena, mill_stored_note, 1);
	*fit = *stored;
	fit->card_count = kept;
	fit->cards = kept == 0 ? NULL : stored->cards;
	note->stored = fit;
}

/* What the note is told by, now that its fields stand where they belong. */
static void
name_note(settling *s, mill_note *note)
{
	mill_buf prompt = { .arena = &s->mill->arena }, context = { .arena = &s->mill->arena };

	mill_put_stripped(&prompt, note->fields[0]);
	note->prompt = mill_buf_str(&prompt);
	if (!note->type->own && !note->type->ours)
		return;
	mill_put_stripped(&context, note->fields[2]);
	note->context = mill_printable(&s->mill->arena, mill_buf_str(&context), false);
}

/* Names are told apart as a collection does it: what comes later has a + more.  Tables and
 * JSON decks know types by nothing else. */
static void
name_types(settling *s)
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

/* False, and said, when the type is too much for so many notes, or anything. */
static bool
is_bearable(settling *s, const mill_note *note)
{
	const mill_notetype *type = note->type;
	mill_log *log = &s->mill->log;
	mill_place place = { note->line, note->line > 0 };
	size_t used = used_fields(note);

	s->effort += type->own ? 0 : type->effort;
	s->added += used < type->field_count ? type->field_count - used : 0;
	log->file = s->mill->deck.origins[note->source].file;
	if (type->field_count > MILL_MOST_FIELDS)
		mill_say(log, MILL_BAD_DECK, place,
		    "the note type \"%.80s\" has %zu fields, and no more than %d are written",
		    type->name.ptr, type->field_count, MILL_MOST_FIELDS);
	else if (s->added > MILL_MOST_ADDED || s->effort > MILL_MOST_EFFORT)
		mill_say(log, MILL_BAD_DECK, place,
		    "the note type \"%.80s\" has too many fields or templates for so many notes",
		    type->name.ptr);
	else if (s->made_count > MOST_MADE)
		mill_say(log, MILL_BAD_DECK, place,
		    "it names more than %d note types that no deck knows", MOST_MADE);
	log->file = NULL;
	return log->status == CARDMILL_OK;
}

/* True for what stands for ours; a deck may have the id with other fields. */
static bool
is_ours(const settling *s, const mill_notetype *type)
{
	return type == s->ours[MILL_BASIC] || type == s->ours[MILL_CLOZE];
}

/* Each type is used once, however many notes have it. */
static void
use(settling *s, const mill_notetype *type)
{
	mill_str address = { (const char *)&type, sizeof type };

	if ((*mill_set_counter(&s->used, mill_copy(s->work, address)))++ == 0)
		mill_use_type(&s->mill->arena, &s->mill->deck, type);
}

/* Nobody else gets the ids of ours when notes have them. */
static void
reserve_ids(settling *s)
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

cardmill_status
mill_settle_types(cardmill *mill, mill_arena *work)
{
	settling s = { .mill = mill, .work = work };
	mill_deck *deck = &mill->deck;

	s.replaced.arena = s.made.arena = s.ids.arena = s.used.arena = work;
	settle_ours(&s);
	reserve_ids(&s);
	for (size_t i = 0; i < deck->note_count; i++) {
		mill_note *note = deck->notes[i];

		if (note->stored == NULL)
			continue;
		note->type = note->type != NULL
				 ? settled(&s, note->type, &deck->origins[note->source])
				 : type_by_name(&s, note);
		if (!is_bearable(&s, note))
			return mill->log.status;
		fit_fields(&s, note);
		fit_cards(&s, note);
		name_note(&s, note);
		for (int kind = MILL_BASIC; is_ours(&s, note->type) && kind <= MILL_CLOZE; kind++)
			use(&s, s.ours[kind]); /* as when notes are milled */
		use(&s, note->type);
	}
	name_types(&s);
	return CARDMILL_OK;
}
