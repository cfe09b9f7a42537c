/*
 * zip.c - members become one archive, on the way into the sink.
 *
 * minizip lays the archive out; libdeflate compresses, twice as fast as zlib
 * and smaller.  Stored or deflated members only, which is all Anki's reader
 * knows; dates are fixed, so equal decks are equal bytes.
 *
 * minizip goes back to a member's header when the member is done, to put in its
 * checksum and sizes.  A sink cannot go back.  But all of them are known before: so a
 * header is held back until minizip has written it, completed, and poured out; what
 * minizip writes into it later is only compared.  Files go through in blocks.
 * Everything that takes memory of the arena is done before minizip runs and files
 * are open.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <libdeflate.h>
#include <minizip/zip.h>

enum {
	LEVEL = 6,
	MEMBERS = 0xFFFE,      /* of more minizip makes archives that few read */
	SMALLEST = 64,         /* bytes that are worth compressing */
	HEADER = 256,          /* bytes of a member's header: 30, its name, 20 for sizes */
	DOS_DATE = 0x00210000, /* 1 January 1980, the first there is */
	CRC_AT = 14,           /* in a header (APPNOTE.TXT, 4.3.7); the sizes stand behind */
	WIDE_SIZES = 16        /* the last bytes of a header of a member over 4 GB */
};

/* ---- the file that minizip writes ---------------------------------------------------- */

typedef struct archive {
	mill_out out;
	uint64_t at, len;
	unsigned char header[HEADER]; /* of the latest member */
	size_t header_len;
	uint64_t header_at;
	bool holding; /* what is written belongs to the header */
} archive;

static void *
open_archive(void *opaque, const void *name, int mode)
{
	(void)name;
	(void)mode;
	return opaque;
}

static uLong
read_archive(void *opaque, void *stream, void *to, uLong size)
{
	(void)opaque;
	(void)stream;
	(void)to;
	(void)size;
	return 0;
}

/* What minizip puts into a header that is gone must be what stood there. */
static bool
is_known(const archive *file, const void *from, size_t size)
{
	return file->at >= file->header_at &&
	       file->at + size <= file->header_at + file->header_len &&
	       memcmp(file->header + (file->at - file->header_at), from, size) == 0;
}

static uLong
write_archive(void *opaque, void *stream, const void *from, uLong size)
{
	archive *file = stream;

	(void)opaque;
	if (file->at < file->len) {
		if (!is_known(file, from, size))
			return 0;
	} else if (file->holding) {
		if (size > HEADER - file->header_len)
			return 0;
		memcpy(file->header + file->header_len, from, size);
		file->header_len += size;
		file->len += size;
	} else {
		mill_out_put(&file->out, from, size);
		file->len += size;
	}
	file->at += size;
	return file->out.failed ? 0 : size;
}

static ZPOS64_T
tell_archive(void *opaque, void *stream)
{
	(void)opaque;
	return ((archive *)stream)->at;
}

static long
seek_archive(void *opaque, void *stream, ZPOS64_T offset, int origin)
{
	archive *file = stream;
	uint64_t from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? file->at
			: origin == ZLIB_FILEFUNC_SEEK_END ? file->len
							   : 0;

	(void)opaque;
	if (offset > file->len - from)
		return -1;
	file->at = from + offset;
	return 0;
}

static int
close_archive(void *opaque, void *stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

/* ---- members ------------------------------------------------------------------------------ */

/* A member as it will lie in the archive. */
typedef struct packed {
	mill_str bytes; /* unless it is a file */
	uint64_t packed_size, size;
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
		mill_str deflated = member->packed->deflated;
		*out = (packed){ deflated, deflated.len, member->packed->size, member->packed->crc,
			true };
		return true;
	}
	if (member->media != NULL) { /* a frame is measured later: see measure() */
		bool plain = member->way != MILL_ZSTD;

		*out = (packed){ MILL_STR(""), plain ? member->media->size : 0,
			plain ? member->media->size : 0, plain ? member->media->crc : 0, false };
		return true;
	}
	*out = (packed){ bytes, bytes.len, bytes.len, mill_crc(0, bytes), false };
	if (bytes.len < SMALLEST || member->way == MILL_STORED)
		return true;
	room = mill_grow(arena, NULL, 0, bytes.len);
	compressor = libdeflate_alloc_compressor(LEVEL);
	if (compressor == NULL)
		return false;
	length = libdeflate_deflate_compress(compressor, bytes.ptr, bytes.len, room, bytes.len - 1);
	libdeflate_free_compressor(compressor);
	if (length > 0) { /* 0: it would not have become smaller */
		out->bytes = (mill_str){ room, length };
		out->packed_size = length;
		out->deflated = true;
	}
	return true;
}

/* What files go through. */
typedef struct carrier {
	char *block;
	mill_packer packer;
	const char *why; /* one cannot be carried; NULL: the sink stopped, or all is well */
} carrier;

static bool
count_bytes(void *user, mill_str bytes)
{
	packed *content = user;

	content->packed_size = content->size += bytes.len;
	content->crc = mill_crc(content->crc, bytes);
	return true;
}

/* Size and checksum of a file's frame stand before it.  It is packed twice, here to measure it:
 * that takes time that is small beside a film's, and no memory. */
