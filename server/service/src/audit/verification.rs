//! Checks that what is written down is as it was written.

use std::collections::HashSet;

use model::{ActFilter, AuditStrandId, CallRange, Permission, TimeSpan};
use store::{ACTS, CheckedRow, RowsToCheck, StrandRecord};

use super::Audit;
use crate::{Caller, Result};

/// Rows that are read at once.
const PAGE: u64 = 1000;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Every strand, the oldest first.
    pub strands: Vec<StrandState>,
    /// What is wrong beside the rows of strands.
    pub breaches: Vec<Breach>,
}

/// What was found of a strand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrandState {
    /// Its id; that of the acts is all zeros.
    pub id: AuditStrandId,
    /// It is the one of the acts.
    pub is_of_acts: bool,
    /// Rows that are as they were written.
    pub rows: u64,
    /// The number of its last row.
    pub head_seq: i64,
    /// That row's hash, in hexadecimal digits: who keeps it elsewhere can prove later that nothing before it was changed.
    pub head: String,
    /// The first thing that is wrong.
    pub broken: Option<Break>,
}

/// The head of a strand that somebody has kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptHead {
    strand: AuditStrandId,
    seq: i64,
    hash: String,
}

impl std::str::FromStr for KeptHead {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let read = || {
            let mut parts = text.splitn(3, ':');
            Some(Self {
                strand: parts.next()?.parse().ok()?,
                seq: parts.next()?.parse().ok()?,
                hash: parts.next()?.to_ascii_lowercase(),
            })
        };
        read().ok_or_else(|| "expected STRAND:NUMBER:HASH, as `metamcp audit verify` prints it".to_owned())
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// Its content is not what its hash is of.
    #[error("row {seq} ({id}) was changed")]
    Changed {
        /// Its number.
        seq: i64,
        /// Its id.
        id: String,
    },
    /// It is not there.
    #[error("row {seq} was removed{}", until.map(|until| format!(", and everything up to {until}")).unwrap_or_default())]
    Removed {
        /// Its number.
        seq: i64,
        /// The last one that is missing with it, when that is another.
        until: Option<i64>,
    },
    /// It was not written by the gateway.
    #[error("row {seq} ({id}) was inserted")]
    Inserted {
        /// Its number.
        seq: i64,
        /// Its id.
        id: String,
    },
    /// What the strand says of its own beginning or end is not true.
    #[error("the end that is noted, row {seq}, is not the end that is there")]
    WrongEnd {
        /// The number of the noted last row.
        seq: i64,
    },
}

/// What is wrong with the log as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// There are rows of a strand that nothing else is known of.
    #[error("there are calls of a strand that is not known: {0}")]
    UnknownStrand(AuditStrandId),
    /// A row that somebody has noted elsewhere has another hash, or is not there though retention did not take it.
    #[error("row {seq} of the strand {strand} is not the one that was noted")]
    AnotherHead {
        /// The strand.
        strand: AuditStrandId,
        /// The number.
        seq: i64,
    },
    /// A strand that began is neither there nor over.
    #[error("the strand {0} began and is not there")]
    MissingStrand(AuditStrandId),
    /// There are acts, and nothing says where they begin.
    #[error("there are acts, but their strand is not known")]
    UnknownActs,
}

impl Verification {
    /// Everything is as it was written.
    pub fn is_whole(&self) -> bool {
        self.breaches.is_empty() && self.strands.iter().all(|strand| strand.broken.is_none())
    }
}

