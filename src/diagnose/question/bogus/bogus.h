/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_BOGUS_BOGUS_H
#define DIAGNOSE_QUESTION_BOGUS_BOGUS_H

#include "diagnose/question/column.h"

/** Whether it is DNSSEC that fails the name, and what is wrong. */

/* dnssec.c */

enum answer judge_dnssec(struct column *column, const struct walk *walk);

#endif
