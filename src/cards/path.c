/*
 * path.c - where a card stands: the headings and prompts above it, as its context
 * and as its tag.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "cards.h"

enum {
	PATH_LEVELS = 16,
	LINE_TAGS = 32,     /* of one note */
	TITLE_LONGEST = 240 /* bytes of a title on a path; all of it is on its own card */
};

const mill_str mill_path_between = { " \xE2\x80\xBA ", 5 }; /* › */

/* Levels of a path, the outermost first. */
static size_t
levels(const mill_path *path, const mill_path **out)
{
	size_t count = 0, total;

	for (const mill_path *at = path; at != NULL; at = at->above)
		count++;
	total = count > PATH_LEVELS ? PATH_LEVELS : count;
	for (const mill_path *at = path; at != NULL; at = at->above)
		if (--count < total)
			out[count] = at;
	return total;
}

/* Without what stands for pictures, which can only be shown. */
static mill_str
words_of(mill_maker *maker, mill_str text)
{
	mill_buf out = { .arena = maker->arena };
	size_t from = 0, at;

	while ((at = mill_find(text, MILL_STR(MILL_OBJECT), from)) != SIZE_MAX) {
		mill_put_str(&out, mill_slice(text, from, at));
		from = at + strlen(MILL_OBJECT);
	}
	if (from == 0)
		return text;
	mill_put_str(&out, mill_slice(text, from, text.len));
	return mill_trim(mill_buf_str(&out));
}

/* A title of the path as plain text. */
static mill_str
title_text(mill_maker *maker, const mill_path *path)
{
	mill_str text = words_of(maker, mill_trim(mill_cut_text(path->title)));
	size_t end = TITLE_LONGEST;

	if (text.len <= TITLE_LONGEST)
		return text;
	while (end > 0 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80)
		end--;
	return mill_slice(text, 0, end);
}

void
mill_put_path(mill_maker *maker, const mill_path *path, mill_sheet *html, mill_buf *text)
{
	const mill_path *all[PATH_LEVELS];
	size_t count = levels(path, all);

	for (size_t i = 0; i < count; i++) {
		if (i > 0) {
			mill_put_str(&html->html, mill_path_between);
			mill_put_str(text, mill_path_between);
		}
		mill_put_str(text, title_text(maker, all[i]));
		if (all[i]->title.to - all[i]->title.from <= TITLE_LONGEST)
			mill_put_cut(html, all[i]->title);
		else {
			mill_put_html(&html->html, title_text(maker, all[i]));
			mill_sheet_lines(
			    html, all[i]->title.line->line, mill_end_of(all[i]->title.line));
		}
	}
	if (count == 0) {
		mill_put_html(&html->html, maker->title);
		mill_put_str(text, maker->title);
	}
}

/* Adds a level to a tag as Anki keeps it (rslib/src/tags/mod.rs): blanks separate
 * tags and :: separates levels, so neither stands in one; none is empty. */
static void
put_tag_level(mill_buf *tag, mill_str text)
{
	size_t start;

	if (tag->len > 0)
		mill_puts(tag, "::");
	start = tag->len;
	text = mill_trim(text);
	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);
		if (c == ':' || c == 0xFF1A)
			c = '-';
		if (c != '"')
			mill_put_char(tag, mill_is_blank(c) || c < 0x20 || c == 0x7F ? '_' : c);
	}
	if (tag->len == start)
		mill_puts(tag, "blank");
}

static mill_str
path_tag(mill_maker *maker, const mill_path *path)
{
	mill_buf tag = { .arena = maker->arena };
	const mill_path *all[PATH_LEVELS];
	size_t count = levels(path, all);

	for (size_t i = 0; i < count; i++)
		put_tag_level(&tag, title_text(maker, all[i]));
	return mill_buf_str(&tag);
}

/* A tag that the author wrote, with levels of its own. */
static mill_str
written_tag(mill_maker *maker, mill_str text)
{
	mill_buf tag = { .arena = maker->arena };
	size_t from = 0, at;

	while ((at = mill_find(text, MILL_STR("::"), from)) != SIZE_MAX) {
		put_tag_level(&tag, mill_slice(text, from, at));
		from = at + 2;
	}
	put_tag_level(&tag, mill_slice(text, from, text.len));
	return mill_buf_str(&tag);
}

static void
add_tag(mill_maker *maker, mill_note *note, mill_str tag)
{
	mill_str folded = mill_fold(maker->arena, tag);

	/* Tags that differ in case alone are one tag to Anki. */
	for (size_t i = 0; i < note->tag_count; i++)
		if (mill_equal(mill_fold(maker->arena, note->tags[i]), folded))
			return;
	note->tags[note->tag_count++] = tag;
}

/* The first of the tags on lines that stands on a line or behind it. */
static size_t
tags_from(const mill_maker *maker, int32_t line)
{
	size_t low = 0, high = maker->line_tag_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (maker->line_tags[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Tags at the ends of the lines that stand on the note. */
static void
add_line_tags(mill_maker *maker, mill_note *note)
{
	size_t most = note->tag_count + LINE_TAGS;

	for (size_t i = 0; i < note->place_count && maker->line_tag_count > 0; i++) {
		const mill_range *place = &note->places[i];

		for (size_t at = tags_from(maker, place->line);
		     at < maker->line_tag_count && maker->line_tags[at].line <= place->end_line &&
		     note->tag_count < most;
		     at++)
			add_tag(maker, note, written_tag(maker, maker->line_tags[at].text));
	}
}

/* The headings of a path: prompts of items are no tags. */
static const mill_path *
headings_of(const mill_path *path)
{
	while (path != NULL && !path->heading)
		path = path->above;
	return path;
}

void
mill_add_tags(mill_maker *maker, mill_note *note, const mill_path *path)
{
	const mill_path *headings = headings_of(path);
	const mill_wish *wish = mill_wish_at(maker, note->line);
	size_t asked = wish == NULL ? 0 : wish->tag_count;
	size_t room = maker->tag_count + asked + 1;

	room += maker->line_tag_count < LINE_TAGS ? maker->line_tag_count : LINE_TAGS;
	note->tags = MILL_NEW(maker->arena, mill_str, room);
	for (size_t i = 0; i < maker->tag_count; i++)
		add_tag(maker, note, written_tag(maker, maker->tags[i]));
	for (size_t i = 0; i < asked; i++)
		add_tag(maker, note, written_tag(maker, wish->tags[i]));
	add_line_tags(maker, note);
	if (headings != NULL)
		add_tag(maker, note, path_tag(maker, headings));
}
