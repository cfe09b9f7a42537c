/* jsonread.h - what the files that read JSON decks share. */
#ifndef MILL_JSONREAD_H
#define MILL_JSONREAD_H

#include <jansson.h>

/* The text of a value, as jansson has it; empty when it is none. */
mill_str mill_json_text(const json_t *value);
/* Takes a text over, empty when there is none; false when there is something else in its
 * place.  path: of the object, for the message. */
bool mill_json_take(
    mill_reading *reading, const json_t *object, const char *path, const char *key, mill_str *text);

/* jsonhead.c: what stands before the notes: note types, decks, media. */
bool mill_read_json_head(mill_reading *reading, const json_t *deck);

#endif
