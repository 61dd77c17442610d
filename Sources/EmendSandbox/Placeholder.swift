// EmendSandbox
