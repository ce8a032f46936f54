//! One function: the attributes it still has, the refusals, the plan, the tokens.

use proc_macro2::{Delimiter, Group, TokenStream};

use crate::check;
use crate::configured;
use crate::emit;
use crate::emit::glue::Glue;
use crate::error::Errors;
use crate::locate;
use crate::plan::build::plan;
use crate::plan::model::{Plan, Shape};
use crate::spawn::{self, Spawners};
use crate::syntax::arguments::Arguments;
use crate::syntax::attribute;
use crate::syntax::function::{Function, Place};

/// Takes the `#[traced(..)]` attributes below ours away; what they say overrides.
pub(crate) fn merge(arguments: &Arguments, function: &mut Function, errors: &Errors) -> Arguments {
    let mut arguments = arguments.clone();
    for again in function.take_traced() {
        let inner = Arguments::parse(attribute::arguments(&again), errors);
        check::check_arguments(&inner, errors);
        arguments = arguments.overridden_by(inner);
    }
    arguments
}

/// A function that carries the attribute itself; nothing where it stays as it is.
pub(crate) fn annotated(arguments: &Arguments, mut function: Function, errors: &Errors) -> Option<TokenStream> {
    if function.is_traced_already() {
        return None;
    }
    let arguments = merge(arguments, &mut function, errors);
    let place = arguments.within.get().map_or_else(Place::default, |within| Place {
        owner: (!within.owner.is_empty()).then(|| within.owner.clone()),
        keep_async: within.of_trait,
        of_trait: within.of_trait,
        modules: Vec::new(),
    });
    if arguments.off.is_set() || configured::leaves_out(&place, &function) {
        return Some(quote::ToTokens::into_token_stream(function));
    }
    check::check_placement(&function, errors);
    check::check_function(&arguments, &function, errors);
    traced(&arguments, &function, &place)
}

/// The function with its span; nothing where it has no body.
pub(crate) fn traced(arguments: &Arguments, function: &Function, place: &Place) -> Option<TokenStream> {
    let plan = plan(arguments, function, function.block()?, place);
    let glue = Glue::new(&plan.krate);
    let body = body(&glue, &plan);
    Some(emit::function::function(&glue, &plan, function, &body))
}

/// The user's block, with spawn calls that carry the context and `?`s that note their line. Mostly just the user's block.
fn body(glue: &Glue, plan: &Plan) -> Group {
    let block = match &plan.shape {
        Shape::BoxedBlock { block, .. } => block,
        _ => &plan.body,
    };
    let spawners =
        plan.carry.as_ref().map(|also| Spawners::new(also, &plan.names)).filter(|spawners| !spawners.is_empty());
    let carried = spawners.and_then(|spawners| spawn::rewrite(glue, &spawners, &block.stream()));
    if carried.is_none() && !plan.probe.locate {
        return block.clone();
    }
    let mut stream = carried.unwrap_or_else(|| block.stream());
    if plan.probe.locate {
        stream = locate::rewrite(glue, stream);
    }
    let mut changed = Group::new(Delimiter::Brace, stream);
    changed.set_span(block.span());
    changed
}
