//! Files that are broken, half written or not ours, and disks that take nothing.

use std::{fs, path::Path, thread};

use traced_http::{Reply, Spool, SpoolSettings};

use crate::{
    folder::{files, path, settings},
    peer::{Peer, later, open, send, soon, stats, store, take_over, yes},
};

/// A spool with five requests, of 1 to 5 spans, whose process has ended, after something was done to its files.
fn damaged(name: &str, damage: impl FnOnce(&[std::path::PathBuf])) -> (Spool, Peer) {
    let place = settings(name);
    let (mut spool, peer) = open(&place);
    store(&mut spool, &peer, 1);
    (2..=5).for_each(|number| take_over(&mut spool, number));
    drop(spool);
    peer.wait_until_gone();
    damage(&files(&path(name)));
    open(&place)
}

/// What arrives in the end, and what is said.
fn rest(spool: &mut Spool, peer: &Peer, numbers: &[u64]) -> String {
    thread::scope(|scope| {
        scope.spawn(|| numbers.iter().for_each(|number| assert_eq!(peer.take(yes()), number.to_string())));
        let said = spool.flush(soon()).map_or_else(|said| said.to_string(), |()| String::new());
        assert_eq!(stats(spool).waiting, 0);
        said
    })
}

#[test]
fn a_broken_file_is_passed_over_and_counted() {
    type Damage = fn(&[u8]) -> Vec<u8>;
    let damages: [(&str, Damage, &str); 6] = [
        ("shorter", |bytes| bytes[..bytes.len() - 1].to_vec(), "its checksum is another"),
        ("empty", |_| Vec::new(), "it is no file of a spool"),
        ("flipped", |bytes| [&bytes[..bytes.len() - 1], b"9"].concat(), "its checksum is another"),
        ("foreign", |_| b"PK\x03\x04".to_vec(), "it is no file of a spool"),
        ("cut", |_| b"traced-spool 1".to_vec(), "it breaks off"),
        (
            "newer",
            |_| b"traced-spool 2 {}".to_vec(),
            "its format is \"2\", which this version of the program does not know",
        ),
    ];
    for (name, damage, why) in damages {
        let (mut spool, peer) = damaged(name, |files| {
            let bytes = fs::read(&files[2]).unwrap();
            fs::write(&files[2], damage(&bytes)).unwrap();
        });
        let said = rest(&mut spool, &peer, &[1, 2, 4, 5]);
        assert!(
            said.contains("000000000002-3-") && said.contains(&format!(".part: {why} (the spool lost 3 spans)")),
            "{said}"
        );
        let now = stats(&spool);
        assert_eq!((now.recovered, now.sent, now.dropped.unreadable), (15, 12, 3), "{name}");
        assert!(files(&path(name)).is_empty());
    }
}

#[test]
fn a_file_that_is_gone_is_counted() {
    let (mut spool, peer) = open(&settings("gone"));
    store(&mut spool, &peer, 1);
    (2..=3).for_each(|number| take_over(&mut spool, number));
    fs::remove_file(&files(&path("gone"))[1]).unwrap();
    let said = rest(&mut spool, &peer, &[1, 3]);
    assert!(said.contains("(the spool lost 2 spans)"), "{said}");
    assert_eq!((stats(&spool).sent, stats(&spool).dropped.unreadable), (4, 2));
}

#[test]
fn a_file_under_another_name_is_not_sent() {
    let (mut spool, peer) = damaged("renamed", |files| {
        let name = files[2].to_str().unwrap().replace("2-3-", "2-7-");
        fs::rename(&files[2], name).unwrap();
    });
    let said = rest(&mut spool, &peer, &[1, 2, 4, 5]);
    assert!(said.contains("it holds another number of spans than its name says (the spool lost 7 spans)"), "{said}");
}

