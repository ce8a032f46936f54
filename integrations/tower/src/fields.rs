//! The tags by number: spans of requests have these keys, which are known of their places and not written down again.

macro_rules! fields {
    ($($name:ident = $key:literal,)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "they are named as the constants are")]
        enum Number { $($name,)* LEN }

        $(pub(crate) const $name: usize = Number::$name as usize;)*

        /// Their keys.
        pub(crate) const NAMES: [&str; Number::LEN as usize] = [$($key),*];
    };
}

fields! {
    METHOD = "http.request.method",
    METHOD_ORIGINAL = "http.request.method_original",
    URL_FULL = "url.full",
    URL_PATH = "url.path",
    URL_QUERY = "url.query",
    URL_SCHEME = "url.scheme",
    USER_AGENT = "user_agent.original",
    ROUTE = "http.route",
    TEMPLATE = "url.template",
    RPC_SYSTEM = "rpc.system",
    RPC_SERVICE = "rpc.service",
    RPC_METHOD = "rpc.method",
    ADDRESS = "server.address",
    PORT = "server.port",
    PROTOCOL = "network.protocol.version",
    STATUS = "http.response.status_code",
    RPC_STATUS = "rpc.grpc.status_code",
    ERROR_TYPE = "error.type",
    REQUEST_SIZE = "http.request.body.size",
    RESPONSE_SIZE = "http.response.body.size",
}
