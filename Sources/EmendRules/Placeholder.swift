// EmendRules
