// EmendCrypto
