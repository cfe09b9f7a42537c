/*
 * about.c - which line an id is about: what it stands on, below or above, by who writes it.
 */
#include "../base/base.h"
#include "../outline.h"
#include "ids.h"

/* About what stands next, or else about what stands above. */
static void
look_down(mill_id_mark *mark)
{
	mark->id.place = mark->below > 0 ? MILL_ID_ABOVE : MILL_ID_BELOW;
	mark->id.about = mark->below > 0 ? mark->below : mark->above;
}

static void
look_up(mill_id_mark *mark)
{
	if (mark->above == 0) {
		look_down(mark);
		return;
	}
	/* Below an item's own text it is about the item, not about its list. */
	mark->id.place = mark->indent > 1 ? MILL_ID_ON : MILL_ID_BELOW;
	mark->id.about = mark->above;
	mark->id.item = false;
}

static void
look_around(mill_id_mark *mark)
{
	if (mark->above > 0 && mark->indent > 1 &&
	    (mark->below == 0 || mark->below_indent < mark->indent)) {
		look_up(mark);
	} else if (mark->above > 0 && mark->heading) {
		mark->id.place = MILL_ID_ABOVE;
		mark->id.about = mark->above;
		mark->id.other = mark->below;
	} else {
		look_down(mark);
	}
}

void
mill_settle_id(mill_id_mark *mark)
{
	mark->id.about = mark->id.line;
	mark->id.place = MILL_ID_ON;
	switch (mark->form) {
	case MILL_FORM_OWN:
		look_around(mark);
		break;
	case MILL_FORM_ABOVE_CARD:
		look_down(mark);
		break;
	case MILL_FORM_NUMBER:
		if (mark->numbered && mark->below == mark->id.line + 1 &&
		    (mark->tight || mark->above != mark->id.line - 1))
			look_down(mark);
		else
			look_up(mark);
		break;
	case MILL_FORM_BLOCK:
		mark->id.block = mark->block;
		look_up(mark);
		break;
	case MILL_FORM_BELOW_CARD:
		look_up(mark);
		break;
	case MILL_FORM_PROPERTY:
		mark->id.about = mark->above;
		mark->id.item = true;
		break;
	case MILL_FORM_ON_LINE:
	case MILL_NO_FORM:
		break;
	}
}
