//! Open subscriptions (`subscriptions/listen`): who wants to hear of what.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use dashmap::DashMap;
use model::{EndpointId, ServerId};

use crate::{
    Error, GatewayOptions, PrincipalId,
    catalogue::{List, ListChange},
    client::session::outbox::Outbox,
    envelope::Envelope,
    era::SUBSCRIPTION_ID,
    raw::{RawObject, decode_string, write_string},
    recorder,
    registry::{State, credentials::Credential},
    upstream::{
        lane::{Lane, Peer},
        sharing::Rule,
        wishes::Wish,
    },
};

/// One open subscription.
pub(crate) struct Subscriber {
    pub(crate) endpoint_id: EndpointId,
    pub(crate) principal: PrincipalId,
    /// What it was opened with; without it the stream ends.
    pub(crate) credential: Option<Credential>,
    /// Its name: the id of the request, raw.
    pub(crate) id: Box<str>,
    /// Lists that it wants to hear of.
    pub(crate) lists: Vec<List>,
    /// Resources that it wants to hear of: server and URI there, and the URI that the client knows.
    pub(crate) resources: HashMap<(ServerId, Box<str>), Box<str>>,
    /// Its stream.
    pub(crate) outbox: Arc<Outbox>,
}

/// All open subscriptions.
pub(crate) struct Subscribers {
    open: DashMap<u64, Arc<Subscriber>>,
    next: AtomicU64,
    count: AtomicUsize,
    limit: usize,
    limit_per_principal: usize,
    is_closed: Mutex<bool>,
}

/// A subscription is open until this is dropped.
pub(crate) struct Subscribed {
    all: Arc<Subscribers>,
    number: u64,
}

impl Subscribers {
    /// None yet. They count like sessions.
    pub(crate) fn new(options: &GatewayOptions) -> Arc<Self> {
        Arc::new(Self {
            open: DashMap::new(),
            next: AtomicU64::new(0),
            count: AtomicUsize::new(0),
            limit: options.max_sessions,
            limit_per_principal: options.max_sessions_per_principal,
            is_closed: Mutex::default(),
        })
    }

    /// Opens one, if there is room.
    pub(crate) fn open(self: &Arc<Self>, subscriber: Subscriber) -> Result<Subscribed, Error> {
        // Held, so that `close` sees every subscription that is open.
        let is_closed = self.is_closed.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_closed {
            return Err(Error::Closing);
        }
        let of_principal = self.open.iter().filter(|it| it.principal == subscriber.principal);
        if of_principal.count() >= self.limit_per_principal {
            return Err(Error::TooManySessionsOfPrincipal {
                limit: self.limit_per_principal,
            });
        }
        let below = |count: usize| (count < self.limit).then_some(count + 1);
        self.count
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, below)
            .map_err(|_| Error::TooManySessions { limit: self.limit })?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.open.insert(number, Arc::new(subscriber));
        Ok(Subscribed {
            all: self.clone(),
            number,
        })
    }

    /// Tells the clients of an endpoint, all or those of one lane, that lists changed.
    pub(crate) fn tell_lists_changed(
        &self,
        endpoint_id: EndpointId,
        lane: Option<Lane>,
        lists: &[ListChange],
    ) {
        for subscriber in &self.open {
            let own = Lane::Stateless(subscriber.principal);
            if subscriber.endpoint_id == endpoint_id && lane.is_none_or(|lane| lane == own) {
                subscriber.tell_lists_changed(lists);
            }
        }
    }

    /// Where a principal has subscriptions.
    pub(crate) fn endpoints_of(&self, principal: PrincipalId) -> HashSet<EndpointId> {
        let own = self.open.iter().filter(|it| it.principal == principal);
        own.map(|it| it.endpoint_id).collect()
    }

    /// Tells those that a lane serves what its server says by itself.
    pub(crate) fn hear(&self, lane: Lane, rule: Rule, server_id: ServerId, frame: &Bytes) {
        let Ok(notification) = Envelope::parse(frame) else {
            return;
        };
        if notification.method.as_deref() != Some("notifications/resources/updated") {
            return;
        }
        for subscriber in &self.open {
            if subscriber.is_served_by(lane, rule) {
                subscriber.resource_updated(server_id, &notification);
            }
        }
    }

    /// A subscription that a lane serves wants to hear of a resource.
    pub(crate) fn wants(&self, lane: Lane, rule: Rule, server_id: ServerId, uri: &str) -> bool {
        let key = (server_id, Box::from(uri));
        self.open
            .iter()
            .any(|subscriber| subscriber.is_served_by(lane, rule) && subscriber.resources.contains_key(&key))
    }

    /// What the subscriptions that a lane serves want to hear of a server.
    pub(crate) fn wish(&self, server_id: ServerId, lane: Lane, rule: Rule) -> Wish {
        let served = self.open.iter().filter(|it| it.is_served_by(lane, rule));
        let uris = served.flat_map(|subscriber| {
            let at_it = subscriber.resources.keys().filter(|(id, _)| *id == server_id);
            at_it.map(|(_, uri)| uri.clone()).collect::<Vec<_>>()
        });
        Wish {
            level: None,
            uris: uris.collect(),
        }
    }

    /// Ends what is not admitted any more.
    pub(crate) fn reconcile(&self, state: &State) {
        let now = recorder::now();
        for subscriber in &self.open {
            let (endpoint_id, principal) = (subscriber.endpoint_id, subscriber.principal);
            let is_admitted = match subscriber.credential {
                Some(credential) => {
                    state.admits(endpoint_id, principal, now) && state.credentials().has(credential, now)
                }
                None => {
                    state.admits(endpoint_id, principal, now) || state.admits_inside(endpoint_id, principal)
                }
            };
            if !is_admitted {
                subscriber.outbox.end();
            }
        }
    }

    /// Ends all, in order: each gets the answer to its request.
    pub(crate) fn close(&self) {
        *self.is_closed.lock().unwrap_or_else(PoisonError::into_inner) = true;
        for subscriber in &self.open {
            subscriber.complete();
        }
    }
}

