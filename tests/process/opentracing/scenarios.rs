//! The testbed's scenarios, in its order.

use std::{
    cell::RefCell,
    collections::HashMap,
    fmt,
    rc::Rc,
    sync::{Arc, mpsc::channel},
    thread,
};

use traced::{Kind, Outcome, Propagation, ReferenceKind, Span, SpanContext, SpanData, Value, carry, current, traced};

use crate::{assert_child, finished, id, is_active, names};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap()
}

#[track_caller]
fn assert_follows(span: &SpanData, cause: &SpanData) {
    let causes: Vec<_> = span.references.iter().map(|r| (r.kind, r.context.span_id())).collect();
    assert_eq!(causes, [(ReferenceKind::FollowsFrom, id(cause))]);
    assert_eq!(span.context.trace_id(), cause.context.trace_id());
}

/// 1. A task ends the span that it was handed, in the middle of a span of its own.
#[test]
fn active_span_replacement() {
    let spans = finished(|| {
        let initial = Span::builder("initial").start();
        let scope = initial.enter();
        drop(scope);
        let worker = thread::spawn(move || {
            let task = Span::builder("task").root().start();
            let within = task.enter();
            {
                let _initial = initial.enter();
                assert_eq!(current().context().span_id(), initial.context().span_id());
                initial.finish();
            }
            Span::builder("subtask").start().finish();
            drop(within);
            task.finish();
        });
        worker.join().unwrap();
    });
    assert_eq!(names(&spans), ["initial", "subtask", "task"]);
    let [initial, subtask, task] = &spans[..] else { unreachable!() };
    assert_child(subtask, task);
    assert_ne!(initial.context.trace_id(), task.context.trace_id());
    assert_eq!((initial.parent_id, task.parent_id), (None, None));
}

/// 2. A message carries the context from a client to a server.
#[test]
fn client_server() {
    type Message = HashMap<String, String>;
    let spans = finished(|| {
        let (client, server) = channel::<Message>();
        let serving = thread::spawn(move || {
            let message = server.recv().unwrap();
            let from = Propagation::W3c.extract(&message).unwrap().unwrap();
            Span::builder("receive").kind(Kind::Server).child_of(&from).start().finish();
        });
        let span = Span::builder("send").kind(Kind::Client).start();
        let mut message = Message::new();
        Propagation::W3c.inject(&span.context(), &mut message);
        client.send(message).unwrap();
        serving.join().unwrap();
    });
    assert_eq!(names(&spans), ["receive", "send"]);
    let [receive, send] = &spans[..] else { unreachable!() };
    assert_child(receive, send);
    assert_eq!((receive.kind, send.kind), (Kind::Server, Kind::Client));
}

/// A library's hooks around a request, which run on whichever thread of its pool.
#[derive(Default)]
struct Handler {
    parent: Option<SpanContext>,
}

impl Handler {
    fn before_request(&self) -> Span {
        let span = Span::builder("send").kind(Kind::Client);
        match &self.parent {
            Some(parent) => span.child_of(parent).start(),
            None => span.root().start(),
        }
    }

    fn request(handler: &Arc<Self>) -> thread::JoinHandle<()> {
        let handler = Arc::clone(handler);
        // As a pool would: the hooks run where the caller's context is current, and where it is not.
        thread::spawn(carry(move || {
            let span = handler.before_request();
            thread::spawn(move || span.finish()).join().unwrap();
        }))
    }
}

