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
#include <stdlib.h>
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

/* The ending of the file, without what a network asks for behind it; lower case. */
static void
read_ending(mill_str address, char *ending, size_t room)
{
	size_t end = address.len, from, length = 0;

	for (size_t i = address.len; i > 0; i--)
		if (address.ptr[i - 1] == '?' || (address.ptr[i - 1] == '#' && is_remote(address)))
			end = i - 1;
	for (from = end; from > 0 && isalnum((unsigned char)address.ptr[from - 1]); from--)
		;
	if (from > 0 && address.ptr[from - 1] == '.' && end - from < room)
		for (; from < end; from++)
			ending[length++] = (char)tolower((unsigned char)address.ptr[from]);
	ending[length] = '\0';
}

mill_embed_kind
mill_embed_kind_of(mill_str address)
{
	static const struct {
		const char *ending;
		mill_embed_kind kind;
	} endings[] = { { "png", MILL_PICTURE_FILE }, { "jpg", MILL_PICTURE_FILE },
		{ "jpeg", MILL_PICTURE_FILE }, { "gif", MILL_PICTURE_FILE },
		{ "svg", MILL_PICTURE_FILE }, { "webp", MILL_PICTURE_FILE },
		{ "bmp", MILL_PICTURE_FILE }, { "avif", MILL_PICTURE_FILE },
		{ "ico", MILL_PICTURE_FILE }, { "tif", MILL_PICTURE_FILE },
		{ "tiff", MILL_PICTURE_FILE }, { "jfif", MILL_PICTURE_FILE },
		{ "mp3", MILL_SOUND_FILE }, { "ogg", MILL_SOUND_FILE }, { "oga", MILL_SOUND_FILE },
		{ "opus", MILL_SOUND_FILE }, { "wav", MILL_SOUND_FILE }, { "m4a", MILL_SOUND_FILE },
		{ "flac", MILL_SOUND_FILE }, { "aac", MILL_SOUND_FILE }, { "3gp", MILL_FILM_FILE },
		{ "mp4", MILL_FILM_FILE }, { "webm", MILL_FILM_FILE }, { "mov", MILL_FILM_FILE },
		{ "mkv", MILL_FILM_FILE }, { "ogv", MILL_FILM_FILE }, { "m4v", MILL_FILM_FILE },
		{ "avi", MILL_FILM_FILE }, { "mpg", MILL_FILM_FILE }, { "mpeg", MILL_FILM_FILE } };
	char ending[8];

	read_ending(address, ending, sizeof ending);
	for (size_t i = 0; i < MILL_COUNT(endings); i++)
		if (strcmp(ending, endings[i].ending) == 0)
			return endings[i].kind;
	return MILL_OTHER_FILE;
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