impl Subscriber {
    /// Confirms what will be told, before anything is told.
    pub(crate) fn acknowledge(&self, honoured: &str) {
        self.say(
            "notifications/subscriptions/acknowledged",
            &format!(r#","notifications":{honoured}"#),
        );
    }

    fn is_served_by(&self, lane: Lane, rule: Rule) -> bool {
        rule.lane(&Peer::stateless(self.principal)) == lane
    }

    fn tell_lists_changed(&self, lists: &[ListChange]) {
        let mut methods: Vec<_> = lists
            .iter()
            .filter(|change| self.wants(change.list))
            .map(|change| match change.list {
                List::Tools => "notifications/tools/list_changed",
                List::Prompts => "notifications/prompts/list_changed",
                List::Resources | List::Templates => "notifications/resources/list_changed",
            })
            .collect();
        // Resources and their templates share one.
        methods.dedup();
        for method in methods {
            self.say(method, "");
        }
    }

    fn wants(&self, list: List) -> bool {
        let list = if list == List::Templates {
            List::Resources
        } else {
            list
        };
        self.lists.contains(&list)
    }

    fn resource_updated(&self, server_id: ServerId, notification: &Envelope<'_>) {
        let uri = notification
            .params
            .and_then(|params| RawObject::parse(params.get(), &["uri"]).ok())
            .and_then(|params| params.get("uri"))
            .and_then(decode_string);
        let Some(exposed) = uri.and_then(|uri| self.resources.get(&(server_id, Box::from(&*uri)))) else {
            return;
        };
        let mut member = br#","uri":"#.to_vec();
        write_string(&mut member, exposed);
        self.say(
            "notifications/resources/updated",
            &String::from_utf8_lossy(&member),
        );
    }

    fn say(&self, method: &str, members: &str) {
        let id = &self.id;
        let frame = format!(
            r#"{{"jsonrpc":"2.0","method":"{method}","params":{{"_meta":{{"{SUBSCRIPTION_ID}":{id}}}{members}}}}}"#
        );
        // A reader that is too slow asks for everything again when it has caught up.
        let _ = self.outbox.notify(&[frame.as_bytes()]);
    }

    fn complete(&self) {
        let id = &self.id;
        let frame = format!(
            r#"{{"jsonrpc":"2.0","id":{id},"result":{{"resultType":"complete","_meta":{{"{SUBSCRIPTION_ID}":{id}}}}}}}"#
        );
        self.outbox.complete(&[frame.as_bytes()]);
    }
}

impl Subscribed {
    /// The subscription.
    pub(crate) fn subscriber(&self) -> Option<Arc<Subscriber>> {
        self.all.open.get(&self.number).map(|it| it.value().clone())
    }
}

impl Drop for Subscribed {
    fn drop(&mut self) {
        if self.all.open.remove(&self.number).is_some() {
            self.all.count.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
