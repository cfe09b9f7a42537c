/* ending.c - what a file is, by the ending of its name. */
#include "base.h"

#include <ctype.h>

/* What web views and mpv, which Anki plays sound with, know. */
static const struct {
	const char *ending, *name; /* name: as a deck writes it */
	mill_embed_kind kind;
} endings[] = {
	{ "png", "png", MILL_PICTURE_FILE },
	{ "jpg", "jpg", MILL_PICTURE_FILE },
	{ "jpeg", "jpg", MILL_PICTURE_FILE },
	{ "jfif", "jpg", MILL_PICTURE_FILE },
	{ "gif", "gif", MILL_PICTURE_FILE },
	{ "svg", "svg", MILL_PICTURE_FILE },
	{ "webp", "webp", MILL_PICTURE_FILE },
	{ "bmp", "bmp", MILL_PICTURE_FILE },
	{ "avif", "avif", MILL_PICTURE_FILE },
	{ "ico", "ico", MILL_PICTURE_FILE },
	{ "tif", "tif", MILL_PICTURE_FILE },
	{ "tiff", "tif", MILL_PICTURE_FILE },
	{ "mp3", "mp3", MILL_SOUND_FILE },
	{ "ogg", "ogg", MILL_SOUND_FILE },
	{ "oga", "oga", MILL_SOUND_FILE },
	{ "opus", "opus", MILL_SOUND_FILE },
	{ "wav", "wav", MILL_SOUND_FILE },
	{ "m4a", "m4a", MILL_SOUND_FILE },
	{ "flac", "flac", MILL_SOUND_FILE },
	{ "aac", "aac", MILL_SOUND_FILE },
	{ "3gp", "3gp", MILL_FILM_FILE },
	{ "mp4", "mp4", MILL_FILM_FILE },
	{ "webm", "webm", MILL_FILM_FILE },
	{ "mov", "mov", MILL_FILM_FILE },
	{ "mkv", "mkv", MILL_FILM_FILE },
	{ "ogv", "ogv", MILL_FILM_FILE },
	{ "m4v", "m4v", MILL_FILM_FILE },
	{ "avi", "avi", MILL_FILM_FILE },
	{ "mpg", "mpg", MILL_FILM_FILE },
	{ "mpeg", "mpg", MILL_FILM_FILE },
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

mill_embed_kind
mill_kind_of_file(mill_str name, const char **ending)
{
	size_t from = name.len;

	while (from > 0 && isalnum((unsigned char)name.ptr[from - 1]))
		from--;
	*ending = "";
	if (from == 0 || name.ptr[from - 1] != '.')
		return MILL_OTHER_FILE;
	for (size_t i = 0; i < MILL_COUNT(endings); i++) {
		if (is_ending(mill_slice(name, from, name.len), endings[i].ending)) {
			*ending = endings[i].name;
			return endings[i].kind;
		}
	}
	return MILL_OTHER_FILE;
}
