/*
 * verbatim.c - unfenced code, configuration and trees of folders become code.
 *
 * People paste a config file into their notes without a fence.  Markdown then
 * eats its indentation, its stars and its hashes.  Lines that look like code
 * are taken from the source as they are; lines in between go with them.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>

enum {
	LONGEST = 1000, /* bytes of a line that anybody wrote as code */
	BODY = 60       /* lines between two braces */
};

typedef enum likeness {
	PROSE,
	PERHAPS, /* code among code */
	LIKELY,  /* code, if another line says so too */
	SURELY   /* code even alone */
} likeness;

static size_t
count_of(mill_str text, const char *set)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] != '\0' && strchr(set, text.ptr[i]) != NULL;
	return count;
}

static size_t
words_of(mill_str text)
{
	size_t words = 0;

	for (size_t i = 0; i < text.len; i++)
		words += text.ptr[i] != ' ' && (i == 0 || text.ptr[i - 1] == ' ');
	return words;
}

/* Length of the identifier-like word text begins with. */
static size_t
key_length(mill_str text)
{
	size_t at = 0;

	while (at < text.len &&
	       (isalnum((unsigned char)text.ptr[at]) || strchr("_.-/", text.ptr[at]) != NULL) &&
	       text.ptr[at] != '\0')
		at++;
	return at;
}

static bool
is_value(mill_str text)
{
	static const char *const words[] = { "yes", "no", "on", "off", "true", "false", "always" };

	if (text.len == 0)
		return false;
	if (mill_is_any(text, words, MILL_COUNT(words)))
		return true;
	return isdigit((unsigned char)text.ptr[0]) || text.ptr[0] == '"' || text.ptr[0] == '[' ||
	       mill_ends(text, MILL_STR(".conf")) || mill_ends(text, MILL_STR(".log"));
}

/* PermitRootLogin, X11Forwarding: a name in a config file, not a word. */
static bool
is_camel(mill_str key)
{
	bool lower = false;

	for (size_t i = 0; i < key.len; i++) {
		if (lower && isupper((unsigned char)key.ptr[i]))
			return true;
		lower |= islower((unsigned char)key.ptr[i]) || isdigit((unsigned char)key.ptr[i]);
	}
	return false;
}

/* `key: value`, `key:`, `key=value`, `key value` */
static likeness
setting(mill_str text, int32_t indent)
{
	size_t key = key_length(text);
	mill_str value;

	if (key == 0 || key == text.len)
		return PROSE;
	if (text.ptr[key] == '=' || mill_starts(mill_slice(text, key, text.len), MILL_STR(" = "))) {
		value = mill_trim(mill_slice(text, key + 1 + (text.ptr[key] == ' '), text.len));
		return words_of(value) <= 1 ? LIKELY : words_of(value) <= 4 ? PERHAPS : PROSE;
	}
	if (!islower((unsigned char)text.ptr[0]) && !is_camel(mill_slice(text, 0, key)))
		return PROSE;
	if (text.ptr[key] == ':') {
		value = mill_trim(mill_slice(text, key + 1, text.len));
		if (value.len > 0 && text.ptr[key + 1] != ' ')
			return PROSE;
		if (value.len > 0 && is_value(value))
			return value.ptr[0] == '"' || value.ptr[0] == '[' ? SURELY : LIKELY;
		if (words_of(value) > 3)
			return PROSE;
		return indent >= 2 ? LIKELY : PERHAPS;
	}
	value = mill_trim(mill_slice(text, key, text.len));
	if (text.ptr[key] == ' ' && words_of(value) <= 2) {
		size_t last = value.len;
		while (last > 0 && value.ptr[last - 1] != ' ')
			last--;
		return is_value(mill_slice(value, last, value.len)) ? LIKELY : PROSE;
	}
	return PROSE;
}

