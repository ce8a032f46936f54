//! What a function returns, as far as its spelling tells and as far as it matters here.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{
    AngleBracketedGenericArguments, AssocType, GenericArgument, Path, PathArguments, ReturnType, Type, TypeParamBound,
};

use crate::syntax::invisible::solid_all;
use crate::syntax::types::bare;

/// The kinds of return types that lead to different code.
#[expect(clippy::large_enum_variant, reason = "one of them, for a moment")]
pub(crate) enum Returns {
    /// Nothing, or `()`.
    Unit,
    /// `!`
    Never,
    /// A primitive, by spelling: it cannot be an error.
    Scalar(Type),
    Plain(Type),
    /// `impl Future<Output = ..>`, or boxed and pinned.
    Future {
        boxed: bool,
        output: Option<Type>,
        whole: Type,
    },
    /// `impl Stream<Item = ..>`, or boxed and pinned.
    Stream {
        boxed: bool,
        whole: Type,
    },
}

const SCALARS: &[&str] = &[
    "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
];

impl Returns {
    pub(crate) fn of(output: &ReturnType) -> Self {
        let ReturnType::Type(_, ty) = output else { return Self::Unit };
        let ty = bare(ty);
        match ty {
            Type::Tuple(tuple) if tuple.elems.is_empty() => Self::Unit,
            Type::Never(_) => Self::Never,
            Type::ImplTrait(opaque) => Self::lazy(opaque.bounds.iter(), false, ty),
            Type::Path(path) if path.qself.is_none() => {
                if path.path.get_ident().is_some_and(|name| SCALARS.iter().any(|scalar| name == scalar)) {
                    return Self::Scalar(ty.clone());
                }
                match boxed_object(&path.path) {
                    Some(Type::TraitObject(object)) => Self::lazy(object.bounds.iter(), true, ty),
                    _ => Self::Plain(ty.clone()),
                }
            }
            _ => Self::Plain(ty.clone()),
        }
    }

    fn lazy<'a>(bounds: impl Iterator<Item = &'a TypeParamBound>, boxed: bool, ty: &Type) -> Self {
        for bound in bounds {
            let TypeParamBound::Trait(bound) = bound else { continue };
            let Some(last) = bound.path.segments.last() else { continue };
            if last.ident == "Future" {
                let output = associated(&last.arguments, "Output");
                return Self::Future { boxed, output, whole: ty.clone() };
            }
            if last.ident == "Stream" {
                return Self::Stream { boxed, whole: ty.clone() };
            }
        }
        Self::Plain(ty.clone())
    }
}

/// The `X` of `Pin<Box<X>>`.
fn boxed_object(path: &Path) -> Option<&Type> {
    let Type::Path(inner) = single_argument(path, "Pin")? else { return None };
    single_argument(&inner.path, "Box")
}

fn single_argument<'a>(path: &'a Path, name: &str) -> Option<&'a Type> {
    let last = path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(AngleBracketedGenericArguments { args, .. }) = &last.arguments else {
        return None;
    };
    match args.first() {
        Some(GenericArgument::Type(ty)) if args.len() == 1 => Some(bare(ty)),
        _ => None,
    }
}

/// The `X` of `<Output = X>`.
fn associated(arguments: &PathArguments, name: &str) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(AssocType { ident, ty, .. }) if ident == name => Some(ty.clone()),
        _ => None,
    })
}

/// The type as an expression may name it: every `impl Trait` in it, however deep, becomes `_`.
pub(crate) fn nameable(ty: &Type) -> TokenStream {
    solid_all(erase_impl(ty.to_token_stream()))
}

fn erase_impl(tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    // How many `<` are open since the `impl` whose bounds are being left out.
    let mut inside: Option<usize> = None;
    let mut after_dash = false;
    for token in tokens {
        let arrow = after_dash;
        after_dash = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '-');
        if let (Some(open), TokenTree::Punct(punct)) = (inside, &token) {
            match punct.as_char() {
                '<' => inside = Some(open + 1),
                '>' if arrow => {}
                '>' if open > 0 => inside = Some(open - 1),
                '>' | ',' if open == 0 => inside = None,
                _ => {}
            }
        }
        if inside.is_some() {
            continue;
        }
        match token {
            TokenTree::Ident(ident) if ident == "impl" => {
                inside = Some(0);
                out.extend(quote!(_));
            }
            // What holds none stays the same group: an invisible one keeps a type in one piece.
            TokenTree::Group(group) if mentions_impl(group.stream()) => {
                let mut erased = Group::new(group.delimiter(), erase_impl(group.stream()));
                erased.set_span(group.span());
                out.extend([TokenTree::Group(erased)]);
            }
            other => out.extend([other]),
        }
    }
    out
}

fn mentions_impl(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "impl",
        TokenTree::Group(group) => mentions_impl(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
