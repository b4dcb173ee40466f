// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors
//
// The limit of one change: commit a resource's rows to one file, then the same to each of the others in parallel, and
// wait for the last; and what a bare write with fdatasync(2) takes on this disk.
#include "limit.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct file {
    const struct model *model;
    struct writer *writer;
    sqlite3 *db;
    char path[4096];
    int number;
    pthread_t thread;
    pthread_barrier_t *start, *end;
    int count;
};

static void commit_one(struct file *file, int number)
{
    char suffix[32];
    snprintf(suffix, sizeof suffix, "-%d", number);
    int64_t index = number % model_resources(file->model);
    writer_begin(file->writer);
    writer_insert(file->writer, index, suffix, (int64_t)1000000000 + number);
    writer_commit(file->writer, 1);
}

static void open_file(struct file *file, const struct model *model, const char *directory, int number)
{
    snprintf(file->path, sizeof file->path, "%s/limit-%d.sqlite", directory, number);
    file->model = model;
    file->db = model_create(model, file->path);
    file->writer = writer_open(model, file->db);
    // As full as the model: an empty file has shorter ways.
    for (int64_t index = 0; index < model_resources(model);) {
        writer_begin(file->writer);
        int64_t count = 0;
        while (count < 256 && index < model_resources(model)) {
            writer_insert(file->writer, index++, NULL, 0);
            count++;
        }
        writer_commit(file->writer, count);
    }
    execute(file->db, "PRAGMA wal_checkpoint(TRUNCATE)");
}

static void close_file(struct file *file)
{
    writer_close(file->writer);
    sqlite3_close(file->db);
    remove_database(file->path);
}

static void *follow(void *argument)
{
    struct file *file = argument;
    for (int number = 0; number < file->count; number++) {
        pthread_barrier_wait(file->start);
        commit_one(file, number);
        pthread_barrier_wait(file->end);
    }
    return NULL;
}

int change(const char *model_path, const char *directory, int replicas, int count)
{
    struct model *model = model_read(model_path, 0);
    struct file *files = calloc((size_t)replicas + 1, sizeof *files);
    double *samples = calloc((size_t)count, sizeof *samples);
    pthread_barrier_t start, end;
    if (!files || !samples)
        fail("out of memory");
    pthread_barrier_init(&start, NULL, (unsigned)replicas + 1);
    pthread_barrier_init(&end, NULL, (unsigned)replicas + 1);
    for (int number = 0; number <= replicas; number++) {
        open_file(&files[number], model, directory, number);
        files[number].start = &start;
        files[number].end = &end;
        files[number].count = count;
        if (number && pthread_create(&files[number].thread, NULL, follow, &files[number]) != 0)
            fail("no thread can be made");
    }
    for (int number = 0; number < count; number++) {
        double from = now();
        commit_one(&files[0], number);
        pthread_barrier_wait(&start);
        pthread_barrier_wait(&end);
        samples[number] = now() - from;
    }
    for (int number = 0; number <= replicas; number++) {
        if (number)
            pthread_join(files[number].thread, NULL);
        close_file(&files[number]);
    }
    printf("{\"replicas\":%d,\"count\":%d,\"samples\":[", replicas, count);
    for (int number = 0; number < count; number++)
        printf("%s%.6f", number ? "," : "", samples[number]);
    printf("]}\n");
    return 0;
}

int synchronize(const char *directory, int count)
{
    char path[4096], block[4096];
    double *samples = calloc((size_t)count, sizeof *samples);
    snprintf(path, sizeof path, "%s/limit.sync", directory);
    memset(block, 7, sizeof block);
    int file = open(path, O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);
    if (!samples || file < 0)
        fail("%s cannot be made", path);
    for (int number = 0; number < count; number++) {
        double from = now();
        if (pwrite(file, block, sizeof block, (off_t)number * 4096) != sizeof block || fdatasync(file) != 0)
            fail("%s cannot be written", path);
        samples[number] = now() - from;
    }
    close(file);
    unlink(path);
    printf("{\"count\":%d,", count);
    print_quantile("p50", samples, count, 0.5);
    putchar(',');
    print_quantile("p99", samples, count, 0.99);
    printf("}\n");
    return 0;
}
