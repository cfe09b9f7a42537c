/* misuse.c - calls out of order and bad arguments are answered, and harm nothing. */
#include "help.h"

static void
build_without_sources(void)
{
	cardmill *mill = cardmill_new(NULL);

	INT_EQ(cardmill_build(mill), CARDMILL_MISUSED);
	error_of(mill, CARDMILL_MISUSED, "misused");
	INT_EQ(cardmill_add_bytes(mill, "a.md", "a: b\n", 5), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_note_count(mill), 1);
	cardmill_free(mill);
}

static void
build_twice(void)
{
	cardmill *mill = built(NOTES, NULL);

	INT_EQ(cardmill_build(mill), CARDMILL_MISUSED);
	error_of(mill, CARDMILL_MISUSED, "misused");
	INT_EQ(cardmill_note_count(mill), NOTES_COUNT);
	written(mill, CARDMILL_CSV);
	cardmill_free(mill);
}

static void
add_after_build(void)
{
	cardmill *mill = built(NOTES, NULL);

	INT_EQ(cardmill_add_bytes(mill, "b.md", "c: d\n", 5), CARDMILL_MISUSED);
	error_of(mill, CARDMILL_MISUSED, "misused");
	spit("c.md", "e: f\n");
	INT_EQ(cardmill_add_path(mill, "c.md"), CARDMILL_MISUSED);
	INT_EQ(cardmill_source_count(mill), 1);
	INT_EQ(cardmill_note_count(mill), NOTES_COUNT);
	written(mill, CARDMILL_CSV);
	cardmill_free(mill);
}

static void
write_before_build(void)
{
	cardmill *mill = cardmill_new(NULL);
	bytes out = { 0 };

	INT_EQ(cardmill_add_bytes(mill, "a.md", "a: b\n", 5), CARDMILL_OK);
	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "x.csv"), CARDMILL_MISUSED);
	INT_EQ(cardmill_write(mill, CARDMILL_CSV, (cardmill_sink){ bytes_put, &out }),
	    CARDMILL_MISUSED);
	INT_EQ(out.calls, 0);
	INT_EQ(entries(), 0);
	OK(cardmill_note_at(mill, 0) == NULL);
	INT_EQ(cardmill_note_count(mill), 0);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	cardmill_free(mill);
}

/* After a build that failed there is nothing to look at, write or build again. */
static void
after_a_failed_build(void)
{
	cardmill *mill = cardmill_new(NULL);
	bytes out = { 0 };

	INT_EQ(cardmill_add_bytes(mill, "a.md", "a: b\n", 5), CARDMILL_OK);
	INT_EQ(cardmill_add_bytes(mill, "b.md", "\xFF\n", 2), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	INT_EQ(cardmill_note_count(mill), 0);
	OK(cardmill_note_at(mill, 0) == NULL);
	INT_EQ(cardmill_build(mill), CARDMILL_MISUSED);
	INT_EQ(cardmill_add_bytes(mill, "c.md", "a: b\n", 5), CARDMILL_MISUSED);
	INT_EQ(cardmill_write(mill, CARDMILL_CSV, (cardmill_sink){ bytes_put, &out }),
	    CARDMILL_MISUSED);
	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "x.csv"), CARDMILL_MISUSED);
	INT_EQ(entries(), 0);
	cardmill_free(mill);
}

static void
null_sources(void)
{
	cardmill *mill = cardmill_new(NULL);

	INT_EQ(cardmill_add_path(mill, NULL), CARDMILL_MISUSED);
	INT_EQ(cardmill_add_bytes(mill, NULL, "a: b\n", 5), CARDMILL_MISUSED);
	INT_EQ(cardmill_add_bytes(mill, "a.md", NULL, 0), CARDMILL_OK);
	INT_EQ(cardmill_source_count(mill), 1);
	cardmill_free(mill);
}

static void
null_bytes_with_a_length(void)
{
	cardmill *mill = cardmill_new(NULL);

	INT_EQ(cardmill_add_bytes(mill, "a.md", NULL, 5), CARDMILL_MISUSED);
	cardmill_free(mill);
}

static void
empty_path(void)
{
	cardmill *mill = cardmill_new(NULL);

	INT_EQ(cardmill_add_path(mill, ""), CARDMILL_CANNOT_READ);
	INT_EQ(cardmill_source_count(mill), 0);
	cardmill_free(mill);
}

static void
null_path_to_write(void)
{
	cardmill *mill = built(NOTES, NULL);

	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, NULL), CARDMILL_MISUSED);
	cardmill_free(mill);
}

static void
empty_path_to_write(void)
{
	cardmill *mill = built(NOTES, NULL);
	cardmill_status status = cardmill_write_file(mill, CARDMILL_CSV, "");

	OK(status == CARDMILL_MISUSED || status == CARDMILL_CANNOT_WRITE);
	INT_EQ(entries(), 0);
	cardmill_free(mill);
}

