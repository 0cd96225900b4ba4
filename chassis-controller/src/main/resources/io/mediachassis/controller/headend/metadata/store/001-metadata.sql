-- What is there of each kind, and which of two controllers' words is the newer one. What was removed stays in this table,
-- so that a controller that was away does not bring it back.
create table entry (
  kind text not null,
  id text not null,
  revision integer not null,
  removed integer not null,
  primary key (kind, id)
) strict;
create index entry_of_revision on entry (revision);

create table owner (
  name text primary key,
  title text not null
) strict;

create table file_server (
  address text not null,
  owner text not null,
  place text not null,
  standing text not null,
  proof text not null,
  shared integer not null,
  primary key (address, owner)
) strict;
create index file_server_of_place on file_server (place);
create index file_server_of_owner on file_server (owner);

-- The 25 items by their names; of lists one value a line, since no value has a line's end in it.
create table media_file (
  id text primary key,
  account text not null,
  primary_address text not null,
  primary_directory text not null,
  file_name text not null,
  alternate_addresses text not null,
  alternate_directories text not null,
  owner text not null,
  composer text not null,
  copyright_holder text not null,
  image_address text not null,
  image_directory text not null,
  image_name text not null,
  title text not null,
  body_of_work text not null,
  performers text not null,
  composers text not null,
  creators text not null,
  information_address text not null,
  information_directory text not null,
  information_name text not null,
  sale_address text not null,
  sale_directory text not null,
  sale_name text not null,
  products_address text not null,
  products_directory text not null,
  products_name text not null,
  bytes integer not null,
  sha256 text not null,
  type text not null
) strict;
create index media_file_of_account on media_file (account, id);

-- Which files lie on a server, be it the primary or an alternate one.
create table media_place (
  file text not null references media_file (id) on delete cascade,
  address text not null,
  primary key (file, address)
) strict;
create index media_place_of_address on media_place (address);

create table program (
  id text primary key,
  title text not null
) strict;

create table program_file (
  program text not null references program (id) on delete cascade,
  position integer not null,
  file text not null,
  primary key (program, position)
) strict;
create index program_file_of_file on program_file (file);

create table history (
  subscriber text not null,
  device text not null,
  program text not null,
  at_ms integer not null,
  primary key (subscriber, device, program)
) strict;

create table history_past (
  subscriber text not null,
  device text not null,
  program text not null,
  number integer not null,
  file text not null,
  position integer not null,
  outcome text not null,
  bytes integer not null,
  primary key (subscriber, device, program, number),
  foreign key (subscriber, device, program) references history (subscriber, device, program) on delete cascade
) strict;

create table protection (
  file text primary key,
  cipher text not null,
  key text not null,
  chunk integer not null,
  bytes integer not null,
  sha256 text not null
) strict;

create table piece (
  file text not null references protection (file) on delete cascade,
  number integer not null,
  source text not null,
  name text not null,
  start integer not null,
  length integer not null,
  primary key (file, number)
) strict;

create table part (
  file text not null,
  number integer not null,
  data blob not null,
  primary key (file, number)
) strict;
