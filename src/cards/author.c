/*
 * author.c - what the author asks for in comments and front matter.
 *
 * `skip` leaves out what stands next, or what it stands in; `cards`, `deck`,
 * `tags` and `reversed` hold from their line to the end of the section, right
 * above a heading for its section, and above the first one for the file.  What is left out is taken
 * off the outline before any rule sees it; the rest is kept as stretches of
 * lines, and a note asks for what holds on the line it begins on.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

enum { TAGS = 64 /* that one comment gives */ };

typedef struct author {
	mill_maker *maker;
	const mill_directive *next; /* the first that was not heeded yet */
	const mill_wish *wish;      /* that holds here */
	const mill_wish *outer;     /* that held where the section begins */
	bool skip;                  /* leave out the section that comes next */
	int32_t from, to;           /* lines left out that are not reported yet */
} author;

/* ---- stretches ----------------------------------------------------------------------- */

static void
hold(author *a, int32_t line, const mill_wish *wish)
{
	mill_maker *maker = a->maker;
	mill_stretch *last;

	maker->stretches = mill_room(maker->arena, maker->stretches, sizeof *maker->stretches,
	    maker->stretch_count, &maker->stretch_room);
	last = maker->stretch_count == 0 ? NULL : &maker->stretches[maker->stretch_count - 1];
	if (last != NULL && (last->line >= line || last->wish == wish))
		last->wish = wish;
	else
		maker->stretches[maker->stretch_count++] = (mill_stretch){ line, wish };
}

const mill_wish *
mill_wish_at(const mill_maker *maker, int32_t line)
{
	size_t low = 0, high = maker->stretch_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (maker->stretches[middle].line <= line)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : maker->stretches[low - 1].wish;
}

/* ---- what is left out ------------------------------------------------------------------- */

static void
report(author *a)
{
	if (a->from > 0)
		mill_leave(a->maker->log, MILL_AUTHOR_SKIP, (mill_place){ a->from, 1 }, a->to,
		    "the author wants no cards of this");
	a->from = a->to = 0;
}

static void
leave(author *a, int32_t from, int32_t to)
{
	if (a->from == 0 || from < a->from)
		a->from = from;
	a->to = to > a->to ? to : a->to;
}

/* ---- directives ---------------------------------------------------------------------------- */

static void
wonder(author *a, const mill_directive *directive, const char *about)
{
	mill_say(a->maker->log, MILL_DIRECTIVE_UNKNOWN,
	    (mill_place){ directive->line, directive->column }, "%s: \"%.100s\"", about,
	    directive->words.ptr);
}

/* The word that text begins with; rest is what follows it and its colon. */
static mill_str
first_word(mill_str text, mill_str *rest)
{
	size_t end = 0;

	for (size_t at = 0; at < text.len; end = at) {
		uint32_t c = mill_next(text, &at);
		if (mill_is_blank(c) || c == ':' || c == 0xFF1A)
			break;
	}
	*rest = mill_trim(mill_slice(text, end, text.len));
	if (mill_starts(*rest, MILL_STR(":")))
		*rest = mill_trim(mill_slice(*rest, 1, rest->len));
	else if (mill_starts(*rest, MILL_STR("：")))
		*rest = mill_trim(mill_slice(*rest, 3, rest->len));
	return mill_slice(text, 0, end);
}

/* True for on, false for off; known says whether it was one of these at all. */
static bool
is_on(mill_arena *arena, mill_str word, bool *known)
{
	static const char *const words[] = { "off", "on", "no", "yes", "false", "true" };

	word = mill_fold(arena, word);
	for (size_t i = 0; i < MILL_COUNT(words); i++)
		if ((*known = mill_equal(word, mill_cstr(words[i]))))
			return i % 2 == 1;
	return false;
}

/* Tags with blanks or commas between, added to those of the section around. */
static void
set_tags(author *a, mill_wish *wish, mill_str text)
{
	size_t count = a->outer == NULL ? 0 : a->outer->tag_count, limit = count + TAGS;

	wish->tags = MILL_NEW(a->maker->arena, mill_str, limit);
	if (count > 0)
		memcpy(wish->tags, a->outer->tags, count * sizeof *wish->tags);
	for (size_t from = 0, at = 0; from < text.len && count < limit; from = at) {
		mill_str tag;
		uint32_t c;

		do {
			tag = mill_slice(text, from, at);
			c = mill_next(text, &at);
		} while (c != 0 && c != ',' && c != 0xFF0C && !mill_is_blank(c));
		if (mill_starts(tag, MILL_STR("#")))
			tag = mill_slice(tag, 1, tag.len);
		if (tag.len > 0)
			wish->tags[count++] = tag;
	}
	wish->tag_count = count;
}

