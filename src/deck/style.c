/*
 * style.c - how cards look: what is built in, and what the user puts in its place.
 *
 * Note types keep their ids, so a style of the user's reaches those that an import
 * finds in the collection, if it is newer; what was changed there in Anki's own editor
 * is gone then (rslib/src/import_export/package/apkg/import/notes.rs).
 */
#include "../base/base.h"
#include "../deck.h"

enum { MOST = 256 * 1024 /* bytes of a file; a note type is synchronised as a whole */ };

static const mill_place nowhere = { 0, 0 };

/* A file of the user's; a byte-order mark is no part of it. */
static cardmill_status
read_text(mill_arena *arena, mill_log *log, const char *path, mill_str *text)
{
	cardmill_status rc = mill_read_file(arena, log, path, text);

	if (rc != CARDMILL_OK)
		return rc;
	if (text->len > MOST)
		return mill_say(log, MILL_BAD_TEMPLATE, nowhere,
		    "%s has more than %d KB, which every device would have to carry", path,
		    MOST / 1024);
	if (mill_valid(*text) < text->len || memchr(text->ptr, '\0', text->len) != NULL)
		return mill_say(log, MILL_BAD_TEMPLATE, nowhere, "%s is not text in UTF-8", path);
	if (mill_starts(*text, MILL_STR("\xEF\xBB\xBF")))
		*text = mill_slice(*text, 3, text->len);
	return CARDMILL_OK;
}

static void
put_own(mill_style *style, mill_arena *arena, mill_str css)
{
	mill_buf all = { .arena = arena };

	mill_put_str(&all, style->css);
	mill_put_str(&all, css);
	style->css = mill_buf_str(&all);
}

/* The files that may stand in the user's folder, and what each takes the place of. */
static cardmill_status
read_folder(mill_arena *arena, mill_log *log, const char *folder, mill_style *style)
{
	const struct {
		const char *name;
		mill_str *text;
		mill_kind kind;
		bool css, front;
	} files[] = {
		{ "card.css", &style->css, MILL_BASIC, true, false },
		{ "basic-front.html", &style->fronts[MILL_BASIC], MILL_BASIC, false, true },
		{ "basic-back.html", &style->backs[MILL_BASIC], MILL_BASIC, false, false },
		{ "cloze-front.html", &style->fronts[MILL_CLOZE], MILL_CLOZE, false, true },
		{ "cloze-back.html", &style->backs[MILL_CLOZE], MILL_CLOZE, false, false },
	};
	const char *file = log->file;
	bool fine = true, any = false;

	for (size_t i = 0; i < MILL_COUNT(files); i++) {
		mill_buf path = { .arena = arena };

		mill_printf(&path, "%s/%s", folder, files[i].name);
		if (!mill_is_file(mill_buf_str(&path).ptr))
			continue;
		any = true;
		if (read_text(arena, log, path.text, files[i].text) != CARDMILL_OK)
			return log->status;
		log->file = path.text;
		if (!files[i].css)
			fine &= mill_check_template(
			    log, *files[i].text, files[i].kind, files[i].front);
		log->file = file;
	}
	if (!any)
		return mill_say(log, MILL_BAD_TEMPLATE, nowhere,
		    "%s holds none of card.css, basic-front.html, basic-back.html, "
		    "cloze-front.html and cloze-back.html",
		    folder);
	return fine ? CARDMILL_OK : log->status;
}

cardmill_status
mill_style_read(
    mill_arena *arena, mill_log *log, const cardmill_options *options, mill_style *style)
{
	cardmill_status rc = CARDMILL_OK;
	mill_str css;

	for (int kind = 0; kind < 2; kind++) {
		const mill_own_notetype *type = mill_own_type((mill_kind)kind);

		style->css = mill_cstr(type->css);
		style->fronts[kind] = mill_cstr(type->front);
		style->backs[kind] = mill_cstr(type->back);
	}
	style->highlight = options->no_highlight == 0;
	style->changed = !style->highlight || options->template_dir != NULL || options->css != NULL;
	if (options->template_dir != NULL)
		rc = read_folder(arena, log, options->template_dir, style);
	if (rc != CARDMILL_OK || options->css == NULL)
		return rc;
	rc = read_text(arena, log, options->css, &css);
	if (rc == CARDMILL_OK)
		put_own(style, arena, css);
	return rc;
}

int64_t
mill_style_modified(const mill_deck *deck, mill_kind kind, mill_str front, mill_str back)
{
	int64_t built_in = mill_own_type(kind)->modified;
	int64_t own = deck->style.changed && deck->now > built_in ? deck->now : built_in;
	const mill_notetype *before = deck->earlier == NULL ? NULL
							    : mill_stored_type(deck->earlier,
								  mill_own_type(kind)->id);

	if (before == NULL)
		return own;
	if (mill_equal(before->css, deck->style.css) && before->template_count == 1 &&
	    mill_equal(before->templates[0].front, front) &&
	    mill_equal(before->templates[0].back, back))
		return before->modified;
	if (own > before->modified)
		return own;
	return deck->now > before->modified ? deck->now : before->modified + 1;
}
