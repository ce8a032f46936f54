//! What is in one file: its functions, and the modules that are in files of their own.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use proc_macro2::Span;
use syn::{
    Block, ImplItemFn, Item, ItemFn, ItemForeignMod, ItemImpl, ItemMod, ItemTrait, Signature, TraitItemFn,
    Visibility as Written, ext::IdentExt as _, visit::Visit,
};
use traced_config::{Kind, Visibility};

use super::{
    attributes,
    depth::depth,
    function::{Attribute, Function, Obstacle},
    metadata::Crate,
    obstacle::obstacle,
    paths::Folders,
    written::{begin, seen, type_name},
};

/// A file to read, and what it is.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) krate: Arc<Crate>,
    pub(super) file: Arc<Path>,
    pub(super) module: Arc<str>,
    pub(super) folders: Folders,
    pub(super) is_test: bool,
    /// Of the whole crate.
    pub(super) obstacle: Option<Obstacle>,
}

/// What was found in it.
#[derive(Default)]
pub(super) struct Found {
    pub(super) functions: Vec<Function>,
    pub(super) modules: Vec<Module>,
    /// Of the crate, if it is its root.
    pub(super) is_no_std: bool,
    pub(super) lines: usize,
}

/// A module in a file of its own.
pub(super) struct Module {
    pub(super) path: String,
    /// Files that are it if they are there, and whether `#[path]` names them.
    pub(super) files: Vec<(PathBuf, bool)>,
    pub(super) is_test: bool,
    /// Whether it may be missing: there is a condition.
    pub(super) is_conditional: bool,
    pub(super) line: usize,
}

/// Why a file gave nothing.
pub(super) struct Unread {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) reason: String,
}

/// Tokens around a token, for which the stack of [`super::parallel`] is large enough.
const DEEPEST: usize = 12_000;

