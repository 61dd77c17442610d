// swift-tools-version: 6.2
import PackageDescription

/// One list for every Swift target, tests included.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .treatAllWarnings(as: .error),
]
/// For targets that touch C or read untrusted bytes; every C call there says `unsafe` (SE-0458).
let strict: [SwiftSetting] = settings + [.strictMemorySafety()]

/// A C library of the operating system behind a module map; the name of its Debian package tells what to install.
func system(_ name: String, pkgConfig: String?, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func library(_ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "emend",
    products: [.executable(name: "emend", targets: ["emend"])],
    targets: [
        // C libraries: a module map and a shim each, no Swift.
        .systemLibrary(name: "CSystem"),
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        system("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),
        system("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-gnutls-dev"),
        system("CGnuTLS", pkgConfig: "gnutls", apt: "libgnutls28-dev"),
        system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        .target(name: "CLanguage", linkerSettings: [.linkedLibrary("cld2")]),

        // Values only; then one keeper for each C library; then the parts put together.
        library("EmendCore", [], strict),
        library("EmendPlatform", ["EmendCore", "CSystem"], strict),
        library("EmendCrypto", ["EmendCore", "CGnuTLS"], strict),
        library("EmendYAML", ["EmendCore", "CYAML"], strict),
        library("EmendMatching", ["EmendCore", "CPCRE2", "CLanguage"], strict),
        library("EmendRules", ["EmendCore", "EmendMatching", "EmendYAML"], strict),
        library("EmendProviders", ["EmendCore", "EmendCrypto"], strict),
        library("EmendStore", ["EmendCore", "EmendCrypto", "EmendPlatform", "CSQLite"], strict),
        library("EmendHTTP", ["EmendCore", "EmendPlatform", "CSystem", "CMicroHTTPD", "CCurl"], strict),
        library(
            "EmendService",
            [
                "EmendCore", "EmendCrypto", "EmendHTTP", "EmendMatching", "EmendPlatform", "EmendProviders",
                "EmendRules", "EmendStore", "EmendYAML",
            ], strict),
        library("EmendSandbox", ["EmendCore", "EmendCrypto", "EmendHTTP", "EmendPlatform"], strict),
        .executableTarget(
            name: "emend",
            dependencies: [
                "EmendCore", "EmendCrypto", "EmendHTTP", "EmendMatching", "EmendPlatform", "EmendProviders",
                "EmendRules",
                "EmendSandbox", "EmendService", "EmendStore",
            ], swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["EmendCore", "EmendPlatform"], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("EmendCoreTests", ["EmendCore", "TestSupport"]),
        tests("EmendPlatformTests", ["EmendPlatform", "EmendCore", "TestSupport"]),
        tests("EmendCryptoTests", ["EmendCrypto", "EmendCore", "TestSupport"]),
        tests("EmendYAMLTests", ["EmendYAML", "EmendCore", "TestSupport"]),
        tests("EmendMatchingTests", ["EmendMatching", "EmendCore", "TestSupport"]),
        tests("EmendRulesTests", ["EmendRules", "EmendCore", "EmendMatching", "EmendPlatform", "TestSupport"]),
        tests("EmendProvidersTests", ["EmendProviders", "EmendCore", "EmendCrypto", "EmendPlatform", "TestSupport"]),
        tests("EmendStoreTests", ["EmendStore", "EmendCore", "EmendCrypto", "EmendPlatform", "TestSupport"]),
        tests("EmendHTTPTests", ["EmendHTTP", "EmendCore", "EmendPlatform", "TestSupport"]),
        tests(
            "EmendServiceTests",
            [
                "EmendService", "EmendCore", "EmendCrypto", "EmendHTTP", "EmendPlatform", "EmendProviders",
                "EmendRules", "EmendSandbox", "EmendStore", "TestSupport",
            ]),
        tests(
            "EmendSandboxTests",
            ["EmendSandbox", "EmendCore", "EmendCrypto", "EmendHTTP", "EmendPlatform", "TestSupport"]),
        tests(
            "DocumentTests",
            [
                "emend", "EmendCore", "EmendMatching", "EmendPlatform", "EmendProviders", "EmendRules", "EmendService",
                "EmendStore", "TestSupport",
            ]),
        tests(
            "EndToEndTests",
            ["emend", "EmendCore", "EmendCrypto", "EmendHTTP", "EmendPlatform", "EmendSandbox", "TestSupport"]),
    ],
    cxxLanguageStandard: .cxx17
)

// Benchmark programs join only on request, so that nobody builds them by accident.
if Context.environment["EMEND_BENCHMARKS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "MatchingBenchmark", dependencies: ["EmendCore", "EmendMatching"], path: "Benchmarks/Matching",
            swiftSettings: settings))
    package.targets.append(
        .executableTarget(
            name: "StoreBenchmark", dependencies: ["EmendCore", "EmendPlatform", "EmendStore"],
            path: "Benchmarks/Store",
            swiftSettings: settings))
}