static void
null_outputs(void)
{
	cardmill *mill = built(NOTES, NULL);
	cardmill_status status = cardmill_write_files(mill, NULL, 0);

	OK(status == CARDMILL_OK || status == CARDMILL_MISUSED);
	INT_EQ(cardmill_write_files(mill, NULL, 1), CARDMILL_MISUSED);
	cardmill_free(mill);
}

static void
null_among_outputs(void)
{
	cardmill *mill = built(NOTES, NULL);
	const cardmill_output outputs[] = { { "a.csv", CARDMILL_CSV }, { NULL, CARDMILL_JSON } };

	INT_EQ(cardmill_write_files(mill, outputs, 2), CARDMILL_MISUSED);
	INT_EQ(entries(), 0);
	cardmill_free(mill);
}

static void
no_such_format(void)
{
	const int wrong[] = { CARDMILL_NO_FORMAT, CARDMILL_PLAN_JSON + 1, 99, -1 };
	cardmill *mill = built(NOTES, NULL);
	bytes out = { 0 };

	for (size_t i = 0; i < COUNT(wrong); i++) {
		cardmill_format format = (cardmill_format)wrong[i];
		INT_EQ(cardmill_write(mill, format, (cardmill_sink){ bytes_put, &out }),
		    CARDMILL_MISUSED);
		INT_EQ(cardmill_write_file(mill, format, "x.csv"), CARDMILL_MISUSED);
		OK(cardmill_error(mill) != NULL);
	}
	INT_EQ(out.calls, 0);
	INT_EQ(entries(), 0);
	cardmill_free(mill);
}

static void
sink_without_put(void)
{
	cardmill *mill = built(NOTES, NULL);

	INT_EQ(cardmill_write(mill, CARDMILL_CSV, (cardmill_sink){ NULL, NULL }), CARDMILL_MISUSED);
	cardmill_free(mill);
}

static void
unknown_encoding(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.encoding = "KLINGON-8";
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(mill, "a.md", "a: b\n", 5), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_MISUSED);
	STR_HAS(error_of(mill, CARDMILL_MISUSED, "bad-encoding")->message, "KLINGON-8");
	cardmill_free(mill);
}

/* To iconv an empty name is the encoding of the locale, which we do not ask. */
static void
empty_encoding(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;
	cardmill_status status;

	options.encoding = "";
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(mill, "a.md", "键：值\n", 10), CARDMILL_OK);
	status = cardmill_build(mill);
	OK(status == CARDMILL_OK || status == CARDMILL_MISUSED);
	cardmill_free(mill);
}

static void
statements_out_of_range(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.statements = (cardmill_statements)99;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(mill, "a.md", "- water boils at 100 degrees\n", 29), CARDMILL_OK);
	cardmill_build(mill); /* whatever it says, it must come back */
	cardmill_free(mill);
}

static void
out_of_range(void)
{
	cardmill *mill = built(NOTES, NULL);

	OK(cardmill_note_at(mill, NOTES_COUNT - 1) != NULL);
	OK(cardmill_note_at(mill, NOTES_COUNT) == NULL);
	OK(cardmill_note_at(mill, SIZE_MAX) == NULL);
	INT_EQ(cardmill_report_count(mill, (cardmill_level)99), 0);
	INT_EQ(cardmill_report_count(mill, (cardmill_level)-1), 0);
	cardmill_free(mill);
}

static void
formats_by_name(void)
{
	static const struct {
		const char *name;
		cardmill_format format;
	} names[] = { { "a.apkg", CARDMILL_APKG }, { "dir.d/b.csv", CARDMILL_CSV },
		{ "x.y.tsv", CARDMILL_TSV }, { "X.JSON", CARDMILL_JSON }, { "csv", CARDMILL_CSV },
		{ "Apkg", CARDMILL_APKG }, { ".json", CARDMILL_JSON },
		{ "deck.html", CARDMILL_HTML }, { "a.pdf", CARDMILL_NO_FORMAT },
		{ "a", CARDMILL_NO_FORMAT }, { "", CARDMILL_NO_FORMAT },
		{ ".", CARDMILL_NO_FORMAT }, { "a.csv.bak", CARDMILL_NO_FORMAT },
		{ "a.csv/b", CARDMILL_NO_FORMAT }, { "a.csvx", CARDMILL_NO_FORMAT },
		{ "xcsv", CARDMILL_NO_FORMAT } };

	for (size_t i = 0; i < COUNT(names); i++)
		if (cardmill_format_of(names[i].name) != names[i].format)
			FAIL("the format of \"%s\" is %d", names[i].name,
			    (int)cardmill_format_of(names[i].name));
	INT_EQ(cardmill_format_of(NULL), CARDMILL_NO_FORMAT);
}

