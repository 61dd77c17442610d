// EmendPlatform
