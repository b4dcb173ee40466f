// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors
//
// A real replica's file as the model: what is written is read from it, so that the limit cannot drift from the product.
#include "limit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAXIMUM_TABLES = 8, MAXIMUM_COLUMNS = 64 };

// A table with a row for each resource, or more than one: it has the column rowId.
struct table {
    char name[64];
    char insertion[2048];
    int columns;
    int place_column; // which column is rowId
    int name_column;  // which column is resourceId, or -1
};

// Values one after another: a type of SQLite, then 8 bytes, or a length of 4 bytes and as many bytes.
struct arena {
    uint8_t *bytes;
    size_t count, capacity;
};

struct model {
    char path[4096];
    struct table tables[MAXIMUM_TABLES];
    int table_count;
    struct arena arena;
    size_t *starts; // of each resource: rows, each as number of table + 1, then its values; 0 ends the resource
    int64_t resources, rows;
};

struct writer {
    const struct model *model;
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *counting, *following;
    sqlite3_stmt *insertions[MAXIMUM_TABLES];
    int64_t written;
};

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        fail("%s: %s", sql, sqlite3_errmsg(db));
    return statement;
}

static void run(sqlite3 *db, sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE)
        fail("%s: %s", sqlite3_sql(statement), sqlite3_errmsg(db));
    sqlite3_reset(statement);
}

void execute(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail("%s: %s", sql, sqlite3_errmsg(db));
}

int64_t fetch(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = prepare(db, sql);
    if (sqlite3_step(statement) != SQLITE_ROW)
        fail("%s: no row: %s", sql, sqlite3_errmsg(db));
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

void remove_database(const char *path)
{
    char name[4200];
    const char *endings[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, endings[i]);
        unlink(name);
    }
}

static void *grow(struct arena *arena, size_t more)
{
    if (arena->count + more > arena->capacity) {
        arena->capacity = (arena->capacity + more) * 2;
        arena->bytes = realloc(arena->bytes, arena->capacity);
        if (!arena->bytes)
            fail("out of memory");
    }
    void *place = arena->bytes + arena->count;
    arena->count += more;
    return place;
}

static void keep_value(struct arena *arena, sqlite3_stmt *row, int column)
{
    int type = sqlite3_column_type(row, column);
    *(uint8_t *)grow(arena, 1) = (uint8_t)type;
    if (type == SQLITE_INTEGER) {
        int64_t number = sqlite3_column_int64(row, column);
        memcpy(grow(arena, 8), &number, 8);
    } else if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
        const void *bytes = type == SQLITE_TEXT ? (const void *)sqlite3_column_text(row, column)
                                                : sqlite3_column_blob(row, column);
        uint32_t size = (uint32_t)sqlite3_column_bytes(row, column);
        memcpy(grow(arena, 4), &size, 4);
        if (size)
            memcpy(grow(arena, size), bytes, size);
    } else if (type != SQLITE_NULL) {
        fail("a column has a type that no table of kmsyncd has");
    }
}

static void find_tables(struct model *model, sqlite3 *db)
{
    // Resources first: the others refer to them.
    sqlite3_stmt *names = prepare(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                                      "ORDER BY name <> 'resource', name");
    while (sqlite3_step(names) == SQLITE_ROW) {
        struct table table = {.place_column = -1, .name_column = -1};
        snprintf(table.name, sizeof table.name, "%s", sqlite3_column_text(names, 0));
        char sql[256];
        snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", table.name);
        sqlite3_stmt *all = prepare(db, sql);
        table.columns = sqlite3_column_count(all);
        int length = snprintf(table.insertion, sizeof table.insertion, "INSERT INTO \"%s\" VALUES (", table.name);
        for (int column = 0; column < table.columns && column < MAXIMUM_COLUMNS; column++) {
            if (strcmp(sqlite3_column_name(all, column), "rowId") == 0)
                table.place_column = column;
            if (strcmp(sqlite3_column_name(all, column), "resourceId") == 0)
                table.name_column = column;
            length += snprintf(table.insertion + length, sizeof table.insertion - (size_t)length, column ? ",?" : "?");
        }
        snprintf(table.insertion + length, sizeof table.insertion - (size_t)length, ")");
        int is_empty = sqlite3_step(all) != SQLITE_ROW;
        sqlite3_finalize(all);
        if (table.place_column < 0 || is_empty)
            continue;
        if (model->table_count == MAXIMUM_TABLES || table.columns > MAXIMUM_COLUMNS)
            fail("more tables or columns than expected");
        model->tables[model->table_count++] = table;
    }
    sqlite3_finalize(names);
    if (!model->table_count || strcmp(model->tables[0].name, "resource") != 0)
        fail("%s holds no resource", model->path);
}

