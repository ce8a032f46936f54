//! Several processes with one directory, as far as one process can play them: locks belong to open files, not to processes.

use std::{fs, thread};

use traced_http::{Reply, Spool, Transport};

use crate::{
    folder::{files, path, settings},
    peer::{open, soon, stats, store, take_over, yes},
};

#[test]
fn each_has_a_folder_of_its_own() {
    let place = settings("two");
    let (mut one, first) = open(&place);
    let (mut two, second) = open(&place);
    store(&mut one, &first, 1);
    store(&mut two, &second, 2);
    let files = files(&path("two"));
    assert_eq!(files.len(), 2);
    assert_ne!(files[0].parent(), files[1].parent());
    for (spool, peer, number) in [(&mut one, &first, "1"), (&mut two, &second, "2")] {
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!(peer.take(yes()), number));
            spool.flush(soon()).unwrap();
        });
    }
}

#[test]
fn what_ended_processes_left_is_taken_over() {
    let place = settings("adopted");
    let mut spools = [open(&place), open(&place), open(&place)];
    for ((spool, peer), number) in spools.iter_mut().zip([10, 20, 30]) {
        store(spool, peer, number);
        take_over(spool, number + 1);
    }
    let [first, second, third] = spools;
    for (spool, peer) in [first, third] {
        drop(spool);
        peer.wait_until_gone();
    }
    // The second is alive, and keeps what it has.
    let (mut spool, peer) = open(&place);
    assert_eq!(stats(&spool).recovered, 10 + 11 + 30 + 31);
    take_over(&mut spool, 40);
    thread::scope(|scope| {
        scope.spawn(|| [10, 11, 30, 31, 40].iter().for_each(|number| assert_eq!(peer.take(yes()), number.to_string())));
        spool.flush(soon()).unwrap();
    });
    assert_eq!(stats(&second.0).waiting, 20 + 21);
}

struct Nobody;

impl Transport for Nobody {
    fn send(&mut self, _: &[u8], _: &str, _: u64) -> Reply {
        yes()
    }
}

#[test]
fn what_was_for_one_peer_is_not_sent_to_another() {
    let place = settings("peers");
    let (mut spool, peer) = open(&place);
    store(&mut spool, &peer, 1);
    drop(spool);
    peer.wait_until_gone();
    for other in ["Peer", "peer 2", "pe-er"] {
        assert_eq!(stats(&Spool::open(&place, other, Nobody).unwrap()).recovered, 0);
    }
    assert_eq!(stats(&Spool::open(&place, "peer", Nobody).unwrap()).recovered, 1);
}

#[test]
fn what_may_be_a_key_is_not_in_the_name_of_a_folder() {
    let place = settings("keys");
    for key in ["hunter2", "hunter3"] {
        Spool::open(&place, &format!("otlp https://c.example/in?key={key}"), Nobody).unwrap();
    }
    let folders = fs::read_dir(path("keys")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let folders: Vec<_> = folders.collect();
    assert_eq!(folders.len(), 2, "{folders:?}");
    assert!(
        folders.iter().all(|name| name.starts_with("otlp-https-c.example-in-") && !name.contains("hunter")),
        "{folders:?}"
    );
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_what_is_stored() {
    use std::os::unix::fs::PermissionsExt as _;
    let (mut spool, peer) = open(&settings("private"));
    store(&mut spool, &peer, 1);
    let [file] = &files(&path("private"))[..] else { panic!("one file") };
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(file), mode(&file.with_file_name("lock"))), (0o600, 0o600));
    for folder in file.ancestors().skip(1).take(3) {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
}
