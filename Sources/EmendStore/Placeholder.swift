// EmendStore
