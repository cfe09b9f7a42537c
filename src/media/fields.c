/*
 * fields.c - pictures, sound and films in the fields of notes get the deck's names.
 *
 * The Markdown room leaves the reference as the notes write it behind MILL_MEDIA.
 * Anki wants the name of a file in the package, decoded, and sound as [sound:NAME].
 * What cannot be packed is told once a source, and its words stand on the card.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "../mill.h"
#include "media.h"

enum { SHOWN = 100 /* characters of a reference in a message */ };

/* ---- a tag ------------------------------------------------------------------------------ */

/* What shows or plays a file: `<img src="..." alt="...">`, `<audio ...></audio>`. */
typedef struct media_tag {
	mill_embed_kind kind;
	mill_str source; /* the value of src, as it stands there */
	mill_str alt;    /* the same */
	size_t length;   /* with its closing tag */
} media_tag;

static mill_str
value_of(mill_str text, mill_str name)
{
	size_t from = mill_find(text, name, 0), to;

	if (from == SIZE_MAX)
		return MILL_STR("");
	from += name.len;
	to = mill_find(text, MILL_STR("\""), from);
	return mill_slice(text, from, to == SIZE_MAX ? text.len : to);
}

/* Reads the tag that html begins with; false when it shows no file.  No value has a
 * bracket or a quote in it. */
static bool
read_tag(mill_str html, media_tag *tag)
{
	static const struct {
		mill_str opening, closing;
		mill_embed_kind kind;
	} tags[] = { { { "<img ", 5 }, { "", 0 }, MILL_PICTURE_FILE },
		{ { "<audio ", 7 }, { "</audio>", 8 }, MILL_SOUND_FILE },
		{ { "<video ", 7 }, { "</video>", 8 }, MILL_FILM_FILE } };

	for (size_t i = 0; i < MILL_COUNT(tags); i++) {
		size_t end;

		if (!mill_starts(html, tags[i].opening))
			continue;
		end = mill_find(html, MILL_STR(">"), 0);
		if (end == SIZE_MAX)
			return false;
		tag->kind = tags[i].kind;
		tag->length = end + 1;
		tag->source = value_of(mill_slice(html, 0, end), MILL_STR(" src=\""));
		tag->alt = value_of(mill_slice(html, 0, end), MILL_STR(" alt=\""));
		if (mill_starts(mill_slice(html, end + 1, html.len), tags[i].closing))
			tag->length += tags[i].closing.len;
		return true;
	}
	return false;
}

/* ---- a source ------------------------------------------------------------------------------ */

typedef struct taking {
	mill_finder *finder;
	mill_arena *arena; /* what lives as long as the notes */
	const mill_source *source;
	size_t number; /* of the source */
	mill_tree *tree;
	mill_where where;
	const mill_note *note; /* whose fields are read */
	mill_set known;        /* by reference: 1 when it is not packed, else its number + 1 */
	mill_set remote;       /* by address */
	mill_str first_remote;
	int32_t first_remote_line;
} taking;

/* A reference as a message shows it. */
static const char *
shown(taking *t, mill_str reference)
{
	mill_buf out = { .arena = t->arena };
	size_t at = 0;

	for (int i = 0; i < SHOWN && at < reference.len; i++)
		mill_next(reference, &at);
	mill_put_str(&out, mill_slice(reference, 0, at));
	mill_puts(&out, at < reference.len ? "\xE2\x80\xA6" : "");
	return mill_buf_str(&out).ptr;
}

static const char *
why_missing(const taking *t)
{
	if (t->tree == NULL)
		return "is missing: notes held in memory have no folder to look into";
	return t->tree->cut ? "is missing, as far as the folder was looked through: it holds over "
			      "100000 names"
			    : "is missing: there is no such file in the folder of the notes";
}

/* Looks for the file of a reference the first time that the source names it. */
static mill_verdict
judge(taking *t, mill_str reference)
{
	mill_verdict verdict = { MILL_MEDIA_MISSING, MILL_STR(""), 0 };
	mill_hit hit;

	if (t->tree == NULL ||
	    !mill_find_file(t->finder, t->arena, t->tree, t->source, reference, &hit)) {
		verdict.message = mill_cstr(why_missing(t));
		return verdict;
	}
	verdict = mill_pack(t->finder, t->arena, t->tree, &hit);
	if (verdict.media > 0 && hit.guessed) {
		mill_buf message = { .arena = t->arena };

		mill_printf(&message, "is missing: %s is shown, the only file of that name",
		    shown(t, mill_as_text(t->arena, hit.file)));
		verdict.code = MILL_MEDIA_GUESSED;
		verdict.message = mill_buf_str(&message);
	}
	return verdict;
}

/* Writes down that the source shows the file. */
static void
count_source(taking *t, mill_media *media)
{
	if (media->source_count > 0 && media->sources[media->source_count - 1] == t->number)
		return;
	media->sources = mill_room(&t->finder->mill->arena, media->sources, sizeof *media->sources,
	    media->source_count, &media->source_room);
	media->sources[media->source_count++] = t->number;
}

/* The file that a reference names; NULL when it is not packed. */
static const mill_media *
media_of(taking *t, mill_str reference)
{
	cardmill *mill = t->finder->mill;
	uint32_t *known = mill_set_counter(&t->known, reference);
	mill_media *media;

	if (*known == 0) {
		mill_verdict verdict = judge(t, reference);

		if (verdict.code != MILL_CODES)
			mill_say(&mill->log, verdict.code,
			    (mill_place){ mill_where_is(&t->where, t->note, reference), 0 },
			    "%s %s", shown(t, reference), verdict.message.ptr);
		*known = (uint32_t)verdict.media + 1;
	}
	if (*known == 1)
		return NULL;
	media = &mill->deck.media[*known - 2];
	count_source(t, media);
	return media;
}

