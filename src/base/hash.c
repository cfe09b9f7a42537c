/* hash.c - SHA-1 and SHA-256 for what is written down, a fast hash for tables in memory. */
#include "base.h"

#include <libdeflate.h>
#include <nettle/base64.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

void
mill_sha1(mill_str text, uint8_t digest[20])
{
	struct sha1_ctx context;

	sha1_init(&context);
	sha1_update(&context, text.len, (const uint8_t *)text.ptr);
	sha1_digest(&context, 20, digest);
}

void
mill_put_base64(mill_buf *out, mill_str bytes)
{
	enum { PIECE = 3 * 256 };
	char text[BASE64_ENCODE_RAW_LENGTH(PIECE)];

	for (size_t at = 0; at < bytes.len; at += PIECE) {
		mill_str piece = mill_slice(bytes, at, at + PIECE);

		base64_encode_raw(text, piece.len, (const uint8_t *)piece.ptr);
		mill_put(out, text, BASE64_ENCODE_RAW_LENGTH(piece.len));
	}
}

void
mill_put_sha256(mill_buf *out, const mill_str *texts, size_t count)
{
	struct sha256_ctx context;
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_init(&context);
	for (size_t i = 0; i < count; i++)
		sha256_update(&context, texts[i].len, (const uint8_t *)texts[i].ptr);
	sha256_digest(&context, sizeof digest, digest);
	mill_put_base64(out, (mill_str){ (const char *)digest, sizeof digest });
}

void
mill_sha1_pieces(bool (*next)(void *user, mill_str *piece), void *user, uint8_t digest[20])
{
	struct sha1_ctx context;
	mill_str piece;

	sha1_init(&context);
	while (next(user, &piece))
		sha1_update(&context, piece.len, (const uint8_t *)piece.ptr);
	sha1_digest(&context, 20, digest);
}

_Static_assert(sizeof(struct sha1_ctx) <= sizeof(mill_digesting), "room for the context");

void
mill_digest_begin(mill_digesting *digesting)
{
	sha1_init((struct sha1_ctx *)digesting->room);
}

void
mill_digest_piece(mill_digesting *digesting, mill_str piece)
{
	sha1_update((struct sha1_ctx *)digesting->room, piece.len, (const uint8_t *)piece.ptr);
}

void
mill_digest_end(mill_digesting *digesting, uint8_t digest[20])
{
	sha1_digest((struct sha1_ctx *)digesting->room, 20, digest);
}

uint32_t
mill_crc(uint32_t crc, mill_str bytes)
{
	return libdeflate_crc32(crc, bytes.ptr, bytes.len);
}

/* FNV-1a with a final mix, so that the low bits can pick a slot. */
uint64_t
mill_hash(mill_str text)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.ptr[i]) * 0x100000001b3u;
	hash ^= hash >> 32;
	return hash * 0x9e3779b97f4a7c15u;
}

struct mill_slot {
	mill_str text;
	uint64_t hash;
	uint32_t counter;
};

static struct mill_slot *
find(struct mill_slot *slots, size_t room, mill_str text, uint64_t hash)
{
	size_t at = (size_t)(hash >> 20) & (room - 1);

	while (slots[at].text.ptr != NULL &&
	       !(slots[at].hash == hash && mill_equal(slots[at].text, text)))
		at = (at + 1) & (room - 1);
	return &slots[at];
}

static void
rehash(mill_set *set)
{
	size_t room = set->room == 0 ? 64 : set->room * 2;
	struct mill_slot *slots = MILL_NEW(set->arena, struct mill_slot, room);

	for (size_t i = 0; i < set->room; i++) {
		struct mill_slot *old = &set->slots[i];
		if (old->text.ptr != NULL)
			*find(slots, room, old->text, old->hash) = *old;
	}
	set->slots = slots;
	set->room = room;
}

uint32_t *
mill_set_counter(mill_set *set, mill_str text)
{
	uint64_t hash = mill_hash(text);
	struct mill_slot *slot;

	if (set->used * 2 >= set->room)
		rehash(set);
	slot = find(set->slots, set->room, text, hash);
	if (slot->text.ptr == NULL) {
		slot->text = text;
		slot->hash = hash;
		set->used++;
	}
	return &slot->counter;
}

uint32_t
mill_set_count(const mill_set *set, mill_str text)
{
	return set->room == 0 ? 0 : find(set->slots, set->room, text, mill_hash(text))->counter;
}
