/*
 * zip.c - members become one archive.
 *
 * minizip lays the archive out; libdeflate compresses, twice as fast as zlib
 * and smaller.  Stored or deflated members only, which is all Anki's reader
 * knows; dates are fixed, so equal decks are equal bytes.  Everything the
 * archive needs is allocated before minizip runs.
 */
#include "../base/base.h"
#include "formats.h"

#include <libdeflate.h>
#include <minizip/zip.h>

enum {
	LEVEL = 6,
	SMALLEST = 64,        /* bytes that are worth compressing */
	OVERHEAD = 512,       /* headers of a member, generously */
	DOS_DATE = 0x00210000 /* 1 January 1980, the first there is */
};

/* The file that minizip writes and seeks in. */
typedef struct image {
	char *bytes;
	size_t at, len, room;
} image;

static void *
open_image(void *opaque, const void *name, int mode)
{
	(void)name;
	(void)mode;
	return opaque;
}

static uLong
read_image(void *opaque, void *stream, void *to, uLong size)
{
	image *file = stream;
	size_t left = file->len - file->at;

	(void)opaque;
	if (size > left)
		size = (uLong)left;
	memcpy(to, file->bytes + file->at, size);
	file->at += size;
	return size;
}

static uLong
write_image(void *opaque, void *stream, const void *from, uLong size)
{
	image *file = stream;

	(void)opaque;
	if (size > file->room - file->at)
		return 0;
	memcpy(file->bytes + file->at, from, size);
	file->at += size;
	if (file->len < file->at)
		file->len = file->at;
	return size;
}

static ZPOS64_T
tell_image(void *opaque, void *stream)
{
	(void)opaque;
	return ((image *)stream)->at;
}

static long
seek_image(void *opaque, void *stream, ZPOS64_T offset, int origin)
{
	image *file = stream;
	size_t from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? file->at
		      : origin == ZLIB_FILEFUNC_SEEK_END ? file->len
							 : 0;

	(void)opaque;
	if (offset > file->room - from)
		return -1;
	file->at = from + (size_t)offset;
	return 0;
}

static int
close_image(void *opaque, void *stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

/* A member as it will lie in the archive. */
typedef struct packed {
	mill_str bytes;
	size_t size; /* of what they become */
	uint32_t crc;
	bool deflated;
} packed;

static bool
pack(mill_arena *arena, const mill_member *member, packed *out)
{
	struct libdeflate_compressor *compressor;
	mill_str bytes = member->bytes;
	size_t length;
	char *room;

	if (member->packed != NULL) {
		*out = (packed){ member->packed->deflated, member->packed->size,
			member->packed->crc, true };
		return true;
	}
	*out = (packed){ bytes, bytes.len, libdeflate_crc32(0, bytes.ptr, bytes.len), false };
	if (bytes.len < SMALLEST)
		return true;
	room = mill_grow(arena, NULL, 0, bytes.len);
	compressor = libdeflate_alloc_compressor(LEVEL);
	if (compressor == NULL)
		return false;
	length = libdeflate_deflate_compress(compressor, bytes.ptr, bytes.len, room, bytes.len - 1);
	libdeflate_free_compressor(compressor);
	if (length > 0) { /* 0: it would not have become smaller */
		out->bytes = (mill_str){ room, length };
		out->deflated = true;
	}
	return true;
}

static bool
add(zipFile zip, const mill_member *member, const packed *content)
{
	zip_fileinfo info = { .dosDate = DOS_DATE };
	int method = content->deflated ? Z_DEFLATED : 0;
	const char *at = content->bytes.ptr;
	size_t left = content->bytes.len;

	if (zipOpenNewFileInZip2_64(zip, member->name, &info, NULL, 0, NULL, 0, NULL, method, LEVEL,
		1, content->size >= 0xFFFFFFFF) != ZIP_OK)
		return false;
	while (left > 0) {
		unsigned part = left > (1u << 30) ? 1u << 30 : (unsigned)left;
		if (zipWriteInFileInZip(zip, at, part) != ZIP_OK)
			return false;
		at += part;
		left -= part;
	}
	return zipCloseFileInZipRaw64(zip, content->size, content->crc) == ZIP_OK;
}

bool
mill_zip(mill_writing *writing, const mill_member *members, size_t count)
{
	packed *contents = MILL_NEW(&writing->arena, packed, count);
	image file = { 0 };
	zlib_filefunc64_def calls = { open_image, read_image, write_image, tell_image, seek_image,
		close_image, NULL, &file };
	zipFile zip;
	bool done = true;

	file.room = OVERHEAD;
	for (size_t i = 0; i < count; i++) {
		if (!pack(&writing->arena, &members[i], &contents[i])) {
			writing->trouble = "out of memory while compressing";
			return false;
		}
		file.room += contents[i].bytes.len + OVERHEAD;
	}
	file.bytes = mill_grow(&writing->arena, NULL, 0, file.room);
	zip = zipOpen2_64("", APPEND_STATUS_CREATE, NULL, &calls);
	for (size_t i = 0; i < count && done; i++)
		done = zip != NULL && add(zip, &members[i], &contents[i]);
	if (zip == NULL || zipClose(zip, NULL) != ZIP_OK || !done) {
		writing->trouble = "the archive could not be laid out";
		return false;
	}
	return writing->sink.put(writing->sink.user, file.bytes, file.len) == 0;
}
