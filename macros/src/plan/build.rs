//! From what the user wrote to the plan. Nothing fails here: what had to be refused was refused before.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::Type;
use syn::ext::IdentExt as _;

use super::model::{Field, Origin, Output, Plan, Probe, Shape, Value};
use super::params::{Access, Binding, Param, Twin, mentioned, params, this};
use super::returns::{Returns, nameable};
use crate::configured;
use crate::credential::looks_secret;
use crate::krate;
use crate::syntax::arguments::{Arguments, Carry};
use crate::syntax::attribute;
use crate::syntax::function::{Function, Place};

/// The plan for one function that has a body.
pub(crate) fn plan(arguments: &Arguments, function: &Function, braces: &Group, place: &Place) -> Plan {
    let (inner_attributes, body) = body(function, braces);
    let signature = &function.signature;
    let probe = probe(arguments);
    let (shape, probe) = shape(arguments, function, &body, place, probe);
    let mut params = params(signature);
    let this = this(signature).map(|(this, receiver)| (this, Ident::new("self", receiver.self_token.span)));
    let mut fields = fields(arguments, &params, this.as_ref().map(|(_, ident)| ident));
    let origin = origin(arguments);
    let owned = this.as_ref().is_some_and(|(this, _)| this.owned);
    let names = mentioned(&body.stream());
    let needed = needed(arguments);
    access(&mut params, &fields, &shape, &names.union(&needed).cloned().collect(), owned);
    twins(&mut params, &needed, &names);
    fields.retain(|field| is_quiet(field, &params, &shape));
    let function_name = function.name();
    Plan {
        krate: arguments.krate.get().cloned().unwrap_or_else(krate::path),
        name: arguments.name.get().cloned().unwrap_or_else(|| {
            let name = match &place.owner {
                Some(owner) => format!("{owner}::{function_name}"),
                None => function_name.clone(),
            };
            quote!(#name)
        }),
        function: function_name,
        owner: place.owner.clone().unwrap_or_default(),
        bits: bits(arguments, function, place),
        listed: listed(arguments),
        span: signature.ident.span(),
        kind: arguments.kind.get().copied().unwrap_or("Internal"),
        orphan: arguments.orphan.get().copied().unwrap_or("Root"),
        errors: arguments.err.get().copied().unwrap_or("Chain"),
        origin,
        this,
        params,
        fields,
        names,
        shape,
        probe,
        body,
        inner_attributes,
        carry: match arguments.carry.get() {
            Some(Carry::Off) => None,
            Some(Carry::Also(paths)) => Some(paths.iter().map(syn::LitStr::value).collect()),
            None => Some(Vec::new()),
        },
    }
}

/// What rules can tell the function by, and what the attribute says itself, which no rule overrides.
///
/// As numbers, and not by the names that they have in the runtime: each name more is read and looked up for each function of the program.
fn bits(arguments: &Arguments, function: &Function, place: &Place) -> u16 {
    let is_method = place.owner.is_some() || function.signature.receiver().is_some();
    let bits = [
        (1, function.signature.asyncness.is_some()),
        (2, matches!(function.visibility, syn::Visibility::Public(_))),
        (4, matches!(function.visibility, syn::Visibility::Restricted(_))),
        (8, is_method && !place.of_trait),
        (16, is_method && place.of_trait),
        (256, arguments.err.is_set()),
        (512, arguments.orphan.is_set()),
        (1024, arguments.name.is_set()),
    ];
    bits.into_iter().filter(|(_, set)| *set).map(|(bit, _)| bit).sum()
}

/// What the attribute asks for by name.
fn listed(arguments: &Arguments) -> Vec<String> {
    let only = arguments.only.get().into_iter().flatten().map(|ident| ident.unraw().to_string());
    only.chain(arguments.tags.get().into_iter().flatten().map(|tag| tag.key.clone())).collect()
}

/// The body without its inner attributes. Without any it stays as it is, spans and all.
fn body(function: &Function, braces: &Group) -> (Vec<TokenStream>, Group) {
    let (inner_attributes, rest) = attribute::split_inner(function.statements());
    if inner_attributes.is_empty() {
        return (inner_attributes, braces.clone());
    }
    let mut block = Group::new(Delimiter::Brace, rest);
    block.set_span(braces.span());
    (inner_attributes, block)
}

fn probe(arguments: &Arguments) -> Probe {
    Probe {
        outcome: true,
        error_if: arguments.error_if.get().cloned(),
        ret: arguments.ret.get().cloned(),
        locate: arguments.locate.is_set(),
    }
}

fn shape(arguments: &Arguments, function: &Function, body: &Group, place: &Place, probe: Probe) -> (Shape, Probe) {
    let none = Probe { outcome: false, error_if: None, ret: None, locate: false };
    let scalar = |probe: Probe| Probe { outcome: false, locate: false, ..probe };
    let signature = &function.signature;
    let returns = Returns::of(&signature.output);
    if signature.asyncness.is_some() {
        let stays = place.keep_async
            || attribute::has(&function.attributes, "must_use")
            || attribute::any_not_inert(&function.attributes)
            || matches!(returns, Returns::Never);
        let (output, probe) = match returns {
            Returns::Unit => (Output::Unit, none),
            Returns::Never => (Output::Never, none),
            Returns::Scalar(ty) => (Output::Value(ty), scalar(probe)),
            Returns::Plain(ty) | Returns::Future { whole: ty, .. } | Returns::Stream { whole: ty, .. } => {
                (Output::Value(ty), probe)
            }
        };
        return (Shape::Async { output, rewritten: !stays }, probe);
    }
    // A closure around the body would become the caller.
    let tracks = attribute::has(&function.attributes, "track_caller");
    match returns {
        Returns::Unit | Returns::Never => (Shape::Guard, none),
        Returns::Future { boxed, output, whole } => (future(boxed, output, whole, function, body), probe),
        Returns::Stream { boxed, whole } => {
            let items = arguments.stream.get() == Some(&"Item");
            (Shape::Stream { boxed, items, whole }, none)
        }
        Returns::Scalar(_) | Returns::Plain(_) if tracks => (Shape::Guard, none),
        Returns::Scalar(ty) => {
            let probe = scalar(probe);
            let shape = if probe.is_empty() { Shape::Guard } else { Shape::Run { result: Some(ty) } };
            (shape, probe)
        }
        // Its type has no name, so it could not be said what the body's closure returns, and closures that it returns would not compile.
        Returns::Plain(ty) if is_opaque(&ty) && probe.error_if.is_none() && probe.ret.is_none() => (Shape::Guard, none),
        Returns::Plain(Type::ImplTrait(_)) => (Shape::Run { result: None }, probe),
        Returns::Plain(ty) => (Shape::Run { result: Some(ty) }, probe),
    }
}

/// `impl Trait`, or some type around `impl Fn(..)`.
fn is_opaque(ty: &Type) -> bool {
    let closures = || ["Fn", "FnMut", "FnOnce"].into_iter().any(|word| mentioned(&ty.to_token_stream()).contains(word));
    matches!(ty, Type::ImplTrait(_)) || (nameable(ty).to_string() != ty.to_token_stream().to_string() && closures())
}

fn future(boxed: bool, output: Option<Type>, whole: Type, function: &Function, body: &Group) -> Shape {
    match boxed_block(&body.stream()) {
        Some((path, block)) if boxed && mentions_all(&block, function) => Shape::BoxedBlock { path, output, block },
        _ => Shape::Future { boxed, output, whole },
    }
}

/// Whether the block holds every argument that can own something. What it does not mention is dropped by the plain function when it is
/// called: then recording must not hold it.
fn mentions_all(block: &Group, function: &Function) -> bool {
    let names = mentioned(&block.stream());
    let held = |param: &Param| param.bindings.iter().all(|binding| names.contains(&binding.ident.to_string()));
    params(&function.signature).iter().all(|param| !param.owned || held(param))
}

/// Takes `Box::pin(async move { .. })` apart, where that is all there is.
fn boxed_block(body: &TokenStream) -> Option<(TokenStream, Group)> {
    let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    let (TokenTree::Group(call), path) = tokens.split_last()? else { return None };
    let text: String = path.iter().map(ToString::to_string).collect();
    if call.delimiter() != Delimiter::Parenthesis
        || !matches!(text.as_str(), "Box::pin" | "::std::boxed::Box::pin" | "std::boxed::Box::pin")
    {
        return None;
    }
    let inside: Vec<TokenTree> = call.stream().into_iter().collect();
    let [TokenTree::Ident(first), TokenTree::Ident(second), TokenTree::Group(block), rest @ ..] = inside.as_slice()
    else {
        return None;
    };
    let only = matches!(rest, []) || matches!(rest, [TokenTree::Punct(comma)] if comma.as_char() == ',');
    let found = first == "async" && second == "move" && block.delimiter() == Delimiter::Brace && only;
    found.then(|| (path.iter().cloned().collect(), block.clone()))
}

fn origin(arguments: &Arguments) -> Option<Origin> {
    let origin = Origin {
        root: arguments.root.is_set(),
        parent: arguments.parent.get().cloned(),
        follows_from: arguments.follows_from.get().cloned(),
    };
    (origin.root || origin.parent.is_some() || origin.follows_from.is_some()).then_some(origin)
}

/// What is recorded, in order: arguments, then tags. A tag with the key of an argument stands for it.
fn fields(arguments: &Arguments, params: &[Param], this: Option<&Ident>) -> Vec<Field> {
    let tags = arguments.tags.get().map_or(&[][..], Vec::as_slice);
    let listed =
        |list: Option<&Vec<Ident>>, name: &str| list.is_some_and(|list| list.iter().any(|ident| ident.unraw() == name));
    let wanted = |name: &str| match arguments.only.get() {
        only @ Some(_) => listed(only, name),
        None => !arguments.skip_all.is_set() && !listed(arguments.skip.get(), name),
    };
    let mut fields = Vec::new();
    let mut add = |key: String, cfg: Vec<syn::Attribute>, value: Value| {
        let value = if looks_secret(&key) || configured::is_secret(&key) { Value::Redacted } else { value };
        fields.push(Field { key, cfg, value });
    };
    if let Some(this) = this.filter(|_| listed(arguments.only.get(), "self")) {
        add("self".to_owned(), Vec::new(), Value::This(this.clone()));
    }
    for (at, param) in params.iter().enumerate() {
        for binding in &param.bindings {
            let key = binding.ident.unraw().to_string();
            if wanted(&key) && !tags.iter().any(|tag| tag.key == key) {
                add(key, param.cfg.clone(), Value::Argument { ident: binding.ident.clone(), param: at });
            }
        }
    }
    for tag in tags {
        add(tag.key.clone(), Vec::new(), Value::Tag(tag.value.clone()));
    }
    fields
}

/// `_name`: the user says that it is not used, and lints hold them to it.
fn is_ignored(ident: &Ident) -> bool {
    let name = ident.to_string();
    name.starts_with('_') && !name.starts_with("__")
}

/// Whether recording the field is no use of a `_name` in the eyes of a lint: it has to be reached by a twin.
fn is_quiet(field: &Field, params: &[Param], shape: &Shape) -> bool {
    let Value::Argument { ident, param } = &field.value else { return true };
    let param = &params[*param];
    let movable = param.bindings.iter().any(|binding| binding.movable && binding.ident == *ident);
    // Recorded after the patterns were taken apart.
    let late = matches!(shape, Shape::Async { .. }) && params.iter().any(|param| param.access == Access::Rename);
    !is_ignored(ident) || param.twin == Twin::Twice || (param.twin == Twin::Yes && movable && !late)
}

/// The names in the user's expressions that are evaluated outside of the body.
fn needed(arguments: &Arguments) -> HashSet<String> {
    let tags = arguments.tags.get().into_iter().flatten().map(|tag| &tag.value);
    let origins = [arguments.parent.get(), arguments.follows_from.get()].into_iter().flatten();
    tags.chain(origins).flat_map(mentioned).collect()
}

/// Rebound parameters have twins, but where an expression of the user needs the names, or equal names could not be told apart
/// (`macro_rules!` can make such parameters).
fn twins(params: &mut [Param], names: &HashSet<String>, body: &HashSet<String>) {
    let mut seen = HashSet::new();
    let distinct =
        params.iter().flat_map(|param| &param.bindings).all(|binding| seen.insert(binding.ident.to_string()));
    for param in params {
        let needed = param.bindings.iter().any(|binding| {
            let name = binding.ident.to_string();
            // Generated code has names of its own that begin like this.
            names.contains(&name) || name.starts_with("__")
        });
        if param.access != Access::Rebind || !distinct || needed {
            continue;
        }
        let ignored = |binding: &Binding| is_ignored(&binding.ident) && !body.contains(&binding.ident.to_string());
        param.twin = if param.simple && param.bindings.iter().all(ignored) { Twin::Twice } else { Twin::Yes };
    }
}

/// Decides how the body gets at each parameter, so that values are dropped in the order of the plain function, the lints about unused names
/// still see what the user wrote, and nothing is stored twice without need.
fn access(params: &mut [Param], fields: &[Field], shape: &Shape, body: &HashSet<String>, this_owned: bool) {
    let lazy = matches!(shape, Shape::Async { .. });
    let closure = matches!(shape, Shape::Run { .. } | Shape::Future { .. } | Shape::Stream { .. });
    if matches!(shape, Shape::BoxedBlock { .. }) {
        return;
    }
    // `self` and the first owned parameter are dropped last anyway, as captures.
    let mut owned_before = this_owned;
    let mut rebound_before = false;
    for (at, param) in params.iter_mut().enumerate() {
        let recorded = fields.iter().any(|field| matches!(&field.value, Value::Argument { param, .. } if *param == at));
        let unused = |ident: &Ident| !body.contains(&ident.to_string());
        let for_lints = param.simple
            && param.bindings.iter().any(|binding| {
                (recorded && (is_ignored(&binding.ident) || unused(&binding.ident)))
                    || (lazy && param.owned && unused(&binding.ident))
            });
        let for_order = param.owned && ((lazy || closure) && (owned_before || !param.simple) || rebound_before);
        if for_lints || for_order {
            param.access = if param.simple || (recorded && !lazy) { Access::Rebind } else { Access::Rename };
        }
        owned_before |= param.owned;
        rebound_before |= param.owned && param.access != Access::Keep;
    }
}
