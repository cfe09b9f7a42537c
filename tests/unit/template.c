/* template.c - templates of the user's: what Anki takes, and what is wrong with the others. */
#include "unit.h"
#include "deck.h"

/* What is said about a template: "LINE:COLUMN sentence" of each report, "; " between. */
static mill_str
said(const char *text, mill_kind kind, bool front)
{
	mill_log log = { .arena = test_arena(), .file = "t.html" };
	mill_buf out = test_buf();
	bool fine = mill_check_template(&log, mill_cstr(text), kind, front);

	mill_put(&out, "", 0);
	for (const mill_record *record = log.first; record != NULL; record = record->next) {
		STR_EQ(record->report.name, "bad-template");
		STR_EQ(record->report.file, "t.html");
		mill_printf(&out, "%s%d:%d %s", record == log.first ? "" : "; ",
		    record->report.line, record->report.column, record->report.message);
	}
	INT_EQ(fine, log.first == NULL);
	return mill_buf_str(&out);
}

#define FINE(text, kind, front)        SAME(said((text), (kind), (front)), "")
#define WRONG(text, kind, front, what) SAME(said((text), (kind), (front)), (what))

static void
fine(void)
{
	FINE("{{Front}}", MILL_BASIC, true);
	FINE("a {{ Front }} b", MILL_BASIC, true);
	FINE("{{text:Front}}{{#Context}}{{Context}}{{/Context}}", MILL_BASIC, true);
	FINE("{{#Context}}{{^Source}}{{hint:Front}}{{/Source}}{{/Context}}", MILL_BASIC, true);
	FINE("{{# Context}}x{{/ Context}}{{furigana:Front}}", MILL_BASIC, true);
	FINE("{{Front}}{{#c1}}one{{/c1}}", MILL_BASIC, true);
	FINE("{{Front}}{{Tags}}{{Type}}{{Deck}}{{Subdeck}}{{Card}}{{CardFlag}}{{CardID}}",
	    MILL_BASIC, true);
	FINE("{{{Front}}}", MILL_BASIC, true);
	FINE("<!-- {{Fornt}} {{#Open}} -->{{Front}} }} { {", MILL_BASIC, true);
	FINE("{{tts en_US voices=Apple_Samantha:Front}}", MILL_BASIC, true);
	FINE("nothing at all", MILL_BASIC, false);
	FINE("{{FrontSide}}<hr id=answer>{{Back}}", MILL_BASIC, false);
	FINE("{{cloze:Text}}", MILL_CLOZE, true);
	FINE("{{type:cloze:Text}}{{#c1}}one{{/c1}}{{^c12}}two{{/c12}}", MILL_CLOZE, true);
	FINE("{{edit:cloze:Text}}{{Back}}", MILL_CLOZE, false);
}

static void
fields(void)
{
	WRONG("{{Front}}{{Fornt}}", MILL_BASIC, true,
	    "1:12 there is no field \"Fornt\"; there are Front, Back, Context and Source");
	WRONG("{{Front}}\n\n  中{{text: Back}}", MILL_BASIC, true,
	    "3:11 there is no field \" Back\"; there are Front, Back, Context and Source");
	WRONG("{{front}}", MILL_BASIC, true,
	    "1:3 there is no field \"front\"; there are Front, Back, Context and Source; "
	    "1:1 there is no {{Front}}, so that the front would be empty");
	WRONG("{{Front}}{{FrontSide}}", MILL_BASIC, true, "1:12 {{FrontSide}} is for backs alone");
	WRONG("{{cloze:Text}}{{c1}}", MILL_CLOZE, true,
	    "1:17 there is no field \"c1\"; there are Text, Back, Context and Source");
	WRONG("{{}}", MILL_BASIC, false,
	    "1:3 there is no field \"\"; there are Front, Back, Context and Source");
}

static void
conditionals(void)
{
	WRONG("{{Front}}{{#Back}}x", MILL_BASIC, true, "1:13 {{#Back}} is not closed");
	WRONG("{{Front}}{{/Back}}", MILL_BASIC, true, "1:13 {{/Back}} closes nothing");
	WRONG("{{Front}}{{#Back}}{{#Source}}{{/Back}}{{/Source}}", MILL_BASIC, true,
	    "1:33 {{/Back}} stands where {{/Source}} has to; "
	    "1:42 {{/Source}} stands where {{/Back}} has to");
	WRONG("{{Front}}{{Back", MILL_BASIC, true, "1:10 no }} ends what begins here");
	WRONG("{{Front}}\n<b>{{Back}</b>", MILL_BASIC, true, "2:4 no }} ends what begins here");
}

/* Deeper than anybody needs, and much deeper: a report, and no more. */
static void
deep(void)
{
	mill_buf text = test_buf();

	mill_puts(&text, "{{Front}}");
	for (int i = 0; i < 1000; i++)
		mill_puts(&text, "{{#Back}}");
	for (int i = 0; i < 1000; i++)
		mill_puts(&text, "{{/Back}}");
	WRONG(mill_buf_str(&text).ptr, MILL_BASIC, true,
	    "1:301 more than 32 conditionals stand inside of each other");
}

/* Of many faults some are told, and soon. */
static void
many(void)
{
	mill_log log = { .arena = test_arena(), .file = "t.html" };
	mill_buf text = test_buf();
	size_t count = 0;

	for (int i = 0; i < 30000; i++)
		mill_puts(&text, "{{x}}\n");
	OK(!mill_check_template(&log, mill_buf_str(&text), MILL_BASIC, true));
	for (const mill_record *record = log.first; record != NULL; record = record->next)
		count++;
	INT_EQ(count, 20);
}

static void
asked(void)
{
	const char *empty = "1:1 there is no {{Front}}, so that the front would be empty";
	const char *cloze = "1:1 there is no {{cloze:Text}}, which both sides have to show";

	WRONG("", MILL_BASIC, true, empty);
	WRONG("{{Back}}", MILL_BASIC, true, empty);
	WRONG("{{type:Front}}", MILL_BASIC, true, empty);
	WRONG("<!-- {{Front}} -->", MILL_BASIC, true, empty);
	WRONG("{{#Front}}x{{/Front}}", MILL_BASIC, true, empty);
	WRONG("{{Text}}", MILL_CLOZE, true, cloze);
	WRONG("{{Back}}", MILL_CLOZE, false, cloze);
	WRONG("{{cloze:Back}}", MILL_CLOZE, true, cloze);
}

/* The built-in ones are held to it, too. */
static void
built_in(void)
{
	for (int kind = 0; kind < 2; kind++) {
		FINE(mill_own_type((mill_kind)kind)->front, (mill_kind)kind, true);
		FINE(mill_own_type((mill_kind)kind)->back, (mill_kind)kind, false);
	}
}

static const check_test tests[] = {
	{ "fine", fine },
	{ "fields", fields },
	{ "conditionals", conditionals },
	{ "deep", deep },
	{ "many", many },
	{ "asked", asked },
	{ "built-in", built_in },
};

int
main(int argc, char **argv)
{
	return check_run("unit-template", tests, COUNT(tests), argc, argv);
}
