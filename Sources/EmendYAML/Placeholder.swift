// EmendYAML
