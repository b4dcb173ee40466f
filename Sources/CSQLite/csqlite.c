// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors
#include "csqlite.h"

#include <sqlite3.h>

void csqlite_keep_log_on_close(struct sqlite3 *db)
{
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
