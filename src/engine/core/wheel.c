/* SPDX-License-Identifier: MIT */
#include "engine/core/wheel.h"

#include <assert.h>
#include <string.h>

#include "engine/core/limits.h"

enum {
	LEVEL_BITS = 8,
	DUE = WHEEL_LEVELS * WHEEL_BUCKETS,
	SPAN = 1 << (WHEEL_LEVELS * LEVEL_BITS), /* ticks the whole wheel covers */
};

static struct timer *timer_at(const struct wheel *wheel, uint32_t item)
{
	/* The array belongs to the caller, who declared its items to hold a timer there. */
	return (struct timer *)(void *)(wheel->base + item * wheel->stride);
}

void wheel_init(struct wheel *wheel, size_t stride, int64_t now_ns)
{
	*wheel = (struct wheel) { .stride = stride,
				  .cursor = (uint64_t)(now_ns / WHEEL_TICK_NS) };
	memset(wheel->heads, 0xff, sizeof(wheel->heads));
}

void wheel_rebase(struct wheel *wheel, void *base)
{
	wheel->base = base;
}

static void link_into(struct wheel *wheel, uint32_t item, unsigned list)
{
	struct timer *timer = timer_at(wheel, item);
	uint32_t head = wheel->heads[list];

	timer->next = head;
	timer->prev = WHEEL_NONE;
	timer->place = (uint16_t)(list + 1);
	if (head != WHEEL_NONE) {
		timer_at(wheel, head)->prev = item;
	}
	wheel->heads[list] = item;
	if (list != DUE) {
		unsigned bucket = list % WHEEL_BUCKETS;
		wheel->used[list / WHEEL_BUCKETS][bucket / 64] |= UINT64_C(1) << (bucket % 64);
	}
}

static void unlink_from(struct wheel *wheel, struct timer *timer)
{
	unsigned list = timer->place - 1U;

	if (timer->next != WHEEL_NONE) {
		timer_at(wheel, timer->next)->prev = timer->prev;
	}
	if (timer->prev != WHEEL_NONE) {
		timer_at(wheel, timer->prev)->next = timer->next;
	} else {
		wheel->heads[list] = timer->next;
	}
	if (list != DUE && wheel->heads[list] == WHEEL_NONE) {
		unsigned bucket = list % WHEEL_BUCKETS;
		wheel->used[list / WHEEL_BUCKETS][bucket / 64] &=
			~(UINT64_C(1) << (bucket % 64));
	}
	timer->place = 0;
}

/** Puts the item where its distance from `from` belongs; farther than the wheel reaches: its far end. */
static void place(struct wheel *wheel, uint32_t item, uint64_t from)
{
	uint64_t distance = (uint32_t)(timer_at(wheel, item)->tick - (uint32_t)from);
	unsigned level = 0;

	if (distance >= SPAN) {
		distance = SPAN - 1;
	}
	while (distance >> ((level + 1) * LEVEL_BITS) != 0) {
		level++;
	}
	uint64_t bucket = ((from + distance) >> (level * LEVEL_BITS)) % WHEEL_BUCKETS;
	link_into(wheel, item, level * WHEEL_BUCKETS + (unsigned)bucket);
}

void wheel_arm(struct wheel *wheel, uint32_t item, int64_t at_ns)
{
	struct timer *timer = timer_at(wheel, item);
	uint64_t tick = (uint64_t)((at_ns + WHEEL_TICK_NS - 1) / WHEEL_TICK_NS);

	assert(at_ns >= 0);
	if (timer->place != 0) {
		wheel_disarm(wheel, item);
	}
	if (tick <= wheel->cursor) {
		tick = wheel->cursor + 1;
	}
	if (tick - wheel->cursor > INT32_MAX) {
		tick = wheel->cursor + INT32_MAX; /* 24 days: nobody waits that long */
	}
	timer->tick = (uint32_t)tick;
	place(wheel, item, wheel->cursor);
	wheel->armed++;
}

void wheel_disarm(struct wheel *wheel, uint32_t item)
{
	struct timer *timer = timer_at(wheel, item);

	if (timer->place == 0) {
		return;
	}
	unlink_from(wheel, timer);
	assert(wheel->armed > 0);
	wheel->armed--;
}

