/*
 * folds.c - what <details> and <summary> fold away becomes a block with a name.
 *
 * For Markdown the tags are lines of HTML that take in whatever follows them up
 * to a blank line.  So they are taken out of the text before it is parsed, a
 * mark of the same length in their place, and the blocks between them are put
 * together afterwards, by their lines.  A fold that holds headings of its own
 * only lays out, unless it is named as a question or as an answer.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>
#include <strings.h>

enum {
	NESTED = 16,      /* folds inside of folds */
	LABELS = 3,       /* a name that stands so often is no name: "Answer", in any language */
	DEEP = 8,         /* columns; what stands further in may be code for Markdown */
	LABEL_WIDTH = 24, /* of a name that may be such a label */
};

typedef struct scan {
	mill_reader *reader;
	mill_details *all;
	size_t count, room;
	size_t open[NESTED]; /* the folds that are open, the innermost last */
	size_t depth;
	bool summary; /* inside of one */
	mill_fencing fencing;
	int32_t line;
	bool tags, layout; /* the line has had tags of folds, or such that lay out */
} scan;

static const mill_str mark = { "<?fold?>", 8 };

/* ---- lines ------------------------------------------------------------------------ */

size_t
mill_behind_containers(mill_str line)
{
	size_t at = 0;

	for (;;) {
		size_t end = at;
		while (end < line.len && isdigit((unsigned char)line.ptr[end]))
			end++;
		if (at < line.len &&
		    (line.ptr[at] == ' ' || line.ptr[at] == '\t' || line.ptr[at] == '>'))
			at++;
		else if (end > at && end + 1 < line.len && strchr(".)", line.ptr[end]) != NULL &&
			 line.ptr[end + 1] == ' ')
			at = end + 2;
		else if (at + 1 < line.len && strchr("-*+", line.ptr[at]) != NULL &&
			 line.ptr[at + 1] == ' ')
			at += 2;
		else
			return at;
	}
}

static bool
is_tag(mill_str text, const char *tag)
{
	size_t length = strlen(tag);

	return text.len > length && strncasecmp(text.ptr, tag, length) == 0 &&
	       (text.ptr[length] == '>' || text.ptr[length] == ' ' || text.ptr[length] == '/');
}

static bool
lays_out(mill_str text)
{
	static const char *const tags[] = { "<p", "</p", "<div", "</div", "<center", "</center" };

	for (size_t i = 0; i < MILL_COUNT(tags); i++)
		if (is_tag(text, tags[i]))
			return true;
	return false;
}

/* ---- tags ------------------------------------------------------------------------- */

static void
open_fold(scan *s)
{
	mill_details *fold;

	s->all = mill_room(s->reader->arena, s->all, sizeof *s->all, s->count, &s->room);
	fold = &s->all[s->count];
	*fold = (mill_details){ .line = s->line, .summary.arena = s->reader->arena };
	s->open[s->depth++] = s->count++;
}

/* Reads the tag that rest begins with, if it is one of a fold; answers its length. */
static size_t
read_tag(scan *s, mill_str rest, bool first)
{
	mill_details *top = s->depth == 0 ? NULL : &s->all[s->open[s->depth - 1]];
	size_t end = mill_find(mill_slice(rest, 0, 200), MILL_STR(">"), 0);

	if (end == SIZE_MAX)
		return 0;
	if (is_tag(rest, "<details") && first && s->depth < NESTED) {
		open_fold(s);
	} else if (top == NULL) {
		return 0;
	} else if (is_tag(rest, "</details")) {
		top->end_line = s->line;
		s->depth--;
		s->summary = false;
	} else if (is_tag(rest, "<summary") && top->summary_line == 0) {
		top->summary_line = s->line;
		s->summary = true;
	} else if (is_tag(rest, "</summary")) {
		s->summary = false;
	} else if (lays_out(rest) ||
		   (is_tag(rest, "<br") &&
		       (first || mill_all_blank(mill_slice(rest, end + 1, rest.len))))) {
		s->layout = true;
		return end + 1;
	} else {
		return 0;
	}
	s->tags = true;
	return end + 1;
}

/* Takes the tags out of a line; what is not of a summary goes into out. */
static void
read_line(scan *s, mill_str text, mill_buf *out)
{
	bool code = false;

	for (size_t at = 0; at < text.len;) {
		mill_str rest = mill_slice(text, at, text.len);
		bool first = out->len == 0 || mill_all_blank(mill_buf_str(out));
		size_t length = *rest.ptr == '<' && !code ? read_tag(s, rest, first) : 0;
		mill_details *top = s->depth == 0 ? NULL : &s->all[s->open[s->depth - 1]];

		code ^= *rest.ptr == '`';
		at += length > 0 ? length : 1;
		if (length == 0)
			mill_putc(s->summary ? &top->summary : out, *rest.ptr);
	}
	if (s->summary && s->depth > 0)
		mill_putc(&s->all[s->open[s->depth - 1]].summary, ' ');
}

/* Writes what is left of a line back to its place, no longer than it was. */
static void
write_back(const scan *s, char *line, size_t length, size_t indent, mill_str left)
{
	left = mill_trim(left);
	if (left.len == 0 && s->tags && length >= mark.len && indent < DEEP)
		left = mark;
	memset(line, ' ', length);
	memcpy(line, left.ptr, left.len);
}

