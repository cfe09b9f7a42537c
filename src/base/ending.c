/* ending.c - what a file is, by the ending of its name. */
#include "base.h"

#include <ctype.h>

/* What web views and mpv, which Anki plays sound with, know. */
static const struct {
	const char *ending, *name; /* name: as a deck writes it */
	const char *type;          /* media type, as browsers know it */
	mill_embed_kind kind;
} endings[] = {
	{ "png", "png", "image/png", MILL_PICTURE_FILE },
	{ "jpg", "jpg", "image/jpeg", MILL_PICTURE_FILE },
	{ "jpeg", "jpg", "image/jpeg", MILL_PICTURE_FILE },
	{ "jfif", "jpg", "image/jpeg", MILL_PICTURE_FILE },
	{ "gif", "gif", "image/gif", MILL_PICTURE_FILE },
	{ "svg", "svg", "image/svg+xml", MILL_PICTURE_FILE },
	{ "webp", "webp", "image/webp", MILL_PICTURE_FILE },
	{ "bmp", "bmp", "image/bmp", MILL_PICTURE_FILE },
	{ "avif", "avif", "image/avif", MILL_PICTURE_FILE },
	{ "ico", "ico", "image/vnd.microsoft.icon", MILL_PICTURE_FILE },
	{ "tif", "tif", "image/tiff", MILL_PICTURE_FILE },
	{ "tiff", "tif", "image/tiff", MILL_PICTURE_FILE },
	{ "mp3", "mp3", "audio/mpeg", MILL_SOUND_FILE },
	{ "ogg", "ogg", "audio/ogg", MILL_SOUND_FILE },
	{ "oga", "oga", "audio/ogg", MILL_SOUND_FILE },
	{ "opus", "opus", "audio/ogg", MILL_SOUND_FILE },
	{ "wav", "wav", "audio/wav", MILL_SOUND_FILE },
	{ "m4a", "m4a", "audio/mp4", MILL_SOUND_FILE },
	{ "flac", "flac", "audio/flac", MILL_SOUND_FILE },
	{ "aac", "aac", "audio/aac", MILL_SOUND_FILE },
	{ "3gp", "3gp", "video/3gpp", MILL_FILM_FILE },
	{ "mp4", "mp4", "video/mp4", MILL_FILM_FILE },
	{ "webm", "webm", "video/webm", MILL_FILM_FILE },
	{ "mov", "mov", "video/quicktime", MILL_FILM_FILE },
	{ "mkv", "mkv", "video/x-matroska", MILL_FILM_FILE },
	{ "ogv", "ogv", "video/ogg", MILL_FILM_FILE },
	{ "m4v", "m4v", "video/mp4", MILL_FILM_FILE },
	{ "avi", "avi", "video/x-msvideo", MILL_FILM_FILE },
	{ "mpg", "mpg", "video/mpeg", MILL_FILM_FILE },
	{ "mpeg", "mpg", "video/mpeg", MILL_FILM_FILE },
};

static bool
is_ending(mill_str text, const char *ending)
{
	if (strlen(ending) != text.len)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (tolower((unsigned char)text.ptr[i]) != ending[i])
			return false;
	return true;
}

/* Where the ending of a name stands in the table; its count when it does not. */
static size_t
find(mill_str name)
{
	size_t from = name.len, i = 0;

	while (from > 0 && isalnum((unsigned char)name.ptr[from - 1]))
		from--;
	if (from == 0 || name.ptr[from - 1] != '.')
		return MILL_COUNT(endings);
	while (i < MILL_COUNT(endings) &&
	       !is_ending(mill_slice(name, from, name.len), endings[i].ending))
		i++;
	return i;
}

mill_embed_kind
mill_kind_of_file(mill_str name, const char **ending)
{
	size_t at = find(name);

	*ending = at < MILL_COUNT(endings) ? endings[at].name : "";
	return at < MILL_COUNT(endings) ? endings[at].kind : MILL_OTHER_FILE;
}

const char *
mill_type_of_file(mill_str name)
{
	size_t at = find(name);

	return at < MILL_COUNT(endings) ? endings[at].type : "application/octet-stream";
}
