// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

#ifndef KMSYNC_CSYSTEMD_SHIM_H
#define KMSYNC_CSYSTEMD_SHIM_H

// The caller passes CODE_FILE, CODE_LINE and CODE_FUNC itself: without this the header's macros would name this file.
#define SD_JOURNAL_SUPPRESS_LOCATION 1

#include <sys/uio.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

#endif
