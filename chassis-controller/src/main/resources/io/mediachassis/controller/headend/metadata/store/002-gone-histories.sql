-- Of removed histories only the latest are remembered; each new device of a subscriber may remove one.
create index entry_of_gone_history on entry (revision) where kind = 'HISTORY' and removed = 1;
