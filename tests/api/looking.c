/* looking.c - a note as its reader sees it: fields, tags, deck, context, rule and place. */
#include "help.h"

static void
fields(void)
{
	cardmill *mill = built(NOTES, NULL);
	const cardmill_note *note = note_of(mill, "key");

	INT_EQ(note->field_count, 4);
	STR_EQ(note->fields[0], "key");
	STR_EQ(note->fields[1], "must be comparable");
	STR_EQ(note->fields[2], "Go › map");
	STR_EQ(note->fields[3], "notes.md");
	STR_EQ(note->notetype, "cardmill Basic");
	STR_EQ(note->context, "Go › map");
	STR_EQ(note->rule, "term");
	STR_EQ(note->file, "notes.md");
	STR_EQ(note->deck, "notes");
	INT_EQ(note->line, 5);
	INT_EQ(note->end_line, 5);
	cardmill_free(mill);
}

static void
question(void)
{
	cardmill *mill = built(NOTES, NULL);
	const cardmill_note *note = note_of(mill, "What is a channel?");

	STR_EQ(note->rule, "question");
	STR_EQ(note->fields[1], "A typed conduit.");
	INT_EQ(note->line, 10);
	cardmill_free(mill);
}

static void
source_order(void)
{
	cardmill *mill = built(NOTES, NULL);

	for (size_t i = 1; i < cardmill_note_count(mill); i++)
		OK(cardmill_note_at(mill, i - 1)->line <= cardmill_note_at(mill, i)->line);
	STR_EQ(cardmill_note_at(mill, 0)->fields[0], "key");
	STR_EQ(cardmill_note_at(mill, NOTES_COUNT - 1)->fields[0], "buffer");
	cardmill_free(mill);
}

static void
html_in_fields(void)
{
	cardmill *mill = built("- a<b & \"c\": `x<y` **bold** ~~gone~~ 1 > 0\n", NULL);
	const cardmill_note *note = cardmill_note_at(mill, 0);

	STR_EQ(note->fields[0], "a&lt;b &amp; &quot;c&quot;");
	STR_HAS(note->fields[1], "<code>x&lt;y</code>");
	STR_HAS(note->fields[1], "<strong>bold</strong>");
	STR_HAS(note->fields[1], "<del>gone</del>");
	STR_HAS(note->fields[1], "1 &gt; 0");
	cardmill_free(mill);
}

/* The context is plain text; the field of the same name is HTML. */
static void
context_is_text(void)
{
	cardmill *mill = built("# A & B\n\n## `<T>`\n\n- key: value\n", NULL);
	const cardmill_note *note = note_of(mill, "key");

	STR_EQ(note->context, "A & B › <T>");
	STR_HAS(note->fields[2], "A &amp; B");
	STR_HAS(note->fields[2], "&lt;T&gt;");
	cardmill_free(mill);
}

/* A field is one line, whatever the answer is made of. */
static void
one_line_fields(void)
{
	cardmill *mill = built("# A\n\n## How?\n\nfirst\nsecond\n\n```c\nint a;\n\nint b;\n```\n\n"
			       "| a | b |\n|---|---|\n| 1 | 2 |\n",
	    NULL);

	OK(cardmill_note_count(mill) > 0);
	for (size_t i = 0; i < cardmill_note_count(mill); i++) {
		const cardmill_note *note = cardmill_note_at(mill, i);
		for (size_t k = 0; k < note->field_count; k++)
			OK(strpbrk(note->fields[k], "\r\n\x1F") == NULL);
	}
	STR_HAS(note_of(mill, "How?")->fields[1], "int a;<br><br>int b;");
	cardmill_free(mill);
}

static void
tags_of_headings(void)
{
	cardmill *mill = built("# Go lang\n\n## 内存 模型\n\n- key: value\n", NULL);
	const cardmill_note *note = note_of(mill, "key");

	INT_EQ(note->tag_count, 1);
	STR_EQ(note->tags[0], "Go_lang::内存_模型");
	cardmill_free(mill);
}

static void
tags_of_front_matter(void)
{
	cardmill *mill = built("---\ntags: [exam, '#week 2']\n---\n- key: value\n", NULL);
	const cardmill_note *note = note_of(mill, "key");

	INT_EQ(note->tag_count, 2);
	STR_EQ(note->tags[0], "exam");
	STR_EQ(note->tags[1], "week_2");
	cardmill_free(mill);
}

static void
no_tag_has_a_blank(void)
{
	cardmill *mill = built("---\ntags:\n  - a b\n  - \"c\\td\"\n  - 甲\xE3\x80\x80乙\n---\n"
			       "# A\tB\xC2\xA0"
			       "C\n\n- key: value\n",
	    NULL);
	const cardmill_note *note = note_of(mill, "key");

	OK(note->tag_count >= 3);
	for (size_t i = 0; i < note->tag_count; i++) {
		OK(note->tags[i][0] != '\0');
		OK(strpbrk(note->tags[i], " \t\n\"") == NULL);
		OK(strstr(note->tags[i], "\xE3\x80\x80") == NULL &&
		    strstr(note->tags[i], "\xC2\xA0") == NULL);
	}
	cardmill_free(mill);
}

