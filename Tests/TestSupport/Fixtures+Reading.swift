package import EmendCore
import EmendPlatform

/// The bytes of a fixture, by its path in the folder of fixtures.
package func fixture(_ path: String) throws -> [UInt8] {
    try FileSystem.read(fixturesDirectory() + "/" + path)
}

/// A fixture that is JSON.
package func jsonFixture(_ path: String) throws -> JSONDocument {
    try JSONDocument(parsing: fixture(path))
}
