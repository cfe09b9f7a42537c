/*
 * embed.c - what a card shows or plays beside its text: pictures, sound, films.
 *
 * A file of the user's keeps the name the source has for it behind MILL_MEDIA:
 * what the deck calls it is known when all of the deck's files are.  What lies
 * on the network stays there.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>
#include <strings.h>

enum { SCHEME_LONGEST = 20, WIDEST = 10000 /* pixels */ };

/* Bytes of the `https:` that an address begins with; 0 when it is a path.  A single
 * letter is a drive of Windows. */
static size_t
scheme_length(mill_str address)
{
	size_t at = 0;

	while (at < address.len && at < SCHEME_LONGEST &&
	       (isalnum((unsigned char)address.ptr[at]) || strchr("+.-", address.ptr[at]) != NULL))
		at++;
	return at > 1 && at < address.len && address.ptr[at] == ':' ? at + 1 : 0;
}

static bool
is_remote(mill_str address)
{
	return mill_starts(address, MILL_STR("//")) ||
	       (scheme_length(address) == 5 && strncasecmp(address.ptr, "http:", 5) == 0) ||
	       (scheme_length(address) == 6 && strncasecmp(address.ptr, "https:", 6) == 0);
}

bool
mill_is_embeddable(mill_str address)
{
	return address.len > 0 && (is_remote(address) || scheme_length(address) == 0);
}

mill_embed_kind
mill_embed_kind_of(mill_str address)
{
	static const char *const behind[] = { "?", "#" }; /* a query, a place in the file */
	const char *ending;
	mill_embed_kind kind = MILL_OTHER_FILE;

	/* A file's name may have such a mark in it. */
	if (!is_remote(address))
		kind = mill_kind_of_file(address, &ending);
	for (size_t i = 0; i < MILL_COUNT(behind) && kind == MILL_OTHER_FILE; i++) {
		address = mill_slice(address, 0, mill_find(address, mill_cstr(behind[i]), 0));
		kind = mill_kind_of_file(address, &ending);
	}
	return kind;
}

static void
put_number(mill_buf *out, const char *name, int32_t value)
{
	if (value > 0 && value <= WIDEST)
		mill_printf(out, " %s=\"%d\"", name, value);
}

mill_str
mill_embed_html(mill_reader *reader, const mill_embed *embed)
{
	mill_buf out = { .arena = reader->arena };
	mill_embed_kind kind = mill_embed_kind_of(embed->address);

	/* What is asked for as a picture is one, whatever it is called. */
	if (kind == MILL_OTHER_FILE)
		kind = MILL_PICTURE_FILE;
	mill_puts(&out, kind == MILL_SOUND_FILE  ? "<audio src=\""
			: kind == MILL_FILM_FILE ? "<video src=\""
						 : "<img src=\"");
	if (mill_starts(embed->address, MILL_STR("//")))
		mill_puts(&out, "https:");
	else if (!is_remote(embed->address))
		mill_puts(&out, MILL_MEDIA);
	mill_put_html(&out, embed->address);
	mill_putc(&out, '"');
	if (kind == MILL_PICTURE_FILE) {
		mill_puts(&out, " alt=\"");
		mill_put_html(&out, embed->alt);
		mill_putc(&out, '"');
	}
	if (embed->title.len > 0) {
		mill_puts(&out, " title=\"");
		mill_put_html(&out, embed->title);
		mill_putc(&out, '"');
	}
	put_number(&out, "width", embed->width);
	put_number(&out, "height", embed->height);
	mill_puts(&out, kind == MILL_SOUND_FILE  ? " controls></audio>"
			: kind == MILL_FILM_FILE ? " controls></video>"
						 : ">");
	return mill_buf_str(&out);
}

mill_str
mill_embed_text(const mill_embed *embed)
{
	return mill_all_blank(embed->alt) ? MILL_STR(MILL_OBJECT) : embed->alt;
}

struct cmark_node *
mill_embed_node(mill_reader *reader, const mill_embed *embed)
{
	return mill_ready_node(reader, MILL_IMAGE, mill_embed_html(reader, embed),
	    mill_embed_text(embed), embed->address);
}

bool
mill_read_size(mill_embed *embed, mill_str words)
{
	size_t at = 0;
	int32_t width = mill_arabic(words, &at), height = 0;

	if (width > 0 && at < words.len && words.ptr[at] == 'x') {
		at++;
		height = mill_arabic(words, &at);
	}
	if (width == 0 || at < words.len)
		return false;
	embed->width = width;
	embed->height = height;
	return true;
}
