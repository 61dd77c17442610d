// EmendMatching
