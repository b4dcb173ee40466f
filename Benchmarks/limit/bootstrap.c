// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors
//
// The limit of a bootstrap: one thread writes the rows of a replica's file, 256 resources a transaction, one file after
// another. No sealing, no socket, no reading of a primary: nothing but the rows and their way to the disk.
#include "limit.h"

#include <stdio.h>

enum { RESOURCES_IN_TRANSACTION = 256 };

static double write_file(const struct model *model, const char *path)
{
    sqlite3 *db = model_create(model, path);
    struct writer *writer = writer_open(model, db);
    double start = now();
    for (int64_t index = 0; index < model_resources(model);) {
        writer_begin(writer);
        int64_t count = 0;
        while (count < RESOURCES_IN_TRANSACTION && index < model_resources(model)) {
            writer_insert(writer, index++, NULL, 0);
            count++;
        }
        writer_commit(writer, count);
    }
    double seconds = now() - start;
    writer_close(writer);
    if (fetch(db, "SELECT count(*) FROM resource") != model_resources(model))
        fail("%s does not hold what the model holds", path);
    sqlite3_close(db);
    remove_database(path);
    return seconds;
}

int bootstrap(const char *model_path, const char *directory, int files, int64_t most)
{
    struct model *model = model_read(model_path, most);
    double seconds = 0;
    for (int file = 0; file < files; file++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/limit-%d.sqlite", directory, file);
        seconds += write_file(model, path);
    }
    printf("{\"files\":%d,\"resources\":%lld,\"rows\":%lld,\"seconds\":%.6f}\n", files,
           (long long)model_resources(model), (long long)model_rows(model), seconds);
    return 0;
}
