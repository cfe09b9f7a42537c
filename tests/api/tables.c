/* tables.c - CSV and TSV for spreadsheets and for programs other than Anki. */
#include "help.h"

#define CLOZE                                                                             \
	"# Cells\n\n- The {{c1::heart}} has {{c2::four::number}} chambers.\n\n"           \
	"## Plant\n\n- wall: a, \"b\"\tc\n- Role: green\n\n## Animal\n\n- Role: none\n\n" \
	"What is a cell? 1. small\n"

static bytes
table(const char *notes, cardmill_format format, int bom, int plain)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;
	bytes got;

	options.csv_bom = bom;
	options.csv_plain = plain;
	mill = built(notes, &options);
	got = written(mill, format);
	cardmill_free(mill);
	return got;
}

/* Nothing else changes. */
static void
mark(void)
{
	static const cardmill_format formats[] = { CARDMILL_CSV, CARDMILL_TSV };

	for (size_t i = 0; i < COUNT(formats); i++) {
		for (int plain = 0; plain < 2; plain++) {
			bytes with = table(NOTES, formats[i], 1, plain),
			      without = table(NOTES, formats[i], 0, plain);

			OK(with.len == without.len + 3 &&
			    memcmp(with.data, "\xEF\xBB\xBF", 3) == 0);
			OK(memcmp(with.data + 3, without.data, without.len) == 0);
		}
	}
}

static void
other_formats(void)
{
	static const cardmill_format formats[] = { CARDMILL_APKG, CARDMILL_JSON, CARDMILL_REPORT };

	for (size_t i = 0; i < COUNT(formats); i++) {
		bytes a = table(NOTES, formats[i], 1, 1), b = table(NOTES, formats[i], 0, 0);

		OK(same_bytes(&a, &b));
	}
}

static void
plain_tabs(void)
{
	bytes got = table(CLOZE, CARDMILL_TSV, 0, 1);
	const char *line = got.data;

	while (*line != '\0') {
		const char *end = strchr(line, '\n'), *tab = strchr(line, '\t');

		OK(end != NULL && tab != NULL && tab < end && line[0] != '#' && line[0] != '"');
		OK(memchr(tab + 1, '\t', (size_t)(end - tab - 1)) == NULL);
		line = end + 1;
	}
	STR_HAS(got.data, "The [...] has four chambers.\tThe heart has four chambers.\n");
	STR_HAS(got.data, "The heart has [number] chambers.\tThe heart has four chambers.\n");
	STR_HAS(got.data, "\nwall (Plant)\ta, \"b\" c\n");
	/* They ask the same: where is said. */
	STR_HAS(got.data, "\nRole (Cells \xE2\x80\xBA Plant)\tgreen\n");
	STR_HAS(got.data, "\nRole (Cells \xE2\x80\xBA Animal)\tnone\n");
	STR_HAS(got.data, "\nWhat is a cell?\t");
}

static void
plain_commas(void)
{
	bytes got = table(CLOZE, CARDMILL_CSV, 0, 1);

	STR_HAS(got.data, "\nwall (Plant),\"a, \"\"b\"\" c\"\n");
	STR_HAS(got.data, "\nRole (Cells \xE2\x80\xBA Plant),green\n");
}

/* A cell never begins with a quote that somebody would take for quoting. */
static void
plain_quotes(void)
{
	bytes got = table(
	    "# Go\n\n- \"a\" and b: \"x\" is a string\n- c: \"open\n", CARDMILL_TSV, 0, 1);

	STR_HAS(got.data, "\t\xE2\x80\x9Cx\xE2\x80\x9D is a string\n");
	STR_HAS(got.data, "\t\xE2\x80\x9Copen\n");
}

/* A deck with guards is read as if there were none. */
static void
guarded(void)
{
	const char
	    *notes = "---\ntags: [\"=x\"]\n---\n# N\n\n- w: 2024-01-05\n- v: =1+1\n- u: TRUE\n";
	const char *earlier[] = { "deck.csv" };
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.deck = "=deck";
	mill = built(notes, &options);
	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "deck.csv"), CARDMILL_OK);
	INT_EQ(cardmill_note_count(mill), 3);
	cardmill_free(mill);
	STR_HAS(slurp("deck.csv").data, "&#061;1+1");
	STR_HAS(slurp("deck.csv").data, "&#050;024-01-05");
	STR_HAS(slurp("deck.csv").data, "&#084;RUE");
	OK(strstr(slurp("deck.csv").data, ",=") == NULL);
	options.previous = earlier;
	options.previous_count = 1;
	mill = built(notes, &options);
	INT_EQ(cardmill_change_count(mill, CARDMILL_UNCHANGED), 3);
	INT_EQ(cardmill_vanished_count(mill), 0);
	cardmill_free(mill);
}