static likeness
statement(mill_str text, int32_t indent)
{
	static const char *const sql[] = { "CREATE TABLE", "CREATE INDEX", "DROP TABLE",
		"ALTER TABLE", "SELECT ", "INSERT INTO", "DELETE FROM", "UPDATE ", "EXPLAIN ",
		"GRANT " };
	static const char *const words[] = { "func ", "type ", "var ", "const ", "case ", "return ",
		"import ", "package ", "def ", "class ", "if ", "for ", "while ", "public ",
		"private ", "static ", "void ", "int ", "else", "fmt.", "defer ", "struct ",
		"default:" };
	char last = text.ptr[text.len - 1];
	size_t marks = count_of(text, "(){}[];=<>|&$");

	if (last == '{' || text.ptr[0] == '}')
		return SURELY;
	if (mill_starts_any(text, sql, MILL_COUNT(sql)) && (last == ';' || words_of(text) >= 3))
		return LIKELY;
	if (last == ';' && marks > 1)
		return LIKELY;
	if (mill_starts_any(text, words, MILL_COUNT(words)) && marks > 0)
		return LIKELY;
	if (mill_starts(text, MILL_STR("$ ")) || mill_starts(text, MILL_STR("#include")))
		return LIKELY;
	if (indent >= 8 && marks > 0)
		return LIKELY;
	if (indent >= 4 && text.ptr[0] == '-' && text.len > 2 && text.ptr[1] == ' ')
		return text.ptr[2] == '"' ? LIKELY : PERHAPS;
	return marks >= 2 && words_of(text) <= 10 ? PERHAPS : PROSE;
}

