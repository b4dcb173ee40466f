// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors
//
// What the parts of kmsync-limit share: plain C against SQLite, as fast as one person writes it in an afternoon.
#ifndef KMSYNC_LIMIT_H
#define KMSYNC_LIMIT_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

// Says what is wrong on standard error and ends with status 1.
void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

// Seconds on a clock that never jumps.
double now(void);

// Sorts the samples and prints `"name":value` in seconds for the quantile, without a comma.
void print_quantile(const char *name, double *samples, int count, double quantile);

// The content of a replica's file in memory: its schema, and for each resource the rows that it has in all tables.
struct model;

// Reads a file of kmsyncd; it must not be open in a daemon. `most` limits the resources, 0: all.
struct model *model_read(const char *path, int64_t most);
int64_t model_resources(const struct model *model);
int64_t model_rows(const struct model *model);

// A new file with the schema of the model, its rows that belong to no resource, and the settings of kmsyncd.
sqlite3 *model_create(const struct model *model, const char *path);

// The statements that insert a resource; bound to one connection.
struct writer;
struct writer *writer_open(const struct model *model, sqlite3 *db);
void writer_begin(struct writer *writer);
// Inserts the rows of resource `index`; under the name with `suffix` and at place `row_id`, where suffix is not NULL.
void writer_insert(struct writer *writer, int64_t index, const char *suffix, int64_t row_id);
// Moves what is counted once a transaction (secrets held, position followed), then commits.
void writer_commit(struct writer *writer, int64_t resources);
void writer_close(struct writer *writer);

void execute(sqlite3 *db, const char *sql);
int64_t fetch(sqlite3 *db, const char *sql);
void remove_database(const char *path);

int bootstrap(const char *model_path, const char *directory, int files, int64_t most);
int change(const char *model_path, const char *directory, int replicas, int count);
int synchronize(const char *directory, int count);

#endif
