//! What is compared: one attribute each, and what it needs in `Cargo.toml`.

/// One way of annotating the same five hundred functions.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// The crate's name.
    pub name: &'static str,
    /// The head of its column.
    pub title: &'static str,
    /// Stands above every function.
    pub attribute: &'static str,
    /// Lines for `[dependencies]`; `{root}` is the folder of `traced`.
    pub dependencies: &'static str,
}

/// The plain crate first: the others are over it.
pub const ANNOTATED: [Variant; 5] = [
    Variant { name: "plain", title: "plain crate", attribute: "", dependencies: "" },
    Variant {
        name: "with-traced",
        title: "traced",
        attribute: "#[traced::traced]",
        dependencies: "traced = { path = \"{root}\" }",
    },
    Variant {
        name: "with-fastrace",
        title: "fastrace, nothing recorded",
        attribute: "#[fastrace::trace]",
        dependencies: FASTRACE,
    },
    Variant {
        name: "with-fastrace-properties",
        title: "fastrace, with properties",
        attribute: "#[fastrace::trace(properties = { \"id\": \"{id}\", \"name\": \"{name}\" })]",
        dependencies: FASTRACE,
    },
    Variant {
        name: "with-tracing",
        title: "tracing",
        attribute: "#[tracing::instrument]",
        dependencies: "tracing = \"0.1.44\"",
    },
];

/// What a program depends on to trace itself, built from nothing.
pub const WHOLE: [Variant; 2] = [
    Variant { name: "whole-traced", title: "traced", attribute: "", dependencies: "traced = { path = \"{root}\" }" },
    Variant {
        name: "whole-tracing-otel",
        title: "tracing + OTel SDK",
        attribute: "",
        dependencies: "tracing = \"0.1.44\"
tracing-subscriber = { version = \"0.3.23\", default-features = false, features = [\"registry\", \"std\"] }
tracing-opentelemetry = \"0.34.0\"
opentelemetry = \"0.33.1\"
opentelemetry_sdk = \"0.33.1\"",
    },
];

const FASTRACE: &str = "fastrace = { version = \"0.7.19\", features = [\"enable\"] }";
