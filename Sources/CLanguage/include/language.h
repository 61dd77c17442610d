#pragma once
// A C face for CLD2, whose own header is C++ and does not compile alone.
// https://github.com/CLD2Owners/cld2/blob/master/public/compact_lang_det.h
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What CLD2 says of one text: the best language of up to three.
struct emend_language {
    /// CLD2's own code, at most 15 bytes and NUL-terminated; "un" when it names none.
    char code[16];
    /// Share of the text in this language, 0...100.
    int percent;
    /// CLD2's normalised score; typical text gives several hundred to a thousand.
    double score;
    /// Bytes of letters that CLD2 looked at.
    int text_bytes;
    /// CLD2's own judgement of its answer.
    bool reliable;
};

/// Identifies the language of `length` bytes of valid UTF-8. Thread-safe; keeps nothing.
struct emend_language emend_identify_language(const char *text, size_t length);

/// How many languages CLD2 has numbers for, from 0 on.
int emend_language_count(void);

/// CLD2's own code and English name in capitals, such as "de" and "GERMAN"; static storage.
const char *emend_language_code(int number);
const char *emend_language_name(int number);

/// The data version of the linked CLD2, such as "V2.0 - 20141016"; static storage.
const char *emend_language_version(void);

#ifdef __cplusplus
}
#endif