/* Rows of one table are of one type, whichever columns they leave empty. */
static void
one_type(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill = cardmill_new(&options);
	bytes got;

	spit("words.csv", "Term;Definition;Example\nHund;dog;Der Hund bellt\nKatze;cat;\n");
	INT_EQ(cardmill_add_path(mill, "words.csv"), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_note_count(mill), 2);
	got = written(mill, CARDMILL_CSV);
	STR_HAS(got.data, ",words,words,,Hund,dog,Der Hund bellt\n");
	STR_HAS(got.data, ",words,words,,Katze,cat,\n");
	cardmill_free(mill);
}

/* A row that may have been a note is told of; a header line decides. */
static void
guessed_names(void)
{
	static const char row[] = "word,examples\nab,x\n";
	char text[100];

	for (int said = 0; said < 2; said++) {
		told all = { 0 };
		cardmill_options options = CARDMILL_OPTIONS_INIT;
		cardmill *mill;

		options.report = tell;
		options.user = &all;
		snprintf(text, sizeof text, "%s%s", said ? "#separator:Comma\n" : "", row);
		spit("guessed.csv", text);
		mill = cardmill_new(&options);
		INT_EQ(cardmill_add_path(mill, "guessed.csv"), CARDMILL_OK);
		INT_EQ(cardmill_build(mill), CARDMILL_OK);
		INT_EQ(cardmill_note_count(mill), said ? 2 : 1);
		INT_EQ(all.count, said ? 0 : 1);
		if (!said)
			was_told(&all, "row-of-names", CARDMILL_WARNING, 1, 1);
		cardmill_free(mill);
	}
}

/* The first column is asked, unless it does nothing but number the rows. */
static const char *
front_of_made(const char *text)
{
	cardmill *mill = cardmill_new(NULL);
	const char *front;

	spit("made.csv", text);
	INT_EQ(cardmill_add_path(mill, "made.csv"), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	front = strstr(written(mill, CARDMILL_JSON).data, "\"front\": \"{{");
	cardmill_free(mill);
	OK(front != NULL);
	return front + strlen("\"front\": \"");
}

static void
what_is_asked(void)
{
	STR_HAS(front_of_made("word_number,pinyin,english\n1,a,b\n2,c,d\n"), "{{pinyin}}\"");
	STR_HAS(front_of_made(",pinyin,english\n1,a,b\n2,c,d\n3,e,f\n"), "{{pinyin}}\"");
	STR_HAS(front_of_made("number,pinyin,english\n1,a,b\nx,c,d\n"), "{{number}}\"");
	STR_HAS(front_of_made("year,battle,author\n1066,a,b\n1815,c,d\n"), "{{year}}\"");
	STR_HAS(front_of_made("1,a,b\n2,c,d\n"), "{{Front}}\"");
}

/* More files than names are tried for one. */
static void
many_files_beside(void)
{
	enum { FILES = 1100 };
	char *notes = keep(FILES * 40), *at = notes;
	cardmill *mill;

	mkdir("pictures", 0777);
	at += sprintf(at, "- all:");
	for (int i = 0; i < FILES; i++) {
		char path[40];

		snprintf(path, sizeof path, "pictures/%d.png", i);
		spit(path, path);
		at += sprintf(at, " ![](%s)", path);
	}
	spit("notes.md", notes);
	mill = cardmill_new(NULL);
	INT_EQ(cardmill_add_path(mill, "notes.md"), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_media_count(mill), FILES);
	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "deck.csv"), CARDMILL_OK);
	cardmill_free(mill);
	OK(chdir("deck.media") == 0);
	INT_EQ(entries(), FILES);
}

int
main(int argc, char **argv)
{
	static const check_test tests[] = { { "mark", mark }, { "other-formats", other_formats },
		{ "plain-tabs", plain_tabs }, { "plain-commas", plain_commas },
		{ "plain-quotes", plain_quotes }, { "guarded", guarded }, { "one-type", one_type },
		{ "what-is-asked", what_is_asked }, { "guessed-names", guessed_names },
		{ "many-files-beside", many_files_beside } };

	return check_run("tables", tests, COUNT(tests), argc, argv);
}