static void
cloze(void)
{
	cardmill *mill = built("# A\n\n- water boils at **100** degrees\n", NULL);
	const cardmill_note *note = cardmill_note_at(mill, 0);

	STR_EQ(note->notetype, "cardmill Cloze");
	STR_HAS(note->fields[0], "{{c1::");
	INT_EQ(note->field_count, 4);
	cardmill_free(mill);
}

/* Cloze marks and field references that stand in the notes stay text. */
static void
braces_are_text(void)
{
	cardmill *mill = built("# A\n\n- template: `{{x}}` and {{c1::y}} and }}\n"
			       "- use **{{user}}** as the name of it all\n",
	    NULL);

	for (size_t i = 0; i < cardmill_note_count(mill); i++) {
		const cardmill_note *note = cardmill_note_at(mill, i);
		if (strcmp(note->notetype, "cardmill Basic") == 0)
			continue;
		OK(strstr(note->fields[0], "{{user}}") == NULL);
	}
	INT_EQ(cardmill_note_count(mill), 2);
	cardmill_free(mill);
}

static void
modified(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.now = 1700000000;
	mill = built(NOTES, &options);
	for (size_t i = 0; i < NOTES_COUNT; i++)
		INT_EQ(cardmill_note_at(mill, i)->modified, 1700000000);
	cardmill_free(mill);
}

