/* log.c - what can be said: every message has a name, a level and a status. */
#include "unit.h"

static mill_log
new_log(void)
{
	return (mill_log){ .arena = test_arena(), .file = "f.md" };
}

/* The table is complete, and no two messages share a name. */
static void
catalogue(void)
{
	cardmill_report all[MILL_CODES];

	for (int code = 0; code < MILL_CODES; code++) {
		all[code] = (cardmill_report){ 0 };
		mill_code_look((mill_code)code, &all[code]);
		if (all[code].name == NULL)
			FAIL("code %d has no name", code);
		OK(strspn(all[code].name, "abcdefghijklmnopqrstuvwxyz-") == strlen(all[code].name));
		OK((all[code].level == CARDMILL_ERROR) == (all[code].status != CARDMILL_OK));
		for (int other = 0; other < code; other++)
			if (strcmp(all[other].name, all[code].name) == 0)
				FAIL("two codes are called %s", all[code].name);
	}
}

static void
said(void)
{
	mill_log log = new_log();

	INT_EQ(mill_say(&log, MILL_EMPTY_ITEM, (mill_place){ 3, 7 }, "number %d", 5), CARDMILL_OK);
	INT_EQ(mill_say(&log, MILL_BAD_TEXT, (mill_place){ 4, 1 }, "bad"), CARDMILL_BAD_INPUT);
	INT_EQ(mill_say(&log, MILL_WRITE_FAILED, (mill_place){ 0, 0 }, "worse"),
	    CARDMILL_CANNOT_WRITE);
	INT_EQ(log.status, CARDMILL_BAD_INPUT); /* of the first error */
	STR_EQ(log.first->report.name, "empty-item");
	STR_EQ(log.first->report.message, "number 5");
	STR_EQ(log.first->report.file, "f.md");
	INT_EQ(log.first->report.line, 3);
	INT_EQ(log.first->report.column, 7);
	STR_EQ(log.last->report.message, "worse");
	OK(log.first->next->next == log.last && log.last->next == NULL);
}

/* A message that quotes something long is cut between characters. */
static void
cut_well(void)
{
	for (size_t lead = 0; lead < 4; lead++) {
		mill_log log = new_log();
		char text[5000] = "xxxx";

		text[lead] = '\0';
		for (int i = 0; i < 1000; i++)
			strcat(text, "中");
		mill_say(&log, MILL_EMPTY_ITEM, (mill_place){ 1, 1 }, "%s", text);
		OK(strlen(log.last->report.message) > 900);
		INT_EQ(mill_valid(mill_cstr(log.last->report.message)),
		    strlen(log.last->report.message));
	}
}

/* In the order of their lines; what has the same line stays as it was said. */
static void
sorted(void)
{
	static const int lines[] = { 5, 3, 9, 3, 1, 5, 5, 2, 0, 9, 4 };
	mill_log log = new_log();
	mill_record *before;
	int32_t line = -1, said_at = -1;
	size_t count = 0;

	mill_say(&log, MILL_COMMENT, (mill_place){ 99, 1 }, "of an earlier source");
	before = log.last;
	for (size_t i = 0; i < COUNT(lines); i++)
		mill_say(&log, MILL_COMMENT, (mill_place){ lines[i], (int32_t)i }, "x");
	mill_log_sort(&log, before);
	OK(log.first == before);
	for (const mill_record *record = before->next; record != NULL; record = record->next) {
		OK(record->report.line > line ||
		    (record->report.line == line && record->report.column > said_at));
		line = record->report.line;
		said_at = record->report.column;
		count++;
		OK(record->next != NULL || log.last == record);
	}
	INT_EQ(count, COUNT(lines));
}

static void
sorted_all_or_none(void)
{
	mill_log log = new_log();

	mill_log_sort(&log, NULL);
	OK(log.first == NULL && log.last == NULL);
	mill_say(&log, MILL_COMMENT, (mill_place){ 2, 1 }, "b");
	mill_say(&log, MILL_COMMENT, (mill_place){ 1, 1 }, "a");
	mill_log_sort(&log, NULL);
	STR_EQ(log.first->report.message, "a");
	STR_EQ(log.last->report.message, "b");
	mill_log_sort(&log, log.last);
	STR_EQ(log.last->report.message, "b");
	OK(log.last->next == NULL);
}

static const check_test tests[] = {
	{ "catalogue", catalogue },
	{ "said", said },
	{ "cut-well", cut_well },
	{ "sorted", sorted },
	{ "sorted-all-or-none", sorted_all_or_none },
};

int
main(int argc, char **argv)
{
	return check_run("unit-log", tests, COUNT(tests), argc, argv);
}