struct model *model_read(const char *path, int64_t most)
{
    struct model *model = calloc(1, sizeof *model);
    sqlite3 *db = NULL;
    if (!model)
        fail("out of memory");
    snprintf(model->path, sizeof model->path, "%s", path);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        fail("%s: %s", path, sqlite3_errmsg(db));
    find_tables(model, db);

    int64_t total = fetch(db, "SELECT count(*) FROM resource");
    model->resources = most && most < total ? most : total;
    model->starts = calloc((size_t)model->resources, sizeof *model->starts);
    if (!model->starts)
        fail("out of memory");
    sqlite3_stmt *cursors[MAXIMUM_TABLES];
    int has_row[MAXIMUM_TABLES];
    for (int number = 0; number < model->table_count; number++) {
        char sql[256];
        snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY rowId", model->tables[number].name);
        cursors[number] = prepare(db, sql);
        has_row[number] = sqlite3_step(cursors[number]) == SQLITE_ROW;
    }
    for (int64_t index = 0; index < model->resources; index++) {
        model->starts[index] = model->arena.count;
        int64_t place = sqlite3_column_int64(cursors[0], model->tables[0].place_column);
        for (int number = 0; number < model->table_count; number++) {
            const struct table *table = &model->tables[number];
            while (has_row[number] && sqlite3_column_int64(cursors[number], table->place_column) == place) {
                *(uint8_t *)grow(&model->arena, 1) = (uint8_t)(number + 1);
                for (int column = 0; column < table->columns; column++)
                    keep_value(&model->arena, cursors[number], column);
                has_row[number] = sqlite3_step(cursors[number]) == SQLITE_ROW;
                model->rows++;
            }
        }
        *(uint8_t *)grow(&model->arena, 1) = 0;
    }
    for (int number = 0; number < model->table_count; number++)
        sqlite3_finalize(cursors[number]);
    sqlite3_close(db);
    return model;
}

int64_t model_resources(const struct model *model) { return model->resources; }
int64_t model_rows(const struct model *model) { return model->rows; }

