/* log.c - every message the library can give, in one table, made in one place. */
#include "base.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
	const char *name;
	cardmill_level level;
	cardmill_status status;
} catalogue[MILL_CODES] = {
	[MILL_HEADING_SKIPPED] = { "heading-skipped", CARDMILL_REPAIRED, CARDMILL_OK },
	[MILL_LIST_RESUMED] = { "list-resumed", CARDMILL_REPAIRED, CARDMILL_OK },
	[MILL_ITEM_FOUND] = { "item-found", CARDMILL_REPAIRED, CARDMILL_OK },
	[MILL_BACKTICK_STRAY] = { "backtick-stray", CARDMILL_REPAIRED, CARDMILL_OK },
	[MILL_VERBATIM] = { "verbatim", CARDMILL_REPAIRED, CARDMILL_OK },
	[MILL_BLANK_MENDED] = { "blank-mended", CARDMILL_REPAIRED, CARDMILL_OK },
	[MILL_RULE_MEANT] = { "rule-meant", CARDMILL_REPAIRED, CARDMILL_OK },
	[MILL_MERGED] = { "merged", CARDMILL_REPAIRED, CARDMILL_OK },

	[MILL_EMPTY_ITEM] = { "empty-item", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_STUB_HEADING] = { "stub-heading", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_STUB_LINE] = { "stub-line", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_UNANSWERED] = { "unanswered", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_LINK_ONLY] = { "link-list", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_CONTENTS] = { "contents", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_NAVIGATION] = { "navigation", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_BADGE] = { "badge", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_PROPERTY] = { "property", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_LAYOUT] = { "layout", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_EXCLUDED] = { "excluded", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_COMMENT] = { "comment", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_DIRECTIVE] = { "directive", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_IDENTITY] = { "identity", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_AUTHOR_SKIP] = { "author-skip", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_SKIPPED] = { "statement-skipped", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_REPEATED] = { "repeated", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_OPEN_TASK] = { "open-task", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_NOTE_UNUSED] = { "footnote-unused", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_REVIEWS] = { "review-history", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_DROPPED] = { "html-dropped", CARDMILL_LEFT_OUT, CARDMILL_OK },

	[MILL_FRONT_MATTER] = { "front-matter", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_RULE] = { "rule", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_LINK_DEFINITION] = { "link-definition", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_EMPTY_BLOCK] = { "empty-block", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_PICTURE] = { "picture", CARDMILL_LEFT_OUT, CARDMILL_OK },
	[MILL_UNACCOUNTED] = { "unaccounted", CARDMILL_LEFT_OUT, CARDMILL_OK },

	[MILL_TOO_DEEP] = { "too-deep", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_TABLE_TOO_WIDE] = { "table-too-wide", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_TOO_MANY_MARKS] = { "too-many-marks", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_REFERENCE_TOO_BIG] = { "reference-too-big", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_FENCE_OPEN] = { "fence-open", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_MATTER_INVALID] = { "front-matter-invalid", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_HEADING_NEAR_MISS] = { "heading-near-miss", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_DIRECTIVE_UNKNOWN] = { "directive-unknown", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_ID_REPEATED] = { "id-repeated", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_ID_UNUSED] = { "id-unused", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_ID_UNUSABLE] = { "id-unusable", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_LINK_UNSAFE] = { "link-unsafe", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_HTML_UNSAFE] = { "html-unsafe", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_MEDIA_MISSING] = { "media-missing", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_MEDIA_GUESSED] = { "media-guessed", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_MEDIA_REFUSED] = { "media-refused", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_MEDIA_UNUSABLE] = { "media-unusable", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_MEDIA_REMOTE] = { "media-remote", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_EMPTY_FILE] = { "empty-file", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_NOTHING_FOUND] = { "no-cards-here", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_TIME_AHEAD] = { "time-ahead", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_EARLIER_FOREIGN] = { "earlier-foreign", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_NOTE_CONFLICT] = { "note-conflict", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_TYPE_CONFLICT] = { "type-conflict", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_TYPE_MADE] = { "type-made", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_LABELS] = { "row-of-names", CARDMILL_WARNING, CARDMILL_OK },
	[MILL_MEDIA_CONFLICT] = { "media-conflict", CARDMILL_WARNING, CARDMILL_OK },

	[MILL_OUT_OF_MEMORY] = { "out-of-memory", CARDMILL_ERROR, CARDMILL_NO_MEMORY },
	[MILL_READ_FAILED] = { "read-failed", CARDMILL_ERROR, CARDMILL_CANNOT_READ },
	[MILL_NO_SOURCES] = { "no-sources", CARDMILL_ERROR, CARDMILL_CANNOT_READ },
	[MILL_BAD_TEXT] = { "bad-text", CARDMILL_ERROR, CARDMILL_BAD_INPUT },
	[MILL_BAD_ENCODING] = { "bad-encoding", CARDMILL_ERROR, CARDMILL_MISUSED },
	[MILL_TOO_BIG] = { "too-big", CARDMILL_ERROR, CARDMILL_BAD_INPUT },
	[MILL_SAME_DECK] = { "same-deck", CARDMILL_ERROR, CARDMILL_BAD_INPUT },
	[MILL_NO_CARDS] = { "no-cards", CARDMILL_ERROR, CARDMILL_BAD_INPUT },
	[MILL_WRITE_FAILED] = { "write-failed", CARDMILL_ERROR, CARDMILL_CANNOT_WRITE },
	[MILL_BAD_NAME] = { "bad-output-name", CARDMILL_ERROR, CARDMILL_MISUSED },
	[MILL_BAD_TEMPLATE] = { "bad-template", CARDMILL_ERROR, CARDMILL_BAD_INPUT },
	[MILL_BAD_DECK] = { "bad-deck", CARDMILL_ERROR, CARDMILL_BAD_INPUT },
	[MILL_STOPPED] = { "cancelled", CARDMILL_ERROR, CARDMILL_CANCELLED },
	[MILL_CALL_ORDER] = { "misused", CARDMILL_ERROR, CARDMILL_MISUSED },
};

