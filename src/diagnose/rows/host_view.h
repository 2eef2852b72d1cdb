/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_ROWS_HOST_VIEW_H
#define DIAGNOSE_ROWS_HOST_VIEW_H

#include "diagnose/common/cells.h"
#include "diagnose/common/text.h"
#include "diagnose/rows/host_acquit.h"
#include "diagnose/rows/rows.h"

/** What the rules about this host look at, and how they show it. */

/** Resolvers of one role that were asked anything. */
struct side {
	size_t asked, witnesses, alive, resolving;
	size_t shut; /* host_shuts(): dead, and it may be by this host's doing */
};

struct view {
	struct fd_diagnosis *diagnosis;
	struct finding *finding;
	struct side sides[FD_ROLE_PUBLIC + 1]; /* by role */
	/* all of them, by how they do */
	size_t asked, silent, port, alive, resolving, remote, remote_alive, witnesses;
	size_t unresolving; /* alive, cannot resolve */
	bool no_route;	    /* some errno says that packets do not even leave */
	bool forbidden;	    /* or that somebody forbids them, here or on the way */
};

/** Each root asked, with what it showed itself. */
void view_show_roots(const struct view *view);
/** The canaries of the first few resolvers. */
void view_show_firsts(const struct view *view, const char *means);

/** Nobody of this site was asked; who was is rejected as the roots are. */
bool view_strangers_rejected(const struct view *view);

/* host_ways.c: ways out of here that are closed */

bool host_rule_edns(const struct view *view);
bool host_rule_egress(const struct view *view);
bool host_rule_family(const struct view *view);
bool host_rule_tcp(const struct view *view);

#endif
