/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_CONTROL_LOOK_H
#define ENGINE_CORE_CONTROL_LOOK_H

#include "engine/core/control.h"

/** What a sample shows, in shares and rates, for control.c to judge. Values without a clock. */

enum {
	RESULTS_LEAST = 16 /* fewer show nothing */
};

struct finding {
	double shares[TROUBLE_KINDS];
	uint32_t results, over;
	bool queue; /* every answer was slow */
	bool silent;
	bool others; /* less is turned down, but only of other questions: those stay as they were */
	bool proved; /* much of what had been turned down was answered */
	bool spread; /* what was turned down, over zones */
	int64_t elapsed_ns, least_rtt_ns;
	double sent_qps, delivered_qps;
};

uint32_t results_of(const struct sample *sample);
/** More than `usual` by `least`, and by more than chance (three standard deviations) explains. */
bool exceeds(double share, double usual, double least, uint32_t results);
struct finding look(const struct control *control, const struct sample *sample, int64_t now_ns);

#endif