/* Heeds a directive from line on; true when it asks to leave something out. */
static bool
heed(author *a, const mill_directive *directive)
{
	mill_wish *wish = MILL_NEW(a->maker->arena, mill_wish, 1);
	mill_str rest, word;
	bool known = true, on = true;

	word = mill_fold(a->maker->arena, first_word(directive->words, &rest));
	*wish = a->wish == NULL ? (mill_wish){ .deck = MILL_STR("") } : *a->wish;
	if (!directive->inside)
		mill_leave(a->maker->log, MILL_DIRECTIVE, (mill_place){ directive->line, 1 },
		    directive->end_line, "this line says what to make of others");
	if (mill_equal(word, MILL_STR("skip")) && rest.len == 0)
		return true;
	if (mill_equal(word, MILL_STR("cards"))) {
		wish->off = !is_on(a->maker->arena, rest, &known);
	} else if (mill_equal(word, MILL_STR("reversed"))) {
		wish->reversed = rest.len == 0 || is_on(a->maker->arena, rest, &known);
	} else if (mill_equal(word, MILL_STR("deck")) && rest.len > 0) {
		wish->deck = rest;
	} else if (mill_equal(word, MILL_STR("tags")) && rest.len > 0) {
		set_tags(a, wish, rest);
	} else {
		on = false;
	}
	if (!on || !known)
		wonder(a, directive, on ? "neither on nor off" : "cardmill does not know this");
	else
		a->wish = wish;
	return false;
}

/* Heeds what stands before a line; true when something is to be left out. */
static bool
heed_all(author *a, int32_t line)
{
	bool skip = false;

	while (a->next != NULL && a->next->line < line) {
		skip |= heed(a, a->next);
		a->next = a->next->next;
	}
	return skip;
}

/* The same, and it holds from that line on. */
static bool
heed_until(author *a, int32_t line)
{
	const mill_wish *before = a->wish;
	bool skip = heed_all(a, line);

	if (a->wish != before)
		hold(a, line, a->wish);
	return skip;
}

/* Heeds what is said inside of lines up to one; true when they are to be left out. */
static bool
heed_inside(author *a, int32_t to)
{
	const mill_wish *before = a->wish;
	int32_t line = a->next == NULL ? 0 : a->next->line;
	bool skip = false;

	while (a->next != NULL && a->next->inside && a->next->line <= to) {
		skip |= heed(a, a->next);
		a->next = a->next->next;
	}
	if (a->wish != before)
		hold(a, line, a->wish);
	return skip;
}

/* What is left out says nothing about what follows it. */
static void
pass(author *a, int32_t end)
{
	while (a->next != NULL && a->next->line <= end)
		a->next = a->next->next;
}

static bool
is_off(const mill_wish *wish)
{
	return wish != NULL && wish->off;
}

/* What was said inside of something ends with it, cards: off and on apart. */
static void
end_inside(author *a, const mill_wish *outside, const mill_wish *inside, int32_t end)
{
	if (inside == outside || is_off(inside) != is_off(outside))
		return;
	hold(a, end + 1, outside);
	a->wish = outside;
}

/* ---- blocks ------------------------------------------------------------------------------------
 */

static void filter(author *a, mill_block **first, mill_block **last);

/* Takes off a text the lines that are to be left out; false when none is left. */
static bool
text_stays(author *a, mill_block *block)
{
	size_t kept = 0;

	for (size_t i = 0; i < block->line_count; i++) {
		mill_line line = block->lines[i];
		int32_t end = i + 1 < block->line_count ? block->lines[i + 1].line - 1
							: block->end_line;

		const mill_wish *outside = a->wish;

		if (heed_inside(a, end) || is_off(a->wish)) {
			leave(a, line.line, end);
		} else {
			report(a);
			block->lines[kept++] = line;
		}
		end_inside(a, outside, a->wish, end);
	}
	block->line_count = kept;
	return kept > 0;
}

/* The last line of the source that belongs to the first line of an item. */
static int32_t
head_end(const mill_block *item)
{
	const mill_block *text = item->first;

	if (text == NULL || text->kind != MILL_TEXT)
		return item->line;
	return text->line_count > 1 ? text->lines[1].line - 1 : text->end_line;
}

/* A comment behind an item's first line, or below all that is in it, is about the item. */
static bool
item_stays(author *a, mill_block *item)
{
	const mill_wish *outside = a->wish, *inside;
	bool empty = item->first == NULL, skip = heed_inside(a, head_end(item));

	inside = a->wish;
	if (!skip && !is_off(inside)) {
		filter(a, &item->first, &item->last);
		skip = heed_until(a, item->end_line + 1);
	} else {
		heed_until(a, item->end_line + 1);
		skip = true;
	}
	if (skip)
		leave(a, item->line, item->end_line);
	end_inside(a, outside, inside, item->end_line);
	return !skip && (empty || item->first != NULL);
}

