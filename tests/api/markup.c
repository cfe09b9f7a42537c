/*
 * markup.c - CSV and TSV whose fields are Markdown: written, edited, read again.
 */
#include "help.h"

#define TEXT                                                                                 \
	"# Go\n\n1. map：\n   - **key**: comparable\n   - `len()` counts\n2. chan\n```go\n" \
	"c := make(chan int)\n\n<-c\n```\n3. a <b> & \"c\"：x | y\n"

static cardmill_options
with_markdown(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;

	options.csv_markdown = 1;
	return options;
}

static cardmill *
of_file(const char *path)
{
	cardmill *mill = cardmill_new(NULL);

	INT_EQ(cardmill_add_path(mill, path), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	return mill;
}

static void
same_fields(cardmill *a, cardmill *b)
{
	INT_EQ(cardmill_note_count(a), cardmill_note_count(b));
	for (size_t i = 0; i < cardmill_note_count(a); i++) {
		const cardmill_note *x = cardmill_note_at(a, i), *y = cardmill_note_at(b, i);

		STR_EQ(y->guid, x->guid);
		INT_EQ(y->field_count, x->field_count);
		for (size_t k = 0; k < x->field_count; k++)
			STR_EQ(y->fields[k], x->fields[k]);
	}
}

/* What nobody touched is the same to the byte, in the file and as the earlier build. */
static void
circle(void)
{
	static const char *const paths[] = { "x.csv", "x.tsv" };
	cardmill_options options = with_markdown();
	cardmill *mill = built(TEXT, &options);

	for (int i = 0; i < 2; i++) {
		cardmill *again;

		INT_EQ(
		    cardmill_write_file(mill, cardmill_format_of(paths[i]), paths[i]), CARDMILL_OK);
		again = of_file(paths[i]);
		same_fields(mill, again);
		cardmill_free(again);
		options.previous = &paths[i];
		options.previous_count = 1;
		again = built(TEXT, &options);
		INT_EQ(cardmill_change_count(again, CARDMILL_UNCHANGED), cardmill_note_count(mill));
		cardmill_free(again);
	}
	cardmill_free(mill);
}

static void
says_so(void)
{
	cardmill_options options = with_markdown();
	cardmill *mill = built(TEXT, &options), *plain = built(TEXT, NULL);

	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "x.csv"), CARDMILL_OK);
	INT_EQ(cardmill_write_file(plain, CARDMILL_CSV, "y.csv"), CARDMILL_OK);
	STR_HAS(slurp("x.csv").data, "#html:false\n#markup:markdown\n");
	STR_HAS(slurp("x.csv").data, "\"* **key**: comparable\n* `len()` counts\"");
	STR_HAS(slurp("x.csv").data, "```go\nc := make(chan int)\n\n<-c\n```");
	STR_HAS(slurp("y.csv").data, "#html:true\n#guid");
	OK(strstr(slurp("y.csv").data, "markup") == NULL);
	cardmill_free(mill);
	cardmill_free(plain);
}

#define HEAD "#separator:Comma\n#html:false\n#markup:markdown\n#guid column:1\n#GUID,Front,Back\n"

static void
fields_are(const char *rows, const char *front, const char *back)
{
	char text[2000];
	cardmill *mill;

	snprintf(text, sizeof text, "%s%s", HEAD, rows);
	spit("in.csv", text);
	mill = of_file("in.csv");
	INT_EQ(cardmill_note_count(mill), 1);
	STR_EQ(cardmill_note_at(mill, 0)->fields[0], front);
	STR_EQ(cardmill_note_at(mill, 0)->fields[1], back);
	cardmill_free(mill);
}

static void
edited(void)
{
	fields_are("abc,What is **it**?,\"- a\r\n- b\"\n", "What is <strong>it</strong>?",
	    "<ul><li>a</li><li>b</li></ul>");
	fields_are("abc,\"```\n# no comment, \"\"x\"\"\n```\",y\n",
	    "<pre><code># no comment, &quot;x&quot;</code></pre>", "y");
	fields_are("abc,a_b_c,<!--html--><i>a</i> *b*\n", "a_b_c", "<i>a</i> *b*");
	fields_are(
	    "abc,\\(a_1 < b\\),<!--html--><!--html-->x\n", "\\(a_1 &lt; b\\)", "<!--html-->x");
}

/* A spreadsheet fills header lines up, and quotes them. */
static void
through_a_spreadsheet(void)
{
	cardmill *mill;

	spit("in.csv",
	    "#separator:Comma,,\n#html:false,,\n\"#markup:markdown\",,\n#guid column:1,,\n"
	    "#GUID,Front,Back\nabc,*x*,y\n");
	mill = of_file("in.csv");
	STR_EQ(cardmill_note_at(mill, 0)->fields[0], "<em>x</em>");
	cardmill_free(mill);
	spit("in.csv", "#separator:Comma\n#html:true\n#guid column:1\nabc,*x*,y\n");
	mill = of_file("in.csv");
	STR_EQ(cardmill_note_at(mill, 0)->fields[0], "*x*");
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "circle", circle },
	{ "says-so", says_so },
	{ "edited", edited },
	{ "through-a-spreadsheet", through_a_spreadsheet },
};

int
main(int argc, char **argv)
{
	return check_run("markup", tests, COUNT(tests), argc, argv);
}
