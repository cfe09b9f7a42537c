/*
 * settlemade.c - note types that are made of a table's columns, when no deck says what they look
 * like.
 */
#include "settle.h"

#include "formats/formats.h"

static const mill_place nowhere = { 0, 0 };

int64_t
mill_made_id(mill_arena *work, const mill_notetype *type)
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

static mill_str
field_name(mill_arena *arena, const mill_stored *stored, size_t i)
{
	mill_buf name = { .arena = arena };
	mill_str column = i < stored->column_count ? mill_trim(stored->columns[i]) : MILL_STR("");

	for (size_t k = 0; k < column.len; k++)
		if (strchr("{}:\"", column.ptr[k]) == NULL &&
		    (name.len > 0 || strchr("#/^ ", column.ptr[k]) == NULL))
			mill_putc(&name, column.ptr[k]);
	if (name.len == 0)
		mill_printf(&name, i == 0 ? "Front" : i == 1 ? "Back" : "Field %zu", i + 1);
	return mill_buf_str(&name);
}

mill_str
mill_own_name(mill_arena *arena, mill_set *names, mill_str name)
{
	uint32_t *taken = mill_set_counter(names, mill_fold(names->arena, name)), again;
	mill_buf longer = { .arena = arena };

	again = (*taken)++;
	if (again == 0)
		return name;
	mill_put_str(&longer, name);
	mill_putc(&longer, '+');
	if (again > 1)
		mill_printf(&longer, "%u", again);
	return mill_own_name(arena, names, mill_buf_str(&longer));
}

/* True for the name of a column that counts rows, or for none. */
static bool
is_counter(mill_arena *work, mill_str name)
{
	static const char *const names[] = { "", "no", "nr", "number", "id", "index", "rank",
		"count" };
	mill_str plain = mill_fold(work, mill_trim(name));
	size_t last = plain.len;

	while (last > 0 && strchr("_- ", plain.ptr[last - 1]) == NULL)
		last--;
	plain = mill_slice(plain, last, plain.len); /* of vocab_number */
	return mill_is_any(plain, names, MILL_COUNT(names));
}

static bool
is_whole_number(mill_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return text.len > 0;
}

/* Which field is asked: the first one, but for a table that numbers its rows in it. */
static size_t
asked_field(mill_arena *work, const mill_stored *stored, const mill_note *note, size_t fields)
{
	if (fields < 3 || stored->column_count == 0 || !is_counter(work, stored->columns[0]))
		return 0;
	for (size_t i = 0; i < stored->count; i++)
		if (mill_equal(stored->notes[i].type_name, note->stored->type_name) &&
		    !is_whole_number(stored->notes[i].fields[0]))
			return 0;
	return 1;
}

/* One field is asked, the others are the answer. */
static mill_template *
make_template(mill_arena *arena, const mill_notetype *type, size_t asked)
{
	mill_template *template = MILL_NEW(arena, mill_template, 1);
	mill_buf front = { .arena = arena }, back = { .arena = arena };
	const char *cloze = type->cloze ? "cloze:" : "";

	mill_printf(&front, "{{%s%s}}", cloze, type->fields[asked].name.ptr);
	mill_puts(
	    &back, type->cloze ? mill_buf_str(&front).ptr : "{{FrontSide}}\n\n<hr id=answer>");
	for (size_t i = asked + 1; i < type->field_count; i++) {
		const char *name = type->fields[i].name.ptr;

		mill_printf(&back,
		    i == asked + 1 ? "\n\n{{%s}}" : "\n{{#%s}}<div>{{%s}}</div>{{/%s}}", name, name,
		    name);
	}
	*template = (mill_template){ .name = MILL_STR("Card 1"),
		.front = mill_buf_str(&front),
		.back = mill_buf_str(&back) };
	template->browser_front = template->browser_back = template->browser_font = MILL_STR("");
	return template;
}

mill_notetype *
mill_make_type(cardmill *mill, mill_arena *work, const mill_note *note, size_t fields)
{
	mill_arena *arena = &mill->arena;
	const mill_origin *origin = &mill->deck.origins[note->source];
	mill_notetype *type = MILL_NEW(arena, mill_notetype, 1);
	size_t room = 0, asked;
	mill_set names = { .arena = work };

	*type = (mill_notetype){ .name = note->stored->type_name,
		.css = mill->deck.style.css,
		.cloze = note->kind == MILL_CLOZE,
		.modified = mill->deck.now };
	type->latex_pre = type->latex_post = MILL_STR("");
	if (type->name.len == 0)
		type->name = mill_slice(origin->deck, 0, origin->deck.len);
	for (size_t i = 0; i < fields; i++) {
		mill_str name = mill_own_name(arena, &names, field_name(arena, origin->stored, i));

		type->fields = mill_room(
		    arena, type->fields, sizeof *type->fields, type->field_count, &room);
		type->fields[type->field_count] = (mill_field){
			.name = name, .font = MILL_STR("Arial"), .size = 20, .tag = -1
		};
		type->fields[type->field_count++].description = MILL_STR("");
	}
	asked = type->cloze ? 0 : asked_field(work, origin->stored, note, type->field_count);
	type->templates = make_template(arena, type, asked);
	type->sort_field = (uint32_t)asked;
	type->template_count = 1;
	type->id = mill_made_id(work, type);
	type->effort = mill_effort(type);
	mill_say(&mill->log, MILL_TYPE_MADE, nowhere,
	    "%s: no deck says what the note type \"%.80s\" looks like, so it was made of the %zu "
	    "columns; --previous PACKAGE names a deck that knows it",
	    origin->file, type->name.ptr, type->field_count);
	return type;
}
