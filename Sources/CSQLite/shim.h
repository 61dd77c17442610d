#pragma once
// https://sqlite.org/capi3ref.html
#include <sqlite3.h>

/// sqlite3_config is variadic. Counting its memory costs SQLite a lock for each allocation, and nobody asks for the count.
/// To be called before anything else of the library. https://sqlite.org/c3ref/c_config_covering_index_scan.html
static inline int emend_sqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