static likeness
look(mill_str line)
{
	mill_str text = mill_trim(mill_slice(line, 0, LONGEST + 1));
	int32_t indent = mill_indent(line);
	size_t comment, hashes = 0;
	likeness as_setting, as_statement;

	if (text.len == 0 || text.len > LONGEST)
		return PROSE;
	if (mill_find(text, MILL_STR("\xE2\x94\x9C"), 0) != SIZE_MAX || /* ├ */
	    mill_find(text, MILL_STR("\xE2\x94\x94"), 0) != SIZE_MAX || /* └ */
	    mill_starts(text, MILL_STR("\xE2\x94\x82")))                /* │ */
		return SURELY;
	while (hashes < text.len && text.ptr[hashes] == '#')
		hashes++;
	if (hashes >= 7)
		return SURELY;
	if (hashes > 0 && hashes < text.len && text.ptr[hashes] != ' ')
		return PERHAPS; /* `#a comment`; with a blank it would be a heading */
	if (mill_find(text, MILL_STR("//"), 0) != SIZE_MAX &&
	    mill_find(text, MILL_STR("://"), 0) == SIZE_MAX)
		return PROSE; /* `code // what it means` is a fact to learn */
	comment = mill_find(text, MILL_STR(" #"), 0);
	if (comment != SIZE_MAX)
		text = mill_trim(mill_slice(text, 0, comment));
	if (text.len == 0 || mill_has_cjk(text))
		return PROSE;
	if (text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
		return PERHAPS; /* a section of a config file */
	as_setting = setting(text, indent);
	as_statement = statement(text, indent);
	return as_setting > as_statement ? as_setting : as_statement;
}

/* ---- runs of lines ------------------------------------------------------------ */

/* What each line of a text looks like.  Between a line that opens a brace and the
 * one that closes it everything is code. */
static likeness *
look_at(mill_reader *reader, const mill_block *block)
{
	likeness *looks = MILL_NEW(reader->arena, likeness, block->line_count);
	size_t opened = SIZE_MAX;

	for (size_t i = 0; i < block->line_count; i++) {
		mill_str line = mill_trim(mill_source_line(&reader->text, block->lines[i].line));

		looks[i] = look(mill_source_line(&reader->text, block->lines[i].line));
		if (looks[i] == SURELY && line.ptr[line.len - 1] == '{')
			opened = opened == SIZE_MAX ? i : opened;
		if (looks[i] != SURELY || line.ptr[0] != '}' || opened == SIZE_MAX)
			continue;
		for (size_t k = opened; i - opened < BODY && k < i; k++)
			looks[k] = looks[k] < LIKELY ? LIKELY : looks[k];
		opened = SIZE_MAX;
	}
	return looks;
}

/* Where code begins in the lines from..to, none of which is prose; `to` when
 * nowhere: at least half of the lines must say that they are code. */
static size_t
code_start(const likeness *looks, size_t from, size_t to)
{
	size_t likely = 0;

	for (size_t i = from; i < to; i++)
		likely += looks[i] >= LIKELY;
	while (from < to && (likely * 2 < to - from || (to - from == 1 && looks[from] != SURELY)))
		likely -= looks[from++] >= LIKELY;
	return from;
}

mill_block *
mill_verbatim_block(mill_reader *reader, int32_t line, int32_t end_line)
{
	mill_block *block = mill_new_block(reader, MILL_CODE, line, end_line);
	mill_buf html = { .arena = reader->arena }, text = { .arena = reader->arena };
	int32_t margin = INT32_MAX;

	for (int32_t n = line; n <= end_line; n++) {
		mill_str source = mill_source_line(&reader->text, n);
		if (!mill_all_blank(source) && mill_indent(source) < margin)
			margin = mill_indent(source);
	}
	mill_puts(&html, "<pre><code>");
	for (int32_t n = line; n <= end_line; n++) {
		mill_str source = mill_source_line(&reader->text, n);
		int32_t skipped = 0;

		while (skipped < margin && source.len > 0 &&
		       (source.ptr[0] == ' ' || source.ptr[0] == '\t')) {
			skipped += source.ptr[0] == '\t' ? 4 - skipped % 4 : 1;
			source = mill_slice(source, 1, source.len);
		}
		if (n > line) {
			mill_puts(&html, "<br>");
			mill_putc(&text, '\n');
		}
		mill_put_html(&html, source);
		mill_put_str(&text, source);
	}
	mill_puts(&html, "</code></pre>");
	block->html = mill_buf_str(&html);
	block->text = mill_buf_str(&text);
	block->verbatim = true;
	return block;
}

static mill_block *
text_part(mill_reader *reader, const mill_block *block, size_t from, size_t to)
{
	mill_block *part = mill_new_block(
	    reader, MILL_TEXT, block->lines[from].line, mill_end_of(&block->lines[to - 1]));

	part->lines = block->lines + from;
	part->line_count = to - from;
	return part;
}

/* Puts the parts of a text, prose and code in turn, where the text was. */
static void
split_text(mill_reader *reader, mill_block *block, bool head, mill_block **first, mill_block **last)
{
	likeness *looks = look_at(reader, block);
	size_t from = 0;

	if (head)
		looks[0] = PROSE;
	for (size_t at = 0, end; at < block->line_count; at = end) {
		size_t start;

		for (end = at; end < block->line_count && looks[end] != PROSE; end++)
			;
		start = code_start(looks, at, end);
		if (start < end) {
			const mill_line *code = &block->lines[start];

			if (start > from)
				mill_append(first, last, text_part(reader, block, from, start));
			mill_append(first, last,
			    mill_verbatim_block(
				reader, code->line, mill_end_of(&block->lines[end - 1])));
			mill_say(reader->log, MILL_VERBATIM, (mill_place){ code->line, 1 },
			    "lines that look like code without a fence are kept as they are");
			from = end;
		}
		end += end == at;
	}
	if (from == 0)
		mill_append(first, last, block);
	else if (from < block->line_count)
		mill_append(first, last, text_part(reader, block, from, block->line_count));
}

/* True when every line of a list or indented block looks like code. */
static bool
all_code(mill_reader *reader, const mill_block *block)
{
	if (block->kind == MILL_CODE)
		return block->verbatim ||
		       mill_indent(mill_source_line(&reader->text, block->line)) >= 4;
	if (block->kind != MILL_LIST)
		return false;
	for (int32_t n = block->line; n <= block->end_line; n++) {
		mill_str line = mill_source_line(&reader->text, n);
		if (!mill_all_blank(line) && look(line) == PROSE &&
		    !(mill_trim(line).ptr[0] == '-' && !mill_has_cjk(line)))
			return false;
	}
	return true;
}

void
mill_join_verbatim(mill_reader *reader, mill_block **first, mill_block **last)
{
	mill_block *kept = NULL, *kept_last = NULL, *next;

	for (mill_block *block = *first; block != NULL; block = next) {
		int32_t end_line = block->end_line;

		next = block->next;
		if (block->kind == MILL_CODE && block->verbatim)
			for (; next != NULL && all_code(reader, next); next = next->next)
				end_line = next->end_line;
		if (end_line > block->end_line)
			block = mill_verbatim_block(reader, block->line, end_line);
		mill_append(&kept, &kept_last, block);
	}
	*first = kept;
	*last = kept_last;
}

void
mill_mend_verbatim(mill_reader *reader, bool item, mill_block **first, mill_block **last)
{
	mill_block *kept = NULL, *kept_last = NULL, *next;

	for (mill_block *block = *first; block != NULL; block = next) {
		next = block->next;
		if (block->kind == MILL_TEXT)
			split_text(reader, block, item && block == *first, &kept, &kept_last);
		else
			mill_append(&kept, &kept_last, block);
	}
	*first = kept;
	*last = kept_last;
	mill_join_verbatim(reader, first, last);
}
