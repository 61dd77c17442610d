#pragma once
// https://curl.se/libcurl/c/
#include <curl/curl.h>
#include <stddef.h>

// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic, which Swift cannot call, and read their
// argument by the option's type: one helper for each type that is used.

static inline CURLcode emend_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode emend_curl_set_large(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode emend_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/// For pointers that curl hands back to the callbacks or reads (COPYPOSTFIELDS, HTTPHEADER).
static inline CURLcode emend_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

/// Write and header callbacks have the same type.
static inline CURLcode emend_curl_set_sink(
    CURL *handle, CURLoption option, size_t (*sink)(char *, size_t, size_t, void *)) {
    return curl_easy_setopt(handle, option, sink);
}

static inline long emend_curl_get_long(CURL *handle, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(handle, info, &value);
    return value;
}

static inline CURLcode emend_curl_set_start(CURL *handle, int (*start)(void *, char *, char *, int, int)) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, start);
}

static inline CURLMcode emend_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// The result of a finished transfer lies in a union, and the next call of curl may overwrite the message.
static inline CURL *emend_curl_next_finished(CURLM *multi, CURLcode *result) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

/// curl_multi_poll takes an array type that Swift would have to spell out; nothing but the transfers is waited for.
static inline CURLMcode emend_curl_wait(CURLM *multi, int timeout_milliseconds) {
    return curl_multi_poll(multi, NULL, 0, timeout_milliseconds, NULL);
}
