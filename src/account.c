/*
 * account.c - what became of a source, line by line: on notes, or why on none.
 *
 * The cards know on which lines they stand; what was left out was written down
 * with its lines and a name; marks that say nothing are known by their look.
 * What is left after that was lost, and is a fault of ours.
 */
#include "base/base.h"
#include "outline.h"
#include "deck.h"
#include "mill.h"

enum { GAP_TEXT = 60 /* characters of a line left out that are kept to be shown */ };

/* Gives lines a fate, as far as there are such lines and they are not blank. */
static void
paint(mill_account *account, int32_t line, int32_t end_line, unsigned code)
{
	if (line < 1)
		return;
	for (int32_t n = line; n <= end_line && n <= account->line_count; n++)
		if (account->fates[n - 1].code != MILL_BLANK)
			account->fates[n - 1].code = code & 0xFF;
}

static unsigned
code_of_row(const mill_row *row)
{
	switch ((mill_row_kind)row->kind) {
	case MILL_ROW_BLANK:
		return MILL_BLANK;
	case MILL_ROW_MATTER:
		return MILL_FRONT_MATTER;
	case MILL_ROW_RULE:
		return MILL_RULE;
	case MILL_ROW_DEFINITION:
		return MILL_LINK_DEFINITION;
	case MILL_ROW_FENCE:
		return MILL_EMPTY_BLOCK;
	case MILL_ROW_COMMENT:
		return MILL_COMMENT;
	case MILL_ROW_PICTURE:
		return MILL_PICTURE;
	case MILL_ROW_MARKS:
		return MILL_LAYOUT;
	case MILL_ROW_TEXT:
	case MILL_ROW_HEADING:
		break;
	}
	return MILL_UNACCOUNTED;
}

/* A heading of nothing but what was left out was left out with it. */
static void
follow(mill_account *account, const mill_outline *outline)
{
	unsigned below = MILL_STUB_HEADING;

	for (int32_t i = outline->row_count - 1; i >= 0; i--) {
		mill_fate *fate = &account->fates[i];

		if (fate->code == MILL_UNACCOUNTED && outline->rows[i].kind == MILL_ROW_HEADING &&
		    below != MILL_ON_NOTES)
			fate->code = below & 0xFF;
		if (fate->code != MILL_BLANK &&
		    (fate->code == MILL_ON_NOTES || !mill_is_bare((mill_code)fate->code)))
			below = fate->code;
	}
}

/* The weakest word first: how a line looks, what was left out, what is on notes. */
static void
decide(mill_account *account, const mill_outline *outline, const mill_note *notes)
{
	for (int32_t i = 0; i < outline->row_count; i++) {
		account->fates[i].characters = outline->rows[i].characters;
		account->fates[i].code = code_of_row(&outline->rows[i]) & 0xFF;
	}
	for (const mill_record *record = account->first; record != NULL; record = record->next) {
		if (record->report.level == CARDMILL_LEFT_OUT)
			paint(account, record->report.line, record->report.end_line, record->code);
		if (record == account->last)
			break;
	}
	for (const mill_note *note = notes; note != NULL; note = note->next)
		for (size_t i = 0; i < note->place_count; i++)
			paint(
			    account, note->places[i].line, note->places[i].end_line, MILL_ON_NOTES);
	follow(account, outline);
}

static mill_tally *
tally_of(mill_account *account, unsigned code)
{
	if (code == MILL_ON_NOTES)
		return &account->on_notes;
	return mill_is_bare((mill_code)code) ? &account->bare : &account->left_out;
}

static mill_str
beginning(const mill_row *row)
{
	mill_str text = mill_trim((mill_str){ row->text, row->len });
	size_t at = 0;

	for (int i = 0; i < GAP_TEXT && at < text.len; i++)
		mill_next(text, &at);
	return mill_slice(text, 0, at);
}

/* Counts lines, and gathers those left out; blank ones between them do not matter. */
static void
gather(mill_account *account, mill_arena *arena, const mill_outline *outline)
{
	mill_gap *open = NULL;
	size_t room = 0;

	for (int32_t i = 0; i < account->line_count; i++) {
		unsigned code = account->fates[i].code;
		mill_tally *tally;

		if (code == MILL_BLANK)
			continue;
		tally = tally_of(account, code);
		tally->lines++;
		tally->characters += account->fates[i].characters;
		if (tally != &account->left_out) {
			open = NULL;
			continue;
		}
		if (open != NULL && open->code == (mill_code)code) {
			open->end_line = i + 1;
			continue;
		}
		account->gaps = mill_room(
		    arena, account->gaps, sizeof *open, account->gap_count, &room);
		open = &account->gaps[account->gap_count++];
		*open = (mill_gap){ i + 1, i + 1, (mill_code)code,
			mill_copy(arena, beginning(&outline->rows[i])) };
	}
}

static void
gather_mends(mill_account *account, mill_arena *arena)
{
	size_t count = 0;

	for (int pass = 0; pass < 2; pass++) {
		if (pass > 0)
			account->mends = MILL_NEW(arena, const mill_record *, count + 1);
		for (const mill_record *record = account->first; record != NULL;
		     record = record->next) {
			bool mended = record->report.level == CARDMILL_REPAIRED;

			if (mended && pass > 0)
				account->mends[account->mend_count++] = record;
			count += mended;
			if (record == account->last)
				break;
		}
	}
}

void
mill_account_for(cardmill *mill, mill_account *account, const mill_outline *outline,
    const mill_note *notes, const mill_record *first)
{
	account->line_count = outline->row_count;
	account->fates = MILL_NEW(&mill->arena, mill_fate, (size_t)outline->row_count);
	account->first = first;
	account->last = first == NULL ? NULL : mill->log.last;
	gather_mends(account, &mill->arena);
	decide(account, outline, notes);
	gather(account, &mill->arena, outline);
}
