// EmendProviders
