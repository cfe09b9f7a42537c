/* jsontext.c - text as a JSON string (RFC 8259, section 7). */
#include "../base/base.h"
#include "formats.h"

void
mill_put_key(mill_buf *out, const char *before, const char *key)
{
	mill_printf(out, "%s\"%s\": ", before, key);
}

void
mill_put_json(mill_buf *out, mill_str text)
{
	size_t copied = 0;

	mill_putc(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
			continue;
		mill_put(out, text.ptr + copied, i - copied);
		copied = i + 1;
		if (c == '"' || c == '\\')
			mill_printf(out, "\\%c", c);
		else if (c == '\n')
			mill_puts(out, "\\n");
		else if (c == '\t')
			mill_puts(out, "\\t");
		else
			mill_printf(out, "\\u%04x", c);
	}
	mill_put(out, text.ptr + copied, text.len - copied);
	mill_putc(out, '"');
}
