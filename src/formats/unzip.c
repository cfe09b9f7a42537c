/*
 * unzip.c - members of an archive, by their names.
 *
 * minizip reads the directory and unpacks.  Names are compared and never used as paths.
 * What a member says of its size is a bound, and no more believed: it is unpacked piece by
 * piece.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <minizip/unzip.h>

enum { PIECE = 1 << 16, WINDOW = 1 << 15, ENCRYPTED = 1 /* a flag of members */ };

/* An archive, and the file it is in. */
typedef struct archive {
	unzFile zip;
	mill_input input;
	uint64_t at;
	char window[WINDOW]; /* minizip reads the directory byte by byte */
	uint64_t window_at;
	size_t window_len;
} archive;

/* ---- the file that minizip reads --------------------------------------------------------- */

static void *
open_file(void *opaque, const void *name, int mode)
{
	(void)name;
	(void)mode;
	return opaque;
}

/* Brings the byte that is to be read into the window; false when there is none. */
static bool
look_at(archive *a)
{
	if (a->at >= a->window_at && a->at - a->window_at < a->window_len)
		return true;
	a->window_at = a->at;
	a->window_len = mill_input_seek(&a->input, a->at)
			    ? mill_input_read(&a->input, a->window, WINDOW)
			    : 0;
	return a->window_len > 0;
}

static uLong
read_file(void *opaque, void *stream, void *to, uLong size)
{
	archive *a = stream;
	size_t got = 0;

	(void)opaque;
	while (got < size && look_at(a)) {
		size_t from = (size_t)(a->at - a->window_at),
		       part = size - got < a->window_len - from ? size - got : a->window_len - from;

		memcpy((char *)to + got, a->window + from, part);
		got += part;
		a->at += part;
	}
	return (uLong)got;
}

static uLong
write_file(void *opaque, void *stream, const void *from, uLong size)
{
	(void)opaque;
	(void)stream;
	(void)from;
	(void)size;
	return 0;
}

static ZPOS64_T
tell_file(void *opaque, void *stream)
{
	(void)opaque;
	return ((archive *)stream)->at;
}

static long
seek_file(void *opaque, void *stream, ZPOS64_T offset, int origin)
{
	archive *a = stream;
	uint64_t from = origin == ZLIB_FILEFUNC_SEEK_END   ? a->input.size
			: origin == ZLIB_FILEFUNC_SEEK_CUR ? a->at
							   : 0;

	(void)opaque;
	if (offset > a->input.size && origin == ZLIB_FILEFUNC_SEEK_SET)
		return -1;
	a->at = from + offset;
	return 0;
}

