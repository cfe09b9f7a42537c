/*
 * outline.c - a source becomes an outline: the stages in order.
 *
 * Sections are mended as soon as the next one begins, piece by piece, so that
 * no more than one piece of the source is ever a cmark tree.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

static void
mend_all(mill_reader *reader, mill_section *root)
{
	for (mill_section *section = root; section != NULL;
	     section = mill_next_section(root, section)) {
		/* A term in bold is no lead. */
		mill_mend_definitions(reader, &section->blocks, &section->blocks_last);
		if (section->level <= 6)
			mill_split_leads(reader, section);
		mill_mend(reader, section);
	}
}

cardmill_status
mill_outline_make(mill_arena *arena, mill_arena *trees, mill_log *log, mill_str bytes,
    const char *encoding, mill_outline *outline)
{
	mill_reader reader = { .arena = arena, .trees = trees, .log = log };
	mill_section *section = &outline->root;
	cardmill_status rc = mill_decode(&reader, bytes, encoding);
	mill_pieces pieces;

	if (rc != CARDMILL_OK)
		return rc;
	outline->deck = outline->title = outline->id = MILL_STR("");
	mill_matter(&reader, outline);
	outline->root.title = mill_plain_line(&reader, MILL_STR(""), reader.text.first);
	outline->root.line = reader.text.first;
	mill_find_folds(&reader);
	mill_find_ids(&reader, outline);
	mill_find_footnotes(&reader);
	pieces = mill_guard(&reader);
	for (size_t i = 0; i < pieces.count; i++) {
		const mill_piece *piece = &pieces.all[i];
		struct cmark_node *tree = mill_parse(&reader, piece);

		mill_split_texts(&reader, tree, piece->line);
		mill_clean(&reader, tree, piece->line);
		section = mill_blocks(&reader, tree, piece->line, section);
		mill_arena_reset(trees);
	}
	mill_take_footnotes(&reader, outline);
	mill_read_callouts(&reader, &outline->root);
	mill_mend_folds(&reader, &outline->root);
	mill_outliner(&reader, outline);
	mill_sieve(&reader, &outline->root);
	mill_arena_reset(trees); /* the sieve's notes on titles */
	mend_all(&reader, &outline->root);
	mill_rows(&reader, outline);
	mill_mark(&reader, outline);
	outline->directives = mill_directives(&reader);
	return CARDMILL_OK;
}