static bool
measure(carrier *c, const mill_member *member, packed *content)
{
	return member->media == NULL || member->way != MILL_ZSTD ||
	       mill_pack_media(&c->packer, member->media, c->block, count_bytes, content, &c->why);
}

static void
put_number(unsigned char *at, uint64_t number, int length)
{
	for (int i = 0; i < length; i++)
		at[i] = (unsigned char)(number >> 8 * i);
}

/* Puts into the header what minizip does not know yet, and lets it go. */
static void
complete_header(archive *file, const packed *content, bool wide)
{
	unsigned char *sizes = wide ? file->header + file->header_len - WIDE_SIZES
				    : file->header + CRC_AT + 4;
	int length = wide ? 8 : 4;

	put_number(file->header + CRC_AT, content->crc, 4);
	/* Here the packed size comes first, there the other. */
	put_number(sizes, wide ? content->size : content->packed_size, length);
	put_number(sizes + length, wide ? content->packed_size : content->size, length);
	file->holding = false;
	mill_out_put(&file->out, file->header, file->header_len);
}

static bool
write_bytes(void *zip, mill_str bytes)
{
	const char *at = bytes.ptr;
	size_t left = bytes.len;

	while (left > 0) {
		unsigned part = left > (1u << 30) ? 1u << 30 : (unsigned)left;
		if (zipWriteInFileInZip(zip, at, part) != ZIP_OK)
			return false;
		at += part;
		left -= part;
	}
	return true;
}

static bool
carry(carrier *c, const mill_member *member, zipFile zip)
{
	return member->way == MILL_ZSTD
		   ? mill_pack_media(&c->packer, member->media, c->block, write_bytes, zip, &c->why)
		   : mill_carry(member->media, c->block, write_bytes, zip, &c->why);
}

static bool
add(zipFile zip, archive *file, const mill_member *member, const packed *content, carrier *c)
{
	zip_fileinfo info = { .dosDate = DOS_DATE };
	int method = content->deflated ? Z_DEFLATED : 0;
	bool wide = content->size >= 0xFFFFFFFF;

	file->holding = true;
	file->header_at = file->len;
	file->header_len = 0;
	if (zipOpenNewFileInZip2_64(
		zip, member->name, &info, NULL, 0, NULL, 0, NULL, method, LEVEL, 1, wide) != ZIP_OK)
		return false;
	complete_header(file, content, wide);
	if (member->media != NULL ? !carry(c, member, zip) : !write_bytes(zip, content->bytes))
		return false;
	return zipCloseFileInZipRaw64(zip, content->size, content->crc) == ZIP_OK;
}

/* Writes members until one fails; answers how many it did. */
static size_t
lay_out(archive *file, const mill_member *members, const packed *contents, size_t count, carrier *c,
    bool *closed)
{
	zlib_filefunc64_def calls = { open_archive, read_archive, write_archive, tell_archive,
		seek_archive, close_archive, NULL, file };
	zipFile zip = zipOpen2_64("", APPEND_STATUS_CREATE, NULL, &calls);
	size_t done = 0;

	while (zip != NULL && done < count && add(zip, file, &members[done], &contents[done], c))
		done++;
	*closed = false;
	if (zip == NULL)
		return done;
	if (done < count) { /* nothing more goes into the sink */
		bool refused = file->out.failed;

		file->out.failed = true;
		zipClose(zip, NULL);
		file->out.failed = refused;
	} else {
		*closed = zipClose(zip, NULL) == ZIP_OK;
	}
	return done;
}

/* All members as they will lie in the archive, but for files; false when memory is short. */
static packed *
pack_all(mill_writing *writing, const mill_member *members, size_t count, carrier *c)
{
	packed *contents = MILL_NEW(&writing->arena, packed, count);
	bool done = true, frames = false;

	c->block = MILL_NEW(&writing->arena, char, MILL_CARRIED);
	for (size_t i = 0; i < count && done; i++) {
		done = pack(&writing->arena, &members[i], &contents[i]);
		frames |= members[i].way == MILL_ZSTD;
	}
	if (done && (!frames || mill_packer_open(&c->packer, &writing->arena)))
		return contents;
	writing->trouble = "out of memory while compressing";
	return NULL;
}

bool
mill_zip(mill_writing *writing, const mill_member *members, size_t count)
{
	archive file = { .at = 0 };
	carrier c = { .why = NULL };
	size_t measured = 0, done = 0;
	bool closed = false;
	packed *contents;

	if (count > MEMBERS) {
		writing->trouble = "no package holds more than 65534 files";
		return false;
	}
	mill_out_init(&file.out, &writing->arena, writing->sink);
	contents = pack_all(writing, members, count, &c);
	if (contents == NULL)
		return false;
	while (measured < count && measure(&c, &members[measured], &contents[measured]))
		measured++;
	if (measured == count)
		done = lay_out(&file, members, contents, count, &c, &closed);
	mill_packer_close(&c.packer);
	if (closed && mill_out_finish(&file.out))
		return true;
	if (c.why != NULL) {
		const mill_member *member = &members[measured < count ? measured : done];
		writing->trouble = mill_carry_trouble(&writing->arena, member->media, c.why);
	} else if (!file.out.failed) {
		writing->trouble = "the archive could not be laid out";
	}
	return false;
}
