/// The folder that holds the fixtures, found from this source file so that tests run from any directory.
package func fixturesDirectory(_ here: String = #filePath) -> String {
    let parts = here.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(2).joined(separator: "/") + "/Fixtures"
}
