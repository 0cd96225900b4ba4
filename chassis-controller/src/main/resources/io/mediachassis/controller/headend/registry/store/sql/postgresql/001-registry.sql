-- Stations, and what each holds of every program. Ranges of segments stand as text: 0-4,7. Ids are compared as bytes.
create table station (
  name text collate "C" not null primary key,
  epoch bigint not null,
  election bigint not null,
  sequence bigint not null,
  standing text not null,
  through text not null,
  mended bigint not null,
  mended_total bigint not null,
  pictures bigint not null
);

create table holding (
  program text collate "C" not null,
  station text collate "C" not null,
  manifest text not null,
  total integer not null,
  held text not null,
  leaving text not null,
  primary key (program, station)
);

create index holding_of_station on holding (station, program);

-- Counted by the server's clock. Nothing is lost with it: who is there is known again within one renewal.
create unlogged table lease (
  station text collate "C" not null primary key,
  until timestamptz not null
);