impl Audit<'_> {
    /// Reads every row and checks it, and that those noted elsewhere are there. Calls that are written meanwhile are not
    /// looked at.
    pub async fn verify(&self, caller: &Caller, heads: &[KeptHead]) -> Result<Verification> {
        caller.require(Permission::Audit)?;
        let audit = self.inner.parts.store.audit();
        // The acts first: what they name later was there when they were read.
        let strands = audit.strands().await?;
        let (began, ended) = self.named_strands().await?;
        let mut states = Vec::with_capacity(strands.len());
        for strand in &strands {
            states.push(self.check(strand).await?);
        }
        let mut breaches = Vec::new();
        let known: HashSet<_> = audit.strands().await?.iter().map(|strand| strand.id).collect();
        let with_calls = audit.strands_with_calls().await?;
        let unknown = with_calls.into_iter().filter(|id| !known.contains(id));
        breaches.extend(unknown.map(Breach::UnknownStrand));
        let missing = began
            .into_iter()
            .filter(|id| !known.contains(id) && !ended.contains(id));
        breaches.extend(missing.map(Breach::MissingStrand));
        for head in heads {
            if !self.is_there(head).await? {
                breaches.push(Breach::AnotherHead {
                    strand: head.strand,
                    seq: head.seq,
                });
            }
        }
        if !known.contains(&ACTS) && audit.has_acts().await? {
            breaches.push(Breach::UnknownActs);
        }
        Ok(Verification {
            strands: states,
            breaches,
        })
    }

    /// The strands that acts say began, and those that are over.
    async fn named_strands(&self) -> Result<(Vec<AuditStrandId>, HashSet<AuditStrandId>)> {
        let (mut began, mut ended) = (Vec::new(), HashSet::new());
        let filter = ActFilter {
            range: CallRange::All,
            noun: "audit".to_owned(),
            ..ActFilter::default()
        };
        let mut behind = None;
        loop {
            let audit = self.inner.parts.store.audit();
            let acts = audit.acts(&filter, TimeSpan::default(), behind, PAGE).await?;
            let Some(last) = acts.last() else { break };
            behind = Some(last.seq);
            for act in acts {
                let Ok(id) = act.record.detail.parse() else {
                    continue;
                };
                match &*act.record.act {
                    "audit.begin" => began.push(id),
                    "audit.end" => drop(ended.insert(id)),
                    _ => {}
                }
            }
        }
        Ok((began, ended))
    }

    /// The row is there with its hash; or retention has taken it, with everything before it.
    async fn is_there(&self, head: &KeptHead) -> Result<bool> {
        let audit = self.inner.parts.store.audit();
        let Some(strand) = audit.strand(head.strand).await? else {
            // Over, when the acts say so: then the acts are to be believed, or their own head is not there.
            return Ok(self.named_strands().await?.1.contains(&head.strand));
        };
        if strand.anchor_seq >= head.seq {
            return Ok(true);
        }
        let rows = RowsToCheck {
            strand: head.strand,
            behind: head.seq - 1,
            hash: Vec::new(),
            until: head.seq,
        };
        let rows = audit.check(&rows, 1).await?;
        Ok(rows.iter().any(|row| hex::encode(&row.hash) == head.hash))
    }

    async fn check(&self, strand: &StrandRecord) -> Result<StrandState> {
        let mut check = Check {
            seq: strand.anchor_seq,
            hash: strand.anchor_hash.clone(),
            rows: 0,
        };
        let mut broken = self.check_beginning(strand).await?;
        while broken.is_none() {
            let rows = self.next(strand, &check, strand.head_seq).await?;
            if rows.is_empty() {
                break;
            }
            broken = rows.iter().find_map(|row| check.look(row));
        }
        // Retention may have moved the beginning while we read.
        if let Some(Break::Removed { .. }) = &broken
            && let Some(now) = self.inner.parts.store.audit().strand(strand.id).await?
            && now.anchor_seq > strand.anchor_seq
        {
            return Box::pin(self.check(&now)).await;
        }
        if broken.is_none() {
            broken = self.check_end(strand, &check).await?;
        }
        Ok(StrandState {
            id: strand.id,
            is_of_acts: strand.id == ACTS,
            rows: check.rows,
            head_seq: strand.head_seq,
            head: hex::encode(&strand.head_hash),
            broken,
        })
    }

    /// Before the beginning, where retention was, is nothing.
    async fn check_beginning(&self, strand: &StrandRecord) -> Result<Option<Break>> {
        let before = Check {
            seq: i64::MIN,
            hash: Vec::new(),
            rows: 0,
        };
        let rows = self.next(strand, &before, strand.anchor_seq).await?;
        Ok(rows.first().map(|row| Break::Inserted {
            seq: row.seq,
            id: row.id.to_string(),
        }))
    }

    /// The last row is the one that is noted, and behind it is nothing that was not written by us.
    async fn check_end(&self, strand: &StrandRecord, check: &Check) -> Result<Option<Break>> {
        if check.seq < strand.head_seq {
            return Ok(Some(removed(check.seq + 1, strand.head_seq)));
        }
        if check.hash != strand.head_hash {
            return Ok(Some(Break::WrongEnd { seq: strand.head_seq }));
        }
        // Read before the strand: what is written now is noted then.
        let behind = self.next(strand, check, i64::MAX).await?;
        let Some(first) = behind.first() else {
            return Ok(None);
        };
        let noted = self.inner.parts.store.audit().strand(strand.id).await?;
        let is_noted = noted.is_some_and(|noted| noted.head_seq >= first.seq);
        Ok((!is_noted).then(|| Break::Inserted {
            seq: first.seq,
            id: first.id.to_string(),
        }))
    }

    async fn next(&self, strand: &StrandRecord, check: &Check, until: i64) -> Result<Vec<CheckedRow>> {
        let rows = RowsToCheck {
            strand: strand.id,
            behind: check.seq,
            hash: check.hash.clone(),
            until,
        };
        Ok(self.inner.parts.store.audit().check(&rows, PAGE).await?)
    }
}

/// How far a check is.
struct Check {
    seq: i64,
    hash: Vec<u8>,
    rows: u64,
}

impl Check {
    /// Looks at the next row.
    fn look(&mut self, row: &CheckedRow) -> Option<Break> {
        if row.seq != self.seq + 1 {
            return Some(removed(self.seq + 1, row.seq - 1));
        }
        if row.hash != row.expected {
            return Some(Break::Changed {
                seq: row.seq,
                id: row.id.to_string(),
            });
        }
        self.seq = row.seq;
        self.hash.clone_from(&row.hash);
        self.rows += 1;
        None
    }
}

fn removed(seq: i64, until: i64) -> Break {
    Break::Removed {
        seq,
        until: (until > seq).then_some(until),
    }
}
