#include <cstdio>  // compact_lang_det.h uses FILE without including it
#include <cstring>

#include <malloc.h>

#include <cld2/public/compact_lang_det.h>
#include <cld2/internal/lang_script.h>
#include <cld2/public/encodings.h>

#include "language.h"

// CLD2 allocates a few hundred KiB for each call and frees them again. By default glibc gives such memory back to the
// kernel at once, and the page faults then cost three times as much as the identification itself.
// https://man7.org/linux/man-pages/man3/mallopt.3.html
static bool keep_freed_memory() {
    return mallopt(M_TRIM_THRESHOLD, 4 << 20) == 1 && mallopt(M_MMAP_THRESHOLD, 1 << 20) == 1;
}

extern "C" emend_language emend_identify_language(const char *text, size_t length) {
    static const bool tuned = keep_freed_memory();
    (void)tuned;
    CLD2::Language best[3];
    int percents[3];
    double scores[3];
    int text_bytes = 0;
    bool reliable = false;
    CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
    CLD2::ExtDetectLanguageSummary(text, static_cast<int>(length), /*is_plain_text=*/true, &hints, /*flags=*/0, best,
                                   percents, scores, /*resultchunkvector=*/nullptr, &text_bytes, &reliable);
    emend_language result = {};
    std::strncpy(result.code, CLD2::LanguageCode(best[0]), sizeof(result.code) - 1);
    result.percent = percents[0];
    result.score = scores[0];
    result.text_bytes = text_bytes;
    result.reliable = reliable;
    return result;
}

extern "C" int emend_language_count(void) { return CLD2::NUM_LANGUAGES; }

extern "C" const char *emend_language_code(int number) {
    return CLD2::LanguageCode(static_cast<CLD2::Language>(number));
}

extern "C" const char *emend_language_name(int number) {
    return CLD2::LanguageName(static_cast<CLD2::Language>(number));
}

extern "C" const char *emend_language_version(void) { return CLD2::DetectLanguageVersion(); }
