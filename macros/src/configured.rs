//! What `traced.toml` says while a crate is compiled: which functions are left out of the program.
//!
//! It is read once a crate, and each crate that asks depends on it: a change compiles these anew, and no others.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::Visibility;
use traced_config::{Config, Kind, Site, Visibility as Seen};

use crate::syntax::function::{Function, Place};

struct Configured {
    config: Config,
    file: PathBuf,
    /// A crate's name, which is where its modules' paths begin.
    krate: String,
}

fn configured() -> Option<&'static Configured> {
    static CONFIGURED: OnceLock<Option<Configured>> = OnceLock::new();
    CONFIGURED.get_or_init(read).as_ref()
}

fn read() -> Option<Configured> {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR")?;
    let file = traced_config::find(Path::new(&folder))?;
    // The crate has to compile as it would without us: what is wrong is said, and nothing more comes of it.
    let config = match Config::load(&file) {
        Ok(config) => config,
        Err(mistakes) => {
            mistakes.to_string().lines().for_each(|mistake| eprintln!("warning: {mistake}; nothing is left out"));
            Config::default()
        }
    };
    Some(Configured { config, file, krate: std::env::var("CARGO_CRATE_NAME").ok()? })
}

/// Whether a rule with `compile = true` switches the function off.
pub(crate) fn leaves_out(place: &Place, function: &Function) -> bool {
    let Some(Configured { config, krate, .. }) = configured() else { return false };
    if config.rules.iter().all(|rule| rule.settings().compile != Some(true)) {
        return false;
    }
    let mut module = module(krate, &source_file());
    for inner in &place.modules {
        module.push_str("::");
        module.push_str(inner);
    }
    let name = function.name();
    let owner = place.owner.as_deref().unwrap_or_default();
    let is_method = !owner.is_empty() || function.signature.receiver().is_some();
    let site = Site {
        module: &module,
        owner,
        function: &name,
        is_async: function.signature.asyncness.is_some(),
        visibility: match function.visibility {
            Visibility::Public(_) => Seen::Public,
            _ if place.of_trait => Seen::Public,
            Visibility::Restricted(_) => Seen::Restricted,
            Visibility::Inherited => Seen::Private,
        },
        kind: match () {
            () if place.of_trait => Kind::TraitMethod,
            () if is_method => Kind::Method,
            () => Kind::Function,
        },
    };
    let settings = config.rules.decide(&site).settings;
    settings.enabled == Some(false) && settings.compile == Some(true)
}

/// Whether `redact` names it.
pub(crate) fn is_secret(key: &str) -> bool {
    configured().is_some_and(|configured| configured.config.sections.redact.iter().any(|name| name == key))
}

/// What makes the crate depend on the file, and on the variable that names it; the first time, which is enough.
pub(crate) fn dependency() -> TokenStream {
    static SAID: AtomicBool = AtomicBool::new(false);
    if !proc_macro::is_available() || SAID.swap(true, Ordering::Relaxed) {
        return TokenStream::new();
    }
    let span = Span::mixed_site();
    let file = configured().map(|configured| configured.file.to_string_lossy());
    let file = file.map(|file| quote_spanned!(span=> const _: &[u8] = ::core::include_bytes!(#file);));
    let variable = traced_config::VARIABLE;
    quote_spanned! {span=>
        const _: ::core::option::Option<&str> = ::core::option_env!(#variable);
        #file
    }
}

/// The file in which the attribute stands, as the compiler was given it.
fn source_file() -> String {
    if proc_macro::is_available() { proc_macro::Span::call_site().file() } else { String::new() }
}

/// The path of the module that a file is, where the files lie as they usually do.
pub(crate) fn module(krate: &str, file: &str) -> String {
    let parts: Vec<_> = file.split(['/', '\\']).collect();
    let below = |folder: &str| parts.iter().rposition(|part| *part == folder).map(|at| &parts[at + 1..]);
    let mut inside = match below("src") {
        Some(["bin", rest @ ..] | rest) => rest,
        None => ["tests", "examples", "benches"].into_iter().find_map(below).unwrap_or(&[]),
    };
    // The folder of a program is its root.
    if let [first, rest @ ..] = inside
        && first.replace('-', "_") == krate
    {
        inside = rest;
    }
    let mut path = vec![krate.to_owned()];
    let Some((last, folders)) = inside.split_last() else { return path.remove(0) };
    path.extend(folders.iter().map(|folder| (*folder).to_owned()));
    let stem = last.strip_suffix(".rs").unwrap_or(last);
    if !matches!(stem, "lib" | "main" | "mod") && stem.replace('-', "_") != krate {
        path.push(stem.to_owned());
    }
    path.join("::")
}
