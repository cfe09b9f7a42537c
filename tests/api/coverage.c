/* coverage.c - what became of the sources, line by line. */
#include "help.h"

#define TEXT                                                                             \
	"---\ntags: [x]\n---\n# A\n\n- key: value\n- \n\n***\n\n<!-- told\nto nobody -->\n" \
	"- `a` b: c\n- \xE4\xBD\xA0\xE5\xA5\xBD\xEF\xBC\x9Ahello\n"

static const cardmill_line *
line_of(const cardmill *mill, size_t source, int32_t line)
{
	for (size_t i = 0; i < cardmill_line_count(mill, source); i++)
		if (cardmill_line_at(mill, source, i)->line == line)
			return cardmill_line_at(mill, source, i);
	FAIL("line %d is not there", (int)line);
}

static void
reasons(void)
{
	cardmill *mill = built(TEXT, NULL);

	STR_EQ(line_of(mill, 0, 1)->reason, "front-matter");
	STR_EQ(line_of(mill, 0, 3)->reason, "front-matter");
	STR_EQ(line_of(mill, 0, 7)->reason, "empty-item");
	STR_EQ(line_of(mill, 0, 9)->reason, "rule");
	STR_EQ(line_of(mill, 0, 11)->reason, "comment");
	STR_EQ(line_of(mill, 0, 12)->reason, "comment");
	INT_EQ(line_of(mill, 0, 7)->note_count, 0);
	cardmill_free(mill);
}

static void
notes_of_lines(void)
{
	cardmill *mill = built(TEXT, NULL);
	const cardmill_line *heading = line_of(mill, 0, 4), *item = line_of(mill, 0, 13);

	INT_EQ(cardmill_note_count(mill), 3);
	OK(heading->reason == NULL && item->reason == NULL);
	INT_EQ(heading->note_count, 3);
	INT_EQ(item->note_count, 1);
	INT_EQ(item->notes[0], 1);
	INT_EQ(cardmill_note_at(mill, item->notes[0])->line, 13);
	cardmill_free(mill);
}

/* Only lines that are not blank, in order. */
static void
lines_in_order(void)
{
	cardmill *mill = built(TEXT, NULL);
	const int32_t wanted[] = { 1, 2, 3, 4, 6, 7, 9, 11, 12, 13, 14 };

	INT_EQ(cardmill_line_count(mill, 0), COUNT(wanted));
	for (size_t i = 0; i < COUNT(wanted); i++)
		INT_EQ(cardmill_line_at(mill, 0, i)->line, wanted[i]);
	cardmill_free(mill);
}

/* Characters are not bytes, and blanks do not count. */
static void
characters(void)
{
	cardmill *mill = built(TEXT, NULL);

	INT_EQ(line_of(mill, 0, 13)->characters, 7);
	INT_EQ(line_of(mill, 0, 14)->characters, 9);
	cardmill_free(mill);
}

static void
sums(void)
{
	cardmill *mill = built(TEXT, NULL);
	const cardmill_coverage *one = cardmill_coverage_at(mill, 0), *all;

	STR_EQ(one->file, "notes.md");
	INT_EQ(one->notes, 3);
	INT_EQ(one->lines, 11);
	INT_EQ(one->covered_lines, 4);
	INT_EQ(one->bare_lines, 6);
	INT_EQ(one->covered_characters, 2 + 10 + 7 + 9);
	INT_EQ(one->characters, one->covered_characters + one->bare_characters + 1);
	OK(one->percent > 96.5 && one->percent < 96.6);
	all = cardmill_coverage_at(mill, CARDMILL_ALL_SOURCES);
	OK(all->file == NULL);
	INT_EQ(all->characters, one->characters);
	cardmill_free(mill);
}

static void
several_sources(void)
{
	cardmill *mill = cardmill_new(NULL);

	INT_EQ(cardmill_add_bytes(mill, "a.md", "k: v\n", 5), CARDMILL_OK);
	INT_EQ(cardmill_add_bytes(mill, "b.md", "", 0), CARDMILL_OK);
	INT_EQ(cardmill_add_bytes(mill, "c.md", "- \n- x: y\n", 10), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_line_count(mill, 0), 1);
	INT_EQ(cardmill_line_count(mill, 1), 0);
	INT_EQ(cardmill_line_count(mill, 2), 2);
	INT_EQ(line_of(mill, 2, 2)->notes[0], 1);
	INT_EQ(cardmill_coverage_at(mill, 1)->lines, 0);
	INT_EQ((int)cardmill_coverage_at(mill, 1)->percent, 100);
	INT_EQ(cardmill_coverage_at(mill, CARDMILL_ALL_SOURCES)->lines, 3);
	cardmill_free(mill);
}

static void
out_of_range(void)
{
	cardmill *mill = cardmill_new(NULL);

	OK(cardmill_coverage_at(NULL, 0) == NULL);
	OK(cardmill_coverage_at(mill, 0) == NULL);
	OK(cardmill_coverage_at(mill, CARDMILL_ALL_SOURCES) == NULL);
	OK(cardmill_line_at(NULL, 0, 0) == NULL);
	INT_EQ(cardmill_line_count(NULL, 0), 0);
	INT_EQ(cardmill_add_bytes(mill, "a.md", "k: v\n", 5), CARDMILL_OK);
	INT_EQ(cardmill_line_count(mill, 0), 0);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	OK(cardmill_coverage_at(mill, 1) == NULL);
	OK(cardmill_line_at(mill, 0, 1) == NULL);
	OK(cardmill_line_at(mill, 1, 0) == NULL);
	OK(cardmill_line_at(mill, CARDMILL_ALL_SOURCES, 0) == NULL);
	cardmill_free(mill);
}

/* What was mended on the lines of a note, its context included, each name once. */
static void
mends(void)
{
	cardmill *mill = built("# A\n\n- a`: b\n- k: v\n", NULL);
	const cardmill_note *mended = cardmill_note_at(mill, 0);

	INT_EQ(mended->mend_count, 1);
	STR_EQ(mended->mends[0], "backtick-stray");
	INT_EQ(note_of(mill, "k")->mend_count, 0);
	cardmill_free(mill);
}

static void
report_of_a_name(void)
{
	INT_EQ(cardmill_format_of("report.txt"), CARDMILL_NO_FORMAT);
	INT_EQ(cardmill_format_of("report.json"), CARDMILL_JSON);
}

/* A report must not take the place of notes. */
static void
source_is_no_output(void)
{
	cardmill *mill = cardmill_new(NULL);

	spit("a.md", "key: value\n");
	INT_EQ(cardmill_add_path(mill, "a.md"), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_write_file(mill, CARDMILL_REPORT, "./a.md"), CARDMILL_MISUSED);
	error_of(mill, CARDMILL_MISUSED, "bad-output-name");
	STR_EQ(slurp("a.md").data, "key: value\n");
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "reasons", reasons },
	{ "notes-of-lines", notes_of_lines },
	{ "lines-in-order", lines_in_order },
	{ "characters", characters },
	{ "sums", sums },
	{ "several-sources", several_sources },
	{ "out-of-range", out_of_range },
	{ "mends", mends },
	{ "report-of-a-name", report_of_a_name },
	{ "source-is-no-output", source_is_no_output },
};

int
main(int argc, char **argv)
{
	return check_run("api-coverage", tests, COUNT(tests), argc, argv);
}
