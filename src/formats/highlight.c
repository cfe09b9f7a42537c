/*
 * highlight.c - the colours of code, by a script that travels with the deck.
 *
 * Fields hold plain <pre><code class="language-go">, which people search and edit; the
 * script colours them when a card is shown.  It is a static file, which a collection
 * that has one of its name keeps (rslib/src/import_export/package/apkg/import/media.rs),
 * so its name tells its content.  Only cards with code load it: AnkiDroid tells its user
 * of each file that is missing, and decks without code do not carry it.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

extern const char mill_prism_load_html[];

/* The name of the script; empty when there is none, or none is wanted. */
static mill_str
script_of(mill_arena *arena, const mill_deck *deck)
{
	mill_buf name = { .arena = arena };

	if (!deck->style.highlight || mill_asset_packed(&mill_prism).size == 0)
		return MILL_STR("");
	mill_printf(&name, "_cardmill-code-%.8s.js", mill_prism.sha1);
	return mill_buf_str(&name);
}

static bool
has_code(const mill_deck *deck)
{
	for (size_t i = 0; i < deck->note_count; i++)
		for (int k = 0; k < 2; k++)
			if (mill_find(deck->notes[i]->fields[k],
				MILL_STR("<code class=\"language-"), 0) != SIZE_MAX)
				return true;
	return false;
}

/* True when a template of ours loads the script. */
static bool
loads_script(const mill_deck *deck, mill_str script)
{
	bool loads = false;

	for (size_t i = 0; i < deck->type_count && !loads; i++) {
		const mill_notetype *type = deck->types[i];

		loads = type->own ||
			(type->ours && mill_find(type->templates[0].front, script, 0) != SIZE_MAX);
	}
	return loads;
}

static bool
needs_script(const mill_deck *deck, mill_str script)
{
	return script.len > 0 && has_code(deck) && loads_script(deck, script);
}

bool
mill_is_static(mill_arena *arena, const mill_deck *deck, const mill_media *media)
{
	mill_str script = script_of(arena, deck);
	mill_buf sha1 = { .arena = arena };

	if (!mill_equal(media->name, script) || !needs_script(deck, script))
		return false;
	for (size_t i = 0; i < sizeof media->sha1; i++)
		mill_printf(&sha1, "%02x", media->sha1[i]);
	return mill_equal(mill_buf_str(&sha1), mill_cstr(mill_prism.sha1));
}

size_t
mill_static_files(mill_writing *writing, mill_static *files)
{
	const mill_deck *deck = writing->deck;
	mill_str script = script_of(&writing->arena, deck);

	if (!needs_script(deck, script))
		return 0;
	/* Another file of that name may have come with a deck. */
	for (size_t i = 0; i < deck->media_count; i++)
		if (mill_equal(deck->media[i].name, script))
			return 0;
	files[0] = (mill_static){ script.ptr, &mill_prism };
	return 1;
}

mill_str
mill_coloured(mill_writing *writing, mill_str template)
{
	/* The script's name stands for the one that it has. */
	mill_str load = mill_cstr(mill_prism_load_html), stand_in = MILL_STR("_cardmill-code.js");
	size_t at = mill_find(load, stand_in, 0);
	mill_str script = script_of(&writing->arena, writing->deck);
	mill_buf out = { .arena = &writing->arena };

	if (script.len == 0)
		return template;
	mill_put_str(&out, template);
	mill_put_str(&out, mill_slice(load, 0, at));
	mill_put_str(&out, script);
	mill_put_str(&out, mill_slice(load, at + stand_in.len, load.len));
	return mill_buf_str(&out);
}
