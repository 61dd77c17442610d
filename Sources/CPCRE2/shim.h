#pragma once
// pcre2.h picks its function names by this macro, which Swift cannot define for a system header.
// Call the `_8` names from Swift. https://www.pcre.org/current/doc/html/pcre2api.html
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