/// 3. Hooks that know nothing of the caller's thread.
#[test]
fn concurrent_request_handler() {
    let requests = |handler: Handler| {
        let handler = Arc::new(handler);
        [Handler::request(&handler), Handler::request(&handler)].into_iter().for_each(|r| r.join().unwrap());
    };
    let spans = finished(|| requests(Handler::default()));
    assert_eq!(names(&spans), ["send", "send"]);
    assert!(spans.iter().all(|span| span.kind == Kind::Client && span.parent_id.is_none()));
    assert_ne!(spans[0].context.trace_id(), spans[1].context.trace_id());

    let spans = finished(|| {
        let parent = Span::builder("parent").start();
        let _scope = parent.enter();
        requests(Handler::default());
    });
    assert_eq!(names(&spans), ["send", "send", "parent"]);
    assert!(spans.iter().all(|span| span.parent_id.is_none()), "hooks that ask for a root get one");

    let spans = finished(|| {
        let parent = Span::builder("parent").start();
        requests(Handler { parent: Some(parent.context()) });
    });
    assert_eq!(names(&spans), ["send", "send", "parent"]);
    assert_child(&spans[0], &spans[2]);
    assert_child(&spans[1], &spans[2]);
}

/// 4. Tasks work under a span that somebody else finishes after them.
#[test]
fn late_span_finish() {
    let spans = finished(|| {
        let runtime = runtime();
        let parent = Span::builder("parent").start();
        let task = |name: &'static str| {
            let context = parent.context();
            runtime.spawn(async move {
                let _scope = Span::builder(name).child_of(&context).start();
            })
        };
        let tasks = [task("task1"), task("task2")];
        runtime.block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
        parent.finish();
    });
    let parent = &spans[2];
    assert_eq!(&*parent.name, "parent");
    for task in &spans[..2] {
        assert_child(task, parent);
        assert!(task.end <= parent.end);
    }
}

/// 5. A listener on another thread finishes the span of a request.
#[test]
fn listener_per_request() {
    let spans = finished(|| {
        let (respond, response) = channel();
        let span = Span::builder("send").kind(Kind::Client).start();
        let listener = thread::spawn(move || {
            let status: i64 = response.recv().unwrap();
            span.set_tag("status", status);
            span.finish();
        });
        respond.send(200).unwrap();
        listener.join().unwrap();
    });
    let [send] = &spans[..] else { panic!("one span: {spans:?}") };
    assert_eq!((&*send.name, send.kind, send.tag("status")), ("send", Kind::Client, Some(&Value::I64(200))));
}

/// 6. A span ends when the last of the callbacks that share it has.
#[test]
fn multiple_callbacks() {
    let spans = finished(|| {
        let runtime = runtime();
        let parent = Arc::new(Span::builder("parent").start());
        let (go, _) = tokio::sync::broadcast::channel::<()>(1);
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                let (parent, mut gate) = (Arc::clone(&parent), go.subscribe());
                runtime.spawn(async move {
                    let task = Span::builder("task").child_of(&*parent).start();
                    let _ = gate.recv().await;
                    task.finish();
                })
            })
            .collect();
        drop(parent);
        drop(go);
        runtime.block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
    });
    assert_eq!(names(&spans), ["task", "task", "task", "parent"]);
    let (parent, tasks) = spans.split_last().unwrap();
    for task in tasks {
        assert_child(task, parent);
        assert!(task.end <= parent.end);
    }
}

/// 7. Each callback schedules the next; the last finishes the span.
#[test]
fn nested_callbacks() {
    type Callback = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;
    fn callback(span: Span, number: u32) -> Callback {
        Box::pin(async move {
            span.set_tag(format!("key{number}"), i64::from(number));
            if number < 3 {
                tokio::spawn(callback(span, number + 1)).await.unwrap();
            } else {
                span.finish();
            }
        })
    }
    let spans = finished(|| runtime().block_on(callback(Span::builder("one").start(), 1)));
    let [one] = &spans[..] else { panic!("one span: {spans:?}") };
    assert_eq!(one.tags.len(), 3);
    for number in 1..=3 {
        assert_eq!(one.tag(&format!("key{number}")), Some(&Value::I64(number)));
    }
}

/// 8. What a task does on another thread is below the span that it was started from.
#[test]
fn subtask_span_propagation() {
    #[traced]
    fn child() {}
    #[traced]
    fn parent() {
        thread::spawn(child).join().unwrap();
        thread::spawn(carry(child)).join().unwrap();
    }
    let spans = finished(parent);
    assert_eq!(names(&spans), ["child", "child", "parent"]);
    assert_child(&spans[1], &spans[2]);
}

