//! Rules, patterns, and what is said about mistakes.

use std::time::Duration;

use crate::*;

fn site(path: &'static str) -> Site<'static> {
    let (module, function) = path.rsplit_once("::").unwrap();
    let owner = module.rsplit("::").next().filter(|name| name.starts_with(char::is_uppercase)).unwrap_or_default();
    let module = module.strip_suffix(owner).unwrap().trim_end_matches(':');
    Site { module, owner, function, is_async: false, visibility: Visibility::Private, kind: Kind::Function }
}

fn config(text: &str) -> Config {
    Config::parse("traced.toml", text).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn mistakes(text: &str) -> Vec<String> {
    let mistakes = Config::parse("traced.toml", text).unwrap_err();
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn patterns_name_modules_types_and_functions() {
    for (pattern, fits, does_not) in [
        ("shop", &["shop::f", "shop::a::b::f", "shop::T::m"] as &[_], &["shopping::f", "other::shop::f"] as &[_]),
        (
            "shop::orders",
            &["shop::orders::f", "shop::orders::deep::f", "shop::orders::T::m"],
            &["shop::f", "shop::order::f"],
        ),
        ("shop::orders::**", &["shop::orders::f", "shop::orders::deep::f"], &["shop::f"]),
        ("shop::*", &["shop::f"], &["shop::a::f", "shop::T::m"]),
        ("shop::*::load", &["shop::a::load", "shop::T::load"], &["shop::load", "shop::a::b::load"]),
        ("shop::**::load", &["shop::load", "shop::a::b::load"], &["shop::a::b::loads"]),
        ("crate::db", &["shop::db::f", "bank::db::f"], &["shop::a::db::f"]),
        ("crate::**", &["shop::f", "bank::a::f"], &[]),
        (
            "Order::place",
            &["shop::Order::place", "shop::a::b::Order::place"],
            &["shop::Order::places", "shop::MyOrder::place"],
        ),
        ("Order", &["shop::Order::place"], &["shop::orders::place"]),
        ("Order::get_*", &["shop::Order::get_name"], &["shop::Order::get"]),
        ("**::get_?", &["shop::get_x", "shop::T::get_y"], &["shop::get_xy", "shop::get_"]),
        ("my-shop::f", &["my_shop::f"], &["my_shop::g"]),
        ("**", &["shop::f"], &[]),
    ] {
        let mut paths = Paths::default();
        paths.add(pattern).unwrap();
        for path in fits {
            assert!(paths.fits(&site(path).parts()), "{pattern} ought to fit {path}");
        }
        for path in does_not {
            assert!(!paths.fits(&site(path).parts()), "{pattern} ought not to fit {path}");
        }
    }
}

#[test]
fn an_exclamation_mark_excludes() {
    let mut paths = Paths::default();
    for pattern in ["shop", "!shop::db", "! Cache"] {
        paths.add(pattern).unwrap();
    }
    let fits = ["shop::f", "shop::db::f", "shop::Cache::get", "bank::f"].map(|path| paths.fits(&site(path).parts()));
    assert_eq!(fits, [true, false, false, false]);
    let mut all_but = Paths::default();
    all_but.add("!shop::db").unwrap();
    assert!(all_but.fits(&["bank", "f"]) && !all_but.fits(&["shop", "db", "f"]));
}

#[test]
fn the_last_rule_that_sets_a_key_wins_and_others_keep_theirs() {
    let config = config(
        r#"
        rule = [
            { match = "shop", set = { args = "scalars", errors = "display" } },
            { match = "shop::db", set = { enabled = false } },
            { match = "shop::db::slow", set = { enabled = true, min_duration = "1.5ms" } },
        ]"#,
    );
    let slow = config.rules.decide(&site("shop::db::slow"));
    assert_eq!(
        slow.settings,
        Settings {
            enabled: Some(true),
            args: Some(Args::Scalars),
            errors: Some(Errors::Display),
            min_duration: Some(Duration::from_micros(1500)),
            ..Settings::default()
        }
    );
    assert_eq!(["enabled", "args", "sample"].map(|key| slow.by(key).map(Rule::line)), [Some(5), Some(3), None]);
    assert_eq!(config.rules.decide(&site("shop::db::other")).settings.enabled, Some(false));
    assert!(config.rules.decide(&site("bank::f")).settings.is_empty());
}

#[test]
fn conditions_narrow_a_rule() {
    let config = config(
        r#"
        [[rule]]
        match = "**"
        where = { async = true, visibility = ["pub", "restricted"], kind = "method", name = "!fmt|!drop" }
        set = { enabled = true }"#,
    );
    let wanted =
        Site { is_async: true, visibility: Visibility::Public, kind: Kind::Method, ..site("shop::Order::place") };
    let enabled = |site: &Site<'_>| config.rules.decide(site).settings.enabled;
    assert_eq!(enabled(&wanted), Some(true));
    assert_eq!(enabled(&Site { visibility: Visibility::Restricted, ..wanted }), Some(true));
    for other in [
        Site { is_async: false, ..wanted },
        Site { visibility: Visibility::Private, ..wanted },
        Site { kind: Kind::TraitMethod, ..wanted },
        Site { function: "fmt", ..wanted },
        Site { function: "r#drop", ..wanted },
    ] {
        assert_eq!(enabled(&other), None, "{other:?}");
    }
}

#[test]
fn rules_that_are_about_nothing_are_known() {
    let config = config("rule = [{ match = \"shop\", set = {} }, { match = \"shpo\", set = {} }]");
    config.rules.decide(&site("shop::f"));
    assert_eq!(config.rules.unused().map(Rule::written).collect::<Vec<_>>(), ["shpo"]);
}

/// Which selects a function is the last that switches it; one that switches it off selects nothing.
#[test]
fn how_many_functions_a_rule_selects_is_known() {
    let config = config(
        r#"
        rule = [
            { match = "shop", set = { enabled = true } },
            { match = "shop::db", set = { enabled = true } },
            { match = "shop::db::a", set = { args = "none" } },
            { match = "shop::db::b", set = { enabled = false } },
        ]"#,
    );
    for path in ["shop::f", "shop::g", "shop::h", "shop::db::a", "shop::db::b", "bank::f"] {
        config.rules.decide(&site(path));
    }
    assert_eq!(config.rules.selecting().map(|(_, selects)| selects).collect::<Vec<_>>(), [3, 1, 0, 0]);
    let guard = Guard { warn_above: Some(2), ..Guard::default() };
    assert_eq!(guard.finding(3).unwrap(), "selects 3 functions, more than `guard.warn_above` (2)");
    assert_eq!((guard.finding(2), Guard::default().finding(2000)), (None, None));
    assert!(Guard::default().finding(2001).is_some());
}

#[test]
fn the_environment_comes_last() {
    let mut config = config("[[rule]]\nmatch = \"**\"\nset = { enabled = true, sample = 0.5 }");
    config.add_filter("shop::db=off, hyper=off,shop::db::slow").unwrap();
    let enabled = ["shop::f", "shop::db::f", "hyper::g", "shop::db::slow"]
        .map(|path| config.rules.decide(&site(path)).settings.enabled);
    assert_eq!(enabled, [Some(true), Some(false), Some(false), Some(true)]);
    config.add_filter("off").unwrap();
    assert_eq!(
        config.rules.decide(&site("bank::f")).settings,
        Settings { enabled: Some(false), sample: Some(0.5), ..Settings::default() }
    );
    let refused = config.add_filter("shop=of,a b").unwrap_err().to_string();
    let accepted = "accepted is `on`, `off`, or a list of `PATH=on` and `PATH=off`, such as `shop::db=on,hyper=off`";
    assert_eq!(refused, format!("TRACED: found \"shop=of\", {accepted}\nTRACED: found \"a b\", {accepted}"));
}

#[test]
fn everything_that_can_be_said() {
    let config = config(
        r#"
        service = "shop"
        propagators = ["tracecontext", "b3"]
        redact = ["iban"]

        [resource]
        "service.version" = "1.4.2"
        shard = 7
        share = 0.5
        canary = true

        [[exporter]]
        kind = "otlp"
        endpoint = "http://collector:4318"
        timeout = "2s"
        compression = "gzip"
        spool_limit = "1GiB"
        headers = { "x-key" = "k" }

        [[exporter]]
        kind = "console"

        [sampler]
        ratio = 0.1
        max_rate = "100/s"
        parent = false
        operations = { "GET /health" = 0 }

        [buffer]
        bytes = 33_554_432
        flush_interval = "250ms"

        [capture]
        value = "128 B"
        text = 1_024

        [guard]
        max_rate = "10_000/s"
        warn_above = 500
        summary = true
        "#,
    );
    let Sections { service, resource, exporters, sampler, propagators, buffer, redact, capture, guard } =
        config.sections;
    assert_eq!(service.as_deref(), Some("shop"));
    assert_eq!(propagators.unwrap(), ["tracecontext", "b3"]);
    assert_eq!(redact, ["iban"]);
    let resource: Vec<_> = resource.into_iter().collect();
    assert_eq!(
        resource,
        [
            ("canary".to_owned(), Attribute::Bool(true)),
            ("service.version".to_owned(), Attribute::Text("1.4.2".to_owned())),
            ("shard".to_owned(), Attribute::Integer(7)),
            ("share".to_owned(), Attribute::Float(0.5)),
        ]
    );
    let [otlp, console] = &exporters[..] else { panic!("{exporters:?}") };
    assert_eq!((otlp.kind, console.kind, otlp.place.line), ("otlp", "console", 12));
    assert_eq!(otlp.options["timeout"], Setting::Duration(Duration::from_secs(2)));
    assert_eq!(otlp.options["spool_limit"], Setting::Count(1 << 30));
    assert_eq!(otlp.headers["x-key"], "k");
    assert_eq!((sampler.ratio, sampler.parent, sampler.operations["GET /health"]), (Some(0.1), Some(false), 0.0));
    assert_eq!(sampler.max_rate.unwrap().to_string(), "100/s");
    assert_eq!((buffer.bytes, buffer.flush_interval), (Some(32 << 20), Some(Duration::from_millis(250))));
    assert_eq!((capture.value, capture.text), (Some(128), Some(1024)));
    assert_eq!((guard.max_rate.unwrap().count, guard.warn_above, guard.summary), (10_000, Some(500), Some(true)));
}

#[test]
fn a_mistake_says_where_what_was_found_and_what_is_accepted() {
    for (text, expected) in [
        ("servce = \"x\"", "traced.toml:1:1: found the unknown key \"servce\", did you mean `service`? accepted is "),
        ("service = 1", "traced.toml:1:11: `service`: found the number 1, accepted is text"),
        ("service = \"a\nb\"", "traced.toml:1:13: found "),
        (
            "[[rule]]\nmatch = \"a\"\nset = { enabld = true }",
            "traced.toml:3:9: `rule.set`: found the unknown key \"enabld\", did you mean `enabled`? accepted is ",
        ),
        (
            "[[rule]]\nmatch = \"a\"\nset = { args = \"scalar\" }",
            "traced.toml:3:16: `rule.set.args`: found \"scalar\", did you mean `scalars`? accepted is `none`, `listed`, `scalars` or `all`",
        ),
        ("[[rule]]\nset = {}", "traced.toml:1:1: `rule`: found no `match`, accepted is "),
        ("[[rule]]\nmatch = \"a\"", "traced.toml:1:1: `rule`: found no `set`, accepted is "),
        (
            "[[rule]]\nmatch = [\"a\", \"a:::b\"]\nset = {}",
            "traced.toml:2:15: `rule.match`: found \"a:::b\", accepted is a path ",
        ),
        ("[[rule]]\nmatch = \"a**\"\nset = {}", "traced.toml:2:9: `rule.match`: found \"a**\", accepted is a path "),
        (
            "[[rule]]\nmatch = \"ä\"\nset = { sample = 2 }",
            "traced.toml:3:18: `rule.set.sample`: found the number 2, accepted is a number from 0 to 1",
        ),
        (
            "[[rule]]\nmatch = \"a\"\nset = { max_rate = \"1000\" }",
            "traced.toml:3:20: `rule.set.max_rate`: found \"1000\", accepted is a whole number and a time",
        ),
        (
            "[[rule]]\nmatch = \"a\"\nset = { name = \"{typ}\" }",
            "traced.toml:3:16: `rule.set.name`: found \"{typ}\", accepted is text with ",
        ),
        (
            "[[rule]]\nmatch = \"a\"\nwhere = { name = \"|\" }\nset = {}",
            "traced.toml:3:18: `rule.where.name`: found \"|\", accepted is names ",
        ),
        (
            "[buffer]\nbytes = \"64 Mib\"",
            "traced.toml:2:9: `buffer.bytes`: found \"64 Mib\", accepted is a number of bytes",
        ),
        (
            "[capture]\nvalue = \"2KiB\"",
            "traced.toml:2:9: `capture.value`: found \"2KiB\", accepted is up to 1024 bytes: a number of bytes",
        ),
        (
            "[capture]\ntext = 1025",
            "traced.toml:2:8: `capture.text`: found the number 1025, accepted is up to 1024 bytes",
        ),
        ("[capture]\ntext = true", "traced.toml:2:8: `capture.text`: found `true`, accepted is up to 1024 bytes"),
        (
            "[capture]\nvalues = 1",
            "traced.toml:2:1: `capture`: found the unknown key \"values\", did you mean `value`? ",
        ),
        ("[[exporter]]\nendpoint = \"x\"", "traced.toml:1:1: `exporter.kind`: found nothing, accepted is `otlp`, "),
        (
            "[[exporter]]\nkind = \"otpl\"",
            "traced.toml:2:8: `exporter.kind`: found \"otpl\", did you mean `otlp`? accepted is ",
        ),
        (
            "[[exporter]]\nkind = \"file\"\nendpoint = \"x\"",
            "traced.toml:3:1: `exporter`: found the unknown key \"endpoint\", accepted is ",
        ),
    ] {
        let found = mistakes(text);
        assert!(found[0].starts_with(expected), "{text}\n{found:#?}");
    }
}

#[test]
fn all_mistakes_are_told_in_their_order() {
    let found = mistakes("buffr = 1\n[[rule]]\nmatch = \"a\"\nset = { args = 1, sample = \"x\", nme = \"y\" }");
    let places: Vec<_> = found.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(places, ["traced.toml:1:1", "traced.toml:4:16", "traced.toml:4:28", "traced.toml:4:33"]);
}

#[test]
fn quantities_have_units() {
    for (text, nanos) in
        [("500us", 500_000), ("1.5ms", 1_500_000), ("0s", 0), ("5min", 300_000_000_000), ("1 h", 3_600_000_000_000)]
    {
        assert_eq!(units::duration(text), Some(Duration::from_nanos(nanos)), "{text}");
    }
    for text in ["", "5", "ms", "1.ms", ".5s", "-1s", "1e3s", "5 parsecs", "99999999999h"] {
        assert_eq!(units::duration(text), None, "{text}");
    }
    for (text, bytes) in [("0", 0), ("512KiB", 512 << 10), ("1.5MB", 1_500_000), ("10 B", 10)] {
        assert_eq!(units::size(text), Some(bytes), "{text}");
    }
}

#[test]
fn values_are_written_as_they_are_read() {
    let text = "{ enabled = true, compile = false, args = \"scalars\", errors = \"off\", sample = 0.25, min_duration = \"1500us\", \
                max_rate = \"10/min\", orphan = \"ignore\", name = \"{type}::{fn}\", metrics = true }";
    let read = |set: &str| {
        config(&format!("[[rule]]\nmatch = \"a\"\nset = {set}")).rules.iter().next().unwrap().settings.clone()
    };
    let written = read(text).written();
    let pairs: Vec<_> = written.iter().map(|(key, value)| format!("{key} = {}", value.as_deref().unwrap())).collect();
    assert_eq!(format!("{{ {} }}", pairs.join(", ")), text);
    let units = ["0ms", "7ns", "3h", "90s", "250ms"].map(|time| {
        let written = read(&format!("{{ min_duration = \"{time}\" }}")).written();
        written.iter().find_map(|(_, value)| value.clone()).unwrap()
    });
    assert_eq!(units, ["\"0ms\"", "\"7ns\"", "\"3h\"", "\"90s\"", "\"250ms\""]);
}

/// What is accepted where a key is unknown is what is documented.
#[test]
fn the_list_of_keys_is_what_is_read() {
    let accepted = |text: &str| {
        let mistakes = Config::parse("t", text).unwrap_err();
        let unknown = mistakes.iter().find(|mistake| mistake.found.contains("unknown key \"zzz\""));
        let accepted = unknown.unwrap_or_else(|| panic!("{text}: {mistakes}")).accepted.clone();
        accepted.split('`').skip(1).step_by(2).map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
    };
    let documented = |table: &str| {
        let keys = crate::KEYS.iter().filter(|key| key.table == table);
        keys.map(|key| key.name.to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    for (table, text) in [
        ("", "zzz = 1"),
        ("sampler", "[sampler]\nzzz = 1"),
        ("buffer", "[buffer]\nzzz = 1"),
        ("capture", "[capture]\nzzz = 1"),
        ("guard", "[guard]\nzzz = 1"),
        ("rule", "[[rule]]\nzzz = 1"),
        ("rule.where", "[[rule]]\nwhere = { zzz = 1 }"),
        ("rule.set", "[[rule]]\nset = { zzz = 1 }"),
    ] {
        assert_eq!(documented(table), accepted(text), "{table}");
    }
    let kinds = crate::Exporter::KINDS.iter();
    let mut options: std::collections::BTreeSet<_> =
        kinds.flat_map(|kind| accepted(&format!("[[exporter]]\nkind = \"{kind}\"\nzzz = 1"))).collect();
    assert_eq!(documented("exporter"), options);
    options.retain(|option| option != "kind");
    let listed = crate::Exporter::KINDS.iter().flat_map(|kind| crate::Exporter::options(kind)).map(str::to_owned);
    assert_eq!(options, listed.collect());
    let tables: std::collections::BTreeSet<_> = crate::KEYS.iter().map(|key| key.table).collect();
    assert_eq!(tables.len(), 9);
}

#[test]
fn a_rule_may_say_everything_at_once() {
    let config = config(
        r#"
        [[rule]]
        match = "shop::orders::**"
        where = { async = true, visibility = "pub", kind = ["fn", "method"], name = "!fmt|!drop" }
        set   = { enabled = true, args = "scalars", errors = "chain", sample = 0.1, min_duration = "1ms", max_rate = "1000/s", orphan = "ignore", name = "{type}::{fn}", metrics = true }
        "#,
    );
    let place = Site { is_async: true, visibility: Visibility::Public, ..site("shop::orders::place") };
    assert_eq!(config.rules.decide(&place).settings.metrics, Some(true));
    assert_eq!(config.rules.decide(&Site { function: "fmt", ..place }).settings.metrics, None);
}