/* ---- a field ------------------------------------------------------------------------------- */

/* The name of a file in brackets, for want of words.  It begins nothing that Anki would
 * act on. */
static void
put_name(taking *t, mill_buf *out, mill_str reference)
{
	static const mill_str acting[] = { { "::", 2 }, { "{{", 2 }, { "}}", 2 } };
	mill_buf name = { .arena = t->arena }, html = { .arena = t->arena };
	size_t from = reference.len;

	while (from > 0 && reference.ptr[from - 1] != '/' && reference.ptr[from - 1] != '\\')
		from--;
	mill_printf(
	    &name, "[%s]", mill_copy(t->arena, mill_slice(reference, from, reference.len)).ptr);
	mill_put_html(&html, mill_buf_str(&name));
	for (size_t i = 0; i < html.len; i++) {
		mill_str rest = mill_slice(mill_buf_str(&html), i, html.len);
		bool acts = false;

		for (size_t k = 0; k < MILL_COUNT(acting); k++)
			acts |= t->note->kind == MILL_CLOZE && mill_starts(rest, acting[k]);
		if (acts)
			mill_printf(out, "&#%d;", html.text[i]);
		else
			mill_putc(out, html.text[i]);
	}
}

/* What shows or plays a file of the user's. */
static void
put_file(taking *t, mill_buf *out, mill_str html, const media_tag *tag)
{
	mill_buf text = { .arena = t->arena };
	const mill_media *media;
	mill_str reference;
	mill_embed_kind kind;
	size_t behind;
	const char *ending;

	mill_put_unescaped(&text, mill_slice(tag->source, strlen(MILL_MEDIA), tag->source.len));
	reference = mill_buf_str(&text);
	media = media_of(t, reference);
	if (media == NULL) {
		if (mill_all_blank(tag->alt))
			put_name(t, out, reference);
		else
			mill_put_str(out, tag->alt);
		return;
	}
	kind = mill_kind_of_file(media->name, &ending);
	if (kind == MILL_SOUND_FILE || kind != tag->kind) {
		mill_printf(out,
		    kind == MILL_SOUND_FILE  ? "[sound:%s]"
		    : kind == MILL_FILM_FILE ? "<video src=\"%s\" controls></video>"
					     : "<img src=\"%s\" alt=\"\">",
		    media->name.ptr);
		return;
	}
	behind = (size_t)(tag->source.ptr - html.ptr) + tag->source.len;
	mill_put_str(out, mill_slice(html, 0, (size_t)(tag->source.ptr - html.ptr)));
	mill_put_str(out, media->name);
	mill_put_str(out, mill_slice(html, behind, tag->length));
}

static void
count_remote(taking *t, mill_str address)
{
	uint32_t *known;
	mill_buf text = { .arena = t->arena };

	if (mill_set_count(&t->remote, address) > 0)
		return;
	known = mill_set_counter(&t->remote, address);
	++*known;
	if (t->first_remote.len > 0)
		return;
	mill_put_unescaped(&text, address);
	t->first_remote = mill_buf_str(&text);
	t->first_remote_line = mill_where_is(&t->where, t->note, t->first_remote);
}

static mill_str
take_field(taking *t, mill_str html)
{
	mill_buf out = { .arena = t->arena };
	size_t copied = 0;

	if (mill_find(html, MILL_STR("=\""), 0) == SIZE_MAX) /* most have no such tag */
		return html;
	for (size_t at = 0; (at = mill_find(html, MILL_STR("<"), at)) != SIZE_MAX;) {
		mill_str rest = mill_slice(html, at, html.len);
		media_tag tag;

		if (!read_tag(rest, &tag)) {
			at++;
			continue;
		}
		if (mill_starts(tag.source, MILL_STR(MILL_MEDIA))) {
			mill_put_str(&out, mill_slice(html, copied, at));
			put_file(t, &out, rest, &tag);
			copied = at + tag.length;
		} else if (tag.source.len > 0) {
			count_remote(t, tag.source);
		}
		at += tag.length;
	}
	if (copied == 0)
		return html;
	t->finder->found = true;
	mill_put_str(&out, mill_slice(html, copied, html.len));
	return mill_buf_str(&out);
}

void
mill_take_media(mill_finder *finder, mill_arena *work, const mill_source *source,
    const mill_outline *outline, mill_note *notes)
{
	taking t = { .finder = finder,
		.arena = work,
		.source = source,
		.where = { .arena = work, .outline = outline },
		.known = { .arena = work },
		.remote = { .arena = work },
		.first_remote = MILL_STR("") };
	mill_str context = MILL_STR(""), taken = context; /* many notes have the same */

	t.tree = mill_tree_of(finder, source);
	for (mill_note *note = notes; note != NULL; note = note->next) {
		t.note = note;
		t.number = note->source;
		note->fields[0] = take_field(&t, note->fields[0]);
		note->fields[1] = take_field(&t, note->fields[1]);
		if (note->fields[2].ptr != context.ptr || note->fields[2].len != context.len) {
			context = note->fields[2];
			taken = take_field(&t, context);
		}
		note->fields[2] = taken;
	}
	if (t.remote.used == 1)
		mill_say(&finder->mill->log, MILL_MEDIA_REMOTE,
		    (mill_place){ t.first_remote_line, 0 },
		    "%s is not packed: cards load it from the network", shown(&t, t.first_remote));
	else if (t.remote.used > 1)
		mill_say(&finder->mill->log, MILL_MEDIA_REMOTE,
		    (mill_place){ t.first_remote_line, 0 },
		    "%s and %zu more are not packed: cards load them from the network",
		    shown(&t, t.first_remote), t.remote.used - 1);
}
