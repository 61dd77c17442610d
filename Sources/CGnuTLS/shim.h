#pragma once
// https://www.gnutls.org/manual/gnutls.html#Cryptographic-API
#include <gnutls/gnutls.h>
#include <gnutls/crypto.h>