/// 9. A span is kept open by whoever may still go on with it, and no longer.
#[test]
fn activate_deactivate() {
    for actions in 1..=2_usize {
        let spans = finished(|| {
            let span = Arc::new(Span::builder("one").start());
            let (entered, gate) = (Arc::clone(&span), Arc::new(std::sync::Barrier::new(actions + 1)));
            let tasks: Vec<_> = (0..actions)
                .map(|number| {
                    let (continuation, gate) = (Arc::clone(&span), Arc::clone(&gate));
                    thread::spawn(move || {
                        gate.wait();
                        let _scope = continuation.enter();
                        current().tag(format!("test_tag_{number}"), true);
                    })
                })
                .collect();
            drop(entered.enter());
            drop((entered, span));
            // The entry has ended; the actions go on.
            gate.wait();
            tasks.into_iter().for_each(|task| task.join().unwrap());
        });
        let [one] = &spans[..] else { panic!("one span: {spans:?}") };
        assert_eq!(one.tags.len(), actions);
    }
}

/// 10. An actor is told, or asked: it goes on after the message was sent.
#[test]
fn actor_propagation() {
    for (operation, asked) in [("actorTell", false), ("actorAsk", true)] {
        let mut answers = Vec::new();
        let spans = finished(|| {
            let (tell, inbox) = channel::<(SpanContext, String)>();
            let (answer, answered) = channel();
            let actor = thread::spawn(move || {
                for (context, message) in inbox {
                    let received = Span::builder("received").kind(Kind::Consumer).follows_from(&context).start();
                    if asked {
                        answer.send(format!("received {message}")).unwrap();
                    }
                    received.finish();
                }
            });
            let span = Span::builder(operation).kind(Kind::Producer).start();
            tell.send((span.context(), "my message 1".into())).unwrap();
            tell.send((span.context(), "my message 2".into())).unwrap();
            span.finish();
            drop(tell);
            actor.join().unwrap();
            answers = answered.try_iter().collect();
        });
        assert_eq!(spans.len(), 3);
        let sent = spans.iter().find(|span| span.name == operation).unwrap();
        assert_eq!(sent.kind, Kind::Producer);
        for received in spans.iter().filter(|span| span.name == "received") {
            assert_eq!(received.kind, Kind::Consumer);
            assert_follows(received, sent);
        }
        let expected: &[&str] = if asked { &["received my message 1", "received my message 2"] } else { &[] };
        assert_eq!(answers, expected);
    }
}

/// 11. Callbacks of a promise, each with a span that is active within it.
#[test]
fn promise_propagation() {
    let spans = finished(|| {
        let promises = Span::builder("promises").tag("component", "promises").start();
        let context = promises.context();
        let callback = |name: &'static str, ok: bool, context: &SpanContext| {
            let span = Span::builder(name)
                .tag("component", if ok { "success" } else { "error" })
                .follows_from(context)
                .start();
            let _scope = span.enter();
            assert_eq!(current().context().span_id(), span.context().span_id());
        };
        let (resolve, resolved) = channel::<Result<f64, fmt::Error>>();
        let waiting = thread::spawn(move || {
            for outcome in resolved {
                match outcome {
                    Ok(_) => ["success", "success"].into_iter().for_each(|name| callback(name, true, &context)),
                    Err(_) => callback("error", false, &context),
                }
            }
        });
        resolve.send(Ok(0.5)).unwrap();
        resolve.send(Err(fmt::Error)).unwrap();
        drop(resolve);
        waiting.join().unwrap();
        promises.finish();
    });
    assert_eq!(names(&spans), ["success", "success", "error", "promises"]);
    let (promises, callbacks) = spans.split_last().unwrap();
    for callback in callbacks {
        assert_follows(callback, promises);
        assert_eq!(callback.tag("component"), Some(&Value::from(callback.name.clone())));
    }
}