/* A guid is a letter and base62, each its own, the same with every build. */
static void
guids(void)
{
	cardmill *mill = built(NOTES, NULL), *again = built(NOTES, NULL);

	for (size_t i = 0; i < NOTES_COUNT; i++) {
		const char *guid = cardmill_note_at(mill, i)->guid;
		size_t length = strspn(
		    guid, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

		OK(length >= 10 && guid[length] == '\0' && (guid[0] > '9'));
		STR_EQ(cardmill_note_at(again, i)->guid, guid);
		for (size_t k = 0; k < i; k++)
			OK(strcmp(cardmill_note_at(mill, k)->guid, guid) != 0);
	}
	cardmill_free(mill);
	cardmill_free(again);
}

static const char *
guid_in(const char *text, const char *front)
{
	cardmill *mill = built(text, NULL);
	char *guid = keep_text(note_of(mill, front)->guid);

	cardmill_free(mill);
	return guid;
}

/* Answers, numbers, neighbours and order are no part of a note's identity;
 * heading and prompt are. */
static void
guids_stay(void)
{
	const char *guid = guid_in("# A\n\n1. key: value\n2. lock: door\n", "lock");

	STR_EQ(guid_in("# A\n\n1. key: value\n2. lock: gate\n", "lock"), guid);
	STR_EQ(guid_in("# A\n\n7. lock: door\n", "lock"), guid);
	STR_EQ(guid_in("# A\n\n1. lock: door\n2. new: one\n3. key: value\n", "lock"), guid);
	STR_EQ(guid_in("# A\n\n- lock: door\n", "lock"), guid);
	STR_EQ(guid_in("# A\r\n\r\n- Lock: door\r\n", "Lock"), guid);
	STR_EQ(guid_in("# A:\n\n- lock： door\n", "lock"), guid);
	OK(strcmp(guid_in("# B\n\n1. lock: door\n", "lock"), guid) != 0);
	OK(strcmp(guid_in("# A\n\n1. locks: door\n", "locks"), guid) != 0);
}

/* Two notes of a deck never share front and context. */
static void
fronts_are_unique(void)
{
	cardmill *mill = built(
	    "# A\n\n- key: value\n- key: other\n- key: value\n\n## B\n\n- key: x\n", NULL);

	OK(cardmill_note_count(mill) >= 3);
	for (size_t i = 0; i < cardmill_note_count(mill); i++) {
		const cardmill_note *a = cardmill_note_at(mill, i);
		for (size_t k = 0; k < i; k++) {
			const cardmill_note *b = cardmill_note_at(mill, k);
			OK(strcmp(a->guid, b->guid) != 0);
			OK(strcmp(a->fields[0], b->fields[0]) != 0 ||
			    strcmp(a->context, b->context) != 0);
		}
	}
	cardmill_free(mill);
}

/* The lines of an answer with a body, however the lines end. */
static void
lines(void)
{
	static const char *const texts[] = { "\n# A\n\n1. key: value\n\n   more\n\n2. b: c\n",
		"\r\n# A\r\n\r\n1. key: value\r\n\r\n   more\r\n\r\n2. b: c\r\n",
		"\r# A\r\r1. key: value\r\r   more\r\r2. b: c\r" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		cardmill *mill = built(texts[i], NULL);
		INT_EQ(note_of(mill, "key")->line, 4);
		INT_EQ(note_of(mill, "key")->end_line, 6);
		INT_EQ(note_of(mill, "b")->line, 8);
		cardmill_free(mill);
	}
}

/* A paragraph that ends where a table begins has no place of its own for cmark. */
static void
lines_above_a_table(void)
{
	cardmill *mill = built(
	    "# A\n\nkey: value\nlock: door\n| a | b |\n|---|---|\n| 1 | 2 |\n\nend: x\n", NULL);

	INT_EQ(note_of(mill, "key")->line, 3);
	INT_EQ(note_of(mill, "lock")->line, 4);
	INT_EQ(note_of(mill, "end")->line, 9);
	cardmill_free(mill);
	mill = built("# A\n\nlead:\n| a | b |\n|---|---|\n| 1 | 2 |\n", NULL);
	INT_EQ(note_of(mill, "lead")->line, 3);
	INT_EQ(note_of(mill, "lead")->end_line, 6);
	cardmill_free(mill);
}

/* Lines and paragraphs of an answer are never glued together. */
static void
answers_keep_their_breaks(void)
{
	static const char *const texts[] = { "# A\n\n- lead\n  first\n\n  second\n",
		"# A\n\n- lead: zero\n\n  first\n\n  second\n", "# A\n\n- lead: first\n  second\n",
		"# lead\n\nfirst\n\nsecond\n", "# lead\n\nfirst\nsecond\n" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		cardmill *mill = built(texts[i], NULL);
		const char *back = note_of(mill, "lead")->fields[1], *at = strstr(back, "first");

		if (at == NULL || at[5] != '<' || strstr(at, "second") == NULL ||
		    strstr(back, "zerofirst") != NULL)
			FAIL("the back of text %zu is %s", i, back);
		cardmill_free(mill);
	}
}

/* No card has an empty back, not even one that only looks full. */
static void
no_empty_backs(void)
{
	static const char *const texts[] = { "# A\n\n- k: v\n- \n\t- \n", "# A\n\nk: v\n\n> - \n",
		"# A\n\n- \n\n## B\n\nk: v\n", "# A\n\n> \n\nk: v\n",
		"# A\n\n1. \n   1. \n\n# B\n\nk: v\n", "# A\n\n<!-- x -->\n\n# B\n\nk: v\n",
		"# A\n\n---\n\n# B\n\nk: v\n" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		cardmill *mill = built(texts[i], NULL);
		for (size_t k = 0; k < cardmill_note_count(mill); k++) {
			const char *back = cardmill_note_at(mill, k)->fields[1];
			bool tag = false, text = false;
			for (; *back != '\0'; back++) {
				tag = tag ? *back != '>' : *back == '<';
				text = text || (!tag && *back != '>' && *back != ' ');
			}
			if (!text)
				FAIL("the note \"%s\" of text %zu has the back %s",
				    cardmill_note_at(mill, k)->fields[0], i,
				    cardmill_note_at(mill, k)->fields[1]);
		}
		cardmill_free(mill);
	}
}

/* An id is no text: the note is what it is without, and has the id besides. */
static void
ids(void)
{
	cardmill *with = built("# Go\n- key: <!-- id: abc123 --> unique <!-- id: x1 --> name\n- map <!-- id: m -->: a table\n"
			       "- slice:::a view\n  <!-- id: s -->\n",
	    NULL);
	cardmill *without = built("# Go\n- key: unique name\n- map: a table\n- slice:::a view\n", NULL);
	static const char *const wanted[] = { "abc123", "m", "s", "s" };

	INT_EQ(cardmill_note_count(with), COUNT(wanted));
	INT_EQ(cardmill_note_count(without), COUNT(wanted));
	for (size_t i = 0; i < COUNT(wanted); i++) {
		const cardmill_note *a = cardmill_note_at(with, i), *b = cardmill_note_at(without, i);

		STR_EQ(a->id, wanted[i]);
		OK(b->id == NULL);
		for (size_t k = 0; k < a->field_count; k++)
			STR_EQ(a->fields[k], b->fields[k]);
		INT_EQ(a->line, b->line);
	}
	cardmill_free(with);
	cardmill_free(without);
}

static const check_test tests[] = {
	{ "fields", fields },
	{ "question", question },
	{ "source-order", source_order },
	{ "html-in-fields", html_in_fields },
	{ "context-is-text", context_is_text },
	{ "one-line-fields", one_line_fields },
	{ "tags-of-headings", tags_of_headings },
	{ "tags-of-front-matter", tags_of_front_matter },
	{ "no-tag-has-a-blank", no_tag_has_a_blank },
	{ "cloze", cloze },
	{ "braces-are-text", braces_are_text },
	{ "modified", modified },
	{ "guids", guids },
	{ "guids-stay", guids_stay },
	{ "fronts-are-unique", fronts_are_unique },
	{ "lines", lines },
	{ "lines-above-a-table", lines_above_a_table },
	{ "answers-keep-their-breaks", answers_keep_their_breaks },
	{ "no-empty-backs", no_empty_backs },
	{ "ids", ids },
};

int
main(int argc, char **argv)
{
	return check_run("api-looking", tests, COUNT(tests), argc, argv);
}
