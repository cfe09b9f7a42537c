/*
 * hashtags.c - the `#tags` at the end of a line, or on a line of their own.
 *
 * They go off the line and onto its notes; on a line of their own they are for
 * what follows.  A `#` inside of a sentence, a colour, a number, an #include
 * are left alone.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>

enum { TAGS = 16, LONGEST = 64 /* bytes of a tag */ };

typedef struct run {
	mill_str tags[TAGS];
	size_t count, from, to; /* where it begins in the text, and ends or fails */
} run;

static bool
is_colour(mill_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!isxdigit((unsigned char)word.ptr[i]))
			return false;
	return word.len == 3 || word.len == 4 || word.len == 6 || word.len == 8;
}

static bool
is_directive(mill_str word)
{
	static const char *const words[] = { "include", "define", "undef", "if", "ifdef", "ifndef",
		"else", "elif", "endif", "pragma", "error", "line", "region", "endregion", "import",
		"using", "warning", "nullable", "selector", "available" };

	return mill_is_any(word, words, MILL_COUNT(words));
}

/* Bytes of the tag at text[at], its # included; 0 when there is none. */
static size_t
tag_length(mill_str text, size_t at)
{
	size_t end = at + 1, next = end;
	uint32_t c = mill_next(text, &next);
	mill_str word;

	if (!mill_is_word(c) || c == '_' || (c < 0x80 && isdigit((int)c)))
		return 0;
	while (mill_is_word(c) || c == '-' || c == '/') {
		end = next;
		c = mill_next(text, &next);
	}
	word = mill_slice(text, at + 1, end);
	if ((c != 0 && !mill_is_blank(c)) || word.len > LONGEST || is_colour(word) ||
	    is_directive(word))
		return 0;
	return end - at;
}

/* The tags from a byte on, when there is nothing else up to the end. */
static bool
read_run(mill_str text, size_t at, run *tags)
{
	tags->from = at;
	tags->count = 0;
	while (at < text.len) {
		size_t length = text.ptr[at] == '#' ? tag_length(text, at) : 0;

		tags->to = at;
		if (length == 0)
			return false;
		if (tags->count < TAGS)
			tags->tags[tags->count++] = mill_slice(text, at + 1, at + length);
		at += length;
		while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
			at++;
	}
	return tags->count > 0;
}

bool
mill_asks_card(mill_str tag)
{
	static const char *const words[] = { "card", "flashcard", "card-reverse", "card/reverse",
		"card-spaced", "flashcard-reverse" };

	return mill_is_any(tag, words, MILL_COUNT(words));
}

/* `docker ps #what it does`: a comment. */
static bool
is_comment(mill_str before, const run *tags)
{
	bool special = false;

	if (mill_has_cjk(before))
		return false;
	for (size_t i = 0; i < before.len; i++) {
		char c = before.ptr[i], next = i + 1 < before.len ? before.ptr[i + 1] : ' ';

		special |= c == '|' || c == '$' || c == ';' ||
			   ((c == '-' || c == '/') && next != ' ' &&
			       (i == 0 || before.ptr[i - 1] == ' '));
	}
	return special || mill_has_cjk(tags->tags[0]);
}

/* The sentence needs the word: "an id, such as #top", `color = #main`. */
static bool
is_needed(mill_str before)
{
	static const char *const ends[] = { ":", "：", "=", ",", "，", "、", " as", " like",
		" with", " use", " using", " is", " the", " a", " an", " and", " or", " to", " in",
		"如", "是", "为", "用", "和", "或", "与", "的" };

	return mill_ends_any(before, ends, MILL_COUNT(ends));
}

/* Where tags that end a line begin. */
static bool
find_run(mill_str text, run *tags)
{
	mill_str before;

	tags->to = 0;
	for (size_t at = mill_find(text, MILL_STR("#"), 0); at != SIZE_MAX;
	     at = mill_find(text, MILL_STR("#"), tags->to > at ? tags->to : at + 1))
		if ((at == 0 || mill_is_blank(mill_before(text, at))) && read_run(text, at, tags)) {
			before = mill_trim(mill_slice(text, 0, at));
			return mill_asks_card(tags->tags[0]) ||
			       (!is_comment(before, tags) && !is_needed(before));
		}
	return false;
}

