#pragma once
// https://sqlite.org/capi3ref.html
#include <sqlite3.h>
