/// The folder that holds the fixtures, found from this source file so that tests run from any directory.
package func fixturesDirectory() -> String { testsDirectory + "/Fixtures" }

/// The folder `Tests` of the package.
package let testsDirectory: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(2).joined(separator: "/")
}()