static int
close_file(void *opaque, void *stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

static int
file_error(void *opaque, void *stream)
{
	(void)opaque;
	return ((archive *)stream)->input.why != NULL;
}

/* False when the file cannot be read, or is no archive: then a->zip is NULL. */
static bool
open_archive(archive *a, const char *path)
{
	zlib_filefunc64_def file = { open_file, read_file, write_file, tell_file, seek_file,
		close_file, file_error, a };

	if (!mill_input_open(&a->input, path))
		return false;
	a->zip = unzOpen2_64(path, &file);
	return a->zip != NULL && a->input.why == NULL;
}

static void
release(void *thing)
{
	archive *a = thing;

	if (a->zip != NULL)
		unzClose(a->zip);
	mill_input_close(&a->input);
}

bool
mill_unzip_open(mill_reading *reading, void **zip)
{
	archive *a = MILL_NEW(&reading->scratch, archive, 1);

	*zip = a;
	a->input.file = -1;
	mill_hold(reading, a, release);
	if (open_archive(a, reading->path))
		return true;
	if (a->input.why != NULL)
		return mill_wrong(reading, "it cannot be read: %s", a->input.why);
	return mill_wrong(
	    reading, "this is no Anki package: not a zip archive, or one that was cut off");
}

/* ---- members by name ---------------------------------------------------------------------- */

bool
mill_unzip_find(mill_reading *reading, void *zip, const char *name, bool *found)
{
	archive *a = zip;
	char other[64]; /* names that are asked for are shorter */
	unz_file_pos here, where = { 0, 0 };
	unz_file_info64 info;
	int rc = unzGoToFirstFile(a->zip);

	*found = false;
	for (; rc == UNZ_OK; rc = unzGoToNextFile(a->zip)) {
		if (unzGetCurrentFileInfo64(a->zip, &info, other, sizeof other, NULL, 0, NULL, 0) !=
			UNZ_OK ||
		    unzGetFilePos(a->zip, &here) != UNZ_OK)
			return mill_wrong(reading, "its directory is damaged");
		if (info.size_filename != strlen(name) ||
		    memcmp(other, name, info.size_filename) != 0)
			continue;
		if (*found)
			return mill_wrong(reading, "%s is in it twice", name);
		*found = true;
		where = here;
	}
	if (rc != UNZ_END_OF_LIST_OF_FILE || (*found && unzGoToFilePos(a->zip, &where) != UNZ_OK))
		return mill_wrong(reading, "its directory is damaged");
	return true;
}

bool
mill_is_swollen(uint64_t packed, uint64_t size)
{
	enum { HARMLESS = 64 << 20, RATIO = 250 };

	return size > HARMLESS && size / RATIO > packed;
}

bool
mill_is_bomb(uint64_t packed, uint64_t size)
{
	static const uint64_t most = 2000000000;

	return size > most || mill_is_swollen(packed, size);
}

uint64_t
mill_unzip_size(void *zip)
{
	return ((const archive *)zip)->input.size;
}

/* Stored or deflated: what else minizip knows hangs on how it was built. */
static bool
is_readable(const unz_file_info64 *info)
{
	return (info->flag & ENCRYPTED) == 0 &&
	       (info->compression_method == 0 || info->compression_method == Z_DEFLATED);
}

/* Unpacks the member that is open, of which minizip hands out as much as its entry says. */
static bool
unpack(
    mill_reading *reading, archive *a, const char *name, const unz_file_info64 *info, mill_buf *out)
{
	int got = 1;

	while (got > 0) {
		if (out->len + PIECE + 1 > out->room) {
			size_t room = out->room * 2 < info->uncompressed_size
					  ? out->room * 2
					  : (size_t)info->uncompressed_size;

			room += PIECE + 1;
			out->text = mill_grow(out->arena, out->text, out->room, room);
			out->room = room;
		}
		got = unzReadCurrentFile(a->zip, out->text + out->len, PIECE);
		if (got < 0)
			return mill_wrong(reading, "%s in it is damaged", name);
		out->len += (size_t)got;
	}
	out->text[out->len] = '\0';
	if (unzCloseCurrentFile(a->zip) != UNZ_OK)
		return mill_wrong(
		    reading, "%s in it is damaged: its checksum is another one", name);
	return true;
}

bool
mill_unzip(mill_reading *reading, void *zip, const char *name, mill_str *bytes)
{
	archive *a = zip;
	mill_buf out = { .arena = &reading->scratch };
	unz_file_info64 info;
	bool found;

	*bytes = (mill_str){ NULL, 0 };
	if (!mill_unzip_find(reading, zip, name, &found))
		return false;
	if (!found)
		return true;
	if (unzGetCurrentFileInfo64(a->zip, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK ||
	    !is_readable(&info) || unzOpenCurrentFile(a->zip) != UNZ_OK)
		return mill_wrong(reading, "%s in it cannot be unpacked", name);
	if (info.compressed_size > a->input.size)
		return mill_wrong(reading, "%s in it is damaged", name);
	if (mill_is_bomb(info.compressed_size, info.uncompressed_size))
		return mill_wrong(reading, "%s in it becomes too large when unpacked", name);
	/* Believed as far as it is harmless, so that most are unpacked into one block. */
	out.room = (info.uncompressed_size < (64 << 20) ? (size_t)info.uncompressed_size : 0) +
		   PIECE + 1;
	out.text = mill_grow(out.arena, NULL, 0, out.room);
	if (!unpack(reading, a, name, &info, &out))
		return false;
	*bytes = (mill_str){ out.text, out.len };
	return true;
}

/* ---- members by their places ---------------------------------------------------------------- */

/* True for a name that is nothing but digits, as those of media members are. */
static bool
is_number(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (name[i] < '0' || name[i] > '9')
			return false;
	return length > 0;
}

bool
mill_unzip_places(mill_reading *reading, void *zip, mill_places *places)
{
	archive *a = zip;
	char name[64];
	unz64_file_pos here;
	unz_file_info64 info;
	int rc = unzGoToFirstFile(a->zip);

	for (; rc == UNZ_OK; rc = unzGoToNextFile(a->zip)) {
		uint32_t *number;

		if (unzGetCurrentFileInfo64(a->zip, &info, name, sizeof name, NULL, 0, NULL, 0) !=
			UNZ_OK ||
		    unzGetFilePos64(a->zip, &here) != UNZ_OK)
			return mill_wrong(reading, "its directory is damaged");
		if (info.size_filename >= sizeof name || !is_number(name, info.size_filename))
			continue;
		number = mill_set_counter(&places->numbers,
		    mill_copy(&reading->scratch, (mill_str){ name, info.size_filename }));
		if (*number > 0)
			return mill_wrong(reading, "%s is in it twice", name);
		places->all = mill_room(&reading->scratch, places->all, sizeof *places->all,
		    places->count, &places->room);
		places->all[places->count++] = (struct mill_member_place){
			here.pos_in_zip_directory, here.num_of_file
		};
		*number = (uint32_t)places->count;
	}
	return rc == UNZ_END_OF_LIST_OF_FILE || mill_wrong(reading, "its directory is damaged");
}

bool
mill_unzip_through(const char *path, struct mill_member_place place, mill_take_fn *take, void *user,
    const char **why)
{
	archive a = { .input.file = -1 };
	unz64_file_pos where = { place.at, place.number };
	unz_file_info64 info;
	char piece[PIECE];
	uint64_t size = 0;
	bool open, taken = true;
	int got = 0;

	open = open_archive(&a, path) && unzGoToFilePos64(a.zip, &where) == UNZ_OK &&
	       unzGetCurrentFileInfo64(a.zip, &info, NULL, 0, NULL, 0, NULL, 0) == UNZ_OK &&
	       is_readable(&info) && unzOpenCurrentFile(a.zip) == UNZ_OK;
	*why = open ? NULL : a.input.why != NULL ? a.input.why : "it cannot be unpacked";
	while (open && taken && (got = unzReadCurrentFile(a.zip, piece, PIECE)) > 0) {
		size += (size_t)got;
		if (mill_is_bomb(info.compressed_size, size))
			*why = "it becomes too large when unpacked";
		taken = *why == NULL && take(user, (mill_str){ piece, (size_t)got });
	}
	if (open && taken && (got < 0 || unzCloseCurrentFile(a.zip) != UNZ_OK))
		*why = "it is damaged";
	release(&a);
	return taken && *why == NULL;
}