static void
check_names(const char *const *names, size_t count, bool refused)
{
	for (size_t i = 0; i < count; i++) {
		const char *why = cardmill_name_refused(names[i]);
		if ((why != NULL) != refused)
			FAIL(
			    "the name \"%s\" is %s", names[i], refused ? "not refused" : "refused");
		if (why != NULL)
			OK(strlen(why) > 20 && strchr(why, '\n') == NULL);
	}
}

static void
refused_names(void)
{
	static const char *const bad[] = { "collection.apkg", "a/collection.apkg",
		"./collection.apkg", "backup-.apkg", "backup-2024-05-01.apkg", "/x/backup-x.apkg",
		"x.colpkg", "a/b.colpkg" };
	static const char *const good[] = { "notes.apkg", "collection.csv", "collection-2.apkg",
		"mycollection.apkg", "backup.apkg", "backup-x.csv", "collection.apkg/x.apkg",
		"backup-x/y.apkg", "colpkg", "a.colpkg/b.apkg", "my-backup-x.apkg", "" };

	check_names(bad, COUNT(bad), true);
	check_names(good, COUNT(good), false);
}

/* Anki lowers the name before it looks (qt/aqt/import_export/importing.py). */
static void
refused_in_capitals(void)
{
	static const char *const bad[] = { "Collection.apkg", "COLLECTION.APKG", "collection.Apkg",
		"Backup-x.apkg", "BACKUP-2024.APKG", "backup-x.APKG", "x.ColPkg" };

	check_names(bad, COUNT(bad), true);
}

static void
null_name(void)
{
	OK(cardmill_name_refused(NULL) == NULL || strlen(cardmill_name_refused(NULL)) > 5);
}

static void
refused_names_are_not_written(void)
{
	static const char *const bad[] = { "collection.apkg", "backup-x.apkg", "x.colpkg" };
	cardmill *mill = built(NOTES, NULL);

	for (size_t i = 0; i < COUNT(bad); i++) {
		INT_EQ(cardmill_write_file(mill, CARDMILL_APKG, bad[i]), CARDMILL_MISUSED);
		STR_HAS(error_of(mill, CARDMILL_MISUSED, "bad-output-name")->message, bad[i]);
	}
	INT_EQ(entries(), 0);
	cardmill_free(mill);
}

static void
one_path_twice(void)
{
	cardmill *mill = built(NOTES, NULL);
	const cardmill_output same[] = { { "x.csv", CARDMILL_CSV }, { "x.csv", CARDMILL_JSON } };

	INT_EQ(cardmill_write_files(mill, same, 2), CARDMILL_MISUSED);
	INT_EQ(entries(), 0);
	cardmill_free(mill);
}

/* The same file in two spellings: refused, or written well; the earlier file
 * is whole in either case. */
static void
one_file_in_two_spellings(void)
{
	cardmill *mill = built(NOTES, NULL);
	const cardmill_output same[] = { { "x.csv", CARDMILL_CSV }, { "./x.csv", CARDMILL_CSV } };
	bytes want = written(mill, CARDMILL_CSV), got;

	spit("x.csv", "earlier");
	if (cardmill_write_files(mill, same, 2) == CARDMILL_OK) {
		got = slurp("x.csv");
		OK(same_bytes(&got, &want));
	} else {
		STR_EQ(slurp("x.csv").data, "earlier");
	}
	INT_EQ(entries(), 1);
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "build-without-sources", build_without_sources },
	{ "build-twice", build_twice },
	{ "add-after-build", add_after_build },
	{ "write-before-build", write_before_build },
	{ "after-a-failed-build", after_a_failed_build },
	{ "null-sources", null_sources },
	{ "null-bytes-with-a-length", null_bytes_with_a_length },
	{ "empty-path", empty_path },
	{ "null-path-to-write", null_path_to_write },
	{ "empty-path-to-write", empty_path_to_write },
	{ "null-outputs", null_outputs },
	{ "null-among-outputs", null_among_outputs },
	{ "no-such-format", no_such_format },
	{ "sink-without-put", sink_without_put },
	{ "unknown-encoding", unknown_encoding },
	{ "empty-encoding", empty_encoding },
	{ "statements-out-of-range", statements_out_of_range },
	{ "out-of-range", out_of_range },
	{ "formats-by-name", formats_by_name },
	{ "refused-names", refused_names },
	{ "refused-in-capitals", refused_in_capitals },
	{ "null-name", null_name },
	{ "refused-names-are-not-written", refused_names_are_not_written },
	{ "one-path-twice", one_path_twice },
	{ "one-file-in-two-spellings", one_file_in_two_spellings },
};

int
main(int argc, char **argv)
{
	return check_run("api-misuse", tests, COUNT(tests), argc, argv);
}
