/*
 * file.c - files in whole or in blocks, files out whole or not at all.
 *
 * An output is written beside its target under a hidden name and renamed at
 * the end, so a reader never sees half of one and a failure leaves the earlier
 * output untouched.
 */
#include "base.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DRAFT_TRIES = 1000 /* names for a draft, should some be taken */ };

static const mill_place nowhere = { 0, 0 };

/* Reads what the file holds; size is what it said, 0 when it cannot say. */
static int
read_stream(FILE *stream, mill_buf *buf, size_t size)
{
	char block[4096];
	size_t got;

	if (size > 0)
		buf->len = fread(buf->text, 1, size, stream);
	while ((got = fread(block, 1, sizeof block, stream)) > 0)
		mill_put(buf, block, got);
	if (buf->text != NULL)
		buf->text[buf->len] = '\0';
	return ferror(stream) ? errno : 0;
}

cardmill_status
mill_read_file(mill_arena *arena, mill_log *log, const char *path, mill_str *bytes)
{
	mill_buf buf = { .arena = arena };
	struct stat info;
	size_t size = 0;
	FILE *stream;
	int error;

	if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
		return mill_say(
		    log, MILL_READ_FAILED, nowhere, "cannot read %s: it is a folder", path);
	if (stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
		size = (size_t)info.st_size;
		buf.room = size + 1; /* before the file is open: it may escape */
		buf.text = mill_grow(arena, NULL, 0, buf.room);
	}
	stream = fopen(path, "rb");
	error = stream == NULL ? errno : read_stream(stream, &buf, size);
	if (stream != NULL)
		fclose(stream);
	if (error != 0)
		return mill_say(
		    log, MILL_READ_FAILED, nowhere, "cannot read %s: %s", path, strerror(error));
	*bytes = mill_buf_str(&buf);
	return CARDMILL_OK;
}

mill_str
mill_real_path(mill_arena *arena, const char *path)
{
	char real[PATH_MAX];

	/* Most names that are tried do not exist, and that is told faster. */
	if (access(path, F_OK) != 0 || realpath(path, real) == NULL)
		return MILL_STR("");
	return mill_copy(arena, mill_cstr(real));
}

/* ---- a file in blocks -------------------------------------------------------------- */

bool
mill_input_open(mill_input *input, const char *path)
{
	struct stat info;

	*input = (mill_input){ .file = -1 };
	if (stat(path, &info) != 0) {
		input->why = strerror(errno);
		return false;
	}
	/* Devices may do something when they are opened. */
	input->special = !S_ISREG(info.st_mode);
	if (!input->special) {
		input->file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (input->file < 0 || fstat(input->file, &info) != 0)
			input->why = strerror(errno);
		input->special = input->why == NULL && !S_ISREG(info.st_mode);
		input->size = (uint64_t)info.st_size;
	}
	if (input->special)
		input->why = "it is no regular file";
	if (input->why != NULL)
		mill_input_close(input);
	return input->why == NULL;
}

size_t
mill_input_read(mill_input *input, void *to, size_t room)
{
	size_t length = 0;

	while (length < room && input->why == NULL) {
		ssize_t got = read(input->file, (char *)to + length, room - length);

		if (got == 0)
			break;
		if (got > 0)
			length += (size_t)got;
		else if (errno != EINTR)
			input->why = strerror(errno);
	}
	return length;
}

bool
mill_input_seek(mill_input *input, uint64_t at)
{
	if (input->why == NULL && lseek(input->file, (off_t)at, SEEK_SET) < 0)
		input->why = strerror(errno);
	return input->why == NULL;
}

void
mill_input_close(mill_input *input)
{
	if (input->file >= 0)
		close(input->file);
	input->file = -1;
}

/* The folder a path stands in, and the name it has there. */
static bool
stands_in(mill_arena *arena, const char *path, struct stat *folder, const char **name)
{
	const char *slash = strrchr(path, '/');
	mill_buf parent = { .arena = arena };

	*name = slash == NULL ? path : slash + 1;
	if (slash == NULL)
		mill_puts(&parent, ".");
	else
		mill_put(&parent, path, (size_t)(slash - path) + 1);
	return stat(parent.text, folder) == 0;
}

