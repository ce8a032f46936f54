//! The file is edited while requests flow: a module's spans go and come back, nobody else loses one, and a broken file changes nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use crate::{
    services::{SERVICES, Services},
    store::Store,
    support::Folder,
};

/// What each request brings, but for the two modules that are switched off: the layers' spans, and those of two modules. In order.
const OTHERS: [(&str, &str); 7] = [
    ("gateway", "POST /orders"),
    ("gateway", "shop.Stock/Reserve"),
    ("stock", "Shelves::reserve"),
    ("stock", "more"),
    ("stock", "shop.Stock/Reserve"),
    ("worker", "boxes"),
    ("worker", "pack"),
];
const OF_STORE: [(&str, &str); 3] =
    [("gateway", "Store::accept"), ("stock", "Store::take"), ("worker", "Store::packed")];
const OF_GATEWAY: [(&str, &str); 2] = [("gateway", "order"), ("gateway", "reserve")];
/// In each phase.
const REQUESTS: usize = 25;

/// The configuration of the shop, as it is.
const FILE: &str = include_str!("../../traced.toml");

/// With the comment marks taken off the paragraph that has this in it.
fn uncommented(text: &str, part: &str) -> String {
    assert_eq!(text.matches(part).count(), 1, "{part}");
    let paragraphs = text.split("\n\n").map(|paragraph| {
        if !paragraph.contains(part) {
            return paragraph.to_owned();
        }
        paragraph.lines().map(|line| line.strip_prefix("# ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// The file, as editors write it: elsewhere first.
struct Edited(PathBuf);

impl Edited {
    fn write(&self, text: &str) {
        let aside = self.0.with_extension("aside");
        fs::write(&aside, text).expect("a file of our own");
        fs::rename(&aside, &self.0).expect("a file of our own");
    }

    /// What is longer is cut off.
    fn cut(&self, bytes: usize) {
        let file = fs::OpenOptions::new().write(true).open(&self.0).expect("it is there");
        file.set_len(bytes as u64).expect("it is no longer than it was");
    }
}

/// Plenty of teapots.
fn stocked(database: &Path) {
    drop(Store::open(database).expect("a file of our own"));
    let connection = Connection::open(database).expect("it is there");
    connection.execute("UPDATE stock SET shelf = 1000000 WHERE item = 'teapot'", []).expect("there is such a shelf");
}

#[test]
fn an_edit_switches_a_module_and_nothing_else() {
    let folder = Folder::new("edited");
    let (database, file) = (folder.0.join("shop.sqlite"), Edited(folder.0.join("traced.toml")));
    stocked(&database);
    let text = FILE.replace("summary = false", "summary = true");
    let on = uncommented(&text, "flush_interval");
    let (store_off, gateway_off) = (uncommented(&on, "shop::store"), uncommented(&on, "shop::gateway"));
    // The first rule is right, and would switch all off.
    let broken = store_off.replace("enabled = true, args", "enabled = false, arsg");
    file.write(&on);

    let mut shop = Services::start(&file.0, &database);
    // Requests that were begun and done between two edits, and what was off then.
    let mut phases: Vec<(&str, BTreeSet<u64>)> = vec![("", shop.requests(REQUESTS))];
    let mut edit = |off, edit: &dyn Fn(), said: &[&str]| {
        let since = shop.said.len();
        edit();
        shop.until_all_say(since, said);
        phases.push((off, shop.requests(REQUESTS)));
    };
    let held = "traced.toml: what held before holds";
    edit("store", &|| file.write(&store_off), &["traced.toml: the rules were applied"]);
    edit("store", &|| file.write(&broken), &["\"arsg\", did you mean `args`?", held]);
    let half = broken.find("\"shop\"").expect("the first rule has it") + 3;
    edit("store", &|| file.cut(half), &[": found invalid basic string", held]);
    edit("store", &|| file.cut(0), &["traced.toml: found nothing", held]);
    edit("store", &|| fs::remove_file(&file.0).expect("it is there"), &["(os error 2)", held]);
    edit("gateway", &|| file.write(&gateway_off), &["traced.toml: the rules were applied"]);
    edit("", &|| file.write(&on), &["traced.toml: the rules were applied"]);
    shop.end();

    // Of a request that was under way during an edit some places were as before, others as after.
    let of_request = |request: &u64, among: &[(&str, &str)]| {
        let spans = shop.spans[request].iter().map(|span| (&*span.service, &*span.name));
        let mut found: Vec<_> = spans.filter(|span| among.contains(span)).collect();
        found.sort_unstable();
        found
    };
    for request in shop.answered.keys() {
        assert_eq!(of_request(request, &OTHERS), OTHERS, "{request}");
        for among in [&OF_STORE[..], &OF_GATEWAY] {
            let found = of_request(request, among);
            assert!(found.windows(2).all(|two| two[0] != two[1]), "{request}: {found:?}");
        }
        // Whoever is left hangs below whoever is left.
        let spans = &shop.spans[request];
        let ids: BTreeSet<_> = spans.iter().map(|span| span.id.clone()).chain([format!("{request:016x}")]).collect();
        for span in spans {
            assert!(span.parent.as_ref().is_some_and(|parent| ids.contains(parent)), "{request}: {span:#?}");
        }
        assert!(spans.len() <= OTHERS.len() + OF_STORE.len() + OF_GATEWAY.len(), "{request}: {spans:#?}");
    }
    for (off, requests) in &phases {
        for request in requests {
            let of_store: &[_] = if *off == "store" { &[] } else { &OF_STORE };
            let of_gateway: &[_] = if *off == "gateway" { &[] } else { &OF_GATEWAY };
            assert_eq!(of_request(request, &OF_STORE), of_store, "{request}, {off:?} was off");
            assert_eq!(of_request(request, &OF_GATEWAY), of_gateway, "{request}, {off:?} was off");
        }
    }

    // What was created was exported, by each service's own account, and has arrived.
    for service in SERVICES {
        let arrived = shop.spans.values().flatten().filter(|span| span.service == service).count();
        let account = format!("traced: {arrived} created, {arrived} exported, 0 dropped");
        assert!(shop.said.contains(&(service, account.clone())), "{account}: {:#?}", shop.said);
    }
    let requests: BTreeSet<_> = shop.answered.keys().chain(&shop.refused).copied().collect();
    assert!(shop.spans.keys().all(|request| requests.contains(request)), "there are others");
    let counts: BTreeMap<_, _> =
        phases.iter().enumerate().map(|(phase, (_, requests))| (phase, requests.len())).collect();
    println!("{} requests, of which so many in each phase: {counts:?}", shop.answered.len());
}
