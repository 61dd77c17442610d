#pragma once
// https://curl.se/libcurl/c/
#include <curl/curl.h>
