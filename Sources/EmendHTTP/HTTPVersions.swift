import CCurl
import CMicroHTTPD

package enum HTTPVersions {
    /// Names with versions of the libraries that are loaded: `libmicrohttpd 0.9.75`, `libcurl/7.88.1 GnuTLS/3.7.9 …`.
    package static var libraries: [String] {
        unsafe ["libmicrohttpd " + String(cString: MHD_get_version()), String(cString: curl_version())]
    }
}
