/*
 * links.c - what leads where.
 *
 * A card shows few links, but where they led tells contents, lists of links,
 * navigation and badges from what is there to be learnt.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <cmark-gfm.h>

void
mill_add_link(mill_reader *reader, mill_links *links, mill_link link)
{
	links->all = mill_room(
	    reader->arena, links->all, sizeof *links->all, links->count, &links->room);
	links->all[links->count++] = link;
}

const char *
mill_target(struct cmark_node *node)
{
	if (cmark_node_get_type(node) == CMARK_NODE_LINK)
		return cmark_node_get_url(node);
	if (cmark_node_get_type(node) == CMARK_NODE_CUSTOM_INLINE)
		return cmark_node_get_user_data(node);
	return NULL;
}

bool
mill_is_inner(mill_str target)
{
	return target.len > 0 && target.ptr[0] == '#';
}

/* The picture that a node shows; NULL when it is none. */
static const char *
picture_of(cmark_node *node)
{
	const mill_ready *ready = mill_ready_of(node);

	if (cmark_node_get_type(node) == CMARK_NODE_IMAGE)
		return cmark_node_get_url(node);
	return ready != NULL && ready->picture.len > 0 ? ready->picture.ptr : NULL;
}

/* What a node adds to the text of its line, as mill_node_text() counts it. */
static size_t
own_length(cmark_node *node)
{
	if (mill_ready_of(node) != NULL)
		return mill_ready_of(node)->text.len;
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		return strlen(cmark_node_get_literal(node));
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		return 1;
	default:
		return 0;
	}
}

const char *
mill_only_picture(struct cmark_node *link)
{
	const char *picture = NULL;

	for (cmark_node *child = cmark_node_first_child(link); child != NULL;
	     child = cmark_node_next(child)) {
		if (picture_of(child) != NULL)
			picture = picture == NULL ? picture_of(child) : picture;
		else if (cmark_node_get_type(child) == CMARK_NODE_TEXT
			     ? !mill_all_blank(mill_cstr(cmark_node_get_literal(child)))
			     : own_length(child) != 1)
			return NULL;
	}
	return picture;
}

/* A link or picture that begins at byte at; its length is not known yet. */
static mill_link
link_of(mill_reader *reader, cmark_node *node, size_t at)
{
	mill_link link = { (uint32_t)at, 0, MILL_STR(""), MILL_STR("") };
	const char *picture = picture_of(node), *target = mill_target(node);

	if (target != NULL) {
		link.target = mill_copy(reader->arena, mill_cstr(target));
		picture = mill_only_picture(node);
	}
	if (picture != NULL)
		link.picture = mill_copy(reader->arena, mill_cstr(picture));
	return link;
}

void
mill_collect_links(mill_reader *reader, struct cmark_node *top, size_t at, mill_links *links)
{
	cmark_node *node = top, *open = NULL, *next;

	while (node != NULL) {
		if (open == NULL && (mill_target(node) != NULL || picture_of(node) != NULL)) {
			mill_add_link(reader, links, link_of(reader, node, at));
			open = node;
		}
		at += own_length(node);
		next = cmark_node_first_child(node);
		for (; next == NULL && node != NULL;) {
			if (node == open) {
				mill_link *link = &links->all[links->count - 1];
				link->len = (uint32_t)at - link->start;
				open = NULL;
			}
			if (node == top)
				return;
			next = cmark_node_next(node);
			if (next == NULL)
				node = cmark_node_parent(node);
		}
		node = next;
	}
}

/* Bytes of text that are words: numbers count rows. */
static uint32_t
words_in(cmark_node *node)
{
	mill_str text = own_length(node) < 2 ? MILL_STR("")
					     : mill_cstr(cmark_node_get_literal(node));
	uint32_t count = 0;

	for (size_t at = 0, from = 0; at < text.len; from = at) {
		uint32_t c = mill_next(text, &at);
		if (mill_is_word(c) && (c < '0' || c > '9'))
			count += (uint32_t)(at - from);
	}
	return count;
}

void
mill_mark_table(mill_reader *reader, struct cmark_node *table)
{
	mill_linked linked = { 0 }, *kept = MILL_NEW(reader->trees, mill_linked, 1);
	cmark_node *node = cmark_node_first_child(table), *open = NULL, *next;

	node = node == NULL ? NULL : cmark_node_next(node); /* behind the head */
	while (node != NULL) {
		open = open == NULL && mill_target(node) != NULL ? node : open;
		if (open == NULL)
			linked.bare += words_in(node);
		else if (mill_is_inner(mill_cstr(mill_target(open))))
			linked.inner += words_in(node);
		else
			linked.outer += words_in(node);
		next = cmark_node_first_child(node);
		while (next == NULL && node != table) {
			open = node == open ? NULL : open;
			next = cmark_node_next(node);
			node = next == NULL ? cmark_node_parent(node) : node;
		}
		node = next;
	}
	*kept = linked;
	cmark_node_set_user_data(table, kept);
}

mill_linked
mill_table_links(struct cmark_node *table)
{
	const mill_linked *linked = cmark_node_get_user_data(table);

	return linked == NULL ? (mill_linked){ 0 } : *linked;
}
