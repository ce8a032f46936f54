//! The first `traced.toml`.

/// For a service and the crates of a workspace.
pub(super) fn template(service: &str, crates: &[String]) -> String {
    let crates: Vec<_> = crates.iter().map(|name| format!("{name:?}")).collect();
    format!(
        r#"# What is traced, how, and where it goes. Rules are heeded when the program is built and while it runs: where the program set tracing up
# with `traced_setup::init()`, or was built by `cargo traced run`, a change is applied within a second.
# `cargo traced list` shows what is traced, `cargo traced explain PATH` why, `cargo traced check` what is wrong here.

# service = {service:?}

# Where spans go. Without one: to OTEL_EXPORTER_OTLP_ENDPOINT, and where that is not set, as trees to standard error.
# [[exporter]]
# kind = "otlp"                          # or "zipkin", "jaeger", "xray", "file", "console", "summary"
# endpoint = "http://localhost:4318"

# [[exporter]]
# kind = "file"                          # `cargo traced view` shows what is in it
# path = "traces.jsonl"

# Which traces are recorded. Without: all.
# [sampler]
# ratio = 0.1

[guard]
max_rate = "10000/s"                     # a function that is called more often rests until the second is over, and this is said
# warn_above = 2000                      # a rule that selects more functions is worth a warning
# summary = true                         # says at the end which functions brought spans, and what became of these

# [capture]
# value = "256 B"                        # how much is kept of an argument

# Of each key the last rule that sets it, and is about the function, wins.
[[rule]]
match = [{crates}]
set = {{ enabled = true }}                 # functions without `#[traced]` are traced too, where `cargo traced run` builds the program

# [[rule]]
# match = "crate::db::**"                # modules with all inside, `Type::method`, `get_*`, lists; `!` in front excludes
# where = {{ async = true, visibility = "pub", kind = ["fn", "method"], name = "!fmt|!drop" }}
# set = {{ args = "scalars", errors = "display", min_duration = "1ms", sample = 0.1, orphan = "ignore" }}

# [[rule]]
# match = "crate::hot::**"
# set = {{ enabled = false, compile = true }}  # left out of the program, at no cost
"#,
        crates = crates.join(", "),
    )
}
