@main struct Emend { static func main() {} }
