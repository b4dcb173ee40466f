// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors
//
// The limits that `make bench` holds kmsyncd against, measured in the same run: each prints one line of JSON.
#include "limit.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("kmsync-limit: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void print_quantile(const char *name, double *samples, int count, double quantile)
{
    qsort(samples, (size_t)count, sizeof *samples, ascending);
    int place = (int)(quantile * (count - 1) + 0.5);
    printf("\"%s\":%.9f", name, samples[place]);
}

// Runs a statement for its first column of its first row, for checks from scripts and the driver.
static int query(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        fail("%s: %s", path, sqlite3_errmsg(db));
    printf("{\"value\":%lld}\n", (long long)fetch(db, sql));
    sqlite3_close(db);
    return 0;
}

static int64_t number(const char *text, int64_t least, int64_t most)
{
    char *end = NULL;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || end == text || *end || value < least || value > most)
        fail("'%s' is no number from %lld to %lld", text, (long long)least, (long long)most);
    return value;
}

int main(int count, char **words)
{
    const int64_t resources = 10000000;
    if (count == 6 && strcmp(words[1], "bootstrap") == 0)
        return bootstrap(words[2], words[3], (int)number(words[4], 1, 64), number(words[5], 0, resources));
    if (count == 6 && strcmp(words[1], "change") == 0)
        return change(words[2], words[3], (int)number(words[4], 1, 64), (int)number(words[5], 1, 1000000));
    if (count == 4 && strcmp(words[1], "sync") == 0)
        return synchronize(words[2], (int)number(words[3], 1, 1000000));
    if (count == 4 && strcmp(words[1], "query") == 0)
        return query(words[2], words[3]);
    fail("usage: kmsync-limit bootstrap MODEL DIRECTORY FILES RESOURCES   write the rows of a replica's file anew, FILES "
         "times (RESOURCES 0: all)\n"
         "       kmsync-limit change MODEL DIRECTORY REPLICAS COUNT        commit a row to one file, then to each of "
         "REPLICAS in parallel\n"
         "       kmsync-limit sync DIRECTORY COUNT                         write 4 KiB and fdatasync\n"
         "       kmsync-limit query FILE SQL                               a number from a file");
}
