//! From rules to decisions: what `traced.toml` says about the places that are linked into the program.

use std::{borrow::Cow, sync::Arc};

use traced_config::{Args, Config, Errors, Kind, Orphan, Rate, Site, Visibility};
use traced_runtime::{Arguments, Callsite, Decision, Shape};

/// A place as rules see it.
pub(crate) fn site(place: &Callsite) -> Site<'_> {
    let shape = place.shape();
    Site {
        module: place.module(),
        owner: shape.owner,
        // Places of other libraries have none.
        function: if place.function().is_empty() { place.name() } else { place.function() },
        is_async: shape.has(Shape::ASYNC),
        visibility: match () {
            () if shape.has(Shape::PUBLIC) || shape.has(Shape::TRAIT) => Visibility::Public,
            () if shape.has(Shape::RESTRICTED) => Visibility::Restricted,
            () => Visibility::Private,
        },
        kind: match () {
            () if shape.has(Shape::TRAIT) => Kind::TraitMethod,
            () if shape.has(Shape::METHOD) => Kind::Method,
            () => Kind::Function,
        },
    }
}

/// What a configuration decides about a place.
pub(crate) fn decide(config: &Config, place: &Callsite) -> Decision {
    let decided = config.rules.decide(&site(place));
    let set = decided.settings.clone();
    let by = decided.by("enabled").or(decided.rules.last().copied());
    Decision {
        enabled: set.enabled.unwrap_or(true),
        arguments: set.args.map_or(Arguments::All, arguments),
        errors: set.errors.map(errors),
        orphan: set.orphan.map(orphan),
        share: set.sample,
        least: set.min_duration.unwrap_or_default(),
        most: set.max_rate.or(config.sections.guard.max_rate).map(|Rate { count, per }| (count, per)),
        name: set.name.filter(|_| !place.function().is_empty()).map(|template| Cow::Owned(named(&template, place))),
        metrics: set.metrics.unwrap_or(false),
        by: by.map_or(Cow::Borrowed(""), |rule| Cow::Owned(rule.place().to_string())),
    }
}

/// The rules of a configuration, as the runtime asks them.
pub(crate) fn decisions(config: Arc<Config>) -> impl Fn(&'static Callsite) -> Decision + Send + Sync + 'static {
    move |place| decide(&config, place)
}

const fn arguments(args: Args) -> Arguments {
    match args {
        Args::None => Arguments::None,
        Args::Listed => Arguments::Listed,
        Args::Scalars => Arguments::Scalars,
        Args::All => Arguments::All,
    }
}

const fn errors(errors: Errors) -> traced_runtime::Errors {
    match errors {
        Errors::Chain => traced_runtime::Errors::Chain,
        Errors::Display => traced_runtime::Errors::Display,
        Errors::Debug => traced_runtime::Errors::Debug,
        Errors::Off => traced_runtime::Errors::Off,
    }
}

const fn orphan(orphan: Orphan) -> traced_runtime::Orphan {
    match orphan {
        Orphan::Root => traced_runtime::Orphan::Root,
        Orphan::Ignore => traced_runtime::Orphan::Ignore,
    }
}

/// The name that a template makes. What a place does not have is left out, with the `::` behind it.
fn named(template: &str, place: &Callsite) -> String {
    let krate = place.module().split("::").next().unwrap_or_default();
    let parts =
        [("{crate}", krate), ("{module}", place.module()), ("{type}", place.shape().owner), ("{fn}", place.function())];
    parts.iter().fold(template.to_owned(), |name, (hole, value)| {
        let name = if value.is_empty() { name.replace(&format!("{hole}::"), "") } else { name };
        name.replace(hole, value)
    })
}