int64_t wheel_when(const struct wheel *wheel, uint32_t item)
{
	const struct timer *timer = timer_at(wheel, item);
	uint32_t distance = timer->tick - (uint32_t)wheel->cursor;

	return timer->place == 0 ? INT64_MAX
				 : (int64_t)(wheel->cursor + distance) * WHEEL_TICK_NS;
}

/** The first used bucket of a level after bucket `after`, as a distance of 1..256; 0 when there is none. */
static unsigned first_used(const struct wheel *wheel, unsigned level, unsigned after)
{
	unsigned start = (after + 1) % WHEEL_BUCKETS;

	for (unsigned i = 0; i <= WHEEL_BUCKETS / 64; i++) {
		unsigned word = (start / 64 + i) % (WHEEL_BUCKETS / 64);
		uint64_t bits = wheel->used[level][word];
		if (i == 0) {
			bits &= ~UINT64_C(0) << (start % 64);
		}
		if (bits != 0) {
			unsigned bucket = word * 64 + (unsigned)__builtin_ctzll(bits);
			return (bucket - start) % WHEEL_BUCKETS + 1;
		}
	}
	return 0;
}

/** The tick at which this level next has something to do. */
static uint64_t level_tick(const struct wheel *wheel, unsigned level)
{
	uint64_t turn = wheel->cursor >> (level * LEVEL_BITS);
	unsigned distance = first_used(wheel, level, (unsigned)(turn % WHEEL_BUCKETS));

	return distance == 0 ? UINT64_MAX : (turn + distance) << (level * LEVEL_BITS);
}

static uint64_t next_tick(const struct wheel *wheel)
{
	uint64_t next = UINT64_MAX;

	for (unsigned level = 0; level < WHEEL_LEVELS; level++) {
		uint64_t tick = level_tick(wheel, level);
		next = tick < next ? tick : next;
	}
	return next;
}

static void cascade(struct wheel *wheel, unsigned level)
{
	unsigned bucket = (unsigned)(wheel->cursor >> (level * LEVEL_BITS)) % WHEEL_BUCKETS;
	unsigned list = level * WHEEL_BUCKETS + bucket;
	uint32_t item = wheel->heads[list];

	wheel->heads[list] = WHEEL_NONE;
	wheel->used[level][bucket / 64] &= ~(UINT64_C(1) << (bucket % 64));
	while (item != WHEEL_NONE) {
		uint32_t next = timer_at(wheel, item)->next;
		place(wheel, item, wheel->cursor);
		item = next;
	}
}

/** Stands the wheel on a tick: coarse buckets that begin there go down a level, the fine one becomes due. */
static void stand_on(struct wheel *wheel, uint64_t tick)
{
	wheel->cursor = tick;
	for (unsigned level = WHEEL_LEVELS - 1; level > 0; level--) {
		if (tick % (UINT64_C(1) << (level * LEVEL_BITS)) == 0) {
			cascade(wheel, level);
		}
	}
	unsigned list = (unsigned)(tick % WHEEL_BUCKETS);
	while (wheel->heads[list] != WHEEL_NONE) {
		uint32_t item = wheel->heads[list];
		unlink_from(wheel, timer_at(wheel, item));
		link_into(wheel, item, DUE);
	}
}

uint32_t wheel_pop(struct wheel *wheel, int64_t now_ns)
{
	uint64_t now = (uint64_t)(now_ns / WHEEL_TICK_NS);

	while (wheel->heads[DUE] == WHEEL_NONE) {
		uint64_t next = next_tick(wheel);
		if (next > now) {
			/* Nothing begins in between, so nothing is skipped. */
			wheel->cursor = now > wheel->cursor ? now : wheel->cursor;
			return WHEEL_NONE;
		}
		stand_on(wheel, next);
	}
	uint32_t item = wheel->heads[DUE];
	wheel_disarm(wheel, item);
	return item;
}

int64_t wheel_deadline(const struct wheel *wheel)
{
	if (wheel->heads[DUE] != WHEEL_NONE) {
		return (int64_t)wheel->cursor * WHEEL_TICK_NS;
	}
	uint64_t next = next_tick(wheel);
	return next == UINT64_MAX ? INT64_MAX : (int64_t)next * WHEEL_TICK_NS;
}
