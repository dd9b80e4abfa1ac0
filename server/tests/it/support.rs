//! A gateway for one test: own data directory, own port, ended with the test.

pub(crate) mod app;
pub(crate) mod binary;
pub(crate) mod processes;
pub(crate) mod redis;
pub(crate) mod visitor;