/* A capital or a sign alone on a line is a heading without its blank, or a remark in
 * a configuration. */
static bool
is_tag_line(const run *tags)
{
	return tags->count > 1 || islower((unsigned char)tags->tags[0].ptr[0]) ||
	       memchr(tags->tags[0].ptr, '/', tags->tags[0].len) != NULL;
}

static mill_str
as_tag(mill_reader *reader, mill_str word)
{
	mill_buf out = { .arena = reader->arena };

	if (memchr(word.ptr, '/', word.len) == NULL)
		return word;
	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] != '/')
			mill_putc(&out, word.ptr[i]);
		else if (i + 1 < word.len && i > 0 && word.ptr[i - 1] != '/')
			mill_puts(&out, "::");
	}
	return mill_buf_str(&out);
}

static void
keep_tag(const mill_marking *marking, mill_str word, int32_t line)
{
	mill_outline *outline = marking->outline;

	outline->line_tags = mill_room(marking->reader->arena, outline->line_tags,
	    sizeof *outline->line_tags, outline->line_tag_count, &outline->line_tag_room);
	outline->line_tags[outline->line_tag_count++] = (mill_tag){ as_tag(marking->reader, word),
		line };
}

/* Tags on a line of their own are as good as a comment that asks for them. */
static void
keep_line(mill_reader *reader, const run *tags, const mill_line *line)
{
	mill_buf words = { .arena = reader->arena };

	mill_puts(&words, "tags:");
	for (size_t i = 0; i < tags->count; i++) {
		mill_putc(&words, ' ');
		mill_put_str(&words, as_tag(reader, tags->tags[i]));
	}
	mill_add_directive(reader, mill_buf_str(&words), line->line);
}

/* Takes the end of a line away, where the tags are. */
static void
cut(mill_line *line, const run *tags)
{
	uint32_t end = (uint32_t)mill_trim(mill_slice(line->text, 0, tags->from)).len, count = 0;

	for (; count < line->span_count && line->spans[count].start < tags->from; count++) {
		mill_span *span = &line->spans[count];

		if (span->kind == MILL_PLAIN && span->start + span->len > end)
			span->len = end > span->start ? end - span->start : 0;
	}
	line->text.len = end;
	line->span_count = count;
}

/* A tag that asks for a card leaves a split at the end: what is below is the back. */
static void
add_split(mill_reader *reader, mill_line *line, bool both)
{
	mill_span *spans = MILL_NEW(reader->arena, mill_span, line->span_count + 2);
	uint32_t end = (uint32_t)line->text.len;

	memcpy(spans, line->spans, line->span_count * sizeof *spans);
	line->spans = spans;
	spans[line->span_count++] = (mill_span){ MILL_SPLIT, end, 0, MILL_STR("") };
	if (both)
		spans[line->span_count++] = (mill_span){ MILL_HINT, end, 0, MILL_STR("") };
}

bool
mill_take_tags(const mill_marking *marking, mill_line *line)
{
	mill_str text = line->text;
	const mill_span *last = line->span_count == 0 ? NULL : &line->spans[line->span_count - 1];
	run tags;

	while (text.len > 0 && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
		text.len--;
	if (last == NULL || last->kind != MILL_PLAIN || !find_run(text, &tags) ||
	    tags.from < last->start)
		return false;
	if (mill_all_blank(mill_slice(text, 0, tags.from))) {
		if (last->start > 0 || marking->title || !is_tag_line(&tags))
			return false;
		keep_line(marking->reader, &tags, line);
		return true;
	}
	cut(line, &tags);
	for (size_t i = 0; i < tags.count; i++) {
		if (!mill_asks_card(tags.tags[i]))
			keep_tag(marking, tags.tags[i], line->line);
		else if (line->spans[line->span_count - 1].kind < MILL_SPLIT)
			add_split(
			    marking->reader, line, mill_ends(tags.tags[i], MILL_STR("reverse")));
	}
	return false;
}
