//! What only a crate's root gets: the name of what is linked in, where the edition asks for it, and a `main` that starts and ends tracing.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::{Item, ItemFn, spanned::Spanned as _};

use super::text::Insertions;

/// What the crate calls what is linked in.
pub(super) const NAME: &str = "__traced";

/// How a crate's root is to be changed.
pub(super) struct Root<'a> {
    pub(super) edition: &'a str,
    /// The program's name, where it is one that starts tracing.
    pub(super) program: Option<&'a str>,
    /// The name of a `traced` that the crate has itself.
    pub(super) own: Option<&'a str>,
    /// The name of the crate's own `traced-setup`, which starts tracing then.
    pub(super) setup: Option<&'a str>,
    /// The configuration; empty where there is none.
    pub(super) config: &'a str,
    /// `main` gets no span: it did not compile with one.
    pub(super) bare: bool,
}

/// What became of `main`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Main {
    /// It starts tracing, and its own span is inside.
    Starts,
    /// The program has none that can be changed; why.
    Not(&'static str),
}

impl Root<'_> {
    /// Changes the root. The functions that get a span by that, which need no attribute, are told by the bytes at which they begin.
    pub(super) fn change(&self, text: &str, insertions: &mut Insertions) -> Result<(Main, Vec<usize>), String> {
        let file = syn::parse_file(text).map_err(|error| error.to_string())?;
        // What is taken off before parsing.
        let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
        let offset = |span: Span| span.byte_range().start + skipped;
        if self.edition == "2015"
            && let Some(item) = file.items.first()
        {
            let core = if names_core(&file.items) { "" } else { "extern crate core; " };
            insertions.add(offset(item.span()), format!("extern crate {NAME}; {core}"));
        }
        let Some(program) = self.program else { return Ok((Main::Not("it is no program"), Vec::new())) };
        let mut main = Main::Not("its `main` is not in its root");
        let mut begin = Vec::new();
        for item in &file.items {
            let Item::Fn(function) = item else { continue };
            if function.sig.ident != "main" {
                continue;
            }
            let is_bare = self.bare || function.attrs.iter().any(is_traced);
            main = self.wrap(function, program, is_bare, skipped, insertions);
            if main == Main::Starts && !is_bare {
                begin.push(offset(begin_of(function)));
            }
        }
        Ok((main, begin))
    }

    /// What `main` begins with. Where it is the crate's own setup, it is kept until `main` is over.
    fn start(&self, program: &str) -> String {
        let config = self.config;
        match self.setup {
            Some(name) => format!(
                " let __traced_setup = ::{name}::builder().warn_at_start(false).install()\
                 .map_err(|error| ::std::eprintln!(\"warning: traced: {{error}}\"));"
            ),
            None => format!(" ::{NAME}::start({program:?}, cfg!(panic = \"abort\"), {config:?});"),
        }
    }

    /// `{ start(..); #[traced] fn main() { .. } main() }`: the span begins when tracing has.
    fn wrap(
        &self,
        function: &ItemFn,
        program: &str,
        is_bare: bool,
        skipped: usize,
        insertions: &mut Insertions,
    ) -> Main {
        let signature = &function.sig;
        let header = signature.to_token_stream().to_string();
        let is_plain = signature.inputs.is_empty() && signature.constness.is_none() && signature.abi.is_none();
        if !is_plain || header.contains('\n') {
            return Main::Not("its `main` is one of its own kind");
        }
        let braces = function.block.brace_token.span;
        let start = self.start(program);
        let (begin, end) = (braces.open().byte_range().end + skipped, braces.close().byte_range().start + skipped);
        if is_bare {
            insertions.add(begin, start);
        } else {
            let awaited = if signature.asyncness.is_some() { ".await" } else { "" };
            let attribute = match self.own {
                Some(name) => format!("#[::{name}::traced]"),
                None => format!("#[::{NAME}::traced(crate=::{NAME})]"),
            };
            insertions.add(begin, format!("{start} {attribute} {header} {{"));
            insertions.add(end, format!("}} main(){awaited} "));
        }
        Main::Starts
    }
}

fn is_traced(attribute: &syn::Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "traced")
}

/// Whether the crate has its own `::core`, which what is generated goes by.
fn names_core(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::ExternCrate(item) => item.rename.as_ref().map_or(&item.ident, |(_, name)| name) == "core",
        Item::Mod(item) => item.ident == "core",
        _ => false,
    })
}

/// Where an attribute of its own would be.
fn begin_of(function: &ItemFn) -> Span {
    match &function.vis {
        syn::Visibility::Inherited => function.sig.span(),
        visibility => visibility.span(),
    }
}
