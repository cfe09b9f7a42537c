/*
 * template.c - a template of the user's: what Anki would refuse, or show as an error
 * on every card.
 *
 * Read as Anki reads it (rslib/src/template.rs): {{Field}}, {{filter:Field}}, and
 * conditionals that are closed in the order in which they were opened; what stands in a
 * comment is text.
 */
#include "../base/base.h"
#include "../deck.h"

#include <stdarg.h>
#include <stdio.h>

enum {
	DEEPEST = 32, /* conditionals inside of each other */
	TOLD = 20     /* things that are wrong, of one template */
};

typedef struct reading {
	mill_log *log;
	mill_str text;
	mill_kind kind;
	bool front;
	mill_str open[DEEPEST]; /* conditionals, the outermost first */
	size_t depth;
	bool shows; /* what is asked */
	size_t wrongs;
} reading;

static mill_place
place_of(mill_str text, const char *at)
{
	mill_place place = { 1, 1 };
	const char *line = text.ptr;

	for (const char *c = text.ptr; c < at; c++) {
		if (*c == '\n') {
			place.line++;
			line = c + 1;
		}
	}
	place.column += (int32_t)mill_chars((mill_str){ line, (size_t)(at - line) });
	return place;
}

static void __attribute__((format(printf, 3, 4)))
wrong(reading *r, const char *at, const char *format, ...)
{
	char sentence[500];
	va_list args;

	if (r->wrongs++ >= TOLD)
		return;
	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	mill_say(r->log, MILL_BAD_TEMPLATE, place_of(r->text, at), "%s", sentence);
}

/* Names that every template may use (rslib/src/notetype/mod.rs, SPECIAL_FIELDS). */
static bool
is_special(const reading *r, mill_str name)
{
	static const char *const names[] = { "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag",
		"CardID" };

	return mill_is_any(name, names, MILL_COUNT(names)) ||
	       (!r->front && mill_equal(name, MILL_STR("FrontSide")));
}

/* `c1`: a condition that holds on the first card. */
static bool
is_number(mill_str name)
{
	size_t i = 1;

	while (i < name.len && name.ptr[i] >= '0' && name.ptr[i] <= '9')
		i++;
	return name.len > 1 && name.ptr[0] == 'c' && i == name.len;
}

static void
check_name(reading *r, mill_str name, bool conditional)
{
	const mill_own_notetype *type = mill_own_type(r->kind);

	if (mill_is_any(name, type->fields, MILL_FIELDS) || is_special(r, name) ||
	    (conditional && is_number(name)))
		return;
	if (mill_equal(name, MILL_STR("FrontSide")))
		wrong(r, name.ptr, "{{FrontSide}} is for backs alone");
	else
		wrong(r, name.ptr, "there is no field \"%.*s\"; there are %s, %s, %s and %s",
		    (int)name.len, name.ptr, type->fields[0], type->fields[1], type->fields[2],
		    type->fields[3]);
}

/* True when one of the filters, `a:b:`, is this one. */
static bool
has_filter(mill_str filters, mill_str wanted)
{
	size_t at = 0, end;

	while ((end = mill_find(filters, MILL_STR(":"), at)) != SIZE_MAX) {
		if (mill_equal(mill_slice(filters, at, end), wanted))
			return true;
		at = end + 1;
	}
	return false;
}

static void
take_field(reading *r, mill_str inner)
{
	size_t from = 0, colon;
	mill_str name, filters;

	while ((colon = mill_find(inner, MILL_STR(":"), from)) != SIZE_MAX)
		from = colon + 1;
	name = mill_slice(inner, from, inner.len);
	filters = mill_slice(inner, 0, from);
	check_name(r, name, false);
	/* What is typed does not make a card, and a deletion needs its filter. */
	if (mill_equal(name, mill_cstr(mill_own_type(r->kind)->fields[0])) &&
	    (r->kind == MILL_CLOZE ? has_filter(filters, MILL_STR("cloze"))
				   : !has_filter(filters, MILL_STR("type"))))
		r->shows = true;
}

static void
open_conditional(reading *r, mill_str name)
{
	check_name(r, name, true);
	if (r->depth < DEEPEST)
		r->open[r->depth] = name;
	else if (r->depth == DEEPEST)
		wrong(r, name.ptr, "more than %d conditionals stand inside of each other", DEEPEST);
	r->depth++;
}

static void
close_conditional(reading *r, mill_str name)
{
	mill_str open = r->depth > 0 && r->depth <= DEEPEST ? r->open[r->depth - 1] : name;

	if (r->depth == 0)
		wrong(r, name.ptr, "{{/%.*s}} closes nothing", (int)name.len, name.ptr);
	else if (!mill_equal(open, name))
		wrong(r, name.ptr, "{{/%.*s}} stands where {{/%.*s}} has to", (int)name.len,
		    name.ptr, (int)open.len, open.ptr);
	r->depth -= r->depth > 0;
}

static mill_str
trim_left(mill_str text)
{
	while (text.len > 0 && mill_is_blank((unsigned char)text.ptr[0]))
		text = mill_slice(text, 1, text.len);
	return text;
}

/* What stands between two braces and two. */
static void
take_braces(reading *r, mill_str inner)
{
	while (mill_starts(inner, MILL_STR("{"))) /* Anki takes three for two */
		inner = mill_slice(inner, 1, inner.len);
	inner = mill_trim(inner);
	if (inner.len < 2)
		check_name(r, inner, false);
	else if (inner.ptr[0] == '#' || inner.ptr[0] == '^')
		open_conditional(r, trim_left(mill_slice(inner, 1, inner.len)));
	else if (inner.ptr[0] == '/')
		close_conditional(r, trim_left(mill_slice(inner, 1, inner.len)));
	else
		take_field(r, inner);
}

static void
read_all(reading *r)
{
	size_t at = 0;

	while (at < r->text.len) {
		mill_str rest = mill_slice(r->text, at, r->text.len);
		bool comment = mill_starts(rest, MILL_STR("<!--"));
		size_t end = mill_find(rest, comment ? MILL_STR("-->") : MILL_STR("}}"), 2);

		if (!comment && !mill_starts(rest, MILL_STR("{{"))) {
			at++;
		} else if (end == SIZE_MAX) {
			if (!comment)
				wrong(r, rest.ptr, "no }} ends what begins here");
			return;
		} else {
			if (!comment)
				take_braces(r, mill_slice(rest, 2, end));
			at += end + (comment ? 3 : 2);
		}
	}
}

bool
mill_check_template(mill_log *log, mill_str text, mill_kind kind, bool front)
{
	reading r = { .log = log, .text = text, .kind = kind, .front = front };

	read_all(&r);
	for (size_t i = 0; i < r.depth && i < DEEPEST; i++)
		wrong(&r, r.open[i].ptr, "{{#%.*s}} is not closed", (int)r.open[i].len,
		    r.open[i].ptr);
	if (!r.shows && kind == MILL_CLOZE)
		wrong(&r, text.ptr, "there is no {{cloze:Text}}, which both sides have to show");
	else if (!r.shows && front)
		wrong(&r, text.ptr, "there is no {{Front}}, so that the front would be empty");
	return r.wrongs == 0;
}
