/*
 * cardgen.c - which cards a note has.
 *
 * A template makes a card of a note when its front shows a field that is not empty;
 * conditions count, filters do not.  Clozes have one for each number in their fields
 * (rslib/src/notetype/cardgen.rs, rslib/src/template.rs).
 */
#include "../base/base.h"
#include "../deck.h"

#include <stdlib.h>
#include <strings.h>

enum { DEPTH = 32 /* of conditions in conditions; nobody has more */ };

/* ---- clozes -------------------------------------------------------------------------- */

static void
count_deletions(mill_str field, bool has[MILL_CLOZES])
{
	for (size_t at = mill_find(field, MILL_STR("{{c"), 0); at != SIZE_MAX;
	     at = mill_find(field, MILL_STR("{{c"), at + 3)) {
		/* Since 26.05 a deletion may be of several: {{c1,2::both}}. */
		for (size_t i = at + 3; i < field.len; i++) {
			long number = strtol(field.ptr + i, NULL, 10);

			while (i < field.len && field.ptr[i] >= '0' && field.ptr[i] <= '9')
				i++;
			if (i + 1 >= field.len || (field.ptr[i] != ',' && field.ptr[i] != ':'))
				break;
			if (number >= 1)
				has[(number < MILL_CLOZES ? number : MILL_CLOZES) - 1] = true;
			if (field.ptr[i] == ':')
				break;
		}
	}
}

static size_t
cloze_ordinals(const mill_str *fields, size_t count, uint16_t *ordinals)
{
	bool has[MILL_CLOZES] = { false };
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		count_deletions(fields[i], has);
	for (uint16_t i = 0; i < MILL_CLOZES; i++)
		if (has[i])
			ordinals[found++] = i;
	return found;
}

bool
mill_has_deletion(mill_str text)
{
	uint16_t ordinals[MILL_CLOZES];

	return cloze_ordinals(&text, 1, ordinals) > 0;
}

/* ---- templates ------------------------------------------------------------------------ */

/* Blanks and empty lines are nothing to Anki, too; other tags are something. */
static bool
is_empty(mill_str field)
{
	static const char *const breaks[] = { "<br>", "<br/>", "<br />", "<div>", "</div>", "</br>",
		"<div/>", "<div />" };

	for (size_t at = 0; at < field.len;) {
		size_t before = at;

		if (strchr(" \t\n\r\f\v", field.ptr[at]) != NULL && field.ptr[at] != '\0')
			at++;
		for (size_t i = 0; i < MILL_COUNT(breaks); i++) {
			size_t length = strlen(breaks[i]);

			if (field.len - at >= length &&
			    strncasecmp(field.ptr + at, breaks[i], length) == 0) {
				at += length;
				break;
			}
		}
		if (at == before)
			return false;
	}
	return true;
}

typedef struct evaluation {
	const mill_notetype *type;
	const mill_str *fields;
	size_t field_count;
	bool shown[DEPTH]; /* by depth: what stands there is shown */
	size_t depth;
} evaluation;

static bool
has_text(const evaluation *e, mill_str name)
{
	for (size_t i = 0; i < e->type->field_count && i < e->field_count; i++)
		if (mill_equal(e->type->fields[i].name, name))
			return !is_empty(e->fields[i]);
	return false;
}

/* The field that a replacement is about, behind its filters. */
static mill_str
field_name(mill_str tag)
{
	size_t from = 0, at;

	while ((at = mill_find(tag, MILL_STR(":"), from)) != SIZE_MAX)
		from = at + 1;
	return mill_trim(mill_slice(tag, from, tag.len));
}

/* What stands between braces; true when it shows something. */
static bool
shows(evaluation *e, mill_str tag)
{
	mill_str name;
	bool here = e->shown[e->depth];

	tag = mill_trim(tag);
	if (tag.len == 0)
		return false;
	name = mill_trim(mill_slice(tag, 1, tag.len));
	switch (tag.ptr[0]) {
	case '#':
	case '^':
		if (e->depth + 1 < DEPTH)
			e->shown[++e->depth] = here && has_text(e, name) == (tag.ptr[0] == '#');
		return false;
	case '/':
		e->depth -= e->depth > 0;
		return false;
	default:
		return here && has_text(e, field_name(tag));
	}
}

static bool
makes_card(const mill_notetype *type, mill_str front, const mill_str *fields, size_t count)
{
	evaluation e = { .type = type, .fields = fields, .field_count = count, .shown = { true } };
	mill_str open = MILL_STR("{{"), close = MILL_STR("}}");
	size_t at = 0, end;

	if (mill_starts(mill_trim(front), MILL_STR("{{=<% %>=}}"))) {
		at = mill_find(front, MILL_STR("=}}"), 0) + 3;
		open = MILL_STR("<%");
		close = MILL_STR("%>");
	}
	while ((at = mill_find(front, open, at)) != SIZE_MAX) {
		end = mill_find(front, close, at);
		if (end == SIZE_MAX)
			return false;
		if (shows(&e, mill_slice(front, at + 2, end)))
			return true;
		at = end + 2;
	}
	return false;
}

size_t
mill_generate(const mill_notetype *type, mill_kind kind, const mill_str *fields, size_t count,
    uint16_t *ordinals)
{
	size_t found = 0;

	ordinals[0] = 0;
	if (kind == MILL_CLOZE) /* in ours deletions stand in the first field alone */
		found = cloze_ordinals(fields, type == NULL || type->ours ? 1 : count, ordinals);
	else if (type == NULL || type->ours)
		found = 1;
	else
		for (size_t i = 0; i < type->template_count && found < MILL_CLOZES; i++)
			if (makes_card(type, type->templates[i].front, fields, count))
				ordinals[found++] = (uint16_t)i;
	/* A note without cards belongs to no deck, and Anki's check of the database deletes it. */
	return found > 0 ? found : 1;
}

size_t
mill_ordinals(const mill_note *note, uint16_t *ordinals)
{
	return mill_generate(note->type, note->kind, note->fields, note->field_count, ordinals);
}

size_t
mill_cards_of(const mill_note *note, mill_card *cards)
{
	uint16_t ordinals[MILL_CLOZES];
	size_t count;

	if (note->stored != NULL && note->stored->cards != NULL) {
		count = note->stored->card_count < MILL_CLOZES ? note->stored->card_count
							       : MILL_CLOZES;
		memcpy(cards, note->stored->cards, count * sizeof *cards);
		return count;
	}
	count = mill_ordinals(note, ordinals);
	for (size_t i = 0; i < count; i++)
		cards[i] = (mill_card){ .deck = { "", 0 }, .ordinal = ordinals[i] };
	return count;
}
