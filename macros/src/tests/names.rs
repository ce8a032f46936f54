//! Names that look like credentials, and the name of our crate in manifests.

use crate::credential::looks_secret;
use crate::krate::renamed;

#[test]
fn credentials() {
    for name in [
        "password",
        "user_password",
        "PASSWORD",
        "passwd",
        "secret",
        "client_secret",
        "token",
        "access_token",
        "authorization",
        "api_key",
        "x_api_key",
        "cookie",
        "session_cookie",
        "credit_card",
        "ssn",
        "private_key",
        "http.request.header.authorization",
        "userPassword",
    ] {
        assert!(looks_secret(name), "{name}");
    }
}

#[test]
fn not_credentials() {
    for name in [
        "user",
        "id",
        "key",
        "keyboard",
        "card",
        "tokenizer",
        "assn",
        "pass",
        "author",
        "sort_key",
        "cookbook",
        "secretary",
    ] {
        assert!(!looks_secret(name), "{name}");
    }
}

#[test]
fn renamed_dependencies() {
    let cases = [
        ("[dependencies]\ntraced = \"1\"\n", None),
        ("[dependencies]\nspans = { version = \"1\", package = \"traced\" }\n", Some("spans")),
        ("[dependencies]\nmy-spans = { package = 'traced', path = \"..\" } # comment\n", Some("my_spans")),
        ("[dependencies.spans]\nversion = \"1\"\npackage = \"traced\"\n", Some("spans")),
        ("[dependencies]\nspans.package = \"traced\"\nspans.version = \"1\"\n", Some("spans")),
        ("[dev-dependencies]\nspans = { package = \"traced\" }\n", Some("spans")),
        ("[target.'cfg(unix)'.dependencies]\nspans = { package = \"traced\" }\n", Some("spans")),
        ("[target.\"cfg(any(a, b))\".dependencies.spans]\npackage = \"traced\"\n", Some("spans")),
        ("[dependencies]\ntraced = { workspace = true }\nother = { package = \"traced\" }\n", None),
        ("[workspace.dependencies]\nspans = { package = \"traced\" }\n", None),
        ("[dependencies]\nspans = { package = \"traced-otlp\" }\n", None),
        ("[package]\nname = \"traced\"\n[features]\na = [\"package\"]\n", None),
        ("not = toml = at all\n[[[\n=\n", None),
        ("", None),
    ];
    for (manifest, expected) in cases {
        assert_eq!(renamed(manifest).as_deref(), expected, "{manifest}");
    }
}

#[test]
#[cfg(feature = "config")]
fn files_are_modules_where_they_lie_as_usual() {
    use crate::configured::module;
    for (krate, file, path) in [
        ("shop", "src/lib.rs", "shop"),
        ("shop", "src/main.rs", "shop"),
        ("shop", "src/orders.rs", "shop::orders"),
        ("shop", "src/orders/mod.rs", "shop::orders"),
        ("shop", "members/shop/src/orders/cache.rs", "shop::orders::cache"),
        ("shop", "/home/src/shop/src/orders.rs", "shop::orders"),
        ("shop", r"members\shop\src\orders.rs", "shop::orders"),
        ("tool", "src/bin/tool.rs", "tool"),
        ("tool", "src/bin/tool/main.rs", "tool"),
        ("tool", "src/bin/tool/args.rs", "tool::args"),
        ("it", "tests/it/main.rs", "it"),
        ("it", "tests/it/orders.rs", "it::orders"),
        ("by_hand", "examples/by-hand.rs", "by_hand"),
        ("shop", "", "shop"),
    ] {
        assert_eq!(module(krate, file), path, "{file}");
    }
}