pub(super) fn read(job: &Job) -> Result<Found, Unread> {
    let unread = |reason: String| Unread { line: 0, column: 0, reason };
    let bytes = std::fs::read(&job.file).map_err(|error| unread(format!("it cannot be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| unread(format!("it is not UTF-8: {error}")))?;
    let deep = depth(&text);
    if deep > DEEPEST {
        return Err(unread(format!("it is nested too deep: {deep} tokens, of which {DEEPEST} are read")));
    }
    let skipped = skipped(&text);
    let parsed = syn::parse_str::<syn::File>(&text[skipped..]);
    let found = parsed.map_err(|error| Unread {
        line: error.span().start().line,
        column: error.span().start().column + 1,
        reason: format!("it does not parse: {error}"),
    });
    let found = found.map(|file| {
        let is_no_std = attributes::has(&file.attrs, "no_std") || attributes::has(&file.attrs, "no_core");
        let around = Around { folders: job.folders.clone(), is_test: job.is_test, ..Around::default() };
        let mut walk = Walk { job, skipped, module: job.module.clone(), around, found: Found::default() };
        walk.visit_file(&file);
        Found { is_no_std, lines: text.lines().count(), ..walk.found }
    });
    // Else they would stay for as long as the thread does.
    proc_macro2::extra::invalidate_current_thread_spans();
    found
}

/// The bytes of what may stand in front: a mark of the encoding, and a line for the shell.
fn skipped(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &text[mark..];
    let is_shebang = rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[');
    mark + if is_shebang { rest.find('\n').unwrap_or(rest.len()) } else { 0 }
}

/// What stands around a function.
#[derive(Clone)]
struct Around {
    folders: Folders,
    owner: Arc<str>,
    kind: Kind,
    /// The trait whose `impl` it is, by its last name.
    of_trait: Option<String>,
    attribute: Attribute,
    is_test: bool,
}

impl Default for Around {
    fn default() -> Self {
        let folders = Folders::of_root(Path::new(""));
        let owner = Arc::from("");
        Self { folders, owner, kind: Kind::Function, of_trait: None, attribute: Attribute::None, is_test: false }
    }
}

struct Walk<'a> {
    job: &'a Job,
    skipped: usize,
    module: Arc<str>,
    around: Around,
    found: Found,
}

impl Walk<'_> {
    /// Goes on inside something, and comes back.
    fn inside(&mut self, around: Around, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.around, around);
        walk(self);
        self.around = outer;
    }

    fn function(
        &mut self,
        attributes: &[syn::Attribute],
        visibility: Visibility,
        begin: Span,
        signature: &Signature,
        obstacle: Option<Obstacle>,
    ) {
        let name = signature.ident.span().start();
        let attribute = match (attributes::traced(attributes, false), self.around.attribute) {
            // `off` around a function holds whatever it says itself.
            (_, Attribute::Off { line }) => Attribute::Off { line },
            (Attribute::None, around) => around,
            (own, _) => own,
        };
        self.found.functions.push(Function {
            krate: Arc::clone(&self.job.krate),
            module: Arc::clone(&self.module),
            owner: Arc::clone(&self.around.owner),
            name: signature.ident.unraw().to_string(),
            is_async: signature.asyncness.is_some(),
            visibility,
            kind: self.around.kind,
            takes_self: signature.receiver().is_some(),
            file: Arc::clone(&self.job.file),
            line: name.line,
            column: name.column + 1,
            insert: self.skipped + begin.byte_range().start,
            is_test: self.around.is_test || attributes::has(attributes, "test") || attributes::is_for_tests(attributes),
            attribute,
            obstacle: self.job.obstacle.or(obstacle),
        });
    }

    fn body(&mut self, block: &Block) {
        // What is inside a function is around the functions in it, but none of their types.
        let around = Around { folders: self.around.folders.clone(), is_test: self.around.is_test, ..Around::default() };
        self.inside(around, |walk| walk.visit_block(block));
    }

    fn holder(&self, attributes: &[syn::Attribute]) -> Around {
        let attribute = match (attributes::traced(attributes, true), self.around.attribute) {
            (_, Attribute::Off { line }) => Attribute::Off { line },
            (Attribute::None, around) => around,
            (own, _) => own,
        };
        let is_test = self.around.is_test || attributes::is_for_tests(attributes);
        Around { attribute, is_test, ..self.around.clone() }
    }
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        let begin = begin(&item.vis, None, &item.sig);
        let obstacle = obstacle(&item.attrs, &item.sig, Some(&item.block), None);
        self.function(&item.attrs, seen(&item.vis), begin, &item.sig, obstacle);
        self.body(&item.block);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        let begin = begin(&item.vis, item.defaultness.map(|default| default.span), &item.sig);
        let obstacle = obstacle(&item.attrs, &item.sig, Some(&item.block), self.around.of_trait.as_deref());
        let visibility = if self.around.kind == Kind::TraitMethod { Visibility::Public } else { seen(&item.vis) };
        self.function(&item.attrs, visibility, begin, &item.sig, obstacle);
        self.body(&item.block);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        let begin = begin(&Written::Inherited, None, &item.sig);
        let obstacle = obstacle(&item.attrs, &item.sig, item.default.as_ref(), None);
        self.function(&item.attrs, Visibility::Public, begin, &item.sig, obstacle);
        if let Some(block) = &item.default {
            self.body(block);
        }
    }

    fn visit_item_foreign_mod(&mut self, item: &'ast ItemForeignMod) {
        for inner in &item.items {
            if let syn::ForeignItem::Fn(function) = inner {
                let begin = begin(&function.vis, None, &function.sig);
                self.function(&function.attrs, seen(&function.vis), begin, &function.sig, Some(Obstacle::Foreign));
            }
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let mut around = self.holder(&item.attrs);
        around.owner = type_name(&item.self_ty).into();
        around.kind = if item.trait_.is_some() { Kind::TraitMethod } else { Kind::Method };
        let last = |path: &syn::Path| path.segments.last().map(|last| last.ident.to_string());
        around.of_trait = item.trait_.as_ref().and_then(|(_, path, _)| last(path));
        self.inside(around, |walk| item.items.iter().for_each(|item| walk.visit_impl_item(item)));
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        let mut around = self.holder(&item.attrs);
        around.owner = item.ident.unraw().to_string().into();
        around.kind = Kind::TraitMethod;
        self.inside(around, |walk| item.items.iter().for_each(|item| walk.visit_trait_item(item)));
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let name = item.ident.unraw().to_string();
        let path = format!("{}::{name}", self.module);
        let named = attributes::paths(&item.attrs);
        let mut around = self.holder(&item.attrs);
        let Some((_, items)) = &item.content else {
            let mut files: Vec<_> = named.iter().map(|path| (self.around.folders.named(path), true)).collect();
            if !attributes::has_path(&item.attrs) {
                files.extend(self.around.folders.usual(&name).map(|file| (file, false)));
            }
            self.found.modules.push(Module {
                path,
                files,
                is_test: around.is_test,
                is_conditional: attributes::has(&item.attrs, "cfg") || attributes::has(&item.attrs, "cfg_attr"),
                line: item.ident.span().start().line,
            });
            return;
        };
        around.folders = self.around.folders.inside(&name, named.first().map(String::as_str));
        around.owner = Arc::from("");
        around.kind = Kind::Function;
        let outer = std::mem::replace(&mut self.module, path.into());
        self.inside(around, |walk| items.iter().for_each(|item: &Item| walk.visit_item(item)));
        self.module = outer;
    }
}
