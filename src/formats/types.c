/* types.c - the note types of a deck as a package has them. */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "collection.h"

/* Ours, with the style of the deck and what loads the colours of code. */
static void
dress(mill_writing *writing, mill_notetype *type)
{
	const mill_style *style = &writing->deck->style;
	mill_kind kind = type->cloze ? MILL_CLOZE : MILL_BASIC;
	mill_template *template = MILL_NEW(&writing->arena, mill_template, 1);

	*template = type->templates[0];
	template->front = mill_coloured(writing, style->fronts[kind]);
	template->back = mill_coloured(writing, style->backs[kind]);
	type->templates = template;
	type->css = style->css;
	type->modified = mill_style_modified(writing->deck, kind, template->front, template->back);
}

mill_notetype *
mill_written_types(mill_writing *writing, size_t *count)
{
	const mill_deck *deck = writing->deck;
	mill_notetype *types = MILL_NEW(&writing->arena, mill_notetype, deck->type_count + 1);

	*count = deck->type_count;
	for (size_t i = 0; i < deck->type_count; i++) {
		types[i] = *deck->types[i];
		if (types[i].own)
			dress(writing, &types[i]);
	}
	return types;
}