#[test]
fn a_half_written_file_is_counted_and_removed() {
    let (mut spool, peer) = damaged("half", |files| {
        let folder = files[0].parent().unwrap();
        fs::write(folder.join("000000000005-6-100.part.new"), "traced-sp").unwrap();
    });
    let said = rest(&mut spool, &peer, &[1, 2, 3, 4, 5]);
    assert!(said.contains("000000000005-6-100.part.new: it was not finished"), "{said}");
    let now = stats(&spool);
    assert_eq!((now.recovered, now.sent, now.dropped.unreadable), (21, 15, 6));
    assert!(files(&path("half")).is_empty());
}

#[test]
fn what_is_not_a_spools_is_left_alone() {
    let foreign = [
        "README",
        "1-2.part",
        "1-2-3-4.part",
        "x-1-1.part",
        "-1-2-3.part",
        "99999999999999999999-1-1.part",
        "1-1-1.part.old",
    ];
    let (mut spool, peer) = damaged("not_ours", |files| {
        let folder = files[0].parent().unwrap();
        foreign.iter().for_each(|name| fs::write(folder.join(name), "mine").unwrap());
        fs::create_dir(folder.join("folder")).unwrap();
        fs::write(folder.parent().unwrap().join("notes"), "mine").unwrap();
        fs::create_dir(folder.parent().unwrap().join("17b")).unwrap();
    });
    assert_eq!(rest(&mut spool, &peer, &[1, 2, 3, 4, 5]), "");
    let left = files(&path("not_ours"));
    assert_eq!(left.len(), foreign.len() + 1, "{left:?}");
    assert!(left.iter().all(|file| fs::read(file).unwrap() == b"mine"));
}

#[test]
fn a_folder_that_takes_nothing_leaves_the_spans_where_they_are() {
    let (mut spool, peer) = open(&settings("takes_nothing"));
    let folder = path("takes_nothing");
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "").unwrap();
    thread::scope(|scope| {
        scope.spawn(|| peer.take(later("away")));
        match send(&mut spool, 3) {
            Reply::Retry { after: None, message } => {
                let path = folder.to_str().unwrap();
                assert!(message.starts_with(&format!("away; {path}")) && message.contains("os error"), "{message}");
            }
            other => panic!("{other:?}"),
        }
    });
    assert_eq!(stats(&spool), traced_http::SpoolStats::default());
    // The peer is back before the disk is.
    thread::scope(|scope| {
        scope.spawn(|| peer.take(yes()));
        take_over(&mut spool, 3);
    });
}

/// With no way to store it, a request that hangs is waited for.
#[test]
fn a_late_answer_is_the_answer_where_nothing_can_be_stored() {
    let (mut spool, peer) = open(&settings("late_answer"));
    let folder = path("late_answer");
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "").unwrap();
    thread::scope(|scope| {
        let sent = scope.spawn(|| send(&mut spool, 3));
        peer.request().answer(yes());
        assert_eq!(sent.join().unwrap(), yes());
    });
}

#[test]
fn a_directory_that_cannot_be_used_is_a_mistake() {
    let file = path("a_file");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "").unwrap();
    struct Nobody;
    impl traced_http::Transport for Nobody {
        fn send(&mut self, _: &[u8], _: &str, _: u64) -> Reply {
            yes()
        }
    }
    let mistake = Spool::open(&SpoolSettings::new(&file).unwrap(), "peer", Nobody).unwrap_err();
    assert_eq!(mistake.setting(), "spool");
    let text = mistake.to_string();
    assert!(text.contains(file.to_str().unwrap()) && text.contains("os error"), "{text}");
    assert!(text.ends_with("accepted is a directory that this process can make files in and lock them"), "{text}");
    assert!(SpoolSettings::new("").unwrap_err().to_string().starts_with("spool: found \"\" ("));
    let text = SpoolSettings::new(Path::new("x")).unwrap().limit(65_535).unwrap_err().to_string();
    assert_eq!(text, "spool_limit: found 65535, accepted is a number of bytes from 65536 (64 KiB)");
}
