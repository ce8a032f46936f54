//! The spool from the outside, requests in, and what a peer that the test plays sees of them; and datagrams that no exporter would send.

mod peer;
mod folder;
mod handing;
mod backlog;
mod damage;
mod owners;
mod any;
mod unrecorded;
mod datagrams;
