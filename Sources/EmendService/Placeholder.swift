// EmendService