void
mill_code_look(mill_code code, cardmill_report *report)
{
	report->level = catalogue[code].level;
	report->status = catalogue[code].status;
	report->name = catalogue[code].name;
}

const char *
mill_code_name(mill_code code)
{
	return catalogue[code].name;
}

static mill_record *
record_of(mill_log *log, mill_code code, mill_place where, const char *format, va_list args)
{
	mill_record *record = MILL_NEW(log->arena, mill_record, 1);
	char line[1024];
	mill_str text;

	vsnprintf(line, sizeof line, format, args);
	for (char *at = line; *at != '\0'; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7F)
			*at = '?'; /* a path may hold anything; a message is one line */
	text = mill_copy(log->arena, mill_cstr(line));
	if (mill_valid(text) < text.len) /* what is quoted may end inside of a character */
		text = mill_copy(log->arena, mill_as_text(log->arena, text));

	record->code = code;
	mill_code_look(code, &record->report);
	record->report.file = log->file;
	record->report.line = where.line;
	record->report.end_line = where.line;
	record->report.column = where.column;
	record->report.message = text.ptr;
	if (log->last == NULL)
		log->first = record;
	else
		log->last->next = record;
	log->last = record;
	if (record->report.status != CARDMILL_OK && log->status == CARDMILL_OK)
		log->status = record->report.status;
	return record;
}

cardmill_status
mill_say(mill_log *log, mill_code code, mill_place where, const char *format, ...)
{
	mill_record *record;
	va_list args;

	va_start(args, format);
	record = record_of(log, code, where, format, args);
	va_end(args);
	return record->report.status;
}

void
mill_leave(mill_log *log, mill_code code, mill_place from, int32_t to, const char *format, ...)
{
	mill_record *record;
	va_list args;

	va_start(args, format);
	record = record_of(log, code, from, format, args);
	va_end(args);
	record->report.end_line = to;
}

void
mill_leave_on(mill_log *log, mill_code code, mill_place from, int32_t to, const char *sentence)
{
	cardmill_report *last = log->last == NULL ? NULL : &log->last->report;

	if (last != NULL && last->name == catalogue[code].name && last->file == log->file &&
	    last->end_line + 1 == from.line && strcmp(last->message, sentence) == 0)
		last->end_line = to;
	else
		mill_leave(log, code, from, to, "%s", sentence);
}

/* Merges two chains that are in order; of equal lines the first chain's comes first. */
static mill_record *
merge(mill_record *a, mill_record *b)
{
	mill_record *first = NULL, **end = &first;

	while (a != NULL && b != NULL) {
		mill_record **from = b->report.line < a->report.line ? &b : &a;
		*end = *from;
		end = &(*end)->next;
		*from = (*from)->next;
	}
	*end = a != NULL ? a : b;
	return first;
}

void
mill_log_sort(mill_log *log, mill_record *before)
{
	mill_record *runs[48] = { NULL }; /* runs[i] holds 2^i records, as a counter would */
	mill_record *record = before == NULL ? log->first : before->next, *all = NULL, *next;

	for (; record != NULL; record = next) {
		size_t i = 0;

		next = record->next;
		record->next = NULL;
		for (; runs[i] != NULL; i++) {
			record = merge(runs[i], record);
			runs[i] = NULL;
		}
		runs[i] = record;
	}
	for (size_t i = 0; i < MILL_COUNT(runs); i++)
		if (runs[i] != NULL)
			all = merge(runs[i], all);
	if (before == NULL)
		log->first = all;
	else
		before->next = all;
	for (; all != NULL; all = all->next)
		log->last = all;
}
