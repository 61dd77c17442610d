-- wrk script: signed Amity webhooks, every one a message of its own, one in five with a card number.
-- The signature is real, computed by GnuTLS through LuaJIT's FFI.
local ffi = require("ffi")
ffi.cdef [[
int gnutls_hmac_fast(int algorithm, const void *key, size_t keylen, const void *text, size_t textlen, void *digest);
typedef struct { unsigned char *data; unsigned int size; } gnutls_datum_t;
]]
local gnutls = ffi.load("libgnutls.so.30")
local SHA256 = 6  -- GNUTLS_MAC_SHA256
local secret = "benchmark-amity-secret"
local digest = ffi.new("unsigned char[32]")
local bit = require("bit")

-- Base64 of the 32 digest bytes by a table of all pairs of letters: wrk and the server share the processors.
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local pairs_of = {}
for n = 0, 4095 do
  local high, low = bit.rshift(n, 6) + 1, bit.band(n, 63) + 1
  pairs_of[n] = alphabet:sub(high, high) .. alphabet:sub(low, low)
end
local pieces = {}

local function signature(body)
  gnutls.gnutls_hmac_fast(SHA256, secret, #secret, body, #body, digest)
  for i = 0, 9 do
    local n = digest[i * 3] * 65536 + digest[i * 3 + 1] * 256 + digest[i * 3 + 2]
    pieces[i * 2 + 1] = pairs_of[bit.rshift(n, 12)]
    pieces[i * 2 + 2] = pairs_of[bit.band(n, 4095)]
  end
  local tail = digest[30] * 65536 + digest[31] * 256
  pieces[21] = pairs_of[bit.rshift(tail, 12)]
  pieces[22] = pairs_of[bit.band(tail, 4095)]:sub(1, 1) .. "="
  return table.concat(pieces, "", 1, 22)
end

local clean = "Hello, I ordered a blue jacket in size M two weeks ago and it has not arrived yet. Could somebody "
  .. "please have a look at where the parcel is? The tracking page has shown the same line since Monday. Thank you!"
local private = "Hello, my payment was refused again although there is money on the account. Please take the card "
  .. "4111 1111 1111 1111 instead, or tell me what else I can do to get the blue jacket in size M this week. Thanks!"

local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

local function template(text)
  return '","parentId":null,"childrenNumber":0,"channelId":"support-42","userId":"visitor-17","type":"text","tags":[],'
    .. '"data":{"text":"' .. text .. '"},"isDeleted":false,"channelSegment":7,"createdAt":"2026-03-02T10:15:30.123Z",'
    .. '"updatedAt":"2026-03-02T10:15:30.123Z","editedAt":"2026-03-02T10:15:30.123Z","flagCount":0,"hashFlag":null,'
    .. '"reactions":{},"reactionsCount":0,"myReactions":[],"mentionees":[]}],"users":[]}}'
end
local clean_tail, private_tail = template(clean), template(private)

function init(args)
  head = "POST " .. (args[1] or "/hooks/chat") .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
  prefix = '{"event":"message.didCreate","data":{"messages":[{"_id":"x","path":"n/chat/c/m","messageId":"'
    .. (args[2] or "0") .. "-" .. id .. "-"
  counter = 0
end

function request()
  counter = counter + 1
  local body = prefix .. counter .. (counter % 5 == 0 and private_tail or clean_tail)
  return head .. "Content-Length: " .. #body .. "\r\nx-amity-signature: " .. signature(body) .. "\r\n\r\n" .. body
end

function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT requests=%d seconds=%.3f rate=%.0f failed=%d p50_ms=%.3f p99_ms=%.3f\n", summary.requests,
    summary.duration / 1e6, summary.requests / summary.duration * 1e6, failed, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000))
end