bool
mill_same_file(mill_arena *arena, const char *a, const char *b)
{
	struct stat x, y;
	const char *name_a, *name_b;

	if (strcmp(a, b) == 0)
		return true;
	return stands_in(arena, a, &x, &name_a) && stands_in(arena, b, &y, &name_b) &&
	       strcmp(name_a, name_b) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Makes the folders that path stands in. */
static void
make_parents(mill_arena *arena, const char *path)
{
	char *copy = (char *)(uintptr_t)mill_copy(arena, mill_cstr(path)).ptr;

	for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0777); /* a failure shows when the file is opened */
		*slash = '/';
	}
}

/* Why nothing may be put at path; 0 when it may. */
static int
refuses(const char *path)
{
	struct stat info;
	size_t length = strlen(path);

	if (length == 0)
		return ENOENT;
	if (path[length - 1] == '/')
		return EISDIR;
	if (stat(path, &info) != 0 || S_ISREG(info.st_mode))
		return 0;
	return S_ISDIR(info.st_mode) ? EISDIR : EEXIST; /* a pipe or device is no file to replace */
}

bool
mill_draft_open(mill_arena *arena, mill_draft *draft, const char *path, size_t number)
{
	const char *slash = strrchr(path, '/');
	int file = -1;

	*draft = (mill_draft){ .path = path, .error = refuses(path) };
	if (draft->error != 0)
		return false;
	make_parents(arena, path);
	for (size_t n = number; n < number + DRAFT_TRIES && file < 0; n++) {
		mill_buf name = { .arena = arena }, earlier = { .arena = arena };

		if (slash != NULL)
			mill_put(&name, path, (size_t)(slash - path) + 1);
		mill_printf(&name, ".cardmill-%ld-%zu", (long)getpid(), n);
		mill_puts(&earlier, name.text);
		mill_puts(&earlier, "-earlier");
		file = open(name.text, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666);
		if (file < 0 && errno != EEXIST)
			break;
		/* Only now is it ours to remove. */
		draft->beside = file < 0 ? NULL : name.text;
		draft->earlier = file < 0 ? NULL : earlier.text;
	}
	draft->error = file < 0 ? errno : 0;
	draft->stream = file < 0 ? NULL : fdopen(file, "wb");
	return draft->stream != NULL;
}

static int
put_stream(void *user, const void *bytes, size_t length)
{
	mill_draft *draft = user;

	if (fwrite(bytes, 1, length, draft->stream) == length)
		return 0;
	if (draft->error == 0)
		draft->error = errno;
	return -1;
}

cardmill_sink
mill_draft_sink(mill_draft *draft)
{
	return (cardmill_sink){ put_stream, draft };
}

bool
mill_draft_close(mill_draft *draft)
{
	if (draft->stream != NULL) {
		if (fflush(draft->stream) != 0 && draft->error == 0)
			draft->error = errno;
		if (fclose(draft->stream) != 0 && draft->error == 0)
			draft->error = errno;
	}
	draft->stream = NULL;
	return draft->error == 0;
}

bool
mill_draft_keep(mill_draft *draft)
{
	/* A second name for what stands there, should a later file of the same
	 * run not find its place.  Without one the new file is still whole. */
	if (link(draft->path, draft->earlier) != 0) {
		draft->first = errno == ENOENT;
		draft->earlier = NULL;
	}
	if (rename(draft->beside, draft->path) != 0) {
		draft->error = errno;
		return false;
	}
	draft->beside = NULL;
	draft->kept = true;
	return true;
}

void
mill_draft_undo(mill_draft *draft)
{
	if (!draft->kept)
		return;
	if (draft->earlier != NULL)
		rename(draft->earlier, draft->path);
	else if (draft->first)
		unlink(draft->path);
	draft->earlier = NULL;
	draft->kept = false;
}

void
mill_draft_drop(mill_draft *draft)
{
	if (draft->stream != NULL)
		fclose(draft->stream);
	if (draft->beside != NULL)
		unlink(draft->beside);
	if (draft->earlier != NULL)
		unlink(draft->earlier);
	draft->earlier = NULL;
	draft->stream = NULL;
	draft->beside = NULL;
}
