/*
 * matter.c - YAML front matter: deck, title, tags, and what is made of them all.
 *
 * Front matter is what stands between a first line of three dashes and the
 * next such line, if it is a YAML mapping.  Anything else is Markdown: a rule,
 * or a heading underlined.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <yaml.h>

enum { MATTER_LINES = 200, MATTER_BYTES = 64 * 1024 }; /* more is not front matter */

/* The line of the closing fence; 0 when there is no front matter. */
static int32_t
closing_line(const mill_text *text)
{
	mill_str first = mill_source_line(text, 1), line;

	while (first.len > 0 && mill_is_blank(mill_before(first, first.len)))
		first.len--;
	if (!mill_equal(first, MILL_STR("---")) || text->lines < 3)
		return 0;
	if (mill_all_blank(mill_source_line(text, 2)))
		return 0;
	for (int32_t n = 2; n <= text->lines && n <= MATTER_LINES; n++) {
		line = mill_source_line(text, n);
		if (text->starts[n - 1] > MATTER_BYTES)
			return 0;
		while (line.len > 0 && mill_is_blank(mill_before(line, line.len)))
			line.len--;
		if (mill_equal(line, MILL_STR("---")) || mill_equal(line, MILL_STR("...")))
			return n;
	}
	return 0;
}

static mill_str
scalar(mill_reader *reader, const yaml_node_t *node)
{
	if (node == NULL || node->type != YAML_SCALAR_NODE)
		return MILL_STR("");
	mill_str value = { (const char *)node->data.scalar.value, node->data.scalar.length };
	return mill_copy(reader->arena, mill_trim(mill_printable(reader->arena, value, false)));
}

/* The first line of the source is that of the dashes, and libyaml counts from 0. */
static void
doubt(mill_reader *reader, const yaml_node_t *node, mill_str word)
{
	mill_place place = { 2, 1 };

	if (node != NULL)
		place = (mill_place){ (int32_t)node->start_mark.line + 2,
			(int32_t)node->start_mark.column + 1 };
	mill_say(reader->log, MILL_MATTER_INVALID, place,
	    "\"%.100s\" is none of the words that can stand here", word.ptr);
}

static void
add_tag(mill_outline *outline, mill_str text, size_t room)
{
	text = mill_trim(text);
	if (text.len > 0 && text.ptr[0] == '#')
		text = mill_slice(text, 1, text.len);
	if (text.len > 0 && outline->tag_count < room)
		outline->tags[outline->tag_count++] = text;
}

/* `tags: [a, b]`, a list of lines, or one text with commas or blanks between. */
static void
read_tags(
    mill_reader *reader, yaml_document_t *document, const yaml_node_t *node, mill_outline *outline)
{
	size_t room = 64; /* nobody gives more tags to a file */

	outline->tags = MILL_NEW(reader->arena, mill_str, room);
	if (node->type == YAML_SEQUENCE_NODE) {
		const yaml_node_item_t *item = node->data.sequence.items.start;
		for (; item < node->data.sequence.items.top; item++)
			add_tag(
			    outline, scalar(reader, yaml_document_get_node(document, *item)), room);
		return;
	}
	mill_str text = scalar(reader, node);
	bool commas = mill_find(text, MILL_STR(","), 0) != SIZE_MAX;
	size_t from = 0;
	for (size_t i = 0; i <= text.len; i++) {
		if (i == text.len || text.ptr[i] == (commas ? ',' : ' ')) {
			add_tag(outline, mill_slice(text, from, i), room);
			from = i + 1;
		}
	}
}

/* Yes, no, or a word that is neither and gets a warning. */
static bool
flag(mill_reader *reader, const yaml_node_t *node, bool otherwise)
{
	static const char *const words[] = { "off", "on", "no", "yes", "false", "true" };
	mill_str word = mill_fold(reader->arena, scalar(reader, node));

	for (size_t i = 0; i < MILL_COUNT(words); i++)
		if (mill_equal(word, mill_cstr(words[i])))
			return i % 2 == 1;
	doubt(reader, node, word);
	return otherwise;
}

static const char *
statements(mill_reader *reader, const yaml_node_t *node)
{
	static const char *const words[] = { "cloze", "prompt", "skip" };
	mill_str word = mill_fold(reader->arena, scalar(reader, node));

	for (size_t i = 0; i < MILL_COUNT(words); i++)
		if (mill_equal(word, mill_cstr(words[i])))
			return words[i];
	doubt(reader, node, word);
	return NULL;
}

static void
read_mapping(mill_reader *reader, yaml_document_t *document, mill_outline *outline)
{
	const yaml_node_t *root = yaml_document_get_root_node(document);
	const yaml_node_pair_t *pair;

	if (root == NULL || root->type != YAML_MAPPING_NODE)
		return;
	for (pair = root->data.mapping.pairs.start; pair < root->data.mapping.pairs.top; pair++) {
		mill_str key = scalar(reader, yaml_document_get_node(document, pair->key));
		const yaml_node_t *value = yaml_document_get_node(document, pair->value);

		if (mill_equal(key, MILL_STR("deck")))
			outline->deck = scalar(reader, value);
		else if (mill_equal(key, MILL_STR("title")))
			outline->title = scalar(reader, value);
		else if (mill_equal(key, MILL_STR("noteId")))
			outline->id = scalar(reader, value);
		else if (mill_equal(key, MILL_STR("cards")))
			outline->cards_off = !flag(reader, value, true);
		else if (mill_equal(key, MILL_STR("reversed")))
			outline->reversed = flag(reader, value, false);
		else if (mill_equal(key, MILL_STR("statements")))
			outline->statements = statements(reader, value);
		else if (mill_equal(key, MILL_STR("tags")) && value != NULL)
			read_tags(reader, document, value, outline);
	}
}

struct matter {
	mill_reader *reader;
	mill_outline *outline;
	yaml_parser_t parser;
	yaml_document_t document;
	mill_str yaml;
	bool parsed;
};

static void
read_document(void *user)
{
	struct matter *matter = user;

	read_mapping(matter->reader, &matter->document, matter->outline);
}

void
mill_matter(mill_reader *reader, mill_outline *outline)
{
	mill_text *text = &reader->text;
	struct matter matter = { .reader = reader, .outline = outline };
	int32_t closing = closing_line(text);
	mill_place problem = { 0, 0 };
	bool finished = true;

	if (closing == 0)
		return;
	matter.yaml = mill_slice(text->body, text->starts[1], text->starts[closing - 1]);
	if (!yaml_parser_initialize(&matter.parser))
		return;
	yaml_parser_set_input_string(
	    &matter.parser, (const unsigned char *)matter.yaml.ptr, matter.yaml.len);
	if (yaml_parser_load(&matter.parser, &matter.document)) {
		const yaml_node_t *root = yaml_document_get_root_node(&matter.document);
		matter.parsed = root != NULL && root->type == YAML_MAPPING_NODE;
		/* libyaml's memory is not the arena's: close it before any escape goes on. */
		finished = mill_attempt(reader->arena->heap, read_document, &matter);
		yaml_document_delete(&matter.document);
	} else {
		problem.line = (int32_t)matter.parser.problem_mark.line + 2;
		problem.column = (int32_t)matter.parser.problem_mark.column + 1;
	}
	yaml_parser_delete(&matter.parser);
	if (!finished)
		longjmp(*reader->arena->heap->escape, 1);
	if (problem.line > 0)
		mill_say(reader->log, MILL_MATTER_INVALID, problem,
		    "the front matter is not YAML; it is read as notes");
	if (matter.parsed)
		text->first = closing + 1;
}
