/*
 * file.c - files in whole, files out whole or not at all, folders walked.
 *
 * An output is written beside its target under a hidden name and renamed at
 * the end, so a reader never sees half of one and a failure leaves the earlier
 * output untouched.
 */
#include "base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FOLDERS_DEEP = 64, /* deeper is no folder of notes */
	DRAFT_TRIES = 1000 /* names for a draft, should some be taken */
};

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

bool
mill_is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool
mill_is_file(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool
mill_is_note_name(mill_str name)
{
	static const char *const endings[] = { ".md", ".markdown", ".txt" };

	if (name.len == 0 || name.ptr[0] == '.')
		return false;
	for (size_t i = 0; i < MILL_COUNT(endings); i++)
		if (mill_ends(name, mill_cstr(endings[i])))
			return true;
	return false;
}

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	int order = mill_natural(*x, *y);

	return order != 0 ? order : strcmp(*x, *y);
}

/* A folder that is being walked, or one above it: a link back to one of these is a
 * loop. */
struct level {
	const struct level *above;
	dev_t device;
	ino_t inode;
};

struct walk {
	mill_arena *arena;
	mill_log *log;
	void (*found)(void *user, const char *path);
	void *user;
};

/* How many names a folder holds and how long they are; false when it cannot be read. */
static bool
measure(const char *folder, size_t *count, size_t *bytes)
{
	struct dirent *entry;
	DIR *stream = opendir(folder);

	*count = *bytes = 0;
	if (stream == NULL)
		return false;
	while ((entry = readdir(stream)) != NULL) {
		++*count;
		*bytes += strlen(entry->d_name) + 1;
	}
	closedir(stream);
	return true;
}

/* The names of a folder that are not hidden, sorted; NULL when it cannot be read.
 * Measured before it is read, so that nothing is open when memory is asked for. */
static char **
list(struct walk *walk, const char *folder, size_t *count)
{
	size_t room, bytes, used = 0;
	struct dirent *entry;
	char **names, *text;
	DIR *stream;

	*count = 0;
	if (!measure(folder, &room, &bytes))
		return NULL;
	names = MILL_NEW(walk->arena, char *, room + 1);
	text = MILL_NEW(walk->arena, char, bytes + 1);
	stream = opendir(folder);
	if (stream == NULL)
		return NULL;
	while ((entry = readdir(stream)) != NULL) {
		size_t length = strlen(entry->d_name) + 1;
		if (entry->d_name[0] == '.' || *count == room || length > bytes - used)
			continue;
		names[(*count)++] = memcpy(text + used, entry->d_name, length);
		used += length;
	}
	closedir(stream);
	qsort(names, *count, sizeof *names, by_name);
	return names;
}

static bool
is_loop(const struct level *here)
{
	for (const struct level *above = here->above; above != NULL; above = above->above)
		if (above->device == here->device && above->inode == here->inode)
			return true;
	return false;
}

static void
walk_folder(struct walk *walk, const char *folder, const struct level *above, int depth)
{
	size_t count, length = strlen(folder);
	struct level here = { .above = above };
	struct stat info;
	char **names;

	if (stat(folder, &info) == 0) {
		here.device = info.st_dev;
		here.inode = info.st_ino;
	}
	if (depth > 0 && is_loop(&here))
		return;
	names = list(walk, folder, &count);
	if (names == NULL) {
		mill_say(walk->log, MILL_READ_FAILED, nowhere, "cannot read the folder %s: %s",
		    folder, strerror(errno));
		return;
	}
	for (size_t i = 0; i < count; i++) {
		mill_buf path = { .arena = walk->arena };

		mill_puts(&path, folder);
		if (length > 0 && folder[length - 1] != '/')
			mill_putc(&path, '/');
		mill_puts(&path, names[i]);
		if (!mill_is_folder(path.text)) {
			if (mill_is_note_name(mill_cstr(names[i])) && mill_is_file(path.text))
				walk->found(walk->user, path.text);
		} else if (depth < FOLDERS_DEEP) {
			walk_folder(walk, path.text, &here, depth + 1);
		}
	}
}

/* The folders that a folder stands in, up to the root. */
static const struct level *
folders_above(mill_arena *arena, const char *folder)
{
	const struct level *above = NULL;
	mill_buf path = { .arena = arena };
	struct stat info;

	mill_puts(&path, folder);
	for (int depth = 0; depth < FOLDERS_DEEP; depth++) {
		struct level *level = MILL_NEW(arena, struct level, 1);

		mill_puts(&path, "/..");
		if (stat(path.text, &info) != 0)
			break;
		*level = (struct level){ above, info.st_dev, info.st_ino };
		if (above != NULL && above->device == level->device && above->inode == level->inode)
			break; /* the root is its own parent */
		above = level;
	}
	return above;
}

cardmill_status
mill_walk(mill_arena *arena, mill_log *log, const char *folder,
    void (*found)(void *user, const char *path), void *user)
{
	struct walk walk = { arena, log, found, user };

	walk_folder(&walk, folder, folders_above(arena, folder), 0);
	return log->status;
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
mill_draft_open(mill_arena *arena, mill_draft *draft, const char *path)
{
	const char *slash = strrchr(path, '/');
	int file = -1;

	*draft = (mill_draft){ .path = path, .error = refuses(path) };
	if (draft->error != 0)
		return false;
	make_parents(arena, path);
	for (int n = 0; n < DRAFT_TRIES && file < 0; n++) {
		mill_buf name = { .arena = arena }, earlier = { .arena = arena };

		if (slash != NULL)
			mill_put(&name, path, (size_t)(slash - path) + 1);
		mill_printf(&name, ".cardmill-%ld-%d", (long)getpid(), n);
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
