/*
 * walk.c - folders: walked for their notes, looked through for all that they hold.
 *
 * A folder is measured before it is read, so that nothing is open when memory is
 * asked for.
 */
#include "base.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FOLDERS_DEEP = 64 /* deeper is no folder of notes */ };

static const mill_place nowhere = { 0, 0 };

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

/* The names of a folder that are not hidden, sorted; NULL when it cannot be read. */
static char **
list(mill_arena *arena, const char *folder, size_t *count)
{
	size_t room, bytes, used = 0;
	struct dirent *entry;
	char **names, *text;
	DIR *stream;

	*count = 0;
	if (!measure(folder, &room, &bytes))
		return NULL;
	names = MILL_NEW(arena, char *, room + 1);
	text = MILL_NEW(arena, char, bytes + 1);
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
	names = list(walk->arena, folder, &count);
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

/* ---- all that a folder holds, level by level -------------------------------------- */

/* A folder that is to be looked into. */
struct folder {
	struct folder *next;
	int depth;
	char path[];
};

struct look {
	mill_arena *arena;
	void (*found)(void *user, const char *path);
	void *user;
	mill_set seen; /* folders, by device and number: links may lead in circles */
	struct folder *last;
	mill_buf path; /* of what is looked at */
	bool links;
};

static bool
is_new_folder(struct look *look, const struct stat *info)
{
	mill_buf key = { .arena = look->arena };

	mill_printf(
	    &key, "%llx %llx", (unsigned long long)info->st_dev, (unsigned long long)info->st_ino);
	return (*mill_set_counter(&look->seen, mill_buf_str(&key)))++ == 0;
}

/* A folder waits until those before it have been looked into. */
static struct folder *
new_folder(mill_arena *arena, const char *path, int depth)
{
	struct folder *folder = mill_alloc(arena, 1, sizeof *folder + strlen(path) + 1);

	folder->depth = depth;
	strcpy(folder->path, path);
	return folder;
}

/* What stands at a name of a folder: handed on when it is a file, kept for later when
 * it is a folder. */
static void
look_at(struct look *look, const struct folder *folder, const char *name)
{
	struct stat info;
	bool link;

	look->path.len = 0;
	mill_puts(&look->path, folder->path);
	if (look->path.text[look->path.len - 1] != '/')
		mill_putc(&look->path, '/');
	mill_puts(&look->path, name);
	if (lstat(look->path.text, &info) != 0)
		return;
	link = S_ISLNK(info.st_mode);
	if (link && stat(look->path.text, &info) != 0)
		return;
	if (!S_ISDIR(info.st_mode))
		look->found(look->user, look->path.text);
	else if ((look->links || !link) && folder->depth < FOLDERS_DEEP &&
		 is_new_folder(look, &info))
		look->last = look->last->next = new_folder(
		    look->arena, look->path.text, folder->depth + 1);
}

bool
mill_look_through(mill_arena *arena, const char *path, bool links, size_t most,
    void (*found)(void *user, const char *path), void *user)
{
	struct look look = { .arena = arena, .found = found, .user = user, .links = links };
	struct folder *folder = new_folder(arena, *path == '\0' ? "." : path, 0);
	struct stat info;

	look.seen.arena = look.path.arena = arena;
	if (stat(folder->path, &info) == 0)
		is_new_folder(&look, &info);
	for (look.last = folder; folder != NULL; folder = folder->next) {
		size_t count;
		char **names = list(arena, folder->path, &count);

		for (size_t i = 0; names != NULL && i < count; i++) {
			if (most-- == 0)
				return false;
			look_at(&look, folder, names[i]);
		}
	}
	return true;
}
