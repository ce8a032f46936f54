//! Temporaries of the last expression that borrow from an argument (edition 2021 drops them after the locals).
#![allow(dead_code, reason = "it only has to compile")]

use std::cell::RefCell;
use std::sync::Mutex;

use traced::traced;

#[traced]
fn first(list: Mutex<Vec<u8>>, more: String) -> Option<u8> {
    let _ = more;
    list.lock().unwrap().iter().next().copied()
}

#[traced]
fn second(more: String, list: Mutex<Vec<u8>>) -> Option<u8> {
    let _ = more;
    list.lock().unwrap().iter().next().copied()
}

#[traced]
fn scalar(more: String, list: RefCell<Vec<u8>>) -> usize {
    let _ = more;
    list.borrow().iter().count()
}

#[traced]
fn unit(_more: String, list: RefCell<Vec<u8>>) {
    list.borrow_mut().push(3)
}

#[traced]
async fn lazy(more: String, list: Mutex<Vec<u8>>) -> Option<u8> {
    let _ = more;
    list.lock().unwrap().iter().next().copied()
}

#[traced(tags("n" = list.lock().unwrap().len()))]
fn tagged(more: String, list: Mutex<Vec<u8>>) -> Option<u8> {
    let _ = more;
    list.lock().unwrap().iter().next().copied()
}

fn main() {
    assert_eq!(first(vec![1].into(), String::new()), Some(1));
    assert_eq!(second(String::new(), vec![1].into()), Some(1));
    assert_eq!(scalar(String::new(), vec![1].into()), 1);
    unit(String::new(), vec![1].into());
    assert_eq!(tagged(String::new(), vec![1].into()), Some(1));
    assert_eq!(futures::executor::block_on(lazy(String::new(), vec![1].into())), Some(1));
}
