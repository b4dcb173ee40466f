// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors
//
// What SQLite offers by functions with variable arguments only, which Swift cannot call.
#pragma once

struct sqlite3;

// Closing the last connection neither copies the log into the file nor removes it
// (SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, https://sqlite.org/c3ref/c_dbconfig_defensive.html).
void csqlite_keep_log_on_close(struct sqlite3 *db);
