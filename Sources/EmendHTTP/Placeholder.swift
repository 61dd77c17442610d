// EmendHTTP