sqlite3 *model_create(const struct model *model, const char *path)
{
    sqlite3 *db = NULL;
    remove_database(path);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        fail("%s: %s", path, sqlite3_errmsg(db));
    // What InstanceFile+Open.swift sets; the rest is SQLite's default on both sides.
    execute(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                "PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cache_size = -2000;"
                "PRAGMA journal_size_limit = 67108864");
    sqlite3_stmt *attach = prepare(db, "ATTACH ? AS model");
    sqlite3_bind_text(attach, 1, model->path, -1, SQLITE_STATIC);
    run(db, attach);
    sqlite3_finalize(attach);

    sqlite3_stmt *schema = prepare(db, "SELECT sql FROM model.sqlite_schema WHERE sql IS NOT NULL "
                                       "ORDER BY type <> 'table', rowid");
    while (sqlite3_step(schema) == SQLITE_ROW)
        execute(db, (const char *)sqlite3_column_text(schema, 0));
    sqlite3_finalize(schema);
    sqlite3_stmt *names = prepare(db, "SELECT format('INSERT INTO main.\"%w\" SELECT * FROM model.\"%w\"', name, name) "
                                      "FROM model.sqlite_schema AS s WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                                      "AND NOT EXISTS (SELECT * FROM pragma_table_info(s.name) AS c "
                                      "WHERE c.name = 'rowId')");
    while (sqlite3_step(names) == SQLITE_ROW)
        execute(db, (const char *)sqlite3_column_text(names, 0));
    sqlite3_finalize(names);
    execute(db, "UPDATE instance SET keyCount = 0, secretCount = 0; DETACH model; PRAGMA wal_checkpoint(TRUNCATE)");
    return db;
}

struct writer *writer_open(const struct model *model, sqlite3 *db)
{
    struct writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        fail("out of memory");
    writer->model = model;
    writer->db = db;
    writer->begin = prepare(db, "BEGIN IMMEDIATE");
    writer->commit = prepare(db, "COMMIT");
    writer->counting = prepare(db, "UPDATE instance SET secretCount = secretCount + ?");
    writer->following = prepare(db, "UPDATE following SET backfillPosition = ?");
    for (int number = 0; number < model->table_count; number++)
        writer->insertions[number] = prepare(db, model->tables[number].insertion);
    return writer;
}

void writer_begin(struct writer *writer) { run(writer->db, writer->begin); }

// Binds the value at `bytes` and returns where the next one stands.
static const uint8_t *bind(sqlite3_stmt *statement, int column, const uint8_t *bytes)
{
    int type = *bytes++;
    if (type == SQLITE_INTEGER) {
        int64_t number;
        memcpy(&number, bytes, 8);
        sqlite3_bind_int64(statement, column, number);
        return bytes + 8;
    }
    if (type == SQLITE_NULL) {
        sqlite3_bind_null(statement, column);
        return bytes;
    }
    uint32_t size;
    memcpy(&size, bytes, 4);
    if (type == SQLITE_TEXT)
        sqlite3_bind_text(statement, column, (const char *)bytes + 4, (int)size, SQLITE_STATIC);
    else
        sqlite3_bind_blob(statement, column, bytes + 4, (int)size, SQLITE_STATIC);
    return bytes + 4 + size;
}

void writer_insert(struct writer *writer, int64_t index, const char *suffix, int64_t row_id)
{
    const struct model *model = writer->model;
    const uint8_t *bytes = model->arena.bytes + model->starts[index];
    while (*bytes) {
        int number = *bytes++ - 1;
        const struct table *table = &model->tables[number];
        sqlite3_stmt *insertion = writer->insertions[number];
        char name[512];
        for (int column = 0; column < table->columns; column++) {
            const uint8_t *next = bind(insertion, column + 1, bytes);
            if (suffix && column == table->place_column)
                sqlite3_bind_int64(insertion, column + 1, row_id);
            if (suffix && column == table->name_column) {
                int length = snprintf(name, sizeof name, "%.*s%s", (int)(next - bytes - 5), (const char *)bytes + 5, suffix);
                sqlite3_bind_text(insertion, column + 1, name, length, SQLITE_STATIC);
            }
            bytes = next;
        }
        run(writer->db, insertion);
    }
}

void writer_commit(struct writer *writer, int64_t resources)
{
    writer->written += resources;
    sqlite3_bind_int64(writer->counting, 1, resources);
    run(writer->db, writer->counting);
    sqlite3_bind_int64(writer->following, 1, writer->written);
    run(writer->db, writer->following);
    run(writer->db, writer->commit);
}

void writer_close(struct writer *writer)
{
    sqlite3_finalize(writer->begin);
    sqlite3_finalize(writer->commit);
    sqlite3_finalize(writer->counting);
    sqlite3_finalize(writer->following);
    for (int number = 0; number < writer->model->table_count; number++)
        sqlite3_finalize(writer->insertions[number]);
    free(writer);
}
