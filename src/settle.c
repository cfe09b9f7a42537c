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

typedef struct settling {
	cardmill *mill;
	mill_arena *work;
	bool built_in; /* ours have the style of this program, or that of the options */
	const mill_notetype *ours[2];
	mill_set replaced;    /* by address of a type that was read: of the list below, from 1 */
	mill_notetype **kept; /* copies, and those that were made */
	size_t kept_count, kept_room;
	mill_set made; /* by name: which of the deck's types, from 1 */
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

static const mill_notetype *
with_name(const mill_stored *stored, const void *what)
{
	const mill_str *name = what;

	for (size_t i = stored->type_count; i > 0; i--) {
		const mill_notetype *type = stored->types[i - 1];

		if (type->id != 0 && type->name.len == name->len &&
		    strncasecmp(type->name.ptr, name->ptr, name->len) == 0)
			return type;
	}
	return NULL;
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

/* An id of 13 digits, as those have that are times, by what the type is called. */
static int64_t
made_id(mill_arena *work, const mill_notetype *type)
{
	mill_buf key = { .arena = work };
	uint64_t hash;

	mill_put_str(&key, type->name);
	for (size_t i = 0; i < type->field_count; i++) {
		mill_putc(&key, '\x1F');
		mill_put_str(&key, type->fields[i].name);
	}
	for (size_t i = 0; i < type->template_count; i++) {
		mill_putc(&key, '\x1F');
		mill_put_str(&key, type->templates[i].name);
	}
	hash = mill_hash(mill_buf_str(&key));
	return 1300000000000 + (int64_t)(hash % 400000000000);
}

static mill_notetype *
kept_with(const settling *s, int64_t id)
{
	for (size_t i = 0; i < s->kept_count; i++)
		if (s->kept[i]->id == id)
			return s->kept[i];
	return NULL;
}

/* The type that stands for all that have its id. */
static const mill_notetype *
keep(settling *s, const mill_notetype *type, const mill_origin *origin)
{
	int64_t id = type->id != 0 ? type->id : made_id(s->work, type); /* JSON may have none */
	mill_notetype *other = kept_with(s, id);

	if (other != NULL && !same_schema(other, type)) {
		for (id = made_id(s->work, type);; id++) {
			other = kept_with(s, id);
			if (other == NULL || same_schema(other, type))
				break;
		}
		if (other == NULL)
			mill_say(&s->mill->log, MILL_TYPE_CONFLICT, nowhere,
			    "the note type \"%.80s\" of %s is another one than that of the same id "
			    "in a "
			    "deck before it, and gets an id of its own",
			    type->name.ptr, origin->file);
	}
	if (other == NULL) {
		other = MILL_NEW(&s->mill->arena, mill_notetype, 1);
		*other = *type;
		s->kept = mill_room(
		    s->work, s->kept, sizeof *s->kept, s->kept_count, &s->kept_room);
		s->kept[s->kept_count++] = other;
	} else if (other->modified < type->modified) {
		/* The later one says how cards look; what was settled before follows it. */
		*other = *type;
	}
	other->id = id;
	return other;
}

static const mill_notetype *
settled(settling *s, const mill_notetype *type, const mill_origin *origin)
{
	mill_kind kind = type->cloze ? MILL_CLOZE : MILL_BASIC;
	mill_str address = { (const char *)&type, sizeof type };
	const mill_notetype *kept;
	uint32_t *number;

	if (type->ours && s->ours[kind]->id == type->id && type->field_count == MILL_FIELDS)
		return s->ours[kind];
	number = mill_set_counter(&s->replaced, mill_copy(s->work, address));
	if (*number > 0)
		return s->kept[*number - 1];
	kept = keep(s, type, origin);
	for (size_t i = 0; i < s->kept_count; i++)
		if (s->kept[i] == kept)
			*mill_set_counter(&s->replaced, mill_copy(s->work, address)) = (uint32_t)i +
										       1;
	return kept;
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

static mill_str
field_name(settling *s, const mill_stored *stored, size_t i)
{
	mill_buf name = { .arena = &s->mill->arena };
	mill_str column = i < stored->column_count ? mill_trim(stored->columns[i]) : MILL_STR("");

	for (size_t k = 0; k < column.len; k++)
		if (strchr("{}:\"", column.ptr[k]) == NULL &&
		    (name.len > 0 || strchr("#/^ ", column.ptr[k]) == NULL))
			mill_putc(&name, column.ptr[k]);
	if (name.len == 0)
		mill_printf(&name, i == 0 ? "Front" : i == 1 ? "Back" : "Field %zu", i + 1);
	return mill_buf_str(&name);
}

/* A name that no field before it has, whatever the case. */
static mill_str
own_name(settling *s, const mill_notetype *type, size_t count, mill_str name)
{
	for (size_t i = 0; i < count; i++) {
		mill_buf longer = { .arena = &s->mill->arena };

		if (!mill_equal(mill_fold(s->work, type->fields[i].name), mill_fold(s->work, name)))
			continue;
		mill_put_str(&longer, name);
		mill_putc(&longer, '+');
		return own_name(s, type, count, mill_buf_str(&longer));
	}
	return name;
}

/* The first field is asked, the others are the answer. */
static mill_template *
make_template(mill_arena *arena, const mill_notetype *type)
{
	mill_template *template = MILL_NEW(arena, mill_template, 1);
	mill_buf front = { .arena = arena }, back = { .arena = arena };
	const char *cloze = type->cloze ? "cloze:" : "";

	mill_printf(&front, "{{%s%s}}", cloze, type->fields[0].name.ptr);
	mill_puts(
	    &back, type->cloze ? mill_buf_str(&front).ptr : "{{FrontSide}}\n\n<hr id=answer>");
	for (size_t i = 1; i < type->field_count; i++) {
		const char *name = type->fields[i].name.ptr;

		mill_printf(&back, i == 1 ? "\n\n{{%s}}" : "\n{{#%s}}<div>{{%s}}</div>{{/%s}}",
		    name, name, name);
	}
	*template = (mill_template){ .name = MILL_STR("Card 1"),
		.front = mill_buf_str(&front),
		.back = mill_buf_str(&back) };
	template->browser_front = template->browser_back = template->browser_font = MILL_STR("");
	return template;
}

/* As many fields as any note of the table with this type has. */
static size_t
most_fields(const settling *s, const mill_note *note)
{
	const mill_stored *stored = s->mill->deck.origins[note->source].stored;
	size_t most = 2;

	for (size_t i = 0; i < stored->count; i++) {
		const mill_stored_note *other = &stored->notes[i];
		size_t used = other->field_count;

		if (!mill_equal(other->type_name, note->stored->type_name))
			continue;
		while (used > most && other->fields[used - 1].len == 0)
			used--;
		most = used > most ? used : most;
	}
	return most;
}

static mill_notetype *
make_type(settling *s, const mill_note *note)
{
	mill_arena *arena = &s->mill->arena;
	const mill_origin *origin = &s->mill->deck.origins[note->source];
	mill_notetype *type = MILL_NEW(arena, mill_notetype, 1);
	size_t room = 0;

	*type = (mill_notetype){ .name = note->stored->type_name,
		.css = s->mill->deck.style.css,
		.cloze = note->kind == MILL_CLOZE,
		.modified = s->mill->deck.now };
	type->latex_pre = type->latex_post = MILL_STR("");
	if (type->name.len == 0)
		type->name = mill_slice(origin->deck, 0, origin->deck.len);
	for (size_t i = 0; i < most_fields(s, note); i++) {
		mill_str name = own_name(
		    s, type, type->field_count, field_name(s, origin->stored, i));

		type->fields = mill_room(
		    arena, type->fields, sizeof *type->fields, type->field_count, &room);
		type->fields[type->field_count] = (mill_field){
			.name = name, .font = MILL_STR("Arial"), .size = 20, .tag = -1
		};
		type->fields[type->field_count++].description = MILL_STR("");
	}
	type->templates = make_template(arena, type);
	type->template_count = 1;
	type->id = made_id(s->work, type);
	mill_say(&s->mill->log, MILL_TYPE_MADE, nowhere,
	    "%s: no deck says what the note type \"%.80s\" looks like, so it was made of the %zu "
	    "columns; --previous PACKAGE names a deck that knows it",
	    origin->file, type->name.ptr, type->field_count);
	return type;
}

/* The type that is made for notes of this kind and name in their table. */
static const mill_notetype *
made_type(settling *s, const mill_note *note)
{
	mill_buf key = { .arena = s->work };
	mill_notetype *type;
	uint32_t *number;

	mill_printf(&key, "%u %d ", note->source, (int)note->kind);
	mill_put_str(&key, note->stored->type_name);
	number = mill_set_counter(&s->made, mill_buf_str(&key));
	if (*number > 0)
		return s->kept[*number - 1];
	type = make_type(s, note);
	s->kept = mill_room(s->work, s->kept, sizeof *s->kept, s->kept_count, &s->kept_room);
	s->kept[s->kept_count++] = type;
	*mill_set_counter(&s->made, mill_buf_str(&key)) = (uint32_t)s->kept_count;
	return type;
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
	known = name.len == 0 ? NULL : look_through(s, with_name, &name);
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

		while (!type->ours &&
		       (*mill_set_counter(&names, mill_fold(s->work, type->name)))++ > 0) {
			mill_buf longer = { .arena = &s->mill->arena };

			mill_put_str(&longer, type->name);
			mill_putc(&longer, '+');
			type->name = mill_buf_str(&longer);
		}
	}
}

/* An id for each, the one that it has where that is free: Anki finds types by theirs. */
static void
number_types(settling *s)
{
	mill_set ids = { .arena = s->work };

	for (size_t i = 0; i < s->kept_count; i++) {
		mill_notetype *type = s->kept[i];
		mill_kind kind;

		for (;; type->id = type->id < INT64_MAX ? type->id + 1 : 1) {
			mill_buf id = { .arena = s->work };

			mill_printf(&id, "%lld", (long long)type->id);
			if ((type->ours || !mill_own_kind(type->id, &kind)) &&
			    (*mill_set_counter(&ids, mill_buf_str(&id)))++ == 0)
				break;
		}
	}
}

void
mill_settle_types(cardmill *mill, mill_arena *work)
{
	settling s = { .mill = mill, .work = work };
	mill_deck *deck = &mill->deck;

	s.replaced.arena = s.made.arena = work;
	settle_ours(&s);
	for (size_t i = 0; i < deck->note_count; i++) {
		mill_note *note = deck->notes[i];

		if (note->stored == NULL)
			continue;
		note->type = note->type != NULL
				 ? settled(&s, note->type, &deck->origins[note->source])
				 : type_by_name(&s, note);
		fit_fields(&s, note);
		name_note(&s, note);
		for (int kind = MILL_BASIC; note->type->ours && kind <= MILL_CLOZE; kind++)
			mill_use_type(
			    &mill->arena, deck, s.ours[kind]); /* as when notes are milled */
		mill_use_type(&mill->arena, deck, note->type);
	}
	name_types(&s);
	number_types(&s);
}