static bool
whole_stays(author *a, const mill_block *block)
{
	const mill_wish *outside = a->wish;
	bool stays = !heed_inside(a, block->end_line) && !is_off(a->wish);

	if (stays)
		report(a);
	else
		leave(a, block->line, block->end_line);
	end_inside(a, outside, a->wish, block->end_line);
	return stays;
}

static bool
block_stays(author *a, mill_block *block)
{
	switch (block->kind) {
	case MILL_TEXT:
		return text_stays(a, block);
	case MILL_ITEM:
		return item_stays(a, block);
	case MILL_LIST:
	case MILL_QUOTE:
	case MILL_FOLD:
		filter(a, &block->first, &block->last);
		return block->first != NULL;
	default:
		return whole_stays(a, block);
	}
}

/* True when a comment cut a list in two: it is about the next item, not all of them. */
static bool
between_items(const author *a, const mill_block *before, const mill_block *block)
{
	return before != NULL && before->kind == MILL_LIST && block->kind == MILL_LIST &&
	       before->marker.shape == block->marker.shape && a->next != NULL &&
	       before->end_line + 1 == a->next->line && a->next->end_line + 1 == block->line;
}

static void
filter(author *a, mill_block **first, mill_block **last)
{
	mill_block *before = NULL, *next, *block = *first;

	*first = *last = NULL;
	for (; block != NULL; block = next) {
		bool skip = !between_items(a, before, block) && heed_until(a, block->line);

		next = block->next;
		before = block;
		if (skip) {
			leave(a, block->line, block->end_line);
			pass(a, block->end_line);
		} else if (block_stays(a, block)) {
			mill_append(first, last, block);
		}
	}
}

/* ---- sections ------------------------------------------------------------------------ */

static bool section_stays(author *a, mill_section *section, int32_t end);

static void
filter_sections(author *a, mill_section *parent, int32_t end)
{
	mill_section *next, *section = parent->first;

	parent->first = parent->last = NULL;
	for (; section != NULL; section = next) {
		next = section->next;
		if (section_stays(a, section, next == NULL ? end : next->line - 1))
			mill_add_section(parent, section);
	}
}

/* What stands on the heading's line, right below it or above it is about all of the
 * section. */
static bool
heed_heading(author *a, const mill_section *section, int32_t body)
{
	bool skip = a->skip;

	a->skip = false;
	if (section->level > 0)
		skip |= heed_all(a, body);
	if (a->wish != NULL)
		hold(a, section->line, a->wish);
	return skip;
}

/* A section reaches from its line to end, with all that is below it. */
static bool
section_stays(author *a, mill_section *section, int32_t end)
{
	const mill_wish *wish = a->wish, *outer = a->outer;
	int32_t limit = section->first == NULL ? end : section->first->line - 1;
	bool bare = section->blocks == NULL, stays;

	if (section->level <= 6)
		a->outer = a->wish;
	stays = !heed_heading(a, section, bare ? limit + 1 : section->blocks->line);
	if (!stays) {
		leave(a, section->line, end);
		pass(a, end);
	} else {
		report(a);
		filter(a, &section->blocks, &section->blocks_last);
		if (section->first != NULL) /* else it is about the section that comes next */
			a->skip |= heed_until(a, limit + 1);
		filter_sections(a, section, end);
		if (section->level > 0 && section->blocks == NULL && section->first == NULL &&
		    (!bare || is_off(a->wish))) {
			leave(a, section->line, section->line);
			stays = false;
		}
	}
	if (section->level <= 6 && section->level > 0) {
		if (a->wish != wish)
			hold(a, end + 1, wish);
		a->wish = wish;
		a->outer = outer;
	}
	return stays;
}

void
mill_heed(mill_maker *maker, mill_outline *outline)
{
	author a = { .maker = maker, .next = outline->directives };
	mill_section *root = &outline->root;

	if (outline->cards_off) {
		leave(&a, root->line, outline->row_count);
		report(&a);
		root->blocks = root->blocks_last = NULL;
		root->first = root->last = NULL;
		return;
	}
	if (outline->reversed) {
		mill_wish *wish = MILL_NEW(maker->arena, mill_wish, 1);

		*wish = (mill_wish){ .deck = MILL_STR(""), .reversed = true };
		a.wish = wish;
		hold(&a, 0, wish);
	}
	if (outline->directives != NULL)
		section_stays(&a, root, outline->row_count);
	heed_all(&a, INT32_MAX);
	report(&a);
}
