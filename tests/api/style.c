/* style.c - options for what cards look like: read by the build, and refused where Anki would. */
#include "help.h"

static cardmill *
mill_with(const cardmill_options *options, told *all)
{
	cardmill_options own = *options;
	cardmill *mill;

	own.report = tell;
	own.user = all;
	mill = cardmill_new(&own);
	OK(mill != NULL);
	INT_EQ(cardmill_add_bytes(mill, "notes.md", NOTES, strlen(NOTES)), CARDMILL_OK);
	return mill;
}

/* The build fails so, and nothing can be written. */
static void
fails(const cardmill_options *options, cardmill_status status, const char *name)
{
	told all = { 0 };
	cardmill *mill = mill_with(options, &all);
	bytes out = { 0 };

	INT_EQ(cardmill_build(mill), status);
	error_of(mill, status, name);
	INT_EQ(cardmill_note_count(mill), 0);
	INT_EQ(cardmill_write(mill, CARDMILL_APKG, (cardmill_sink){ bytes_put, &out }),
	    CARDMILL_MISUSED);
	INT_EQ(out.calls, 0);
	cardmill_free(mill);
}

static void
missing(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;

	options.css = "gone.css";
	fails(&options, CARDMILL_CANNOT_READ, "read-failed");
	options.css = NULL;
	options.template_dir = "gone";
	fails(&options, CARDMILL_BAD_INPUT, "bad-template");
}

static void
wrong(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	told all = { 0 };
	cardmill *mill;

	options.template_dir = ".";
	spit("cloze-front.html", "\n  {{Text}}{{#Back}}\n");
	fails(&options, CARDMILL_BAD_INPUT, "bad-template");
	mill = mill_with(&options, &all);
	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	INT_EQ(all.count, 2);
	STR_EQ(all.all[0].file, "./cloze-front.html");
	was_told(&all, "bad-template", CARDMILL_ERROR, 2, 14);
	was_told(&all, "bad-template", CARDMILL_ERROR, 1, 1);
	cardmill_free(mill);
}

/* Options are copied: what the caller does with them after is theirs. */
static void
copied(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	char css[] = "a.css", folder[] = ".";
	told all = { 0 };
	cardmill *mill;

	spit("a.css", ".card { color: red }\n");
	spit("basic-front.html", "<b>{{Front}}</b>\n");
	options.css = css;
	options.template_dir = folder;
	mill = mill_with(&options, &all);
	memset(css, 'x', sizeof css - 1);
	memset(folder, 'x', sizeof folder - 1);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(all.count, 0);
	written(mill, CARDMILL_APKG);
	cardmill_free(mill);
}

/* A style goes where cards are shown, packages and the preview, and into JSON, which a
 * package may be made of; into nothing else. */
static void
only_shown(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *plain = built(NOTES, NULL), *styled;

	spit("a.css", ".card { color: red }\n");
	options.css = "a.css";
	styled = built(NOTES, &options);
	for (size_t i = 0; i < COUNT(every_format); i++) {
		bytes one = written(plain, every_format[i]), two = written(styled, every_format[i]);
		INT_EQ(same_bytes(&one, &two), every_format[i] != CARDMILL_APKG &&
						   every_format[i] != CARDMILL_HTML &&
						   every_format[i] != CARDMILL_JSON);
	}
	cardmill_free(plain);
	cardmill_free(styled);
}

/* A program built against an older header has no such options. */
static void
older_program(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.size = offsetof(cardmill_options, no_highlight);
	options.no_highlight = 1;
	options.css = options.template_dir = "gone";
	mill = built(NOTES, &options);
	written(mill, CARDMILL_APKG);
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "missing", missing },
	{ "wrong", wrong },
	{ "copied", copied },
	{ "only-shown", only_shown },
	{ "older-program", older_program },
};

int
main(int argc, char **argv)
{
	return check_run("style", tests, COUNT(tests), argc, argv);
}
