/*
 * any.c - whatever the text: a thousand and more of them, thrown together from
 * what notes are made of, always the same ones.  Each gives a deck that keeps the
 * promises of the header, or an error; the reason of a failure shows the text.
 */
#include "help.h"

static const char *const pieces[] = { "# ", "## ", "### ", "- ", "* ", "1. ", "2. ", "3) ", "1、",
	"（1）", "①", "a. ", "  ", "    ", "\t", "> ", "\n", "\n", "\n", "\n\n", "\n\n", "key",
	"value", "键", "值", "：", ": ", " - ", " -> ", "--->", "==>", "   ", " // ", "？", "? ",
	"；", "; ", "。", "，", ", ", "**", "**", "*", "_", "~~", "`", "`", "```", "```c\n",
	"~~~\n", "|", "|---|", "\n| a | b |\n|---|---|\n| 1 | 2 |\n", "---\n", "===\n", "<b>",
	"</b>", "<div>", "</div>", "<!-- ", "-->", "<!-- x -->", "<", "&amp;", "&", "[x](y)",
	"![x](y.png)", "[", "]", "(", ")", "[ ] ", "[x] ", "{{c1::", "}}", "::", "$x$", "\\(",
	"[sound:x]", "\\", "http://x.y/z", "<http://x>", "Q: ", "A: ", "问：", "答：", "==", "是",
	"is a ", "what is", "吗", "10", "1.5", "\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x8B", "😀",
	"e\xCC\x81", "\x1F", "\x07", "\r\n", "\r", "\"", "'", "%s", "tags: [a]\n", "deck: x\n",
	"<details>", "<summary>", "</summary>", "</details>", "<br>", "[r]: /u\n", "[r]", "...",
	"x = y", "for (i = 0;", "{\n", "}\n", "├── a\n" };

enum { TEXTS = 1500, PIECES = 40, LONGEST = 4000 };

static uint64_t state;

static unsigned
next_number(unsigned below)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % below;
}

static void
throw_together(char *text, unsigned seed)
{
	unsigned count;

	state = seed * 7919u + 1;
	count = 1 + next_number(PIECES);
	text[0] = '\0';
	for (unsigned i = 0; i < count && strlen(text) < LONGEST - 60; i++)
		strcat(text, pieces[next_number(COUNT(pieces))]);
}

/* True when a field shows something: text, or a picture. */
static bool
shows(const char *html)
{
	bool tag = false;

	if (strstr(html, "<img") != NULL)
		return true;
	for (; *html != '\0'; html++) {
		if (*html == '<' || *html == '>')
			tag = *html == '<';
		else if (!tag && (unsigned char)*html > ' ')
			return true;
	}
	return false;
}

static bool
is_utf8(const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
		int more = *at < 0x80    ? 0
			   : *at >= 0xF0 ? 3
			   : *at >= 0xE0 ? 2
			   : *at >= 0xC2 ? 1
					 : 99;
		at++;
		for (; more > 0; more--)
			if ((*at++ & 0xC0) != 0x80)
				return false;
	}
	return true;
}

/* What is wrong with a note by itself; NULL when nothing is. */
static const char *
fault_of(const cardmill_note *note)
{
	bool cloze = strcmp(note->notetype, "cardmill Cloze") == 0;

	for (size_t i = 0; i < note->field_count; i++) {
		if (strpbrk(note->fields[i], "\r\n\x1F") != NULL)
			return "a field is not one line";
		if (!is_utf8(note->fields[i]))
			return "a field is not UTF-8";
	}
	for (size_t i = 0; i < note->tag_count; i++)
		if (note->tags[i][0] == '\0' || strpbrk(note->tags[i], " \t\n\"") != NULL)
			return "a tag is empty or has a blank";
	if (!shows(note->fields[0]))
		return "the front is empty";
	if (!cloze && !shows(note->fields[1]))
		return "the back is empty";
	if (cloze && strstr(note->fields[0], "{{c1::") == NULL)
		return "a cloze note without a cloze";
	if (note->line < 1 || note->end_line < note->line)
		return "it stands on no line";
	return NULL;
}

static const char *
fault_of_two(const cardmill_note *a, const cardmill_note *b)
{
	if (strcmp(a->guid, b->guid) == 0)
		return "two notes have one guid";
	if (strcmp(a->fields[0], b->fields[0]) == 0 && strcmp(a->fields[2], b->fields[2]) == 0)
		return "two notes share front and context";
	return NULL;
}

static const char *
fault_in(const cardmill *mill)
{
	const char *fault = NULL;

	for (size_t i = 0; i < cardmill_note_count(mill) && fault == NULL; i++) {
		fault = fault_of(cardmill_note_at(mill, i));
		for (size_t k = 0; k < i && fault == NULL; k++)
			fault = fault_of_two(cardmill_note_at(mill, i), cardmill_note_at(mill, k));
	}
	return fault;
}

/* Every line is on notes that there are, or has a reason; all of them together are
 * what the sums say. */
static const char *
fault_of_lines(const cardmill *mill)
{
	const cardmill_coverage *all = cardmill_coverage_at(mill, 0);
	size_t lines = 0, characters = 0;

	for (size_t i = 0; i < cardmill_line_count(mill, 0); i++) {
		const cardmill_line *line = cardmill_line_at(mill, 0, i);

		if ((line->reason == NULL) != (line->note_count > 0))
			return "a line has neither notes nor a reason, or both";
		for (size_t k = 0; k < line->note_count; k++)
			if (cardmill_note_at(mill, line->notes[k]) == NULL)
				return "a line is on a note that is not there";
		if (line->reason == NULL)
			characters += line->characters;
		lines += line->reason == NULL;
	}
	if (lines != all->covered_lines || characters != all->covered_characters)
		return "the lines do not add up";
	return NULL;
}

static void
mill_one(const char *text, unsigned seed)
{
	cardmill *mill = cardmill_new(NULL);
	cardmill_status status;
	const char *fault;

	INT_EQ(cardmill_add_bytes(mill, "n.md", text, strlen(text)), CARDMILL_OK);
	status = cardmill_build(mill);
	fault = fault_in(mill);
	if (status == CARDMILL_OK && fault == NULL)
		fault = fault_of_lines(mill);
	if (status != CARDMILL_OK && status != CARDMILL_BAD_INPUT)
		fault = cardmill_error(mill)->message;
	if (fault != NULL)
		FAIL("text %u: %s: \"%s\"", seed, fault, text);
	if (status == CARDMILL_OK && seed % 10 == 0)
		for (size_t i = 0; i < COUNT(every_format); i++)
			written(mill, every_format[i]);
	cardmill_free(mill);
}

static void
mill_them(unsigned from, unsigned to)
{
	char text[LONGEST];

	for (unsigned seed = from; seed < to; seed++) {
		throw_together(text, seed);
		mill_one(text, seed);
	}
}

static void
first_third(void)
{
	mill_them(0, TEXTS / 3);
}

static void
second_third(void)
{
	mill_them(TEXTS / 3, TEXTS * 2 / 3);
}

static void
last_third(void)
{
	mill_them(TEXTS * 2 / 3, TEXTS);
}

static const check_test tests[] = {
	{ "first-third", first_third },
	{ "second-third", second_third },
	{ "last-third", last_third },
};

int
main(int argc, char **argv)
{
	return check_run("api-any", tests, COUNT(tests), argc, argv);
}
