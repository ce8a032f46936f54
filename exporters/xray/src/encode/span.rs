//! One span view to its documents.

use std::borrow::Cow;

use traced_encode::{json, references};
use traced_runtime::{Kind, Outcome, ValueRef, export::SpanView};

use super::{
    annotation::{Keys, LONGEST_TEXT},
    aws,
    cause::{Told, cause},
    common::Common,
    facts::{Fact, Facts},
    http::http,
    ids::{derived, id},
    log::log,
    name,
    prefix::Prefix,
    reference::reference,
    sheet::{Identity, Section, Sheet},
    sql::{host_of, sql, without_password},
    status::Status,
    value::{any, first, number, text},
};

/// The annotations that are ours.
const OPERATION: &str = "operation";
const OUTCOME: &str = "traced_outcome";

/// A span begins what its process does for a trace, or is a part of it.
#[inline]
fn is_segment(view: SpanView<'_>) -> bool {
    view.parent_id().is_none() || view.parent_is_remote() || matches!(view.kind(), Kind::Server | Kind::Consumer)
}

/// What a span calls, by the tags that name it; nothing where none does.
fn callee(facts: &Facts<'_>, call: bool) -> Option<String> {
    let find = |facts_of: &[Fact]| facts_of.iter().find_map(|fact| facts.text(*fact)).map(str::to_owned);
    let database = || {
        let name = facts.text(Fact::DbName)?;
        let host = facts.text(Fact::DbConnection).and_then(host_of).or(facts.text(Fact::Host));
        Some(host.map_or_else(|| name.to_owned(), |host| format!("{name}@{host}")))
    };
    find(&[Fact::PeerService])
        .or_else(|| if call { find(&[Fact::AwsService, Fact::RpcService]) } else { None })
        .or_else(database)
        .or_else(|| find(&[Fact::Destination, Fact::RpcService, Fact::HostHeader, Fact::Host, Fact::PeerAddress]))
}

/// All documents of a span.
pub(super) fn span(sheet: &mut Sheet, keys: &mut Keys, prefix: &Prefix, common: &Common, view: SpanView<'_>) {
    let mut facts = Facts::of(view);
    let (kind, segment) = (view.kind(), is_segment(view));
    let outgoing = matches!(kind, Kind::Client | Kind::Producer);
    let call = !segment && aws::is_call(&facts);
    let own = || if view.has_own_name() { name::clean(view.name()) } else { Cow::Borrowed(&*prefix.name) };
    let name = if segment {
        common.name.as_deref().map_or_else(own, Cow::Borrowed)
    } else if outgoing || call {
        callee(&facts, call).map_or_else(own, |callee| name::clean(&callee).into_owned().into())
    } else {
        own()
    };
    let status = Status::of(&facts, view.is_error());
    let identity = Identity {
        trace_id: view.trace_id(),
        span_id: view.span_id(),
        start: view.start_unix_nanos(),
        end: view.end_unix_nanos(),
    };
    sheet.begin(identity, |out| {
        if let Some(parent) = view.parent_id() {
            id(out, "parent_id", parent);
        }
        if !segment {
            out.extend_from_slice(b"\"type\":\"subsegment\",");
            out.extend_from_slice(match kind {
                _ if call => b"\"namespace\":\"aws\",",
                Kind::Client => b"\"namespace\":\"remote\",",
                _ => b"",
            });
        }
        text(out, "name", &name);
        out.extend_from_slice(status.members().as_bytes());
    });
    if segment {
        of_process(sheet, common, &mut facts);
    }
    http(sheet, &mut facts);
    aws::aws(sheet, &mut facts, if segment { &common.aws } else { &[] }, call);
    if !segment {
        sql(sheet, &mut facts);
    }
    cause(sheet, view, outgoing);
    tags(sheet, keys, &facts, &name, view);
    if segment {
        for attribute in &common.attributes {
            sheet.piece(Section::Resource, |out| out.extend_from_slice(attribute));
        }
    }
    others(sheet, prefix, view);
    sheet.finish();
}

/// What only segments have.
fn of_process(sheet: &mut Sheet, common: &Common, facts: &mut Facts<'_>) {
    const LONGEST_USER: usize = 250;
    if !common.members.is_empty() {
        sheet.piece_with_comma(Section::Top, |out| out.extend_from_slice(&common.members));
    }
    if let Some(user) = facts.text(Fact::User)
        && first(user, LONGEST_USER).1
    {
        facts.say(Fact::User);
        sheet.piece_with_comma(Section::Top, |out| text(out, "user", user));
    }
}

/// The tags that stand nowhere else: annotations, and what cannot be one.
fn tags(sheet: &mut Sheet, keys: &mut Keys, facts: &Facts<'_>, name: &str, view: SpanView<'_>) {
    keys.clear();
    let operation = view.name();
    if operation != name {
        keys.annotate(sheet, OPERATION, ValueRef::Str(first(operation, LONGEST_TEXT).0));
    }
    match view.outcome() {
        Outcome::Returned | Outcome::Errored => {}
        outcome => drop(keys.annotate(sheet, OUTCOME, ValueRef::Str(outcome.as_str()))),
    }
    let mut rest = Vec::new();
    view.tags().for_each(|(key, value)| {
        let placed = match (key, value) {
            ("span.kind", _) | ("error", ValueRef::Bool(_)) => true,
            _ if facts.is_said(key) => true,
            // Of a database that is not of SQL.
            ("db.connection_string", ValueRef::Str(text)) => {
                keys.annotate(sheet, key, ValueRef::Str(first(&without_password(text), LONGEST_TEXT).0))
            }
            _ => keys.annotate(sheet, key, value),
        };
        if !placed {
            rest.push((key, value));
        }
    });
    for (key, value) in rest {
        sheet.piece(Section::Tags, |out| {
            json::string(out, key);
            out.push(b':');
            any(out, value);
        });
    }
}

/// What else is known of a span.
fn others(sheet: &mut Sheet, prefix: &Prefix, view: SpanView<'_>) {
    if !prefix.code.is_empty() {
        sheet.piece_with_comma(Section::Own, |out| out.extend_from_slice(&prefix.code));
    }
    if !matches!(view.kind(), Kind::Internal) {
        sheet.piece_with_comma(Section::Own, |out| text(out, "kind", view.kind().as_str()));
    }
    if let Some(state) = view.trace_state() {
        sheet.piece_with_comma(Section::Own, |out| text(out, "trace_state", state));
    }
    let counts = [
        ("dropped_tags", view.dropped_tags()),
        ("dropped_logs", view.dropped_logs()),
        ("dropped_references", view.dropped_references()),
    ];
    for (name, count) in counts.into_iter().filter(|(_, count)| *count != 0) {
        sheet.piece_with_comma(Section::Own, |out| number(out, name, count.into()));
    }
    for found in references(view) {
        sheet.piece(Section::References, |out| reference(out, &found));
    }
    let mut exceptions = 0;
    for found in view.logs() {
        let told = Told::of(found);
        let exception = derived(view.span_id(), exceptions);
        exceptions += told.as_ref().map_or(0, Told::exceptions);
        sheet.piece(Section::Logs, |out| log(out, found, told.as_ref(), exception));
    }
}
