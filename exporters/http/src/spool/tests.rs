//! Files and queues.
