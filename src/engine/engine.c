/* SPDX-License-Identifier: MIT */
#include <fleetdig/engine.h>

#include "engine/backend.h"