static void
scan_line(scan *s, char *body)
{
	const mill_text *text = &s->reader->text;
	mill_str line = mill_source_line(text, s->line);
	size_t at = mill_behind_containers(line);
	mill_str rest = mill_slice(line, at, line.len);
	mill_buf out = { .arena = s->reader->arena };

	if (mill_in_fence(&s->fencing, rest) || (s->depth == 0 && !is_tag(rest, "<details")))
		return;
	if (rest.len > 0 && rest.ptr[0] == '#')
		for (size_t i = 0; i < s->depth; i++)
			s->all[s->open[i]].headings++;
	if (!s->summary && memchr(rest.ptr, '<', rest.len) == NULL)
		return;
	s->tags = s->layout = false;
	read_line(s, rest, &out);
	if (s->tags || s->layout || s->summary)
		write_back(s, body + (rest.ptr - text->body.ptr), rest.len, at, mill_buf_str(&out));
}

/* ---- what is a fold ---------------------------------------------------------------- */

/* The name without the tags that only make it large or bold. */
static mill_str
plain_summary(mill_reader *reader, mill_str summary)
{
	static const char *const kept[] = { "code", "sub", "sup", "kbd", "em", "u", "mark" };
	mill_buf out = { .arena = reader->arena };

	for (size_t at = 0; at < summary.len;) {
		mill_str rest = mill_slice(summary, at, summary.len);
		size_t end = *rest.ptr == '<' ? mill_find(rest, MILL_STR(">"), 0) : SIZE_MAX;
		size_t name = rest.len > 1 && rest.ptr[1] == '/' ? 2 : 1;
		bool keep = end == SIZE_MAX || !isalpha((unsigned char)rest.ptr[name]);

		for (size_t i = 0; i < MILL_COUNT(kept) && !keep; i++)
			keep = end == name + strlen(kept[i]) &&
			       strncasecmp(rest.ptr + name, kept[i], end - name) == 0;
		if (keep)
			mill_putc(&out, *rest.ptr);
		at += keep ? 1 : end + 1;
	}
	return mill_trim(mill_buf_str(&out));
}

/* True for names that only say that the answer follows. */
static bool
is_answer(mill_reader *reader, mill_str name)
{
	static const char *const words[] = { "", "a", "answer", "answers", "the answer",
		"correct answer", "show", "show answer", "show answers", "view answer",
		"see answer", "reveal answer", "click", "click to expand", "click for answer",
		"click here", "click to show", "click to reveal", "click me", "expand", "reveal",
		"solution", "show solution", "view solution", "explanation", "details", "spoiler",
		"答", "答案", "参考答案", "查看答案", "点击查看答案", "点击查看", "正确答案",
		"解答", "解析", "答案与解析", "答案解析", "展开", "点击展开", "展开查看", "查看",
		"正解", "答え", "解説", "回答", "解答例", "정답", "답", "답변", "해답", "풀이",
		"정답 보기", "답안", "ответ", "ответы", "решение", "показать ответ",
		"посмотреть ответ", "respuesta", "solución", "réponse", "antwort", "lösung",
		"resposta", "risposta", "תשובה", "الإجابة" };
	uint32_t c;

	name = mill_fold(reader->arena, name);
	while (name.len > 0 && ((c = mill_before(name, name.len)) == ':' || c == 0xFF1A ||
				   c == '.' || c == '!' || c == ' '))
		name.len -= c < 0x80 ? 1 : 3;
	return mill_is_any(name, words, MILL_COUNT(words));
}

static bool
is_question(mill_str text)
{
	uint32_t c = mill_before(text, text.len);

	return c == '?' || c == 0xFF1F || c == 0x61F || c == 0x37E;
}

/* Keeps the folds that hold something of their own; tells which are answers. */
static void
settle(scan *s)
{
	mill_reader *reader = s->reader;
	mill_set names = { .arena = reader->arena };
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		mill_str name = plain_summary(reader, mill_buf_str(&s->all[i].summary));
		s->all[i].summary = (mill_buf){ .arena = reader->arena };
		mill_put_str(&s->all[i].summary, name);
		(*mill_set_counter(&names, mill_buf_str(&s->all[i].summary)))++;
	}
	for (size_t i = 0; i < s->count; i++) {
		mill_details fold = s->all[i];
		mill_str name = mill_buf_str(&fold.summary);

		fold.answer = is_answer(reader, name) ||
			      (mill_width(name) <= LABEL_WIDTH && !is_question(name) &&
				  *mill_set_counter(&names, name) >= LABELS);
		if (fold.end_line == 0 ||
		    (fold.headings > 0 && !fold.answer && !is_question(name))) {
			mill_leave(reader->log, MILL_LAYOUT, (mill_place){ fold.line, 1 },
			    fold.summary_line > fold.line ? fold.summary_line : fold.line,
			    "these tags only lay out what follows");
			continue;
		}
		fold.parent = (int32_t)kept - 1;
		while (fold.parent >= 0 && s->all[fold.parent].end_line < fold.line)
			fold.parent = s->all[fold.parent].parent;
		s->all[kept++] = fold;
	}
	reader->folds = s->all;
	reader->fold_count = kept;
}

void
mill_find_folds(mill_reader *reader)
{
	mill_text *text = &reader->text;
	scan s = { .reader = reader };
	char *body;

	if (mill_find(text->body, MILL_STR("<details"), 0) == SIZE_MAX)
		return;
	body = MILL_NEW(reader->arena, char, text->body.len + 1);
	memcpy(body, text->body.ptr, text->body.len);
	for (s.line = text->first; s.line <= text->lines; s.line++)
		scan_line(&s, body);
	text->written = text->body.ptr;
	text->body.ptr = body;
	settle(&s);
}

bool
mill_is_fold_mark(mill_str line)
{
	return mill_ends(mill_trim(line), mark);
}

bool
mill_is_only_mark(mill_str text)
{
	return mill_equal(mill_trim(text), mark);
}