/// 12. Two jobs that take turns on one thread.
#[test]
fn suspend_resume_propagation() {
    #[traced(name = "job", root)]
    async fn job(number: u32) {
        for part in ["before", "during", "after"] {
            current().log([("event", part)]).tag("number", i64::from(number));
            tokio::task::yield_now().await;
        }
    }
    let spans = finished(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(futures::future::join(job(1), job(2)));
    });
    assert_eq!(names(&spans), ["job", "job"]);
    for (span, number) in spans.iter().zip([1, 2]) {
        assert_eq!((span.parent_id, span.tag("number")), (None, Some(&Value::I64(number))));
        let events: Vec<_> = span.logs.iter().filter_map(|log| log.event()).collect();
        assert_eq!(events, ["before", "during", "after"]);
    }
    assert_ne!(spans[0].context.trace_id(), spans[1].context.trace_id());
}

/// 13. A handler that keeps nothing between its hooks.
#[test]
fn stateless_common_request_handler() {
    let spans = finished(|| {
        let runtime = runtime();
        let request = |number: i64| {
            runtime.spawn(async move {
                let span = Span::builder("send").kind(Kind::Client).tag("request", number).start();
                let _scope = span.enter();
            })
        };
        let requests: Vec<_> = (1..=3).map(request).collect();
        runtime.block_on(async {
            for request in requests {
                request.await.unwrap();
            }
        });
    });
    assert_eq!(names(&spans), ["send"; 3]);
    let mut numbers: Vec<_> = spans.iter().map(|span| span.tag("request").and_then(Value::as_i64).unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3]);
}

/// 14. Errors, wherever they are met.
#[test]
fn error_reporting() {
    fn fails() -> Result<(), fmt::Error> {
        Err(fmt::Error)
    }
    #[track_caller]
    fn assert_failed(spans: &[SpanData], errors: usize) {
        let [one] = spans else { panic!("one span: {spans:?}") };
        assert_eq!((one.outcome, one.tag("error")), (Outcome::Errored, Some(&Value::Bool(true))));
        let logged = one.logs.iter().filter(|log| log.event() == Some("error")).count();
        assert_eq!(logged, errors);
    }
    // In a scope.
    let spans = finished(|| {
        let span = Span::builder("one").start();
        let _scope = span.enter();
        fails().unwrap_err();
        current().record_error(&fmt::Error);
    });
    assert_failed(&spans, 1);
    // In a callback that was handed the span.
    let spans = finished(|| {
        let span = Span::builder("one").start();
        let callback = thread::spawn(move || {
            if let Err(error) = fails() {
                span.record_error(&error);
            }
            span.finish();
        });
        callback.join().unwrap();
    });
    assert_failed(&spans, 1);
    // Again and again, up to a limit.
    let spans = finished(|| {
        #[traced(err = off)]
        fn one() -> Result<(), fmt::Error> {
            for attempt in 0..3 {
                if let Err(error) = fails() {
                    current().record_error(&error).tag("attempts", attempt + 1);
                }
            }
            fails()
        }
        one().unwrap_err();
    });
    assert_failed(&spans, 3);
    // An instrumentation's wrapper takes the active span along.
    let spans = finished(|| {
        let span = Rc::new(Span::builder("one").start());
        let scope = span.enter();
        let active = current().context();
        let callbacks: RefCell<Vec<Box<dyn FnOnce()>>> = RefCell::default();
        let wrapped = Rc::clone(&span);
        callbacks.borrow_mut().push(Box::new(move || {
            let _scope = wrapped.enter();
            assert_eq!(current().context().span_id(), active.span_id());
            current().record_error(&fmt::Error);
        }));
        drop(scope);
        assert!(!is_active());
        callbacks.take().into_iter().for_each(|callback| callback());
    });
    assert_failed(&spans, 1);
}
