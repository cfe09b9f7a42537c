/*
 * unfold.c - the blocks between <details> and </details> are put together.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum { SUMMARY = 300 /* bytes of a name that are read as Markdown */ };

/* The outermost fold inside of another that a line stands in; -1 when in none. */
static int32_t
fold_at(const mill_reader *reader, int32_t line, int32_t inside)
{
	size_t low = 0, high = reader->fold_count;
	int32_t at;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (reader->folds[middle].line <= line)
			low = middle + 1;
		else
			high = middle;
	}
	at = (int32_t)low - 1;
	while (at >= 0 && reader->folds[at].end_line < line)
		at = reader->folds[at].parent;
	while (at >= 0 && reader->folds[at].parent != inside)
		at = reader->folds[at].parent;
	return at;
}

bool
mill_in_fold(const mill_reader *reader, int32_t line)
{
	return fold_at(reader, line, -1) >= 0;
}

static mill_block *
new_fold(mill_reader *reader, mill_details *fold)
{
	mill_block *block = mill_new_block(reader, MILL_FOLD, fold->line, fold->end_line);
	mill_str name = mill_buf_str(&fold->summary);

	fold->used = true;
	block->answer = fold->answer;
	if (name.len == 0)
		return block;
	block->lines = mill_short_line(reader, mill_slice(name, 0, SUMMARY), fold->summary_line);
	block->line_count = 1;
	return block;
}

static void
mend(mill_reader *reader, mill_block **first, mill_block **last, int32_t inside)
{
	mill_block *block = *first, *next, *open = NULL;
	int32_t opened = -1;

	*first = *last = NULL;
	for (; block != NULL; block = next) {
		int32_t fold = fold_at(reader, block->line, inside);

		next = block->next;
		if (fold >= 0 && fold == opened) {
			mill_append(&open->first, &open->last, block);
			continue;
		}
		if (open != NULL)
			mend(reader, &open->first, &open->last, opened);
		open = NULL;
		opened = fold;
		if (fold >= 0) {
			open = new_fold(reader, &reader->folds[fold]);
			mill_append(&open->first, &open->last, block);
			block = open;
		} else if (block->kind == MILL_LIST || block->kind == MILL_QUOTE ||
			   block->kind == MILL_ITEM) {
			mend(reader, &block->first, &block->last, inside);
		}
		mill_append(first, last, block);
	}
	if (open != NULL)
		mend(reader, &open->first, &open->last, opened);
}

static void
mend_section(mill_reader *reader, mill_section *section)
{
	mend(reader, &section->blocks, &section->blocks_last, -1);
	for (mill_section *child = section->first; child != NULL; child = child->next)
		mend_section(reader, child);
}

void
mill_mend_folds(mill_reader *reader, mill_section *root)
{
	if (reader->fold_count == 0)
		return;
	mend_section(reader, root);
	for (size_t i = 0; i < reader->fold_count; i++) {
		const mill_details *fold = &reader->folds[i];
		if (!fold->used)
			mill_leave(reader->log, MILL_LAYOUT, (mill_place){ fold->line, 1 },
			    fold->end_line, "nothing stands between these tags");
	}
}
